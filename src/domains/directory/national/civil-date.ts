import { foldText, shown } from './plain-text.js'
import { read, readWithDoubt, refuse, type Verdict } from './verdict.js'

const MONTHS: readonly string[] =
  'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre'.split(' ')
/** Days of a spreadsheet between 1954 and 2064: a date whose format was lost. */
const SERIAL_DAYS = { least: 20_000, most: 60_000 }

/** A civil date « YYYY-MM-DD » from the spellings found in files: 31/12/2026, 2026-12-31, 31 décembre 2026, 46387… */
export function readCivilDate(text: string): Verdict<string> {
  const clean = text.trim().replace(/[T\s]\d{1,2}[:h]\d{2}(?::\d{2})?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?$/i, '')
  const yearFirst =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(clean) ?? /^((?:19|20)\d\d)(\d\d)(\d\d)$/.exec(clean)
  if (yearFirst) return checked(text, yearFirst[1], yearFirst[2], yearFirst[3])
  const dayFirst =
    /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/.exec(clean) ?? /^(\d\d)(\d\d)((?:19|20)\d\d)$/.exec(clean)
  if (dayFirst) return checked(text, dayFirst[3], dayFirst[2], dayFirst[1])
  const inWords =
    /^(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?(\d{1,2})(?:er)? ([a-z]+) (\d{4})$/.exec(
      foldText(clean),
    )
  if (inWords) return checked(text, inWords[3], String(monthOf(inWords[2] ?? '')), inWords[1])
  const serial = /^\d{5}(?:[.,]0+)?$/.test(clean) ? Number.parseInt(clean, 10) : 0
  if (serial >= SERIAL_DAYS.least && serial <= SERIAL_DAYS.most) {
    const date = dateOfSerial(serial)
    return readWithDoubt(date, `${shown(text)} : nombre de jours d’un tableur, lu comme le ${french(date)}.`)
  }
  return refuse(`${shown(text)} n’est pas une date : écrivez-la 31/12/2026.`)
}

/** Civil date of a spreadsheet day number; `from1904` for workbooks of old Macintosh. */
export function dateOfSerial(serial: number, from1904 = false): string {
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30)
  return new Date(epoch + Math.floor(serial) * 86_400_000).toISOString().slice(0, 10)
}

/** True for a date of the calendar written « YYYY-MM-DD ». */
export function isCivilDate(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  return found !== null && isInCalendar(Number(found[1]), Number(found[2]), Number(found[3]))
}

function checked(text: string, year = '', month = '', day = ''): Verdict<string> {
  const fullYear = year.length === 2 ? Number(year) + (Number(year) < 50 ? 2000 : 1900) : Number(year)
  if (!isInCalendar(fullYear, Number(month), Number(day)))
    return refuse(`${shown(text)} n’est pas une date du calendrier : écrivez jour/mois/année (31/12/2026).`)
  const date = `${fullYear}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return year.length === 2
    ? readWithDoubt(date, `${shown(text)} : année sur deux chiffres, lue ${fullYear}.`)
    : read(date)
}

function isInCalendar(year: number, month: number, day: number): boolean {
  if (year < 1850 || year > 2200 || month < 1 || month > 12 || day < 1) return false
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** « fevr », « dec », « juil »: enough letters to know the month; 0 when they are not. */
export function monthOf(word: string): number {
  const candidates = MONTHS.filter((month) => month.startsWith(word))
  return word.length >= 3 && candidates.length === 1 ? MONTHS.indexOf(candidates[0] ?? '') + 1 : 0
}

function french(date: string): string {
  return date.split('-').reverse().join('/')
}
