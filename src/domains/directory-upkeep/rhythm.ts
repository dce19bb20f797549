import { formatCount } from '../../web/numbers.js'
import type { Rhythms } from './schemas.js'

/** Which rhythm a record follows: who offers IVG is asked more often, because women call her at once. */
export type RhythmKind = 'person' | 'structure' | 'ivg'

/** Months after which a record of this kind is to be confirmed again. */
export function monthsOf(kind: RhythmKind, rhythms: Rhythms): number {
  if (kind === 'ivg') return rhythms.reviewMonthsIvg
  return kind === 'person' ? rhythms.reviewMonthsPerson : rhythms.reviewMonthsStructure
}

/** « 34 fiches à vérifier, dont 6 jamais vérifiées. » */
export function dueWords(due: number, never: number): string {
  if (due === 0) return 'Aucune fiche à vérifier : toutes ont été confirmées dans leur délai.'
  const records = formatCount(due, 'fiche à vérifier', 'fiches à vérifier')
  if (never === 0) return `${records}.`
  if (never === due)
    return due === 1 ? `${records}, jamais vérifiée.` : `${records}, toutes jamais vérifiées.`
  return `${records}, dont ${formatCount(never, 'jamais vérifiée', 'jamais vérifiées')}.`
}
