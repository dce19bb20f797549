import { civilDate, daysBetween, formatTime } from '../../web/dates.js'
import { roleLabel } from '../../web/navigation.js'
import { formatCount } from '../../web/numbers.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import type { HeldRole } from './people-rules.js'

/** « établissement, CHU de … »: a role with its scope, as a person says it. */
export function rightWords({ role, scope }: { role: HeldRole; scope: string | null }): string {
  return scope === null ? roleLabel(role) : `${roleLabel(role)}, ${scope}`
}

/** « aujourd’hui à 14 h 32 », « hier », « il y a 12 jours », « il y a 3 mois »; null has never come. */
export function sinceWords(instant: Date | null, now: Date, timeZone: string): string {
  if (instant === null) return 'jamais connectée ou connecté'
  const days = daysBetween(civilDate(instant, timeZone), civilDate(now, timeZone))
  if (days <= 0) return `aujourd’hui à${NO_BREAK_SPACE}${formatTime(instant, timeZone)}`
  if (days === 1) return 'hier'
  if (days < 31) return `il y a ${formatCount(days, 'jour', 'jours')}`
  const months = Math.trunc(days / 30.44)
  return months < 12 ? `il y a ${formatCount(Math.max(1, months), 'mois', 'mois')}` : 'il y a plus d’un an'
}

/** « encore 5 jours », « jusqu’à demain », « jusqu’à ce soir ». */
export function daysLeftWords(expiresAt: Date, now: Date, timeZone: string): string {
  const days = daysBetween(civilDate(now, timeZone), civilDate(expiresAt, timeZone))
  if (days <= 0) return `jusqu’à aujourd’hui, ${formatTime(expiresAt, timeZone)}`
  return days === 1 ? 'jusqu’à demain' : `encore ${formatCount(days, 'jour', 'jours')}`
}

const METHODS = {
  password: 'mot de passe',
  'pro-sante-connect': 'Pro Santé Connect',
  proconnect: 'ProConnect',
} as const

/** How a person may sign in. */
export function methodsWords(methods: readonly (keyof typeof METHODS)[]): string {
  return methods.length === 0 ? 'aucun' : methods.map((method) => METHODS[method]).join(', ')
}
