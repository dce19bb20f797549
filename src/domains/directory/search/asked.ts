import { communeWordsNear } from '../communes/commune-words.js'
import { FACETS, facetLexeme, nationalDigits, numberLexeme } from './lexemes.js'
import {
  type Concept,
  JOINING,
  LABEL_WORDS,
  LONGEST_PHRASE,
  PHRASES,
  phraseKey,
  SURROUNDING,
} from './synonyms.js'
import { anyOf, beginning, type Clause, exactly } from './tsquery.js'
import { readTerm, type TypedTerm } from './typed-term.js'
import { mayBeMisspelt, misspellingsAmong } from './typos.js'
import { usualWordsNear } from './usual-words.js'

/** What somebody typed in the one box, understood. */
export type Asked = {
  /** Each must be met. */
  clauses: Clause[]
  /** The same, a letter apart, from the names that are so; null when nothing typed can be a misspelling. */
  nearClauses: ((namesNear: NamesNear) => Clause[]) | null
  /** The words that may be misspelt. */
  doubtful: readonly string[]
  /** Words that name nobody knows what: a person, a structure, a commune. They decide which result comes first. */
  names: string[]
  /** What is looked for, when one notion of the typed text says it. */
  noun: Concept['noun'] | null
  term: TypedTerm | null
  /** The methods of IVG that were named, none for any; null when something else than an IVG is asked. */
  ivgMethods: readonly string[] | null
  /** What can be left out of it to ask for less: the words of each phrase, of each name and of the term. */
  parts: readonly (readonly string[])[]
}

/** The names of a directory that are a letter apart from a word. */
export type NamesNear = (word: string) => readonly string[]

/** Words beyond these are not read: nobody types so many, and each one costs. */
const MOST_WORDS = 12
/** The first letters of a word find it from this length on; below, the word itself only. */
const SHORTEST_PREFIX = 3
const SHORTEST_LABEL_PREFIX = 4

const phrasesNear = misspellingsAmong(PHRASES.keys())
const labelWordsNear = misspellingsAmong(LABEL_WORDS.keys())

/** Reads the one box: a number, or words of which some phrases have a meaning. Pure. */
export function readAsked(typed: string): Asked {
  const numbers = numbersIn(typed)
  if (numbers.length > 0) {
    const clause = numbers.flatMap((number) => [[beginning(numberLexeme(number))], [beginning(number)]])
    const nothingElse = {
      nearClauses: null,
      doubtful: [],
      names: [],
      noun: null,
      term: null,
      ivgMethods: null,
      parts: [],
    }
    return { clauses: [clause], ...nothingElse }
  }
  const { term, words: all } = readTerm(typed)
  const words = all.slice(0, MOST_WORDS)
  const pieces = piecesOf(words, conceptOf)
  const nouns = pieces.flatMap(({ concept }) => concept?.noun ?? [])
  const ivgMethods = ivgMethodsIn(pieces)
  return {
    clauses: pieces.map(clauseOf),
    nearClauses: pieces.some(isDoubtful)
      ? (namesNear) =>
          piecesOf(words, conceptNear).map((piece) =>
            isDoubtful(piece) ? nearClause(piece, namesNear) : clauseOf(piece),
          )
      : null,
    doubtful: pieces.filter(isDoubtful).flatMap(({ words }) => words),
    names: pieces.filter(({ concept }) => concept === null).flatMap(({ words }) => words),
    noun: nouns.length === 2 && nouns[0] && nouns[1] ? [nouns[0], nouns[1]] : null,
    term,
    ivgMethods,
    parts: [
      ...pieces.map(({ words }) => words),
      ...(term === null || ivgMethods === null ? [] : [term.words]),
    ],
  }
}

type Piece = { words: readonly string[]; concept: Concept | null }

/**
 * A telephone number, an RPPS, a FINESS, a postcode, in each way its digits may be kept; nothing when anything else was
 * typed.
 */
function numbersIn(typed: string): string[] {
  const compact = typed.replace(/\(0\)|[\s./()\p{Dash}]/gu, '').toLowerCase()
  if (/^2[ab]\d{3,7}$/.test(compact)) return [compact]
  const dialled = compact.replace(/^00(?=[1-9])/, '+')
  if (!/^\+?\d{4,15}$/.test(dialled)) return []
  const national = nationalDigits(dialled)
  // National files write an RPPS after an 8, and an address loses the « + » of a telephone number.
  if (/^8\d{11}$/.test(dialled)) return [national, national.slice(1)]
  return /^33[1-9]\d{8}$/.test(dialled) ? [national, nationalDigits(`+${dialled}`)] : [national]
}

