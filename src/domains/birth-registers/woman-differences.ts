import type { Difference } from '../../web/both-versions.js'
import { type FieldWords, valueWords } from './correction-trace.js'

/** What differs between what is saved and what somebody has just sent, answer by answer; both as the schema reads them. */
export function recordDifferences(
  saved: Record<string, unknown>,
  typed: Record<string, unknown>,
  words: FieldWords,
  timeZone: string,
): Difference[] {
  return Object.entries(words)
    .filter(([field]) => field in typed && plain(saved[field]) !== plain(typed[field]))
    .map(([field, said]) => ({
      label: said.label,
      saved: said.hidden ? 'une autre réponse' : valueWords(saved[field], said, timeZone),
      typed: said.hidden ? 'votre choix' : valueWords(typed[field], said, timeZone),
    }))
}

function plain(value: unknown): string {
  return JSON.stringify(value ?? null)
}
