/**
 * Columns of the three RPPS files « en libre accès », as data. They are found by name, never by position: the file had
 * 52 columns in 2021 and has 56 in 2026, with other spellings in between. Source: headers of the « Annuaire santé »
 * extractions published on data.gouv.fr by the Agence du numérique en santé.
 */
export type Column<Name extends string> = {
  name: Name
  /** As the file of 2026 writes it, for people. */
  label: string
  /** Without it the file is refused; the others only leave a blank. */
  required: boolean
}

export type Layout<Name extends string> = {
  /** What a person calls the file. */
  title: string
  columns: readonly Column<Name>[]
}

type Row<Name extends string> = readonly [name: Name, label: string, required?: 'required']

function layout<Name extends string>(title: string, rows: readonly Row<Name>[]): Layout<Name> {
  return {
    title,
    columns: rows.map(([name, label, required]) => ({ name, label, required: required !== undefined })),
  }
}

const PERSON = [
  ['idType', 'Type d’identifiant PP', 'required'],
  ['id', 'Identifiant PP', 'required'],
  ['nationalId', 'Identification nationale PP', 'required'],
  ['lastName', 'Nom d’exercice', 'required'],
  ['firstName', 'Prénom d’exercice', 'required'],
] as const

const PROFESSION = [
  ['professionCode', 'Code profession', 'required'],
  ['professionLabel', 'Libellé profession'],
  ['categoryCode', 'Code catégorie professionnelle'],
  ['categoryLabel', 'Libellé catégorie professionnelle'],
] as const

const SKILL = [
  ['skillTypeCode', 'Code type savoir-faire'],
  ['skillTypeLabel', 'Libellé type savoir-faire'],
  ['skillCode', 'Code savoir-faire'],
  ['skillLabel', 'Libellé savoir-faire'],
] as const

const STRUCTURE = [
  ['siret', 'Numéro SIRET site'],
  ['siren', 'Numéro SIREN site'],
  ['finessSite', 'Numéro FINESS site'],
  ['finessLegal', 'Numéro FINESS établissement juridique'],
  ['technicalId', 'Identifiant technique de la structure'],
  ['structureName', 'Raison sociale site'],
  ['tradeName', 'Enseigne commerciale site'],
  ['recipient', 'Complément destinataire (coord. structure)'],
  ['place', 'Complément point géographique (coord. structure)'],
  ['streetNumber', 'Numéro Voie (coord. structure)'],
  ['streetRepetition', 'Indice répétition voie (coord. structure)'],
  ['streetTypeCode', 'Code type de voie (coord. structure)'],
  ['streetTypeLabel', 'Libellé type de voie (coord. structure)'],
  ['streetName', 'Libellé Voie (coord. structure)'],
  ['distribution', 'Mention distribution (coord. structure)'],
  ['postOffice', 'Bureau cedex (coord. structure)'],
  ['postcode', 'Code postal (coord. structure)', 'required'],
  ['communeCode', 'Code commune (coord. structure)'],
  ['communeName', 'Libellé commune (coord. structure)'],
  ['countryCode', 'Code pays (coord. structure)'],
  ['countryName', 'Libellé pays (coord. structure)'],
  ['phone', 'Téléphone (coord. structure)'],
  ['phone2', 'Téléphone 2 (coord. structure)'],
  ['fax', 'Télécopie (coord. structure)'],
  ['email', 'Adresse e-mail (coord. structure)'],
  ['departmentCode', 'Code Département (structure)', 'required'],
  ['departmentName', 'Libellé Département (structure)'],
  ['formerStructureId', 'Ancien identifiant de la structure'],
] as const

/** One line a person, a place of work and a skill. */
export const ACTIVITY_LAYOUT = layout('RPPS, personnes et activités', [
  ...PERSON.slice(0, 3),
  ['practiceTitleCode', 'Code civilité d’exercice'],
  ['practiceTitleLabel', 'Libellé civilité d’exercice'],
  ['titleCode', 'Code civilité'],
  ['titleLabel', 'Libellé civilité'],
  ...PERSON.slice(3),
  ...PROFESSION,
  ...SKILL,
  ['modeCode', 'Code mode exercice'],
  ['modeLabel', 'Libellé mode exercice'],
  ...STRUCTURE,
  ['authority', 'Autorité d’enregistrement'],
  ['sectorCode', 'Code secteur d’activité'],
  ['sectorLabel', 'Libellé secteur d’activité'],
  ['pharmacistSectionCode', 'Code section tableau pharmaciens'],
  ['pharmacistSectionLabel', 'Libellé section tableau pharmaciens'],
  ['roleCode', 'Code rôle'],
  ['roleLabel', 'Libellé rôle'],
  ['activityKindCode', 'Code genre activité'],
  ['activityKindLabel', 'Libellé genre activité'],
])
export type ActivityColumn = (typeof ACTIVITY_LAYOUT)['columns'][number]['name']

/** One line a person and a skill. */
export const SKILL_LAYOUT = layout('RPPS, savoir-faire', [
  ...PERSON,
  ...PROFESSION,
  ...SKILL.slice(0, 2),
  ['skillCode', 'Code savoir-faire', 'required'],
  ['skillLabel', 'Libellé savoir-faire'],
])
export type SkillColumn = (typeof SKILL_LAYOUT)['columns'][number]['name']

/** One line a person and a diploma, or an authorisation to practise. */
export const DIPLOMA_LAYOUT = layout('RPPS, diplômes et autorisations d’exercice', [
  ...PERSON,
  ['diplomaTypeCode', 'Code type diplôme obtenu'],
  ['diplomaTypeLabel', 'Libellé type diplôme obtenu'],
  ['diplomaCode', 'Code diplôme obtenu', 'required'],
  ['diplomaLabel', 'Libellé diplôme obtenu'],
  ['authorisationTypeCode', 'Code type autorisation'],
  ['authorisationTypeLabel', 'Libellé type autorisation'],
  ['disciplineCode', 'Code discipline autorisation'],
  ['disciplineLabel', 'Libellé discipline autorisation'],
])
export type DiplomaColumn = (typeof DIPLOMA_LAYOUT)['columns'][number]['name']
