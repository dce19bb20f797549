import type { LegalStatus } from '../national/legal-status.js'
import { foldText } from '../national/plain-text.js'
import { read, readWithDoubt, type Verdict } from '../national/verdict.js'

/** Words people type, folded; the most precise first. */
const WORDS: readonly [status: LegalStatus, words: RegExp][] = [
  ['non-profit', /\bnon (?:espic|declare)/],
  ['espic', /\bespic\b|interet collectif/],
  ['non-profit', /non lucrati|\bpnl\b|\bpsph\b|associati|mutualis|fondation|congregation/],
  ['for-profit', /lucrati|commercia/],
  ['private', /\bprivee?s?\b/],
  ['public', /\bpubli(?:cs?|ques?)\b|\beps\b/],
]

/** An association may be of public use, and a private hospital take part in the public service. */
const NOT_THE_STATUS = /(?:utilite publique|service public)/g

/** Whether an establishment is public or private, as people say it; what says neither is left out, with a sentence. */
export function readLegalStatus(text: string): Verdict<LegalStatus | null> {
  const folded = foldText(text).replaceAll(NOT_THE_STATUS, '')
  const found = WORDS.filter(([, words]) => words.test(folded)).map(([status]) => status)
  const [first] = found
  if (first !== undefined && !(first !== 'public' && found.includes('public'))) return read(first)
  return readWithDoubt(
    null,
    `« ${text} » ne dit pas si la structure est publique ou privée, et n’est pas gardé : écrivez public, privé, ESPIC, privé non lucratif ou privé lucratif.`,
  )
}
