import { daysBetween } from '../../web/dates.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'

/** The expected day is 41 weeks of amenorrhoea and 0 day: 287 days. */
const DUE_DAYS = 41 * 7

/** Days of amenorrhoea on a civil date, from the expected day: 281 is 40 SA + 1 j. */
export function termDaysOn(dueOn: string, on: string): number {
  return DUE_DAYS - daysBetween(on, dueOn)
}

/** « 39 SA + 2 j »; always written with its unit, for weeks of pregnancy are two fewer. */
export function termWords(days: number): string {
  const [weeks, left] = [Math.floor(days / 7), ((days % 7) + 7) % 7]
  return `${weeks}${NO_BREAK_SPACE}SA${NO_BREAK_SPACE}+${NO_BREAK_SPACE}${left}${NO_BREAK_SPACE}j`
}

/** The days of amenorrhoea of weeks and days as they are typed. */
export function termOf(weeks: number, days: number): number {
  return weeks * 7 + days
}

/** What the table of transfers takes: 22 SA to less than 44 SA. */
export const TRANSFER_TERMS = { from: 22 * 7, to: 44 * 7 - 1 } as const
/** A birth outside these is a mistake of dates, not a birth. */
export const BIRTH_TERMS = { from: 22 * 7, to: 44 * 7 - 1 } as const
/** A house follows pregnancies to their term: outside, the date is asked to be confirmed. */
export const USUAL_BIRTH_TERMS = { from: 37 * 7, to: 42 * 7 } as const
/** When a woman may be taken in: after this the house has nothing to follow. */
export const INCLUSION_TERMS = { from: 3 * 7, to: 42 * 7 } as const
