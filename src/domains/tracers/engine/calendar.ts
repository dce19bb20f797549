import type { Stay } from '../../pmsi/stay.js'

/** Days since 1 January 1970 of an ISO civil date. Arithmetic, because two dates a stay are read here. */
export function dayOf(iso: string): number {
  const year = digits(iso, 0, 4)
  return dayNumber(year, digits(iso, 5, 7), digits(iso, 8, 10))
}

/** The civil year of a day number. */
export function yearOfDay(day: number): number {
  let year = 1970 + Math.floor(day / 365.2425)
  while (dayNumber(year + 1, 1, 1) <= day) year += 1
  while (dayNumber(year, 1, 1) > day) year -= 1
  return year
}

/**
 * The day a stay began: its entry date; else its exit date less its nights; else the middle of the month of
 * exit less its nights, which is all an RSA without dates can tell.
 */
export function entryDayOf(stay: Stay): number {
  if (stay.entryDate !== null) return dayOf(stay.entryDate)
  if (stay.exitDate !== null) return dayOf(stay.exitDate) - stay.nights
  return dayNumber(stay.exitYear, stay.exitMonth, 15) - stay.nights
}

// Days of the proleptic Gregorian calendar, years counted from March so that the leap day comes last.
function dayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const monthFromMarch = month <= 2 ? month + 9 : month - 3
  const century = Math.floor(shifted / 100)
  return (
    365 * shifted +
    Math.floor(shifted / 4) -
    century +
    Math.floor(century / 4) +
    Math.floor((153 * monthFromMarch + 2) / 5) +
    day -
    719469
  )
}

function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i += 1) value = value * 10 + text.charCodeAt(i) - 48
  return value
}
