import { monthOf, readCivilDate } from '../national/civil-date.js'
import { foldText, shown } from '../national/plain-text.js'
import { readWithDoubt, type Verdict } from '../national/verdict.js'
import { french, yearOfSpreadsheet } from './place-dates.js'

/** When a line was last verified. A month or a year alone is its first day: nothing looks fresher than it is. */
export function readVerifiedDate(text: string): Verdict<string> {
  const verdict = readCivilDate(text)
  const first = 'refusal' in verdict ? firstDay(text) : firstOfYear(yearOfSpreadsheet(verdict.value))
  if (first === null) return verdict
  return readWithDoubt(first, `${shown(text)} ne dit pas le jour : lu comme le ${french(first)}.`)
}

/** The day of 1905 that a spreadsheet made of « 2019 ». */
function firstOfYear(year: number | null): string | null {
  return year === null ? null : `${year}-01-01`
}

const YEAR = '((?:19|20)\\d\\d)'
const WAYS: readonly {
  way: RegExp
  part(found: RegExpExecArray): [year: string | undefined, month: number]
}[] = [
  { way: new RegExp(`^${YEAR}$`), part: ([, year]) => [year, 1] },
  { way: new RegExp(`^(\\d{1,2}) ${YEAR}$`), part: ([, month, year]) => [year, Number(month)] },
  { way: new RegExp(`^${YEAR} (\\d{1,2})$`), part: ([, year, month]) => [year, Number(month)] },
  { way: new RegExp(`^([a-z]+) ${YEAR}$`), part: ([, month = '', year]) => [year, monthOf(month)] },
]

/** « mars 2020 », « 03/2020 », « 2019 ». */
function firstDay(text: string): string | null {
  const folded = foldText(text).replace(/^en /, '')
  for (const { way, part } of WAYS) {
    const found = way.exec(folded)
    const [year, month] = found === null ? [undefined, 0] : part(found)
    if (year !== undefined && month >= 1 && month <= 12) return `${year}-${String(month).padStart(2, '0')}-01`
  }
  return null
}
