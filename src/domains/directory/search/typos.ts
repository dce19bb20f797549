/** A word shorter than this is too easily another one. */
const SHORTEST = 4
const LONGEST = 30

/**
 * The word with each of its letters left out in turn. Two words one letter apart (added, left out, changed, swapped with
 * its neighbour) have such a form in common, or one is a form of the other: a typo is then found by equality alone.
 */
export function formsOf(word: string): string[] {
  if (word.length < SHORTEST || word.length > LONGEST || /\d/.test(word)) return []
  const forms: string[] = []
  for (let at = 0; at < word.length; at += 1) {
    // Of a doubled letter, either one left out gives the same form.
    if (word[at] !== word[at - 1]) forms.push(word.slice(0, at) + word.slice(at + 1))
  }
  return forms
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
