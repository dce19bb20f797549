import { monthOf, readCivilDate } from '../national/civil-date.js'
import { foldText, shown } from '../national/plain-text.js'
import { readWithDoubt, type Verdict } from '../national/verdict.js'
import { french, yearOfSpreadsheet } from './place-dates.js'

/** A day, or the first of a month or of a year alone: nothing looks fresher, nor shorter, than it may be. */
export function readFirstDay(text: string): Verdict<string> {
  const verdict = readCivilDate(text)
  const first = 'refusal' in verdict ? firstDay(text) : firstOfYear(yearOfSpreadsheet(verdict.value))
  if (first === null) return verdict
  return readWithDoubt(first, `${shown(text)} ne dit pas le jour : lu comme le ${french(first)}.`)
}

/** The day of 1905 that a spreadsheet made of « 2019 ». */
function firstOfYear(year: number | null): string | null {
  return year === null ? null : `${year}-01-01`
}

const WAYS: readonly RegExp[] = [
  /^(?<month>)(?<year>(?:19|20)\d\d)$/,
  /^(?<month>\d{1,2}|[a-z]+) (?<year>(?:19|20)\d\d)$/,
  /^(?<year>(?:19|20)\d\d) (?<month>\d{1,2})$/,
]

/** « mars 2020 », « 03/2020 », « 2019 ». */
function firstDay(text: string): string | null {
  const folded = foldText(text).replace(/^en /, '')
  const { year, month = '' } = WAYS.map((way) => way.exec(folded)?.groups).find((one) => one) ?? {}
  const rank = month === '' ? 1 : Number(month) || monthOf(month)
  return year !== undefined && rank >= 1 && rank <= 12 ? `${year}-${String(rank).padStart(2, '0')}-01` : null
}
