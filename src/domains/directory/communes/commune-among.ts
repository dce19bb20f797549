import { JOINING } from '../search/synonyms.js'
import { communeMeant } from './commune-meant.js'
import { type Commune, foldCommune } from './gazetteer.js'

/**
 * The commune that the words nobody gave a meaning to are the name of: « sage-femme bourg en bresse » means around
 * Bourg-en-Bresse as well. `names` leaves out joining words, of which a commune may have its share.
 */
export function communeAmong(typed: string, names: readonly string[], regionCode: string): Commune | null {
  const words = foldCommune(typed).split(' ')
  const [first, last] = [words.indexOf(names[0] ?? ''), words.lastIndexOf(names.at(-1) ?? '')]
  if (first === -1 || last === -1) return null
  // « La Tour-du-Pin », « L’Isle-d’Abeau »: what joins comes before the name too.
  for (let start = beforeJoining(words, first); start <= first; start += 1) {
    const meant = communeMeant(words.slice(start, last + 1).join(' '), regionCode)
    if (meant.kind === 'one') return meant.commune
  }
  return null
}

function beforeJoining(words: readonly string[], first: number): number {
  let start = first
  while (start > 0 && joins(words[start - 1] ?? '')) start -= 1
  return start
}

function joins(word: string): boolean {
  return word.length === 1 || JOINING.has(word)
}
