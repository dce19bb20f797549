import { formatCount } from './numbers.js'
import { NO_BREAK_SPACE } from './typography.js'

/** What is shown instead of a date nobody has given. */
export const NO_DATE = 'non renseignée'

/** The civil date « YYYY-MM-DD » of an instant, where the reader is. */
export function civilDate(now: Date, timeZone: string): string {
  const { year, month, day } = parts(now, timeZone)
  return `${year}-${month}-${day}`
}

/** « 31/12/2026 », for tables, from a civil date. */
export function formatDate(civil: string | null): string {
  const [year, month, day] = (civil ?? '').split('-')
  return year && month && day ? `${day}/${month}/${year}` : NO_DATE
}

/** « jeudi 31 décembre 2026 », for sentences, from a civil date. */
export function formatLongDate(civil: string | null): string {
  if (civil === null) return NO_DATE
  return longDate(noonUtc(civil), 'UTC')
}

/** « décembre 2026 », from « 2026-12 » or a civil date. */
export function formatMonth(civil: string | null): string {
  if (civil === null) return NO_DATE
  return intl('UTC', { month: 'long', year: 'numeric' }).format(noonUtc(`${civil.slice(0, 7)}-01`))
}

/** « 31/12/2026 à 14 h 32 », for tables and traces. */
export function formatInstant(instant: Date | null, timeZone: string): string {
  if (instant === null) return NO_DATE
  return `${formatDate(civilDate(instant, timeZone))} à${NO_BREAK_SPACE}${formatTime(instant, timeZone)}`
}

/** « jeudi 31 décembre 2026 à 14 h 32 », for sentences. */
export function formatLongInstant(instant: Date | null, timeZone: string): string {
  if (instant === null) return NO_DATE
  return `${longDate(instant, timeZone)} à${NO_BREAK_SPACE}${formatTime(instant, timeZone)}`
}

/** « jeudi 31 décembre 2026, de 9 h à 12 h 30 »; both days are written when they differ. */
export function formatSession(start: Date, end: Date, timeZone: string): string {
  if (civilDate(start, timeZone) !== civilDate(end, timeZone)) {
    return `du ${formatLongInstant(start, timeZone)} au ${formatLongInstant(end, timeZone)}`
  }
  const from = `de${NO_BREAK_SPACE}${formatTime(start, timeZone)}`
  return `${longDate(start, timeZone)}, ${from} à${NO_BREAK_SPACE}${formatTime(end, timeZone)}`
}

/** « 14 h 32 », « 9 h ». */
export function formatTime(instant: Date, timeZone: string): string {
  const { hour, minute } = parts(instant, timeZone)
  const hours = `${Number(hour)}${NO_BREAK_SPACE}h`
  return minute === '00' ? hours : `${hours}${NO_BREAK_SPACE}${minute}`
}

/** Whole days from one civil date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((noonUtc(to).getTime() - noonUtc(from).getTime()) / 86_400_000)
}

/** A deadline in words, seen from today: « dans 12 jours », « aujourd’hui », « en retard de 3 jours ». */
export function formatDeadline(due: string, today: string): string {
  const days = daysBetween(today, due)
  if (days === 0) return 'aujourd’hui'
  if (days === 1) return 'demain'
  return days > 0
    ? `dans ${formatCount(days, 'jour', 'jours')}`
    : `en retard de ${formatCount(-days, 'jour', 'jours')}`
}

/** The civil date so many days after another, or before. */
export function addDays(civil: string, days: number): string {
  const noon = noonUtc(civil)
  noon.setUTCDate(noon.getUTCDate() + days)
  return noon.toISOString().slice(0, 10)
}

/** « 2026-12-31T14:32 », what a field of a date and a time shows, where the reader is. */
export function localDateTime(instant: Date | null, timeZone: string): string {
  if (instant === null) return ''
  const { hour, minute } = parts(instant, timeZone)
  return `${civilDate(instant, timeZone)}T${hour}:${minute}`
}

/**
 * The instant of « 2026-12-31T14:32 » where the writer is; null when it is no date and time. Of an hour that comes
 * twice, the night clocks go back, the first that is not before `notBefore`; of one that does not exist, an hour later.
 */
export function instantOfLocal(local: string, timeZone: string, notBefore?: Date | null): Date | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local)) return null
  const asUtc = Date.parse(`${local.slice(0, 16)}:00Z`)
  // The engine reads a 31 February as a 3 March.
  if (Number.isNaN(asUtc) || !new Date(asUtc).toISOString().startsWith(local.slice(0, 16))) return null
  // The clocks of a zone move by at most a few hours: the offsets of the day before and of the day after are both tried.
  const candidates = [-1, 1]
    .map((day) => new Date(asUtc - offsetAt(new Date(asUtc + day * 86_400_000), timeZone)))
    .filter((instant, index, all) => index === 0 || instant.getTime() !== all[0]?.getTime())
    .sort((a, b) => a.getTime() - b.getTime())
  const told = candidates.filter((instant) => localDateTime(instant, timeZone) === local.slice(0, 16))
  const fitting = told.find((instant) => !notBefore || instant >= notBefore)
  return fitting ?? told[0] ?? candidates.at(-1) ?? null
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: Date, timeZone: string): number {
  return (
    Date.parse(`${localDateTime(instant, timeZone)}:00Z`) - Math.trunc(instant.getTime() / 60_000) * 60_000
  )
}

function longDate(instant: Date, timeZone: string): string {
  const text = intl(timeZone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(
    instant,
  )
  // Only the first of the month is an ordinal in French, which Intl does not know.
  return text.replace(/ 1 /, ` 1er${NO_BREAK_SPACE}`)
}

function noonUtc(civil: string): Date {
  return new Date(`${civil}T12:00:00Z`)
}

function parts(instant: Date, timeZone: string): Parts {
  // What one act writes bears one instant: it is often asked for again at once, a hundred thousand times after an import.
  const key = `${instant.getTime()} ${timeZone}`
  if (key !== last.key) last = { key, parts: partsAnew(instant, timeZone) }
  return last.parts
}

type Parts = Readonly<ReturnType<typeof partsAnew>>
let last: { key: string; parts: Parts } = {
  key: '',
  parts: { year: '', month: '', day: '', hour: '', minute: '' },
}

function partsAnew(instant: Date, timeZone: string) {
  const found = { year: '', month: '', day: '', hour: '', minute: '' }
  const format = intl(timeZone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  for (const { type, value } of format.formatToParts(instant)) {
    if (type in found) found[type as keyof typeof found] = value
  }
  return found
}

// Building an Intl format costs about fifty times more than using it, and a table has hundreds of dates.
const formats = new Map<string, Intl.DateTimeFormat>()

function intl(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${Object.keys(options).join()}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('fr-FR', { ...options, timeZone })
  formats.set(key, made)
  return made
}
