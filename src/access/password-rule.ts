import { COMMON_WORDS } from './common-words.js'

const SHORTEST = 12
const LONGEST = 128
const FEWEST_DIFFERENT = 5
/** A run along the keyboard or the alphabet counts from this length. */
const WALK = 4
const SHORTEST_OWN_WORD = 3

/** Whose password it is: what others know of her guesses nothing. */
export type PasswordContext = { email: string; name: string; network?: string }

/**
 * Why a password is refused, in a sentence that says what to choose, or null. Length rather than signs (CNIL
 * 2022-100, with limited tries: 50 bits), and nothing that a list or an acquaintance would try first.
 */
export function passwordRefusal(password: string, context: PasswordContext): string | null {
  const signs = [...password.normalize('NFC')]
  if (signs.length < SHORTEST) {
    return `Il faut ${SHORTEST} caractères au moins, par exemple quatre mots sans rapport entre eux.`
  }
  if (signs.length > LONGEST) return `${LONGEST} caractères au plus.`
  if (signs.every((sign) => /\d/.test(sign))) {
    return 'Des chiffres seuls se devinent vite. Choisissez plutôt quatre mots sans rapport entre eux.'
  }
  const plain = withoutAccents(password)
  if (isRepetition(plain)) {
    return 'Ce mot de passe se répète. Choisissez plutôt quatre mots sans rapport entre eux.'
  }
  if (isWalk(plain)) {
    return 'Ce mot de passe suit le clavier ou l’alphabet. Choisissez plutôt quatre mots sans rapport entre eux.'
  }
  const spellings = [plain, ...withoutDisguise(plain)].map(lettersOf)
  if (spellings.some((letters) => isMadeOf(letters, ownWords(context), signs.length))) {
    return 'Ce mot de passe reprend surtout votre nom, votre adresse ou le nom du réseau. Choisissez des mots qui n’ont rien à voir avec vous.'
  }
  if (spellings.some(isCommon)) {
    return 'Ce mot de passe est fait d’un ou deux mots trop courants, que l’on essaie en premier. Ajoutez deux mots sans rapport.'
  }
  return null
}

function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

const DISGUISES: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '€': 'e',
}

/** « B0nj0ur! » is « bonjour » to whoever guesses; the year or the signs at the end are no letters, save a last « 3 ». */
function withoutDisguise(plain: string): string[] {
  const cores = [plain.replace(/[^a-z]+$/, ''), plain.replace(/[^a-z0-9@$€]*\d{0,4}[^a-z0-9@$€]*$/, '')]
  return cores.map((core) => [...core].map((sign) => DISGUISES[sign] ?? sign).join(''))
}

function lettersOf(plain: string): string {
  return plain.replace(/[^a-z]/g, '')
}

/** Few different signs, or the same short thing again and again. */
function isRepetition(plain: string): boolean {
  if (new Set(plain).size < FEWEST_DIFFERENT) return true
  for (let period = 1; period <= plain.length / 2; period += 1) {
    if (plain === plain.slice(0, period).repeat(plain.length).slice(0, plain.length)) return true
  }
  return false
}

const ROWS = [
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1aqw2zsx3edc4rfv5tgb6yhn7uj',
]
const WALKS = ROWS.flatMap((row) => [row, [...row].reverse().join('')])

/** Whether most of it follows the keyboard, the digits or the alphabet, forwards or backwards. */
function isWalk(plain: string): boolean {
  let walked = 0
  for (let start = 0; start < plain.length; ) {
    const length = longestWalk(plain, start)
    if (length >= WALK) walked += length
    start += Math.max(1, length >= WALK ? length : 1)
  }
  return walked >= plain.length * 0.6
}

function longestWalk(plain: string, start: number): number {
  let length = 1
  while (
    start + length < plain.length &&
    WALKS.some((walk) => walk.includes(plain.slice(start, start + length + 1)))
  ) {
    length += 1
  }
  return length
}

/** The words that others know of her: her name, her address, her network, ours. */
function ownWords({ name, email, network }: PasswordContext): string[] {
  const said = withoutAccents([name, email, network ?? '', 'trame'].join(' '))
  const words = said.split(/[^a-z]+/).filter((word) => word.length >= SHORTEST_OWN_WORD)
  return [...new Set(words)].sort((a, b) => b.length - a.length)
}

/** Whether these words make half of the password or more. */
function isMadeOf(letters: string, words: string[], signs: number): boolean {
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), letters)
  return letters.length - rest.length >= signs / 2
}

/** Whether its letters are one common word, or two, or one written twice. */
function isCommon(letters: string): boolean {
  if (COMMON_WORDS.has(letters)) return true
  for (let cut = 2; cut <= letters.length - 2; cut += 1) {
    if (COMMON_WORDS.has(letters.slice(0, cut)) && COMMON_WORDS.has(letters.slice(cut))) return true
  }
  return false
}
