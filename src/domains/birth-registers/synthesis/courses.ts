import type {
  BirthPlace,
  ChildOutcome,
  EndReason,
  Intervention,
  InterventionPlace,
  Mode,
  Phase,
  Transport,
} from '../vocabulary.js'

/** How a follow-up goes. What is not said went well, in the house. */
export type Course = {
  /** She leaves before the birth. */
  ends?: EndReason
  transfer?: {
    phase: Phase
    reasonCode: string
    urgent: boolean
    transport: Transport
    /** From the birth to the decision; before it, less than zero. */
    hours: number
    difficulty?: string
  }
  birthPlace?: BirthPlace
  labourInHouse?: boolean
  mode?: Mode
  bloodLossMl?: readonly [least: number, most: number]
  sphincterInjury?: boolean
  intensiveCare?: boolean
  readmitted?: { cause: string; place: string }
  child?: {
    apgar5?: number
    resuscitation?: boolean
    intervention?: Intervention
    interventionCause?: string
    interventionPlace?: InterventionPlace
    outcome?: ChildOutcome
    readmitted?: { cause: string; place: string }
  }
}

const WELL: Course = {}
const PARTNER = { birthPlace: 'partner' } as const

const EPIDURAL: Course = {
  ...PARTNER,
  bloodLossMl: [150, 400],
  transfer: { phase: 'per-partum', reasonCode: 'epidural', urgent: false, transport: 'on-foot', hours: -5 },
}
const STAGNATION: Course = {
  ...PARTNER,
  mode: 'instrumental',
  bloodLossMl: [300, 480],
  transfer: { phase: 'per-partum', reasonCode: 'stagnation', urgent: false, transport: 'on-foot', hours: -4 },
}
const FETAL_HEART: Course = {
  ...PARTNER,
  mode: 'caesarean',
  bloodLossMl: [500, 700],
  transfer: {
    phase: 'per-partum',
    reasonCode: 'fetal-heart',
    urgent: true,
    transport: 'stretcher',
    hours: -1,
    difficulty: 'Ascenseur en panne, passage par l’extérieur',
  },
}
const WATERS: Course = {
  ...PARTNER,
  labourInHouse: false,
  bloodLossMl: [150, 400],
  transfer: {
    phase: 'pre-partum',
    reasonCode: 'premature-rupture',
    urgent: false,
    transport: 'on-foot',
    hours: -30,
  },
}
const PRESSURE: Course = {
  ...PARTNER,
  labourInHouse: false,
  mode: 'instrumental',
  bloodLossMl: [300, 480],
  transfer: {
    phase: 'pre-partum',
    reasonCode: 'hypertension',
    urgent: false,
    transport: 'on-foot',
    hours: -50,
  },
}
const HAEMORRHAGE: Course = {
  bloodLossMl: [1050, 1400],
  intensiveCare: true,
  transfer: {
    phase: 'post-partum',
    reasonCode: 'retained-placenta',
    urgent: true,
    transport: 'stretcher',
    hours: 1,
  },
}
const TEAR: Course = {
  sphincterInjury: true,
  transfer: {
    phase: 'post-partum',
    reasonCode: 'perineal-tear',
    urgent: false,
    transport: 'stretcher',
    hours: 2,
  },
}
const BREATHING: Course = {
  transfer: {
    phase: 'newborn',
    reasonCode: 'respiratory-distress',
    urgent: true,
    transport: 'stretcher',
    hours: 1,
  },
  child: {
    apgar5: 6,
    resuscitation: true,
    intervention: 'paediatrician',
    interventionCause: 'Détresse respiratoire',
    interventionPlace: 'house',
  },
}

/** Courses in turn: what a house sees in some thirty follow-ups, the rare ones as well so that no figure stays empty. */
export const COURSES: readonly Course[] = [
  WELL,
  EPIDURAL,
  WELL,
  WELL,
  { bloodLossMl: [510, 700] },
  WATERS,
  WELL,
  WELL,
  STAGNATION,
  { readmitted: { cause: 'Endométrite', place: 'Maternité partenaire' } },
  HAEMORRHAGE,
  WELL,
  { ends: 'not-eligible' },
  WELL,
  BREATHING,
  WELL,
  FETAL_HEART,
  WELL,
  {
    birthPlace: 'outside',
    labourInHouse: false,
    child: { intervention: 'samu', interventionCause: 'Naissance inopinée', interventionPlace: 'other' },
  },
  WELL,
  TEAR,
  WELL,
  PRESSURE,
  { ends: 'her-choice' },
  { child: { readmitted: { cause: 'Ictère', place: 'Maternité partenaire' } } },
  WELL,
  EPIDURAL,
  WELL,
  WELL,
  { ends: 'moved' },
]
