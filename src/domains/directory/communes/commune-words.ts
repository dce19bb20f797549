import { differsByOneLetter } from '../search/typos.js'
import { gazetteer } from './gazetteer.js'

/** Words of communes a misspelt one may have meant: a few of those of a short word are enough. */
const MOST_NEAR = 40

let read: ReadonlyMap<string, readonly string[]> | undefined

/** The words of names of communes one letter apart from this one, of three letters at least. */
export function communeWordsNear(word: string): string[] {
  read ??= wordsByEnd()
  const near = new Set<string>()
  for (const length of [word.length - 1, word.length, word.length + 1]) {
    for (const key of endsOf(word, length)) {
      for (const other of read.get(key) ?? []) if (differsByOneLetter(word, other)) near.add(other)
    }
  }
  return [...near].slice(0, MOST_NEAR)
}

/** One letter apart, two words have their first letter in common, or their last: no other is compared. */
function wordsByEnd(): Map<string, string[]> {
  const words = new Map<string, string[]>()
  for (const word of new Set(gazetteer().names.flatMap((name) => name.split(' ')))) {
    for (const key of endsOf(word, word.length)) {
      const others = words.get(key)
      if (others) others.push(word)
      else words.set(key, [word])
    }
  }
  return words
}

function endsOf(word: string, length: number): string[] {
  return [`${length}${word[0]}…`, `${length}…${word.at(-1)}`]
}
