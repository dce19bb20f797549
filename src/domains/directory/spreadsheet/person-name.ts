import { shown } from '../national/plain-text.js'
import { read, readWithDoubt, refuse, type Verdict } from '../national/verdict.js'

export type PersonName = { lastName: string; firstName: string | null }

const TITLE = /^(?:(?:dr|pr|mme|mlle|mr|m|docteur|professeur|madame|monsieur)\b\.?\s*)+(?=\p{L})/iu

/** A last name and a first name typed in one cell: « DUPONT Anne », « Dr Anne DUPONT », « Dupont, Anne ». */
export function readFullName(text: string): Verdict<PersonName> {
  const bare = text.replace(TITLE, '').trim()
  if (!/\p{L}/u.test(bare)) return refuse(`${shown(text)} n’est pas un nom de personne.`)
  const names = partsOf(bare, ',')
  const isSeveral = namesSeveral(text) || areWhole(partsOf(bare, LINES)) || names.length > 2
  if (isSeveral || (names.length > 1 && names.every(isMixed))) return refuse(severalPeople(text))
  const verdict = onePerson(bare.replace(/\s+/g, ' '))
  const isOdd = bare.includes('/') || (areWhole(names) && !names[0]?.split(' ').every(isCapitals))
  return isOdd && 'value' in verdict ? readWithDoubt(verdict.value, oneOrTwo(text)) : verdict
}

/** The last name alone. Two of them with a slash are those of one woman, or of two. */
export function readLastName(text: string): Verdict<string> {
  if (namesSeveral(text)) return refuse(severalPeople(text))
  const name = text.replace(/\s+/g, ' ')
  return /[/\n,]/.test(text) ? readWithDoubt(name, oneOrTwo(text)) : read(name)
}

/** The first name alone; « Marie, Anne » are those of one person. */
export function readFirstName(text: string): Verdict<string> {
  const isSeveral = namesSeveral(text) || partsOf(text, LINES).length > 1
  return isSeveral ? refuse(`${shown(text)} ${ONE_LINE_EACH}`) : read(text)
}

function onePerson(bare: string): Verdict<PersonName> {
  const [before, after] = partsOf(bare, ',')
  if (before && after) return read({ lastName: before, firstName: after })
  const words = bare.split(' ')
  const capitals = words.filter(isCapitals)
  if (capitals.length > 0 && capitals.length < words.length)
    return read({
      lastName: capitals.join(' '),
      firstName: words.filter((word) => !isCapitals(word)).join(' '),
    })
  if (words.length === 1) return read({ lastName: bare, firstName: null })
  const [first, rest] = [words[0] ?? '', words.slice(1).join(' ')]
  return readWithDoubt(
    { lastName: rest, firstName: first },
    `${shown(bare)} : lu comme prénom « ${first} » et nom « ${rest} ». Écrivez le nom en capitales, ou sur deux colonnes.`,
  )
}

/** What a slash or a line of a cell cuts. */
const LINES = /[/\n]/

function partsOf(text: string, separator: RegExp | string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** « ZADOR et ZAFIR », « Mme Zagreb, Mme Zahir », « Drs Zagreb, Zahir »; « Mme le Dr Zagreb » is one. */
function namesSeveral(text: string): boolean {
  return SEVERAL.some((several) => several.test(text))
}

const SEVERAL: readonly RegExp[] = [
  /\s(?:et|&|\+)\s+\p{L}|;\s*\p{L}/iu,
  word('drs|mmes|mlles'),
  twice('mme|mlle|madame|monsieur'),
  twice('dr|docteur'),
]

function twice(words: string): RegExp {
  const one = word(words).source
  return new RegExp(`${one}.*${one}`, 'isu')
}

/** « D’Orlo » and « Mme-de-Staël » have no title inside them. */
function word(words: string): RegExp {
  return new RegExp(`(?<![\\p{L}’'-])(?:${words})(?![\\p{L}’'-])`, 'iu')
}

/** Each with a last name and a first name, it seems. */
function areWhole(parts: readonly string[]): boolean {
  return parts.length > 1 && parts.every((part) => part.includes(' '))
}

/** « Claire ZAGREB »: nothing is missing. */
function isMixed(name: string): boolean {
  const words = name.split(' ')
  return words.some(isCapitals) && !words.every(isCapitals)
}

/** « D’ALMEIDA », « LE », « SAINT-ANGE », not « J. ». */
function isCapitals(word: string): boolean {
  return /^[\p{Lu}'’./-]{2,}$/u.test(word) && !/^\p{Lu}\.$/u.test(word)
}

const ONE_LINE_EACH = 'nomme plusieurs personnes : écrivez une ligne pour chacune.'

function severalPeople(text: string): string {
  return (
    `${shown(text)} ${ONE_LINE_EACH} ` +
    'Si c’est le nom d’une structure, mettez-le dans une colonne lue comme « Structure ».'
  )
}

function oneOrTwo(text: string): string {
  return `${shown(text)} est gardé comme le nom d’une seule personne : si elles sont deux, écrivez une ligne pour chacune.`
}
