import { reminderAmong } from '../birth-houses/reminder-days.js'

/**
 * Last day on which the report of a year may be handed in: within four months after its end (art. R. 6323-33). Written
 * in the report when it is opened, it never moves.
 */
export function reportDueOn(year: number): string {
  return `${year + 1}-04-30`
}

/** Days before the due date on which a house that has not sent its report is reminded. */
const REMINDER_DAYS = [30, 60] as const

/** The reminder that is due on a day, by its number of days; null before the first and after the due date. */
export function reminderOn(dueOn: string, today: string): number | null {
  return reminderAmong(REMINDER_DAYS, dueOn, today)
}

/** Years whose report may be opened today: the one that is running, for a look, and those before since the houses exist. */
export function mayOpen(year: number, today: string): boolean {
  return year >= 2016 && year <= Number(today.slice(0, 4))
}

/** Whether a report of this year is expected of a house. One whose opening is not known is taken to be open. */
export function wasOpen(
  { openedOn, closedOn }: { openedOn: string | null; closedOn: string | null },
  year: number,
): boolean {
  return (
    (openedOn === null || openedOn <= `${year}-12-31`) && (closedOn === null || closedOn >= `${year}-01-01`)
  )
}

/** A report is sent once its year is over: before, its figures still move. */
export function maySendOn(year: number, today: string): boolean {
  return today > `${year}-12-31`
}

/** « CALM-2026-1-3F9A2C »: what the house keeps, and the agency may ask for. */
export function receiptOf(shortName: string, year: number, version: number, contentHash: string): string {
  return `${shortName}-${year}-${version}-${contentHash.slice(0, 6).toUpperCase()}`
}
