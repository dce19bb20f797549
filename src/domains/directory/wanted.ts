import { communeMeant, type Meant } from './communes/commune-meant.js'
import type { Commune } from './communes/gazetteer.js'
import { type Asked, readAsked } from './search/asked.js'
import { cellsAround } from './search/cells.js'
import {
  ANY_METHOD,
  accessCellLexeme,
  type Facet,
  facetLexeme,
  networkLexeme,
  termLexeme,
} from './search/lexemes.js'
import { anyOf, type Clause, tsqueryOf } from './search/tsquery.js'
import { type CardSearch, USUAL_KM } from './search-schemas.js'
import { IVG_METHODS } from './vocabulary.js'

/** A commune and how far around it. */
export type Around = { commune: Commune; kilometres: number }

/** What is looked for, in the terms of the index. */
export type Wanted = {
  networkId: string
  asked: Asked
  around: Around | null
  /** The kind of disability she must be able to come with, to a place around there. */
  access: string | null
  /** The `tsquery` that cards must match, wherever they are; null when any will do. */
  query: string | null
  /** True when cards are looked for whose words are a letter apart from what was typed. */
  isNear: boolean
  /** The same as if it were misspelt; null when it cannot be. */
  nearly: (() => Wanted) | null
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

/** No IVG is offered later, wherever. */
const LATEST_WEEKS = 42

/** The commune a search is around, as it was typed; null when none was. */
export function placeMeant({ near }: Pick<CardSearch, 'near'>, regionCode: string): Meant | null {
  return near === undefined || near.trim() === '' ? null : communeMeant(near, regionCode)
}

/** Turns a search in one network into the terms of the index. Pure. */
export function wantedOf(networkId: string, search: CardSearch, commune: Commune | null): Wanted {
  const asked = readAsked(search.search ?? '')
  const around = commune && { commune, kilometres: search.within ?? USUAL_KM }
  const filters = filterClauses(search)
  // A circle is of one region: to ask each of its cards for its network too would cost as much again.
  const network = around === null ? [anyOf([networkLexeme(networkId)])] : []
  const queryOf = (clauses: readonly Clause[]) =>
    filters.length + clauses.length === 0 ? null : tsqueryOf([...network, ...filters, ...clauses])
  const { clauses, nearClauses } = asked
  const access = search.accessibility ?? null
  const exact = { networkId, asked, around, access, query: queryOf(clauses), isNear: false }
  const nearly =
    nearClauses && (() => ({ ...exact, query: queryOf(nearClauses()), isNear: true, nearly: null }))
  return { ...exact, nearly }
}

function filterClauses(search: CardSearch): Clause[] {
  const clauses = ONE_LEXEME.flatMap((facet) => {
    const value = search[facet]
    return value === undefined ? [] : [anyOf([facetLexeme(facet, value)])]
  })
  if (search.weeks !== undefined) return [...clauses, anyOf(termsFrom(search.weeks, search.method))]
  return search.method === undefined ? clauses : [...clauses, anyOf([facetLexeme('method', search.method)])]
}

/** One offer must take this term by this method: both are in one lexeme. */
function termsFrom(weeks: number, method: string | undefined): string[] {
  const methods = method === undefined ? [...Object.keys(IVG_METHODS), ANY_METHOD] : [method]
  const later = Array.from({ length: LATEST_WEEKS - weeks + 1 }, (_, index) => weeks + index)
  return methods.flatMap((one) => later.map((week) => termLexeme(one, week)))
}

/** The `tsquery` of a search in its circle; null when any card will do. */
export function tsqueryAround({ query, around, access }: Pick<Wanted, 'query' | 'around' | 'access'>) {
  if (around === null) return query
  const covering = cellsAround(around.commune, around.kilometres)
  const where = access === null ? covering : covering.map((cell) => accessCellLexeme(access, cell))
  const cells = tsqueryOf([anyOf(where)])
  return query === null ? cells : `${query} & ${cells}`
}
