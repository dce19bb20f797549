/** A civil date as a number of days, so that delays and nights are subtractions. */
export type Day = number

/** Number of a date of the Gregorian calendar; 0 is 1970-01-01 (after H. Hinnant, « days_from_civil »). */
export function dayOf(year: number, month: number, dayOfMonth: number): Day {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + dayOfMonth - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
}

/** The date of a day number. */
export function civilDate(day: Day): CivilDate {
  const known = dates.get(day)
  if (known !== undefined) return known
  const date = computeCivilDate(day)
  dates.set(day, date)
  return date
}

/** `ddmmyyyy`, the way every PMSI file writes a date. */
export function pmsiDate(day: Day): string {
  return civilDate(day).pmsi
}

type CivilDate = { year: number; month: number; pmsi: string }

/** A file holds the same few hundred dates over and over. */
const dates = new Map<Day, CivilDate>()

function computeCivilDate(day: Day): CivilDate {
  const shifted = day + 719468
  const era = Math.floor(shifted / 146097)
  const dayOfEra = shifted - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const pmsi = `${String(dayOfMonth).padStart(2, '0')}${String(month).padStart(2, '0')}${year}`
  return { year, month, pmsi }
}
