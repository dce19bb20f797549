import { civilDate } from '../../web/dates.js'

const DAY_STARTS = 8
const DAY_ENDS = 20
const SUNDAY = 0
const MONDAY = 1

/**
 * When a mail may leave: not between 20:00 and 8:00 nor on a Sunday, where the network is, unless it is urgent.
 */
export function sendTime(now: Date, timeZone: string, { urgent }: { urgent: boolean }): Date {
  const { date, hour } = localTime(now, timeZone)
  if (urgent || (hour >= DAY_STARTS && hour < DAY_ENDS && weekday(date) !== SUNDAY)) return now
  const next = hour < DAY_STARTS ? date : addDays(date, 1)
  return instantAt(weekday(next) === SUNDAY ? addDays(next, 1) : next, DAY_STARTS, timeZone)
}

function localTime(now: Date, timeZone: string): { date: string; hour: number } {
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(now)
  return { date: civilDate(now, timeZone), hour: Number(hour) }
}

function weekday(date: string): number {
  return new Date(`${date}T12:00:00Z`).getUTCDay()
}

function addDays(date: string, days: number): string {
  const noon = new Date(`${date}T12:00:00Z`)
  noon.setUTCDate(noon.getUTCDate() + days)
  return noon.toISOString().slice(0, 10)
}

/** The instant of a full hour of a civil date; clocks change in the middle of the night, never at these hours. */
function instantAt(date: string, hour: number, timeZone: string): Date {
  const read = Date.parse(`${date}T${String(hour).padStart(2, '0')}:00:00Z`)
  const guess = read - offsetAt(new Date(read), timeZone)
  return new Date(read - offsetAt(new Date(guess), timeZone))
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds; some zones are at a half hour. */
function offsetAt(instant: Date, timeZone: string): number {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(instant)
  const whole = Math.trunc(instant.getTime() / 60_000) * 60_000
  return Date.parse(`${civilDate(instant, timeZone)}T${clock}:00Z`) - whole
}

/** The eight o'clock of a Monday that falls in this day of UTC, where the network is; null when there is none. */
export function digestTime(now: Date, timeZone: string): Date | null {
  const day = now.toISOString().slice(0, 10)
  const candidates = [-1, 0, 1].map((shift) => addDays(day, shift)).filter((date) => weekday(date) === MONDAY)
  const instants = candidates.map((date) => instantAt(date, DAY_STARTS, timeZone))
  return instants.find((instant) => instant.toISOString().startsWith(day)) ?? null
}

/** Minutes between one try and the next: about two days in all, by when somebody has read the list of failures. */
const RETRY_MINUTES = [1, 5, 15, 30, 60, 120, 240, 480, 720, 720, 720]
/** Mails refused together do not come back together. */
const JITTER = 0.2

/** When to try again after so many tries, or null when none is left. `chance` is drawn between 0 and 1. */
export function retryTime(attempts: number, now: Date, chance: number): Date | null {
  const minutes = RETRY_MINUTES[attempts - 1]
  if (minutes === undefined) return null
  return new Date(now.getTime() + minutes * 60_000 * (1 - JITTER + 2 * JITTER * chance))
}

export type MailState = 'sent' | 'waiting' | 'retrying' | 'failed' | 'dismissed' | 'kept'

type MailDates = {
  sentAt: Date | null
  failedAt: Date | null
  dismissedAt: Date | null
  dismissedBy: string | null
  lastRefusal: string | null
}

/** Where a mail stands. Set aside by nobody, it was kept by a demonstration, which sends nothing. */
export function mailState(mail: MailDates): MailState {
  if (mail.sentAt) return 'sent'
  if (mail.dismissedAt) return mail.dismissedBy === null ? 'kept' : 'dismissed'
  if (mail.failedAt) return 'failed'
  return mail.lastRefusal === null ? 'waiting' : 'retrying'
}

/** Longer than the longest sending: meanwhile no other worker takes the mail, and after it a dead worker's is taken up. */
export const LEASE_MINUTES = 3

/** Whether a person may have it sent again: not while a worker may be sending it. */
export function mayRetry(mail: MailDates & { sendAfter: Date }, now: Date): boolean {
  const state = mailState(mail)
  if (state === 'retrying') return mail.sendAfter.getTime() > now.getTime() + LEASE_MINUTES * 60_000
  return state === 'failed' || state === 'dismissed'
}

/** « 01 45 67 89 01 », from any usual way of writing a French number, overseas included; null when it is none. */
export function frenchPhone(typed: string): string | null {
  const digits = typed
    .replace(/[\s.\-()]/g, '')
    .replace(/^(?:\+|00)(?:33|262|590|594|596|508)(?=\d{9}$)/, '0')
  return /^0[1-9]\d{8}$/.test(digits) ? (digits.match(/\d\d/g) ?? []).join(' ') : null
}
