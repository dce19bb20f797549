/** Where an identifier stands on a day. An end that has passed is said, never an act of the platform. */
export type IdentifierState = 'planned' | 'active' | 'suspended' | 'expired' | 'ceased'

export type IdentifierDates = {
  attributedOn: string
  validUntil: string | null
  suspendedOn: string | null
  ceasedOn: string | null
}

/** An act takes effect on its day: an end or a suspension to come leaves the identifier as it is until then. */
export function identifierState(dates: IdentifierDates, today: string): IdentifierState {
  const { attributedOn, validUntil, suspendedOn, ceasedOn } = dates
  // An attribution taken back before its day ends on that very day: it has never been in use, and is over at once.
  if (ceasedOn !== null && (ceasedOn <= today || ceasedOn <= attributedOn)) return 'ceased'
  if (attributedOn > today) return 'planned'
  if (suspendedOn !== null && suspendedOn <= today) return 'suspended'
  return validUntil !== null && validUntil < today ? 'expired' : 'active'
}

export const STATE_LABELS: Record<IdentifierState, string> = {
  planned: 'À venir',
  active: 'En cours',
  suspended: 'Suspendu',
  expired: 'Expiré',
  ceased: 'Cessé',
}

/** What was decided for a day that has not come, and may be taken back until then. */
export const PLANNABLE = ['attribution', 'suspension', 'cessation'] as const
export type Plannable = (typeof PLANNABLE)[number]

/** The acts to come of an identifier that is not over, each with its day. */
export function plannedActs(dates: IdentifierDates, today: string): Partial<Record<Plannable, string>> {
  if (identifierState(dates, today) === 'ceased') return {}
  const { attributedOn, suspendedOn, ceasedOn } = dates
  return {
    ...(attributedOn > today && { attribution: attributedOn }),
    ...(suspendedOn !== null && suspendedOn > today && { suspension: suspendedOn }),
    ...(ceasedOn !== null && { cessation: ceasedOn }),
  }
}

/** The first day already decided on which an identifier is no longer in use, or null. */
export function plannedEnd({ planned }: { planned: Partial<Record<Plannable, string>> }): string | null {
  return [planned.suspension, planned.cessation].filter((day) => day !== undefined).sort()[0] ?? null
}

/** What may be done with an identifier, and from which states. */
export const ACTS = {
  suspend: ['planned', 'active', 'expired'],
  resume: ['suspended'],
  renew: ['active', 'expired', 'suspended'],
  cease: ['planned', 'active', 'expired', 'suspended'],
  'add-evidence': ['planned', 'active', 'expired', 'suspended', 'ceased'],
  'answer-request': ['active', 'expired', 'suspended'],
} as const satisfies Record<string, readonly IdentifierState[]>
export type IdentifierAct = keyof typeof ACTS

/** Whether an act may be done on a day. One that is planned is taken back before it is planned otherwise. */
export function mayDo(act: IdentifierAct, dates: IdentifierDates, today: string): boolean {
  const from: readonly IdentifierState[] = ACTS[act]
  if (act === 'cease' && dates.ceasedOn !== null) return false
  if (act === 'suspend' && dates.suspendedOn !== null) return false
  return from.includes(identifierState(dates, today))
}

/** Acts that may be written before their day; the others tell what was done. */
const MAY_WAIT: readonly DatedDecision[] = ['attribution', 'suspension', 'cessation']
export type DatedDecision = Plannable | 'resumption' | 'renewal' | 'evidence' | 'answer'

/** Why an act cannot bear this day, in French, or null. */
export function dayRefusal(decision: DatedDecision, on: string, today: string): string | null {
  if (on <= today) return null
  if (!MAY_WAIT.includes(decision))
    return 'Cette date n’est pas encore venue : écrivez celle d’aujourd’hui ou d’avant.'
  return on > monthsLater(today, MONTHS_AHEAD)
    ? 'Cette date est à plus d’un an : vérifiez l’année, ou revenez l’écrire plus tard.'
    : null
}

const MONTHS_AHEAD = 12

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
  'renewal-answered': 'Demande de renouvellement classée',
  'attribution-undone': 'Attribution prévue annulée',
  'suspension-undone': 'Suspension prévue annulée',
  'cessation-undone': 'Fin prévue annulée',
} as const
export type EventKind = keyof typeof EVENT_LABELS

/** The same of an act written before its day. */
export const PLANNED_LABELS: Partial<Record<EventKind, string>> = {
  attributed: 'Attribution prévue',
  suspended: 'Suspension prévue',
  ceased: 'Fin prévue',
}

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

/** Physicians and midwives (TRE_G15), who alone make obstetric scans. */
const SCANNING = ['10', '50']

/** Whether a profession is one of those that make obstetric scans; one that is not known is none. Pure. */
export function mayScan(professionCode: string | null): boolean {
  return professionCode !== null && SCANNING.includes(professionCode)
}
