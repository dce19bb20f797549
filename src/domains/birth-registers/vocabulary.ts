/** Closed lists of the register, with their French words. Codes are kept in rows: one is never reused. */

/** Phases of a transfer in the words of the arrêté (annex 2, III a), and the newborn’s (IV f). */
export const PHASES = {
  'pre-partum': 'Avant le travail (pré-partum)',
  'per-partum': 'Pendant le travail (per-partum)',
  'post-partum': 'Juste après la naissance (post-partum immédiat)',
  newborn: 'Nouveau-né, première semaine',
} as const
export type Phase = keyof typeof PHASES
export const PHASE_CODES = Object.keys(PHASES) as [Phase, ...Phase[]]

/** Whom a phase is about: the mother’s three, and the newborn’s. */
export function whoOf(phase: Phase): Who {
  return phase === 'newborn' ? 'newborn' : 'mother'
}
export type Who = 'mother' | 'newborn'

export const TRANSPORTS = {
  'on-foot': 'À pied',
  stretcher: 'Brancard ou lit, sans véhicule',
  smur: 'SMUR (SAMU)',
  ambulance: 'Ambulance',
  own: 'Véhicule personnel',
} as const
export type Transport = keyof typeof TRANSPORTS
export const TRANSPORT_CODES = Object.keys(TRANSPORTS) as [Transport, ...Transport[]]

/** The reason every phase has, whatever the network edits: it is never retired. */
export const OTHER_REASON = 'other'

type Reason = { code: string; label: string }

/** The reasons a network starts with, the most frequent first; it may order, rename and retire them. */
export const STARTING_REASONS: Record<Phase, readonly Reason[]> = {
  'pre-partum': [
    { code: 'premature-rupture', label: 'Rupture des membranes sans travail' },
    { code: 'post-term', label: 'Terme dépassé' },
    { code: 'hypertension', label: 'Hypertension, prééclampsie' },
    { code: 'presentation', label: 'Présentation non céphalique' },
    { code: 'growth', label: 'Croissance ou liquide amniotique anormal' },
    { code: 'preterm', label: 'Menace d’accouchement prématuré' },
    { code: 'diabetes', label: 'Diabète gestationnel' },
    { code: 'bleeding', label: 'Saignements' },
    { code: OTHER_REASON, label: 'Autre motif' },
  ],
  'per-partum': [
    { code: 'stagnation', label: 'Stagnation de la dilatation ou de la descente' },
    { code: 'epidural', label: 'Demande de péridurale' },
    { code: 'meconium', label: 'Liquide méconial' },
    { code: 'fetal-heart', label: 'Anomalie du rythme cardiaque fœtal (ARCF)' },
    { code: 'fever-rupture', label: 'Fièvre, rupture prolongée des membranes' },
    { code: 'presentation', label: 'Présentation anormale' },
    { code: 'hypertension', label: 'Hypertension' },
    { code: 'bleeding', label: 'Saignements' },
    { code: OTHER_REASON, label: 'Autre motif' },
  ],
  'post-partum': [
    { code: 'haemorrhage', label: 'Hémorragie' },
    { code: 'retained-placenta', label: 'Rétention placentaire' },
    { code: 'perineal-tear', label: 'Déchirure complexe, LOSA' },
    { code: 'hypertension', label: 'Hypertension' },
    { code: 'malaise', label: 'Malaise' },
    { code: OTHER_REASON, label: 'Autre motif' },
  ],
  newborn: [
    { code: 'respiratory-distress', label: 'Détresse respiratoire' },
    { code: 'adaptation', label: 'Mauvaise adaptation, Apgar bas' },
    { code: 'infection', label: 'Suspicion d’infection' },
    { code: 'jaundice', label: 'Ictère' },
    { code: 'feeding', label: 'Alimentation, perte de poids, hypoglycémie' },
    { code: 'malformation', label: 'Malformation découverte à la naissance' },
    { code: OTHER_REASON, label: 'Autre motif' },
  ],
}

/** How a network words a reason it has not edited. */
export function startingLabel(phase: Phase, code: string): string {
  return STARTING_REASONS[phase].find((one) => one.code === code)?.label ?? code
}

export const MODES = {
  spontaneous: 'Voie basse non instrumentale',
  instrumental: 'Voie basse instrumentale',
  caesarean: 'Césarienne',
} as const
export type Mode = keyof typeof MODES
export const MODE_CODES = Object.keys(MODES) as [Mode, ...Mode[]]

export const BIRTH_PLACES = {
  house: 'Dans la maison de naissance',
  partner: 'À la maternité partenaire',
  other: 'Dans une autre maternité',
  outside: 'Inopinément ailleurs, alors que la maison était prévue',
} as const
export type BirthPlace = keyof typeof BIRTH_PLACES
export const BIRTH_PLACE_CODES = Object.keys(BIRTH_PLACES) as [BirthPlace, ...BirthPlace[]]

/** Who came for the child (annex 2, IV c). */
export const INTERVENTIONS = {
  none: 'Personne de l’extérieur',
  samu: 'SAMU',
  paediatrician: 'Pédiatre de la maternité',
  both: 'SAMU et pédiatre',
} as const
export type Intervention = keyof typeof INTERVENTIONS
export const INTERVENTION_CODES = Object.keys(INTERVENTIONS) as [Intervention, ...Intervention[]]

export const INTERVENTION_PLACES = {
  house: 'Dans la maison de naissance',
  partner: 'À la maternité partenaire',
  transport: 'Pendant le transport',
  other: 'Ailleurs',
} as const
export type InterventionPlace = keyof typeof INTERVENTION_PLACES
export const INTERVENTION_PLACE_CODES = Object.keys(INTERVENTION_PLACES) as [
  InterventionPlace,
  ...InterventionPlace[],
]

/** What became of the child; the deaths as annex 2, IV d and e tell them apart. */
export const CHILD_OUTCOMES = {
  alive: 'Vivant à la fin de la première semaine',
  labour: 'Décédé pendant le travail',
  birth: 'Décédé à la naissance',
  'first-week': 'Décédé dans la première semaine',
  later: 'Décédé après la première semaine',
} as const
export type ChildOutcome = keyof typeof CHILD_OUTCOMES
export const CHILD_OUTCOME_CODES = Object.keys(CHILD_OUTCOMES) as [ChildOutcome, ...ChildOutcome[]]

export const END_REASONS = {
  completed: 'Suivi mené à son terme',
  'her-choice': 'Choix de la femme',
  'not-eligible': 'Un critère n’est plus rempli',
  transferred: 'Suivi confié à une maternité',
  moved: 'Déménagement',
  loss: 'Grossesse interrompue',
  other: 'Autre raison',
} as const
export type EndReason = keyof typeof END_REASONS
export const END_REASON_CODES = Object.keys(END_REASONS) as [EndReason, ...EndReason[]]

/** What the decree asks of a pregnancy followed in a house; a house adds its own. */
export const DECREE = 'Décret n° 2021-1526 du 26 novembre 2021'
export const DECREE_CRITERIA = [
  'Grossesse unique',
  'Utérus sans cicatrice',
  'Grossesse à bas risque',
] as const
