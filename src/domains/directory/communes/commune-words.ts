import { misspellingsAmong } from '../search/typos.js'
import { gazetteer } from './gazetteer.js'

/** Words of communes a misspelt one may have meant: a few of those of a short word are enough. */
const MOST_NEAR = 40

let near: ((word: string) => string[]) | undefined

/** The words of names of communes one letter apart from this one, of three letters at least. */
export function communeWordsNear(word: string): string[] {
  near ??= misspellingsAmong(gazetteer().names.flatMap((name) => name.split(' ')))
  return near(word).slice(0, MOST_NEAR)
}
