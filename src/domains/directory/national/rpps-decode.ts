import { readEmail } from './email.js'
import { FINESS_FORM } from './finess-number.js'
import { readPhone } from './phone.js'
import type { LineCells } from './row.js'
import type { ActivityColumn, DiplomaColumn, SkillColumn } from './rpps-layouts.js'
import { readRppsNumber } from './rpps-number.js'
import type { RppsActivity, RppsDiploma, RppsPerson, RppsSkill, RppsStructure } from './rpps-record.js'
import { isRoundedNumber, roundedNumberRefusal } from './spreadsheet-damage.js'

/** The type of identifier that announces an RPPS number. */
const RPPS_TYPE = '8'
/** The country is blank for most addresses in France; when written, it is one of these. */
const FRANCE = new Set(['', '99000', 'XXXXX', 'FR', 'FRA', '250'])

const ONE_OR_TWO_LETTERS = /^[A-Z]{1,2}$/
const LETTERS_AND_DIGITS = /^[A-Z0-9._-]{1,20}$/i
const PROFESSION = /^\d{2}$/
const NINE_DIGITS = /^\d{9}$/
const FOURTEEN_DIGITS = /^\d{14}$/

/**
 * Builds the record of a line of « Personne_activite ». Throws for a line whose values are not where they should be.
 * Every member is written out: merging objects costs more than reading the line.
 */
export function decodeActivity(cells: LineCells<ActivityColumn>): RppsActivity {
  const { line, idnps, rppsNumber, lastName, firstName } = decodePerson(cells)
  const { profession, category } = decodeProfession(cells)
  const coded = (code: ActivityColumn, label: ActivityColumn) =>
    cells.coded(code, label, LETTERS_AND_DIGITS, 'un code de lettres et de chiffres')
  return {
    line,
    idnps,
    rppsNumber,
    lastName,
    firstName,
    profession,
    category,
    title: coded('titleCode', 'titleLabel'),
    practiceTitle: coded('practiceTitleCode', 'practiceTitleLabel'),
    skillType: coded('skillTypeCode', 'skillTypeLabel'),
    skill: coded('skillCode', 'skillLabel'),
    mode: cells.coded('modeCode', 'modeLabel', ONE_OR_TWO_LETTERS, 'la lettre d’un mode d’exercice'),
    structure: decodeStructure(cells),
    authority: cells.text('authority'),
    sector: coded('sectorCode', 'sectorLabel'),
    pharmacistSection: coded('pharmacistSectionCode', 'pharmacistSectionLabel'),
    role: coded('roleCode', 'roleLabel'),
    activityKind: coded('activityKindCode', 'activityKindLabel'),
    warnings: cells.warnings,
  }
}

/** Builds the record of a line of « SavoirFaire ». */
export function decodeSkill(cells: LineCells<SkillColumn>): RppsSkill {
  const coded = (code: SkillColumn, label: SkillColumn) =>
    cells.coded(code, label, LETTERS_AND_DIGITS, 'un code de lettres et de chiffres')
  return {
    ...decodePerson(cells),
    ...decodeProfession(cells),
    skillType: coded('skillTypeCode', 'skillTypeLabel'),
    skill: coded('skillCode', 'skillLabel'),
  }
}

/** Builds the record of a line of « Dipl_AutExerc ». */
export function decodeDiploma(cells: LineCells<DiplomaColumn>): RppsDiploma {
  const coded = (code: DiplomaColumn, label: DiplomaColumn) =>
    cells.coded(code, label, LETTERS_AND_DIGITS, 'un code de lettres et de chiffres')
  return {
    ...decodePerson(cells),
    diplomaType: coded('diplomaTypeCode', 'diplomaTypeLabel'),
    diploma: coded('diplomaCode', 'diplomaLabel'),
    authorisationType: coded('authorisationTypeCode', 'authorisationTypeLabel'),
    discipline: coded('disciplineCode', 'disciplineLabel'),
  }
}

type PersonColumn = 'idType' | 'id' | 'nationalId' | 'lastName' | 'firstName'

function decodePerson<Name extends string>(
  cells: LineCells<Name | PersonColumn>,
): Omit<RppsPerson, 'profession' | 'category'> {
  const type = cells.code('idType', /^\d$/, 'un type d’identifiant (8 pour RPPS)')
  const id = cells.text('id')
  const nationalId = cells.text('nationalId')
  const lastName = cells.text('lastName')
  if (id === null) throw cells.unusable('id', 'L’identifiant de la personne est vide.')
  if (lastName === null) throw cells.unusable('lastName', 'Le nom de la personne est vide.')
  for (const name of ['id', 'nationalId'] as const) {
    const text = cells.text(name)
    if (text !== null && isRoundedNumber(text))
      throw cells.unusable(name, roundedNumberRefusal(text, 'l’identifiant'))
  }
  // Each identifier vouches for the other: a value shifted by one column is seen here.
  const idnps = nationalId ?? `${type ?? ''}${id}`
  if (type !== null && idnps !== `${type}${id}`)
    throw cells.unusable('nationalId', 'Les deux identifiants de la personne ne concordent pas.')
  const rppsNumber = type === RPPS_TYPE ? rppsNumberOf(cells, id) : null
  return { line: cells.line, idnps, rppsNumber, lastName, firstName: cells.text('firstName') ?? '' }
}

