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

function parts(instant: Date, timeZone: string) {
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
