import { foldText } from '../national/plain-text.js'
import { LATEST_WEEKS, WEEKS_BEFORE_CONCEPTION } from '../vocabulary.js'
import { wordsOf } from './lexemes.js'

/** A term in weeks among the words typed, and in which weeks it was said. */
export type TypedTerm = { weeks: number; isOfPregnancy: boolean; words: readonly string[] }

const EARLIEST_WEEKS = 4

/** « 12 SA », « 12 SA + 3 », « 12e semaine », « 12 semaines de grossesse », folded. */
const TERM =
  /(?<![^ ])(\d{1,2})(?:e|eme)?(?: \d)? ?(sa|sg|semaines?(?: d amenorrhee| de grossesse)?)(?: [0-6](?: j| jours?)?)?(?![^ ])/

/**
 * What was typed, without the term in it. « Semaines » alone are those of pregnancy, as the law and everybody count them:
 * who receives at that term receives at the same number of weeks of amenorrhoea, which come before.
 */
export function readTerm(typed: string): { term: TypedTerm | null; words: string[] } {
  const folded = foldText(typed)
  const found = TERM.exec(folded)
  const [said = '', number = '', unit = ''] = found ?? []
  const isOfPregnancy = unit !== 'sa' && !unit.endsWith('amenorrhee')
  const weeks = Number(number) + (isOfPregnancy ? WEEKS_BEFORE_CONCEPTION : 0)
  if (found === null || weeks < EARLIEST_WEEKS || weeks > LATEST_WEEKS)
    return { term: null, words: wordsOf(typed) }
  const rest = `${folded.slice(0, found.index)} ${folded.slice(found.index + said.length)}`
  return { term: { weeks, isOfPregnancy, words: wordsOf(said) }, words: wordsOf(rest) }
}
