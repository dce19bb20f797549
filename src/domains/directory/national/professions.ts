import { byCode, type Nomenclature, plainCode } from './nomenclature.js'

/**
 * Professions of the RPPS that take part in perinatal care, and those withdrawn that old files still carry: the table
 * names no successor to these.
 */
export const PROFESSIONS: Nomenclature = {
  title: 'Professions',
  source: 'TRE_G15-ProfessionSante, version du 28/03/2025, Agence du numérique en santé',
  codes: byCode([
    plainCode('10', 'Médecin'),
    plainCode('21', 'Pharmacien'),
    plainCode('40', 'Chirurgien-dentiste'),
    plainCode('50', 'Sage-femme'),
    plainCode('60', 'Infirmier'),
    plainCode('70', 'Masseur-kinésithérapeute'),
    plainCode('80', 'Pédicure-podologue'),
    plainCode('86', 'Technicien de laboratoire médical'),
    plainCode('91', 'Orthophoniste'),
    plainCode('92', 'Orthoptiste'),
    plainCode('93', 'Psychologue'),
    plainCode('94', 'Ergothérapeute'),
    plainCode('95', 'Diététicien'),
    plainCode('96', 'Psychomotricien'),
    plainCode('98', 'Manipulateur d’électroradiologie médicale'),
    plainCode('35', 'Aide-soignant', '2024-12-13'),
    plainCode('36', 'Ambulancier', '2024-12-13'),
    plainCode('37', 'Auxiliaire de puériculture', '2024-12-13'),
  ]),
}

/** Skills of use to a perinatal network. One notion has several codes: see `SKILL_GROUPS` before filtering on one. */
export const SKILLS: Nomenclature = {
  title: 'Savoir-faire',
  source: 'TRE_R38 et JDV_J107, version du 28/09/2026, Agence du numérique en santé',
  codes: byCode([
    plainCode('SM20', 'Gynécologie-obstétrique'),
    plainCode('SM51', 'Gynécologie-obstétrique et gynécologie médicale, option gynécologie-obstétrique'),
    plainCode('SM52', 'Gynécologie-obstétrique et gynécologie médicale, option gynécologie médicale'),
    plainCode('SM19', 'Gynécologie médicale'),
    plainCode('SM40', 'Pédiatrie'),
    plainCode('SM87', 'Pédiatrie, option néonatologie'),
    plainCode('SM88', 'Pédiatrie, option neuropédiatrie'),
    plainCode('DSM224', 'Néonatologie (DESC)'),
    plainCode('DSM218', 'Médecine de la reproduction (DESC)'),
    plainCode('DSM212', 'Fœtopathologie (DESC)'),
    plainCode('SM02', 'Anesthésie-réanimation'),
    plainCode('SM76', 'Anesthésie pédiatrique'),
    plainCode('SM82', 'Réanimation pédiatrique'),
    plainCode('SM90', 'Réanimation pédiatrique'),
    plainCode('SM17', 'Génétique médicale'),
    plainCode('SM42', 'Psychiatrie'),
    plainCode('SM43', 'Psychiatrie, option enfant et adolescent'),
    plainCode('SM92', 'Psychiatrie de l’enfant et de l’adolescent'),
    plainCode('SM44', 'Radiodiagnostic'),
    plainCode('SM74', 'Radiologie'),
    plainCode('SM26', 'Médecine générale (qualifié)'),
    plainCode('SM53', 'Médecine générale (spécialiste)'),
    plainCode('SM54', 'Médecine générale'),
    {
      code: 'SI08',
      labels: [{ label: 'Infirmier puériculteur', validFrom: '2026-07-30', validTo: null }],
      withdrawnOn: null,
    },
    plainCode('SI06', 'Infirmier de bloc opératoire (IBODE)'),
    plainCode('SI07', 'Infirmier anesthésiste (IADE)'),
    plainCode('C23', 'Gynécologie médicale et obstétrique (compétence)'),
    plainCode('C25', 'Gynécologie médicale (compétence)'),
    plainCode('C27', 'Obstétrique (compétence)'),
    plainCode('CEX22', 'Gynécologie médicale et obstétrique (compétence exclusive)'),
    plainCode('CEX24', 'Gynécologie médicale (compétence exclusive)'),
    plainCode('CEX26', 'Obstétrique (compétence exclusive)'),
  ]),
}

/** What a person calls one speciality is several codes, old titles included. */
export const SKILL_GROUPS: readonly { name: string; label: string; codes: readonly string[] }[] = [
  {
    name: 'obstetrics',
    label: 'Gynécologie-obstétrique',
    codes: ['SM20', 'SM51', 'C23', 'C27', 'CEX22', 'CEX26'],
  },
  { name: 'gynaecology', label: 'Gynécologie médicale', codes: ['SM19', 'SM52', 'C25', 'CEX24'] },
  { name: 'paediatrics', label: 'Pédiatrie', codes: ['SM40', 'SM87', 'SM88'] },
  { name: 'neonatology', label: 'Néonatologie', codes: ['SM87', 'DSM224'] },
  { name: 'anaesthesia', label: 'Anesthésie-réanimation', codes: ['SM02', 'SM76'] },
  { name: 'paediatric-intensive-care', label: 'Réanimation pédiatrique', codes: ['SM82', 'SM90'] },
  { name: 'child-psychiatry', label: 'Pédopsychiatrie', codes: ['SM43', 'SM92'] },
  { name: 'psychiatry', label: 'Psychiatrie', codes: ['SM42'] },
  { name: 'radiology', label: 'Radiologie', codes: ['SM44', 'SM74'] },
  { name: 'genetics', label: 'Génétique médicale', codes: ['SM17'] },
  { name: 'nursery-nurse', label: 'Infirmier puériculteur', codes: ['SI08'] },
  { name: 'general-medicine', label: 'Médecine générale', codes: ['SM26', 'SM53', 'SM54'] },
]

/** Ways of practising. */
export const MODES: Nomenclature = {
  title: 'Modes d’exercice',
  source: 'TRE_R23-ModeExercice, Agence du numérique en santé',
  codes: byCode([
    plainCode('L', 'Libéral'),
    plainCode('S', 'Salarié'),
    plainCode('M', 'Remplaçant'),
    plainCode('B', 'Bénévole'),
  ]),
}
