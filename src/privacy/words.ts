import { formatCount } from '../web/numbers.js'
import type { DataClass, Duration, Retention } from './declaration.js'

/** How sensitive a class of data is, in words. */
export const CLASS_WORDS = {
  P1: 'publique',
  P2: 'interne',
  P3: 'personnelle',
  P4: 'de santé ou ré-identifiante',
} as const satisfies Record<DataClass, string>

/** « 6 mois après la fin de la session »: how long, as the register says it. */
export function retentionWords(retention: Retention): string {
  switch (retention.kind) {
    case 'with-network':
      return 'tant que le réseau utilise la plateforme'
    case 'with-account':
      return 'tant que le compte, puis effacé avec lui'
    case 'after':
      return afterWords(retention.duration, retention.since)
    case 'not-yet-automatic':
      return `${afterWords(retention.duration, retention.since)}. ${retention.why}`
  }
}

function afterWords(duration: Duration, since: string): string {
  const length = durationWords(duration)
  return length === null ? `jusqu’à ${since}` : `${length} après ${since}`
}

function durationWords(duration: Duration): string | null {
  if ('days' in duration) return duration.days === 0 ? null : formatCount(duration.days, 'jour', 'jours')
  if (duration.months % 12 === 0) return formatCount(duration.months / 12, 'an', 'ans')
  return formatCount(duration.months, 'mois', 'mois')
}