function rppsNumberOf<Name extends string>(cells: LineCells<Name | PersonColumn>, id: string): string {
  const verdict = readRppsNumber(id)
  if ('refusal' in verdict) throw cells.unusable('id', verdict.refusal)
  if (verdict.warning !== null) cells.warnings.push({ column: 'Identifiant PP', sentence: verdict.warning })
  return verdict.value
}

function decodeProfession<Name extends string>(
  cells: LineCells<Name | 'professionCode' | 'professionLabel' | 'categoryCode' | 'categoryLabel'>,
): Pick<RppsPerson, 'profession' | 'category'> {
  return {
    profession: cells.coded(
      'professionCode',
      'professionLabel',
      PROFESSION,
      'un code de profession à 2 chiffres',
    ),
    category: cells.coded(
      'categoryCode',
      'categoryLabel',
      ONE_OR_TWO_LETTERS,
      'une lettre (catégorie professionnelle)',
    ),
  }
}

function decodeStructure(cells: LineCells<ActivityColumn>): RppsStructure | null {
  const isFrench = FRANCE.has(cells.text('countryCode') ?? '')
  const structure: RppsStructure = {
    siret: digits(cells, 'siret', 14),
    siren: digits(cells, 'siren', 9),
    finessSite: finess(cells, 'finessSite'),
    finessLegal: finess(cells, 'finessLegal'),
    technicalId: cells.text('technicalId'),
    formerId: cells.text('formerStructureId'),
    name: cells.text('structureName'),
    tradeName: cells.text('tradeName'),
    recipient: cells.text('recipient'),
    place: cells.text('place'),
    street: street(cells),
    distribution: cells.text('distribution'),
    postOffice: cells.text('postOffice'),
    postcode: isFrench ? postcode(cells) : cells.text('postcode'),
    communeCode: isFrench ? communeCode(cells) : cells.text('communeCode'),
    communeName: cells.text('communeName'),
    countryCode: cells.text('countryCode'),
    countryName: cells.text('countryName'),
    departmentCode: department(cells),
    departmentName: cells.text('departmentName'),
    phone: cells.optional('phone', readPhone),
    phone2: cells.optional('phone2', readPhone),
    fax: cells.optional('fax', readPhone),
    email: cells.optional('email', readEmail),
  }
  return Object.values(structure).every((value) => value === null) ? null : structure
}

function digits(cells: LineCells<ActivityColumn>, name: ActivityColumn, length: 9 | 14): string | null {
  const text = cells.text(name)
  if (text !== null && /^\d+$/.test(text) && text.length < length)
    throw cells.unusable(name, lostZeros(text, length))
  return cells.code(name, length === 14 ? FOURTEEN_DIGITS : NINE_DIGITS, `un numéro à ${length} chiffres`)
}

function finess(cells: LineCells<ActivityColumn>, name: ActivityColumn): string | null {
  const text = cells.text(name)
  if (text !== null && /^\d{1,8}$/.test(text)) throw cells.unusable(name, lostZeros(text, 9))
  return cells.code(name, FINESS_FORM, 'un numéro FINESS à 9 caractères')
}

/** A foreign address may have anything there, and the file often leaves its country blank: only a lost zero refuses. */
function postcode(cells: LineCells<ActivityColumn>): string | null {
  const text = cells.text('postcode')
  if (text !== null && /^\d{4}$/.test(text)) throw cells.unusable('postcode', lostZeros(text, 5))
  return cells.code('postcode', /^[A-Z0-9 -]{1,12}$/i, 'un code postal')
}

function communeCode(cells: LineCells<ActivityColumn>): string | null {
  const text = cells.text('communeCode')
  if (text !== null && /^\d{4}$/.test(text)) throw cells.unusable('communeCode', lostZeros(text, 5))
  return cells.code('communeCode', /^[0-9A-Z]{5}$/, 'un code commune de l’Insee')
}

function department(cells: LineCells<ActivityColumn>): string | null {
  const text = cells.text('departmentCode')
  if (text !== null && /^\d$/.test(text)) throw cells.unusable('departmentCode', lostZeros(text, 2))
  return cells.code('departmentCode', /^[0-9A-Z]{2,3}$/, 'un code de département')
}

function lostZeros(text: string, length: number): string {
  return (
    `« ${text} » a ${text.length} chiffre${text.length > 1 ? 's' : ''} au lieu de ${length} : ` +
    `un tableur a ôté les zéros du début (${text.padStart(length, '0')} ?). ` +
    'Téléchargez de nouveau le fichier et envoyez-le sans l’ouvrir dans un tableur.'
  )
}

function street(cells: LineCells<ActivityColumn>): string | null {
  const type = cells.text('streetTypeLabel') ?? cells.text('streetTypeCode')
  const parts = [cells.text('streetNumber'), cells.text('streetRepetition'), type, cells.text('streetName')]
  return parts.filter((part) => part !== null).join(' ') || null
}
