/** Askings without an answer, after which only a call will tell. */
export const MOST_ASKINGS = 3
/** Nobody is asked twice in a month, by the job or by hand: the longest one. */
export const DAYS_BETWEEN = 31
/** How long a link may be answered. */
export const LINK_DAYS = 60

/** What deciding whether a mail may ask about a record depends on. */
export type Askable = {
  email: string | null
  isDead: boolean
  /** Askings since the record was last confirmed, those she asked for herself left out. */
  askings: number
  /** Last time this record, or this address about any record, was asked. */
  lastAskedAt: Date | null
}

export type AskRefusal = 'no-address' | 'dead-address' | 'asked-lately' | 'asked-enough'

/** Why no mail may ask about this record now, or null. */
export function askRefusal({ email, isDead, askings, lastAskedAt }: Askable, now: Date): AskRefusal | null {
  if (email === null) return 'no-address'
  if (isDead) return 'dead-address'
  if (askings >= MOST_ASKINGS) return 'asked-enough'
  return lastAskedAt !== null && lastAskedAt > daysBefore(now, DAYS_BETWEEN) ? 'asked-lately' : null
}

/** « adresse absente », after a count of records. */
export const ASK_REFUSALS: Record<AskRefusal, string> = {
  'no-address': 'sans adresse électronique',
  'dead-address': 'dont l’adresse ne répond plus',
  'asked-lately': 'déjà sollicitée depuis moins d’un mois',
  'asked-enough': `déjà sollicitée ${MOST_ASKINGS} fois sans réponse`,
}

export function daysBefore(now: Date, days: number): Date {
  return daysAfter(now, -days)
}

export function daysAfter(now: Date, days: number): Date {
  return new Date(now.getTime() + days * 86_400_000)
}
