import type { EngineConfig, MinimumLevel } from './types.js'

/**
 * Least term (completed weeks) and weight (grams) by type of maternity, until the region decides.
 *
 * No national table could be sourced, and what is published disagrees:
 * - circular DH/EO3 99-402 of 9 July 1999, as a thesis on in-utero transfers quotes it: type I from 36 weeks
 *   and over 2000 g, type IIA from 34 weeks and over 1800 g; its row for IIB is cut;
 * - public pages of hospitals and manuals: type I from 36 or 37 weeks, type II from 33 weeks and 1500 g,
 *   type III under 33 weeks, or under 32;
 * - information for parents of twins: IIA from 32 weeks or 1500 g, IIB from 30 weeks or 1000 g;
 * - the regionalisation study of Île-de-France in 1998: type III under 33 weeks or under 1500 g.
 *
 * The row of IIB is thus Trame's choice. A region replaces the table, with dates, in the database.
 */
export const DEFAULT_MINIMUM_LEVELS: MinimumLevel[] = [
  { type: 'I', gestationalAgeWeeks: 36, weightG: 2000, validFrom: null, validTo: null },
  { type: 'IIA', gestationalAgeWeeks: 34, weightG: 1800, validFrom: null, validTo: null },
  { type: 'IIB', gestationalAgeWeeks: 32, weightG: 1500, validFrom: null, validTo: null },
]

/** Under 32 weeks: the limit of the French perinatal surveys for « grande prématurité »; others use 33. */
export const DEFAULT_VERY_PRETERM_UNDER_WEEKS = 32

/** What a network computes with before it has typed its maternities or chosen its own table. */
export const DEFAULT_CONFIG: EngineConfig = {
  maternities: [],
  minimumLevels: DEFAULT_MINIMUM_LEVELS,
  veryPretermUnderWeeks: DEFAULT_VERY_PRETERM_UNDER_WEEKS,
  yearOf: 'discharge',
}
