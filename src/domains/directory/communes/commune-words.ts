import { differsByOneLetter } from '../search/typos.js'
import { gazetteer } from './gazetteer.js'

/** Words of communes a misspelt one may have meant: a few of those of a short word are enough. */
const MOST_NEAR = 40

let read: readonly string[] | undefined

/** The words of names of communes one letter apart from this one. */
export function communeWordsNear(word: string): string[] {
  read ??= [...new Set(gazetteer().names.flatMap((name) => name.split(' ')))]
  return read.filter((other) => differsByOneLetter(word, other)).slice(0, MOST_NEAR)
}
