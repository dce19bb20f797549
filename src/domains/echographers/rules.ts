/** Where an identifier stands on a day. An end that has passed is said, never an act of the platform. */
export type IdentifierState = 'active' | 'suspended' | 'expired' | 'ceased'

export type IdentifierDates = {
  attributedOn: string
  validUntil: string | null
  suspendedOn: string | null
  ceasedOn: string | null
}

export function identifierState(dates: IdentifierDates, today: string): IdentifierState {
  if (dates.ceasedOn !== null) return 'ceased'
  if (dates.suspendedOn !== null) return 'suspended'
  return dates.validUntil !== null && dates.validUntil < today ? 'expired' : 'active'
}

export const STATE_LABELS: Record<IdentifierState, string> = {
  active: 'En cours',
  suspended: 'Suspendu',
  expired: 'Expiré',
  ceased: 'Cessé',
}

/** What may be done with an identifier, and from which states. */
export const ACTS = {
  suspend: ['active', 'expired'],
  resume: ['suspended'],
  renew: ['active', 'expired', 'suspended'],
  cease: ['active', 'expired', 'suspended'],
  'add-evidence': ['active', 'expired', 'suspended', 'ceased'],
} as const satisfies Record<string, readonly IdentifierState[]>
export type IdentifierAct = keyof typeof ACTS

export function mayDo(act: IdentifierAct, state: IdentifierState): boolean {
  const from: readonly IdentifierState[] = ACTS[act]
  return from.includes(state)
}

/** What the history of an identifier tells. */
export const EVENT_LABELS = {
  attributed: 'Attribué',
  renewed: 'Renouvelé',
  suspended: 'Suspendu',
  resumed: 'Remis en cours',
  ceased: 'Cessé',
  'evidence-added': 'Justificatif ajouté',
  reminded: 'Rappel envoyé',
  'renewal-asked': 'Renouvellement demandé',
} as const
export type EventKind = keyof typeof EVENT_LABELS

/** The same day so many months later; the last of a month that has no such day. */
export function monthsLater(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const index = year * 12 + month - 1 + months
  const [y, m] = [Math.floor(index / 12), index % 12]
  const last = new Date(Date.UTC(y, m + 1, 0)).getUTCDate()
  return `${y}-${String(m + 1).padStart(2, '0')}-${String(Math.min(date, last)).padStart(2, '0')}`
}

/** First day on which somebody is told that an identifier ends. */
export function remindFrom(validUntil: string, reminderDays: number): string {
  const day = new Date(`${validUntil}T12:00:00Z`)
  day.setUTCDate(day.getUTCDate() - reminderDays)
  return day.toISOString().slice(0, 10)
}
