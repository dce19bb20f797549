import { daysBetween } from '../../web/dates.js'

/** Of these numbers of days before something is due, the one whose reminder holds today; null too early and after. Pure. */
export function reminderAmong(days: readonly number[], dueOn: string, today: string): number | null {
  const left = daysBetween(today, dueOn)
  const begun = days.filter((one) => left <= one)
  return left < 0 || begun.length === 0 ? null : Math.min(...begun)
}
