import type { Day } from './calendar.js'
import type { Site } from './hospitals.js'

export type SyntheticAct = {
  code: string
  /** PMSI extension of two digits, '' without. */
  extension: string
  activity: string
  delayDays: number | null
}

export type SyntheticRum = {
  site: Site
  /** Three characters at most: '71', '04', '01A'; '' for an ordinary unit. */
  unitType: string
  unitMode: 'C' | 'P' | 'M'
  dp: string
  dr: string
  das: readonly string[]
  acts: readonly SyntheticAct[]
  gestationalAgeWeeks: number | null
  nights: number
}

/** A stay before any file is written: every line about it, in any format, comes from here. */
export type SyntheticStay = {
  /** Unique in the run; the administrative number derives from it. */
  id: string
  kind: 'delivery' | 'stillbirth' | 'other'
  ghm: string
  ageYears: number | null
  ageDays: number | null
  sex: string
  birthDay: Day
  entryDay: Day
  exitDay: Day
  entryMode: string
  provenance: string
  exitMode: string
  destination: string
  stayType: string
  residence: string
  weightG: number | null
  gestationalAgeWeeks: number | null
  daysSinceLastPeriod: number | null
  sessions: number
  authorisations: readonly string[]
  radiotherapy: readonly string[]
  rums: readonly SyntheticRum[]
  /** Same number, same person; twins of the same sex share one, as real pseudonyms do. */
  person: number
  /** The stay of the mother in the same hospital, when her number was entered. */
  mother: SyntheticStay | null
  /** True on a mother's stay that a child refers to. */
  hasLinkedChild: boolean
  birthRank: number | null
  /** A return code of the chaining is not 0. */
  chainingError: boolean
}

/** The values most stays share. */
export const ORDINARY = {
  kind: 'other' as const,
  ageDays: null,
  provenance: '',
  destination: '',
  stayType: '',
  weightG: null,
  gestationalAgeWeeks: null,
  daysSinceLastPeriod: null,
  sessions: 0,
  authorisations: [],
  radiotherapy: [],
  mother: null,
  hasLinkedChild: false,
  birthRank: null,
  chainingError: false,
}

/** One act line of the surgeon or midwife, and one of the anaesthetist when there is one. */
export function actLines(
  code: string,
  delayDays: number | null,
  anaesthesia: boolean,
  extension = '',
): SyntheticAct[] {
  const first = { code, extension, activity: '1', delayDays }
  return anaesthesia ? [first, { code, extension, activity: '4', delayDays }] : [first]
}
