import { readCivilDate } from '../national/civil-date.js'
import { read, refuse, type Verdict } from '../national/verdict.js'

const DAY_MILLISECONDS = 86_400_000
/** Day 0 of a spreadsheet. */
const EPOCH = Date.UTC(1899, 11, 30)

/** Until when somebody is at a place. A year alone, that a spreadsheet made a day of 1905, is said. */
export function readPlaceDate(text: string): Verdict<string> {
  const verdict = readCivilDate(text)
  if ('refusal' in verdict) return verdict
  const year = yearOfSpreadsheet(verdict.value)
  if (year === null) return verdict
  return refuse(
    `« ${french(verdict.value)} » : un tableur a fait un jour de l’année ${year}, qui était écrite seule. Écrivez un jour entier, par exemple 01/09/${year}.`,
  )
}

/** The year that a spreadsheet took for a number of days: 2019 became the 11th of July 1905. */
export function yearOfSpreadsheet(date: string): number | null {
  const serial = (Date.parse(date) - EPOCH) / DAY_MILLISECONDS
  return serial >= 1900 && serial <= 2100 ? serial : null
}

type Stay = { startsOn: string | null; endsOn: string | null }

/** Both dates of a place, once the whole line is read. */
export function readStay({ startsOn, endsOn }: Stay): Verdict<Partial<Stay>> {
  if (startsOn === null || endsOn === null || startsOn <= endsOn) return read({})
  return refuse(
    `La fin (${french(endsOn)}) vient avant le début (${french(startsOn)}) : corrigez l’une des deux dates.`,
  )
}

export function french(date: string): string {
  return date.split('-').reverse().join('/')
}
