import { foldText } from '../../directory/national/plain-text.js'

/** What stands between the parts of a name and is no part of it. */
const PARTICLES = new Set(['de', 'du', 'des', 'la', 'le', 'les', 'd', 'l', 'van', 'von', 'el', 'al', 'ben'])
const MARRIED = /\b(?:epouse|epse|ep|nee?|veuve|vve|usage)\b/g

/** Diminutives and their name: a person is one of these in one file and the other in the next. */
const DIMINUTIVES: ReadonlyMap<string, string> = new Map([
  ['cathy', 'catherine'],
  ['cath', 'catherine'],
  ['isa', 'isabelle'],
  ['fred', 'frederique'],
  ['vero', 'veronique'],
  ['nath', 'nathalie'],
  ['steph', 'stephanie'],
  ['steffi', 'stephanie'],
  ['val', 'valerie'],
  ['manu', 'emmanuelle'],
  ['babeth', 'elisabeth'],
  ['domi', 'dominique'],
  ['caro', 'caroline'],
  ['flo', 'florence'],
  ['gwen', 'gwenaelle'],
  ['mado', 'madeleine'],
  ['max', 'maxime'],
  ['alex', 'alexandra'],
  ['sam', 'samuel'],
  ['phil', 'philippe'],
  ['jf', 'jean francois'],
  ['jp', 'jean pierre'],
  ['jm', 'jean marie'],
  ['mc', 'marie claire'],
] as const)

/** The parts of a family name, folded, without particles: « LE GOFF-MARTIN née Durand » is goff, martin, durand. */
export function familyParts(lastName: string): string[] {
  const words = foldText(lastName).replace(MARRIED, ' ').split(' ')
  const parts = words.filter((word) => word.length > 1 && !PARTICLES.has(word))
  // « de la » alone is still somebody’s name.
  return parts.length > 0 ? parts : words.filter((word) => word !== '')
}

/** The parts of a first name, folded, a diminutive read as its name. */
export function firstParts(firstName: string | null): string[] {
  const folded = foldText(firstName ?? '')
  const whole = DIMINUTIVES.get(folded) ?? folded
  return whole
    .split(' ')
    .map((part) => DIMINUTIVES.get(part) ?? part)
    .filter((part) => part !== '')
}

export type FirstNameMatch = 'same' | 'variant' | 'other' | 'unknown'

/** How two first names compare: « Marie-Claire » and « M.-Claire », « Marie » or « Cathy » are variants. */
export function compareFirst(one: readonly string[], other: readonly string[]): FirstNameMatch {
  if (one.length === 0 || other.length === 0) return 'unknown'
  if (one.join(' ') === other.join(' ')) return 'same'
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  // The first part carries the person: « Claire » is not « Marie-Claire » by her second part alone.
  const matches = short.every((part, index) => startsLike(part, long[index] ?? ''))
  if (matches) return 'variant'
  if (short.length === 1 && long.includes(short[0] ?? '')) return 'variant'
  return one.length === other.length && one.every((part, index) => isClose(part, other[index] ?? ''))
    ? 'variant'
    : 'other'
}

/** The same word, or its initial. */
function startsLike(one: string, other: string): boolean {
  if (one === other) return true
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  return short.length === 1 && long.startsWith(short)
}

/** One slip of the hand apart: a letter missing, added, changed, or two swapped. Short words have none to spare. */
export function isClose(one: string, other: string): boolean {
  if (one === other) return true
  if (Math.min(one.length, other.length) < 4) return false
  return distance(one, other, Math.max(one.length, other.length) >= 9 ? 2 : 1) !== null
}

/** How many slips apart two words are (restricted Damerau-Levenshtein), or null when more than `most`. */
export function distance(one: string, other: string, most: number): number | null {
  if (Math.abs(one.length - other.length) > most) return null
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const changed = (last[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, changed)
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      if (isSwap) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    if (Math.min(...row) > most) return null
    before = last
    last = row
  }
  const found = last[other.length] ?? 0
  return found <= most ? found : null
}

/**
 * How a French ear writes a name down: doubled letters, silent endings and the several spellings of one sound are one.
 * Only to bring together what is then compared: never a proof.
 */
export function soundOf(word: string): string {
  return word
    .replace(/ph/g, 'f')
    .replace(/(?:eau|au)x?/g, 'o')
    .replace(/ain|ein|in|ym|im/g, 'i1')
    .replace(/ou/g, 'u')
    .replace(/qu|q|ck|c(?=[aoulrt])|k/g, 'k')
    .replace(/c(?=[eiy])|ss|z/g, 's')
    .replace(/y/g, 'i')
    .replace(/h/g, '')
    .replace(/(.)\1+/g, '$1')
    .replace(/(?:[dtxsp]|es?)$/, '')
}
