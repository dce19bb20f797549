import { communeMeant, type Meant } from './communes/commune-meant.js'
import type { Commune } from './communes/gazetteer.js'
import { type Asked, type NamesNear, readAsked } from './search/asked.js'
import { cellsAround } from './search/cells.js'
import {
  ANY_METHOD,
  type Facet,
  facetLexeme,
  isOfPlaces,
  networkLexeme,
  termLexeme,
  territoryLexeme,
  traitCellLexeme,
  traitIn,
} from './search/lexemes.js'
import { anyOf, type Clause, exactly, tsqueryOf } from './search/tsquery.js'
import { type CardSearch, USUAL_KM } from './search-schemas.js'
import { IVG_METHODS, LATEST_WEEKS } from './vocabulary.js'

/** A commune and how far around it. */
export type Around = { commune: Commune; kilometres: number }

/** Weeks of amenorrhoea an IVG is to be offered at, by one of these methods, or by any when none is named. */
export type Term = { weeks: number; methods: readonly string[] }

/** Any of these traits of a place (`Spot.traits`), and the one whose cells are in the index. */
export type PlaceWish = { traits: readonly string[]; indexed: string }

/** Any of these lexemes said of places (`isOfPlaces`); `isOnlyWay` when nothing else will do, as the words of a name do. */
export type Sought = { lexemes: readonly string[]; isOnlyWay: boolean }

/** What is looked for, in the terms of the index. */
export type Wanted = {
  networkId: string
  asked: Asked
  /** The territory asked for; null for any. */
  territory: string | null
  around: Around | null
  /** The term of an IVG that is asked for; null when none is. */
  term: Term | null
  /** What one and the same place around there must have. */
  wishes: readonly PlaceWish[]
  /** What a territory must have for a card to be found there. */
  sought: readonly Sought[]
  /** The `tsquery` that cards must match, wherever they are; null when any will do. */
  query: string | null
  /** True when cards are looked for whose words are a letter apart from what was typed. */
  isNear: boolean
  /** The same as if it were misspelt, from the names a letter apart (`name-words.ts`); null when it cannot be. */
  nearly: ((namesNear: NamesNear) => Wanted) | null
}

/** Filters that are one lexeme each. */
const ONE_LEXEME = [
  'kind',
  'category',
  'status',
  'profession',
  'skill',
  'offer',
  'accessibility',
  'language',
  'territory',
  'member',
] as const satisfies readonly (Facet & keyof CardSearch)[]

/** The commune a search is around, as it was typed; null when none was. */
export function placeMeant({ near }: Pick<CardSearch, 'near'>, regionCode: string): Meant | null {
  return near === undefined || near.trim() === '' ? null : communeMeant(near, regionCode)
}

/** Turns a search in one network into the terms of the index. Pure. */
export function wantedOf(networkId: string, search: CardSearch, commune: Commune | null): Wanted {
  const asked = readAsked(search.search ?? '')
  const around = commune && { commune, kilometres: search.within ?? USUAL_KM }
  const term = termOf(search, asked)
  const filters = filterClauses(search, term)
  const { territory = null } = search
  const inTerritory = (clause: Clause) => (territory === null ? clause : territoryClause(clause, territory))
  // A circle is of one region: to ask each of its cards for its network too would cost as much again.
  const network = around === null ? [anyOf([networkLexeme(networkId)])] : []
  const queryOf = (typed: readonly Clause[]) => {
    const near = around === null ? [] : typed.map((clause) => aroundClause(clause, around))
    const there = around === null || territory !== null ? typed.map(inTerritory) : []
    const clauses = [...filters.map(inTerritory), ...near, ...there]
    return clauses.length === 0 ? null : tsqueryOf([...network, ...clauses])
  }
  const askedOf = (typed: readonly Clause[]) => ({
    sought: [...filters, ...typed].flatMap(soughtBy),
    query: queryOf(typed),
  })
  const { clauses, nearClauses } = asked
  const wishes = wishesOf(search, term)
  const exact = { networkId, asked, territory, around, term, wishes, ...askedOf(clauses), isNear: false }
  const nearly =
    nearClauses &&
    ((namesNear: NamesNear) => ({
      ...exact,
      ...askedOf(nearClauses(namesNear)),
      isNear: true,
      nearly: null,
    }))
  return { ...exact, nearly }
}

