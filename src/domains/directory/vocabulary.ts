/** Closed lists of the directory that are not national nomenclatures, with their French words. */

export const OFFER_KINDS = {
  ivg: 'Interruption volontaire de grossesse (IVG)',
  contraception: 'Contraception',
  'prenatal-follow-up': 'Suivi de grossesse',
  'prenatal-interview': 'Entretien prénatal précoce (EPP)',
  'postnatal-interview': 'Entretien postnatal précoce (EPNP)',
  'birth-preparation': 'Préparation à la naissance et à la parentalité',
  'home-visits': 'Visites à domicile',
  'return-home': 'Retour à domicile après la maternité',
  'screening-ultrasound': 'Échographie de dépistage',
  'prenatal-diagnosis': 'Diagnostic prénatal',
  breastfeeding: 'Consultation d’allaitement',
  'pelvic-floor': 'Rééducation périnéale',
  'vulnerable-children': 'Suivi des enfants vulnérables',
  'perinatal-psychology': 'Psychologie et psychiatrie périnatales',
  addiction: 'Addictions et grossesse',
  'violence-support': 'Femmes victimes de violences',
  precariousness: 'Précarité et vulnérabilité',
  disability: 'Grossesse et handicap',
  'global-support': 'Accompagnement global à la naissance',
  'newborn-screening': 'Dépistage néonatal',
} as const
export type OfferKind = keyof typeof OFFER_KINDS

export const IVG_METHODS = {
  medical: 'médicamenteuse',
  'instrumental-local': 'instrumentale, anesthésie locale',
  'instrumental-general': 'instrumentale, anesthésie générale',
} as const
export type IvgMethod = keyof typeof IVG_METHODS

/** Two completed weeks of amenorrhoea go by before conception. */
export const WEEKS_BEFORE_CONCEPTION = 2
/** No IVG is offered later, wherever. */
export const LATEST_WEEKS = 42

/**
 * By kind of disability, as the cahier des charges asks for the resources women with disabilities can reach. Sign language
 * is a language (`fsl`): a place one may come to with a hearing disability does not promise that somebody signs there.
 */
export const ACCESSIBILITY_KINDS = {
  motor: 'handicap moteur (plain-pied, table adaptée…)',
  hearing: 'handicap auditif (boucle magnétique…)',
  visual: 'handicap visuel',
  cognitive: 'handicap mental, psychique, autisme (FALC, temps adapté…)',
} as const
export type AccessibilityKind = keyof typeof ACCESSIBILITY_KINDS

/** Codes of languages (ISO 639; `fsl` is the French sign language). A language without a code is written as it was typed. */
export const LANGUAGE_LABELS: Record<string, string> = {
  fr: 'français',
  en: 'anglais',
  es: 'espagnol',
  pt: 'portugais',
  de: 'allemand',
  it: 'italien',
  ar: 'arabe',
  tr: 'turc',
  ru: 'russe',
  ro: 'roumain',
  pl: 'polonais',
  zh: 'chinois',
  vi: 'vietnamien',
  sq: 'albanais',
  uk: 'ukrainien',
  fa: 'persan (farsi, dari)',
  ps: 'pachto',
  bn: 'bengali',
  ta: 'tamoul',
  so: 'somali',
  bm: 'bambara',
  wo: 'wolof',
  ln: 'lingala',
  ber: 'berbère (kabyle, tamazight)',
  rcf: 'créole',
  nl: 'néerlandais',
  fsl: 'langue des signes française (LSF)',
}

/** Ways an offer is asked for: each has a column of its own. */
export const CONTACT_CHANNELS = {
  phone: 'téléphone',
  email: 'courriel',
  link: 'prise de rendez-vous en ligne',
  message: 'messagerie sécurisée (MSSanté)',
} as const
export type ContactChannel = keyof typeof CONTACT_CHANNELS

export const MEMBERSHIP_STATES = {
  applied: 'demande reçue',
  active: 'adhérent',
  suspended: 'suspendu',
  ended: 'ancien adhérent',
  refused: 'demande refusée',
} as const
export type MembershipState = keyof typeof MEMBERSHIP_STATES

/** From each state, those that may follow. */
export const MEMBERSHIP_TRANSITIONS: Record<MembershipState, readonly MembershipState[]> = {
  applied: ['active', 'refused', 'ended'],
  active: ['suspended', 'ended'],
  suspended: ['active', 'ended'],
  ended: ['applied', 'active'],
  refused: ['applied'],
}
