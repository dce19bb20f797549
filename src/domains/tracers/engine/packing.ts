import {
  type Birth,
  type ChildStay,
  NEONATAL_TRANSFERS,
  type NeonatalTransfer,
  type P95,
  P95_POSITIONS,
  PLACES,
  type Place,
  TERMINATIONS,
  type Termination,
} from './birth.js'
import { NEONATAL_DEATHS, type NeonatalDeath } from './deaths.js'
import {
  DELIVERY_MODES,
  type Delivery,
  type DeliveryMode,
  MATERNAL_TRANSFERS,
  type MaternalTransfer,
} from './delivery.js'
import { PRESENTATIONS, type Presentation } from './presentation.js'

// A fact fits in 30 bits: millions of chained stays are kept at four bytes each, and what a fact adds to the
// counters is computed once for all the stays that say the same. A new fact takes new bits here.

const UNKNOWN_AGE = 63
const UNKNOWN_WEIGHT = 127

/** 30 bits; ages are kept up to 62, children up to 7. */
export function packDelivery(d: Delivery): number {
  return (
    (d.ageYears === null ? UNKNOWN_AGE : Math.min(Math.max(d.ageYears, 0), 62)) |
    (Math.min(d.births, 7) << 6) |
    (Math.min(d.stillborn, 7) << 9) |
    (Math.min(d.spontaneous, 7) << 12) |
    (Math.min(d.induced, 7) << 15) |
    (MODE_INDEX[d.mode] << 18) |
    (PRESENTATION_INDEX[d.presentation] << 21) |
    (Number(d.embolisation) << 24) |
    (Number(d.ligation) << 25) |
    (Number(d.hysterectomy) << 26) |
    (Number(d.tamponade) << 27) |
    (MATERNAL_TRANSFER_INDEX[d.transfer] << 28)
  )
}

export function unpackDelivery(bits: number): Delivery {
  const age = bits & 63
  return {
    ageYears: age === UNKNOWN_AGE ? null : age,
    births: packedBirths(bits),
    stillborn: packedStillborn(bits),
    spontaneous: (bits >> 12) & 7,
    induced: (bits >> 15) & 7,
    mode: DELIVERY_MODES[(bits >> 18) & 7] ?? 'unknown',
    presentation: PRESENTATIONS[(bits >> 21) & 7] ?? 'unspecified',
    embolisation: ((bits >> 24) & 1) === 1,
    ligation: ((bits >> 25) & 1) === 1,
    hysterectomy: ((bits >> 26) & 1) === 1,
    tamponade: ((bits >> 27) & 1) === 1,
    transfer: MATERNAL_TRANSFERS[(bits >> 28) & 3] ?? 'none',
  }
}

/** The children of a packed delivery, and those born without life, without unpacking it. */
export const packedBirths = (bits: number): number => (bits >> 6) & 7
export const packedStillborn = (bits: number): number => (bits >> 9) & 7

/** 23 bits; terms are kept up to 62 weeks, weights up to 12,600 g. */
export function packBirth(b: Birth): number {
  return (
    (b.gestationalAgeWeeks === null ? UNKNOWN_AGE : Math.min(Math.max(b.gestationalAgeWeeks, 0), 62)) |
    ((b.weightBandG === null ? UNKNOWN_WEIGHT : Math.min(b.weightBandG / 100, 126)) << 6) |
    (Number(b.weightImplausible) << 13) |
    (Number(b.veryPreterm) << 14) |
    (PLACE_INDEX[b.place] << 15) |
    (Number(b.inTypeThree) << 18) |
    (NEONATAL_TRANSFER_INDEX[b.transfer] << 19) |
    (DEATH_INDEX[b.death] << 21)
  )
}

export function unpackBirth(bits: number): Birth {
  const age = bits & 63
  const band = (bits >> 6) & 127
  return {
    gestationalAgeWeeks: age === UNKNOWN_AGE ? null : age,
    weightBandG: band === UNKNOWN_WEIGHT ? null : band * 100,
    weightImplausible: ((bits >> 13) & 1) === 1,
    veryPreterm: ((bits >> 14) & 1) === 1,
    place: PLACES[(bits >> 15) & 7] ?? 'untyped',
    inTypeThree: ((bits >> 18) & 1) === 1,
    transfer: NEONATAL_TRANSFERS[(bits >> 19) & 3] ?? 'none',
    death: NEONATAL_DEATHS[(bits >> 21) & 3] ?? 'none',
  }
}

const UNKNOWN_WEIGHT_G = 16_383

/** What a birth stay says that its record holds nowhere else. */
export type PackedChild = Pick<
  ChildStay,
  'weightG' | 'siteRank' | 'p95' | 'termination' | 'death' | 'outside' | 'leavesForMco'
>

/** 25 bits; four digits of weight, as the files write it. */
export function packChild(c: PackedChild): number {
  return (
    (c.weightG === null ? UNKNOWN_WEIGHT_G : Math.min(c.weightG, 9999)) |
    (((c.siteRank ?? -1) + 1) << 14) |
    (P95_INDEX[c.p95] << 17) |
    (TERMINATION_INDEX[c.termination] << 19) |
    (DEATH_INDEX[c.death] << 21) |
    (Number(c.outside) << 23) |
    (Number(c.leavesForMco) << 24)
  )
}

export function unpackChild(bits: number): PackedChild {
  const weightG = bits & 16_383
  const rank = (bits >> 14) & 7
  return {
    weightG: weightG === UNKNOWN_WEIGHT_G ? null : weightG,
    siteRank: rank === 0 ? null : rank - 1,
    p95: P95_POSITIONS[(bits >> 17) & 3] ?? 'none',
    termination: TERMINATIONS[(bits >> 19) & 3] ?? 'unknown',
    death: NEONATAL_DEATHS[(bits >> 21) & 3] ?? 'none',
    outside: ((bits >> 23) & 1) === 1,
    leavesForMco: ((bits >> 24) & 1) === 1,
  }
}

const MODE_INDEX = indexOf<DeliveryMode>(DELIVERY_MODES)
const PRESENTATION_INDEX = indexOf<Presentation>(PRESENTATIONS)
const MATERNAL_TRANSFER_INDEX = indexOf<MaternalTransfer>(MATERNAL_TRANSFERS)
const PLACE_INDEX = indexOf<Place>(PLACES)
const NEONATAL_TRANSFER_INDEX = indexOf<NeonatalTransfer>(NEONATAL_TRANSFERS)
const P95_INDEX = indexOf<P95>(P95_POSITIONS)
const TERMINATION_INDEX = indexOf<Termination>(TERMINATIONS)
const DEATH_INDEX = indexOf<NeonatalDeath>(NEONATAL_DEATHS)

function indexOf<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name, index) => [name, index])) as Record<Name, number>
}
