import { differsByOneLetter, mayBeMisspelt, soundOf } from './typos.js'
import { isUsual } from './usual-words.js'

/*
 * Names a letter apart are found by their halves: of two such words, one half at least is the same in both, the first or
 * the last, so that each name needs two keys and not its every misspelling.
 */

/** A word whose misspellings a directory remembers: usual ones are recognised in what is typed. */
export function isNameWord(word: string): boolean {
  return mayBeMisspelt(word) && !isUsual(word)
}

/** The two keys of a word: how long it sounds, and each of its halves. */
export function keysOfName(word: string): string[] {
  const sound = soundOf(word)
  return [firstHalf(sound, sound.length), lastHalf(sound, sound.length)]
}

/** The keys that words a letter apart from this one may have. */
export function keysNear(word: string): string[] {
  const sound = soundOf(word)
  const { length } = sound
  const keys = [length - 1, length, length + 1].flatMap((one) => [
    firstHalf(sound, one),
    lastHalf(sound, one),
  ])
  return [...new Set([...keys, firstHalf(swappedInTheMiddle(sound), length)])]
}

/** True for words that sound alike, or a letter apart. */
export function isNearName(word: string, other: string): boolean {
  const [sound, otherSound] = [soundOf(word), soundOf(other)]
  return sound === otherSound || differsByOneLetter(sound, otherSound)
}

/** The first half of a word so long that begins like this one. */
function firstHalf(sound: string, length: number): string {
  return `${length}${sound.slice(0, halfOf(length))}…`
}

function lastHalf(sound: string, length: number): string {
  return `${length}…${sound.slice(Math.max(0, sound.length - (length - halfOf(length))))}`
}

/** Two letters swapped are in both halves when they are in the middle. */
function swappedInTheMiddle(sound: string): string {
  const half = halfOf(sound.length)
  const [before = '', after = ''] = [sound[half - 1], sound[half]]
  return sound.slice(0, Math.max(0, half - 1)) + after + before + sound.slice(half + 1)
}

const halfOf = (length: number) => Math.floor(length / 2)