/**
 * Cuts what was typed into the longest phrases that mean something, and single words. Beside a phrase, the words that
 * surround what is looked for are left out; in a name they are part of it.
 */
function piecesOf(words: readonly string[], meaning: Meaning): Piece[] {
  const pieces = everyPiece(words, meaning)
  const isTold = pieces.some(({ concept }) => concept !== null)
  const surrounds = ({ words: [word = ''], concept }: Piece) => concept === null && SURROUNDING.has(word)
  return isTold ? pieces.filter((piece) => !surrounds(piece)) : pieces
}

function everyPiece(words: readonly string[], meaning: Meaning): Piece[] {
  const telling = words.filter((word) => !JOINING.has(word))
  // « La Tour » may be all there is to look for: joining words alone are then words.
  const read = telling.length > 0 ? telling : [...words]
  const pieces: Piece[] = []
  for (let at = 0; at < read.length; ) {
    const piece = longestPhrase(read.slice(at, at + LONGEST_PHRASE), meaning)
    pieces.push(piece ?? { words: read.slice(at, at + 1), concept: null })
    at += piece?.words.length ?? 1
  }
  return pieces
}

function longestPhrase(words: readonly string[], meaning: Meaning): Piece | null {
  for (let length = words.length; length > 0; length -= 1) {
    const some = words.slice(0, length)
    const concept = meaning(some)
    if (concept !== null) return { words: some, concept }
  }
  return null
}

const IVG = facetLexeme('offer', 'ivg')
const METHOD = `${FACETS.method}:`

/** Alone, a term is that of an IVG: nothing else in the directory has one. */
function ivgMethodsIn(pieces: readonly Piece[]): string[] | null {
  const means = pieces.flatMap(({ concept }) => concept?.means ?? [])
  const methods = means.filter((lexeme) => lexeme.startsWith(METHOD))
  if (methods.length === 0 && !means.includes(IVG)) return pieces.length === 0 ? [] : null
  return methods.map((lexeme) => lexeme.slice(METHOD.length))
}

type Meaning = (words: readonly string[]) => Concept | null

function conceptOf(words: readonly string[]): Concept | null {
  return PHRASES.get(phraseKey(words)) ?? null
}

/** « sage feme », « planning famillial »: the phrase meant, or one of several words a letter apart. */
function conceptNear(words: readonly string[]): Concept | null {
  const typed = phraseKey(words)
  const near = () => phrasesNear(typed).flatMap((phrase) => PHRASES.get(phrase) ?? [])[0]
  return conceptOf(words) ?? (words.length > 1 ? (near() ?? null) : null)
}

/** The meaning of a phrase, or its words as they stand in a name; a lone word also finds the codes whose label has it. */
function clauseOf({ words, concept }: Piece): Clause {
  const asWords = words.map((word) => (word.length < SHORTEST_PREFIX ? exactly(word) : beginning(word)))
  if (concept !== null) return [...anyOf(concept.means), asWords]
  const [word = ''] = words
  const singular = /^.{3,}[sx]$/.test(word) ? [[exactly(word.slice(0, -1))]] : []
  return [asWords, ...singular, ...anyOf(labelledWith(word))]
}

/** The codes that have an official label with this word, or with one that begins like it. */
function labelledWith(word: string): string[] {
  const stem = word.replace(/(?<=.{3})[sx]$/, '')
  const found = [...LABEL_WORDS].filter(
    ([label]) => label === word || (stem.length >= SHORTEST_LABEL_PREFIX && label.startsWith(stem)),
  )
  return [...new Set(found.flatMap(([, lexemes]) => lexemes))]
}

/** A lone word that means nothing known may be a name, or anything, with a letter wrong. */
function isDoubtful({ words: [word = ''], concept }: Piece): boolean {
  return concept === null && mayBeMisspelt(word)
}

/** The same piece as it sounds, or with one letter added, left out, changed or swapped. */
function nearClause(piece: Piece, namesNear: NamesNear): Clause {
  const [word = ''] = piece.words
  const near = [namesNear, communeWordsNear, usualWordsNear, meaningsNear].flatMap((wordsNear) =>
    wordsNear(word),
  )
  return [...clauseOf(piece), ...anyOf([...new Set(near)])]
}

/** « gynecolgue », « pediatrre »: what a word one letter apart would have meant. */
function meaningsNear(word: string): string[] {
  if (word.length < 5) return []
  const phrases = phrasesNear(word).flatMap((phrase) => PHRASES.get(phrase)?.means ?? [])
  const labels = labelWordsNear(word).flatMap((label) => LABEL_WORDS.get(label) ?? [])
  return [...new Set([...phrases, ...labels])]
}
