/** A shorter word is too easily another one. */
const SHORTEST = 4
const LONGEST = 30

/** True for a word whose misspellings are looked for. */
export function mayBeMisspelt(word: string): boolean {
  return word.length >= SHORTEST && word.length <= LONGEST && /^[a-z]+$/.test(word)
}

/**
 * How a French name sounds, as far as spelling goes: « Phillipe » and « Philippe », « Nathalie » and « Natali », « Mickael »
 * and « Micael » are one.
 */
export function soundOf(word: string): string {
  return word
    .replaceAll('ph', 'f')
    .replace(/(?<!c)h/g, '')
    .replaceAll('y', 'i')
    .replaceAll('k', 'c')
    .replace(/(.)\1+/g, '$1')
}

/** True for two texts one letter apart: added, left out, changed, or two swapped. */
export function differsByOneLetter(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start += 1
  const [tail, otherTail] = [one.slice(start), other.slice(start)]
  return (
    tail.slice(1) === otherTail.slice(1) ||
    tail.slice(1) === otherTail ||
    tail === otherTail.slice(1) ||
    (tail[0] === otherTail[1] && tail[1] === otherTail[0] && tail.slice(2) === otherTail.slice(2))
  )
}

/**
 * Among these words, those one letter apart from one of three letters at least. Two such words have their first letter in
 * common, or their last: no other is compared.
 */
export function misspellingsAmong(words: Iterable<string>): (word: string) => string[] {
  const byEnd = new Map<string, string[]>()
  for (const word of new Set(words)) {
    for (const end of endsOf(word, word.length)) {
      const others = byEnd.get(end)
      if (others) others.push(word)
      else byEnd.set(end, [word])
    }
  }
  return (word) => {
    const near = new Set<string>()
    for (const length of [word.length - 1, word.length, word.length + 1]) {
      for (const end of endsOf(word, length)) {
        for (const other of byEnd.get(end) ?? []) if (differsByOneLetter(word, other)) near.add(other)
      }
    }
    return [...near]
  }
}

function endsOf(word: string, length: number): string[] {
  return [`${length}${word[0]}…`, `${length}…${word.at(-1)}`]
}
