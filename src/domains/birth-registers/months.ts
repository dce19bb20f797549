import { addDays } from '../../web/dates.js'

/** A month by its first day: « 2026-02-01 ». */
export type Month = string

/** The month of a civil date. */
export function monthOf(civil: string): Month {
  return `${civil.slice(0, 7)}-01`
}

/** The month before another. */
export function monthBefore(month: Month): Month {
  return monthOf(addDays(month, -1))
}

/** The month after another. */
export function monthAfter(month: Month): Month {
  return monthOf(addDays(month, 31))
}

/** Whether a month was one of the house: it was open on some day of it. */
export function isOfHouse(
  month: Month,
  house: { openedOn: string | null; closedOn: string | null },
): boolean {
  const opened = house.openedOn === null || monthOf(house.openedOn) <= month
  return opened && (house.closedOn === null || house.closedOn >= month)
}

/** What is known of a month: transfers say it, or somebody said there were none. */
export type MonthState = 'declared' | 'nil' | 'awaited' | 'going-on'

export function monthState(
  month: Month,
  known: { transfers: number; nilAt: Date | null; today: string },
): MonthState {
  if (known.transfers > 0) return 'declared'
  if (known.nilAt !== null) return 'nil'
  return month >= monthOf(known.today) ? 'going-on' : 'awaited'
}

const ASKED_UNTIL_DAY = 7

/** What the day of the month calls for, of the month before: the question, later its reminder, once each. */
export function askingOf(today: string): 'question' | 'reminder' {
  return Number(today.slice(8)) <= ASKED_UNTIL_DAY ? 'question' : 'reminder'
}