/** The later of the term chosen and the term typed, of an IVG: who receives at that one receives at both. */
function termOf(search: CardSearch, { term, ivgMethods }: Asked): Term | null {
  const { offer, method, weeks = 0 } = search
  const isOfIvg = ivgMethods !== null || offer === 'ivg' || method !== undefined || weeks > 0
  const latest = Math.max(weeks, isOfIvg ? (term?.weeks ?? 0) : 0)
  return latest === 0
    ? null
    : { weeks: latest, methods: method === undefined ? (ivgMethods ?? []) : [method] }
}

/** What is said of places: somebody may come to one, and offer at another what is looked for. */
function wishesOf({ accessibility, offer, method }: CardSearch, term: Term | null): PlaceWish[] {
  const one = (trait: string): PlaceWish => ({ traits: [trait], indexed: trait })
  const ivg = method === undefined ? facetLexeme('offer', 'ivg') : facetLexeme('method', method)
  return [
    ...(accessibility === undefined ? [] : [one(accessibility)]),
    ...(offer === undefined ? [] : [one(facetLexeme('offer', offer))]),
    ...(term === null ? [] : [{ traits: termsFrom(term), indexed: ivg }]),
    ...(term === null && method !== undefined ? [one(ivg)] : []),
  ]
}

/** A word that means an offer or an access, typed with a circle, means it around there. */
function aroundClause(clause: Clause, { commune, kilometres }: Around): Clause {
  return clause.flatMap((way) => {
    const [trait] = way.length === 1 ? way.flatMap(({ lexeme }) => traitIn(lexeme) ?? []) : []
    if (trait === undefined) return [way]
    return anyOf(cellsAround(commune, kilometres).map((cell) => traitCellLexeme(trait, cell)))
  })
}

/** An offer or an access, looked for in a territory, is that of a place there. */
function territoryClause(clause: Clause, territoryId: string): Clause {
  return clause.map((way) => {
    const lexeme = saidOfPlaces(way)
    return lexeme === null ? way : [exactly(territoryLexeme(territoryId, lexeme))]
  })
}

function soughtBy(clause: Clause): Sought[] {
  const lexemes = clause.flatMap((way) => saidOfPlaces(way) ?? [])
  return lexemes.length === 0 ? [] : [{ lexemes, isOnlyWay: lexemes.length === clause.length }]
}

/** What a way asks of places, and nothing else; null when it asks something else. */
function saidOfPlaces([atom, ...others]: Clause[number]): string | null {
  return atom && others.length === 0 && isOfPlaces(atom.lexeme) ? atom.lexeme : null
}

function filterClauses(search: CardSearch, term: Term | null): Clause[] {
  const clauses = ONE_LEXEME.flatMap((facet) => {
    const value = search[facet]
    return value === undefined ? [] : [anyOf([facetLexeme(facet, value)])]
  })
  if (term !== null) return [...clauses, anyOf(termsFrom(term))]
  return search.method === undefined ? clauses : [...clauses, anyOf([facetLexeme('method', search.method)])]
}

/** One offer must take this term by this method: both are in one lexeme. */
function termsFrom({ weeks, methods }: Term): string[] {
  const named = methods.length === 0 ? [...Object.keys(IVG_METHODS), ANY_METHOD] : methods
  const later = Array.from({ length: LATEST_WEEKS - weeks + 1 }, (_, index) => weeks + index)
  return named.flatMap((one) => later.map((week) => termLexeme(one, week)))
}

/** The `tsquery` of a search in its circle; null when any card will do. */
export function tsqueryAround({ query, around, wishes }: Pick<Wanted, 'query' | 'around' | 'wishes'>) {
  if (around === null) return query
  const covering = cellsAround(around.commune, around.kilometres)
  const having = wishes.map(({ indexed }) => covering.map((cell) => traitCellLexeme(indexed, cell)))
  const cells = tsqueryOf((having.length === 0 ? [covering] : having).map(anyOf))
  return query === null ? cells : `${query} & ${cells}`
}
