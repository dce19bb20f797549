import type { Stay } from '../../pmsi/stay.js'
import { yearOfDay } from './calendar.js'
import { isBornOutside } from './codes.js'
import { deathAtBirthStay, type NeonatalDeath, neonatalDeathAt } from './deaths.js'
import { leavesForMco } from './delivery.js'
import { establishmentOf } from './findings.js'
import { type Levels, TYPE_THREE } from './levels.js'
import { birthMovement, type Movement } from './movements.js'
import { isChained, isDated, type Trace } from './traces.js'
import type { EngineConfig } from './types.js'

export const PLACES = ['right-level', 'wrong-level', 'need-unknown', 'untyped', 'outside'] as const
/** The place of a birth against the child's need; `outside` any hospital, `untyped` when the type is not known. */
export type Place = (typeof PLACES)[number]

export const NEONATAL_TRANSFERS = ['none', 'clinical', 'accompaniment'] as const
export type NeonatalTransfer = (typeof NEONATAL_TRANSFERS)[number]

export const P95_POSITIONS = ['none', 'principal', 'associated'] as const
export type P95 = (typeof P95_POSITIONS)[number]

export const TERMINATIONS = ['unknown', 'yes', 'no'] as const
export type Termination = (typeof TERMINATIONS)[number]

/** What the indicators know of one child born alive. */
export type Birth = {
  /** The child's, else the linked mother's. */
  gestationalAgeWeeks: number | null
  /** Weight rounded down to the hundred grams: the limits of the definitions are multiples of it. */
  weightBandG: number | null
  /** Under 300 g or over 6,500 g: told, then left out. */
  weightImplausible: boolean
  veryPreterm: boolean
  place: Place
  /** Born in a site of type III, not merely admitted there. */
  inTypeThree: boolean
  transfer: NeonatalTransfer
  death: NeonatalDeath
}

/** A newborn's first stay, before its mother's is known. */
export type ChildStay = {
  finess: string
  rsaKey: string
  establishment: string
  year: number
  entryDay: number
  dated: boolean
  chained: boolean
  /** Rank of the type of the site it was born in; null when the region did not type it. */
  siteRank: number | null
  gestationalAgeWeeks: number | null
  weightG: number | null
  /** Position of P95: principal makes a stillbirth, associated only makes neither. */
  p95: P95
  /** By the extension of P95: +0 after a termination; +1, +2, +8 not. */
  termination: Termination
  outside: boolean
  leavesForMco: boolean
  death: NeonatalDeath
  movement: Movement | null
}

/**
 * Whether a stay is a birth stay but for its weight and term: CMD 15, age 0 day, entry 8 or N. A transfer (7)
 * on the first day is not. N came with the notice of 2021; both are taken in every year.
 */
export function isChildStay(stay: Stay): boolean {
  if (stay.ageDays !== 0 || (stay.entryMode !== 'N' && stay.entryMode !== '8')) return false
  return stay.ghm === '' || stay.ghm.startsWith('15')
}

export function readChild(stay: Stay, trace: Trace, levels: Levels, config: EngineConfig): ChildStay {
  let outside = isBornOutside(stay.dp) || isBornOutside(stay.dr)
  let p95: P95 = stay.dr.startsWith('P95') ? 'associated' : 'none'
  for (const code of stay.das) {
    if (code.startsWith('P95')) p95 = 'associated'
    else if (isBornOutside(code)) outside = true
  }
  if (stay.dp.startsWith('P95')) p95 = 'principal'
  const { entryDay } = trace
  return {
    finess: stay.finess,
    rsaKey: stay.rsaKey,
    establishment: establishmentOf(stay),
    year: config.yearOf === 'birth' ? yearOfDay(entryDay) : stay.exitYear,
    entryDay,
    dated: isDated(trace),
    chained: isChained(trace),
    siteRank: levels.rankOf(stay.site, entryDay),
    gestationalAgeWeeks: stay.gestationalAgeWeeks,
    weightG: stay.weightG,
    p95,
    termination: p95 === 'principal' ? terminationOf(stay.dp) : 'unknown',
    outside,
    leavesForMco: leavesForMco(stay),
    death: deathAtBirthStay(stay),
    movement: p95 === 'none' ? birthMovement(stay) : null,
  }
}

function terminationOf(dp: string): Termination {
  const extension = dp.charAt(3) === '+' ? dp.charAt(4) : dp.charAt(3)
  if (extension === '0') return 'yes'
  return extension === '1' || extension === '2' || extension === '8' ? 'no' : 'unknown'
}

/** 22 weeks or 500 g: either is enough. */
export function reachesThreshold(gestationalAgeWeeks: number | null, weightG: number | null): boolean {
  return (weightG !== null && weightG >= 500) || (gestationalAgeWeeks !== null && gestationalAgeWeeks >= 22)
}

export const isImplausibleWeight = (weightG: number): boolean => weightG < 300 || weightG > 6500

/** The facts of a live birth, given its term (its own or its mother's) and whether its mother delivered outside. */
export function birthOf(
  child: ChildStay,
  gestationalAgeWeeks: number | null,
  outside: boolean,
  levels: Levels,
  veryPretermUnderWeeks: number,
): Birth {
  const weightImplausible = child.weightG !== null && isImplausibleWeight(child.weightG)
  const weightG = weightImplausible ? null : child.weightG
  const rank = outside ? null : child.siteRank
  return {
    gestationalAgeWeeks,
    weightBandG: weightG === null ? null : weightG - (weightG % 100),
    weightImplausible,
    veryPreterm: gestationalAgeWeeks !== null && gestationalAgeWeeks < veryPretermUnderWeeks,
    place: outside
      ? 'outside'
      : placeOf(rank, levels.requiredRank(gestationalAgeWeeks, weightG, child.entryDay)),
    inTypeThree: rank === TYPE_THREE,
    transfer: child.leavesForMco ? 'clinical' : 'none',
    death: child.death,
  }
}

/** A birth with what a later stay of the child told. */
export const withDeath = (birth: Birth, ageAtDeathDays: number): Birth => ({
  ...birth,
  death: neonatalDeathAt(ageAtDeathDays),
})

function placeOf(rank: number | null, needed: number | null): Place {
  if (rank === null) return 'untyped'
  if (needed === null) return 'need-unknown'
  return rank >= needed ? 'right-level' : 'wrong-level'
}
