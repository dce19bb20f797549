import { type SQL, sql } from 'drizzle-orm'
import type { DirectoryCard } from './cards.js'
import { FACETS, facetsOf, isOfPlaces, territoryLexeme } from './search/lexemes.js'
import type { Sought, Wanted } from './wanted.js'

/*
 * What is offered in one territory of a card is not in the others: it is counted, listed and printed where it is. The same
 * condition twice, over facets: in SQL for what is counted, in plain code for what is printed.
 */

/** `territoryLexeme`, among facets: whether the territory of this facet has what a lexeme says. In SQL. */
export function hasInTerritory(facets: SQL, territoryFacet: SQL, lexeme: SQL): SQL {
  return sql`'z' || substr(${territoryFacet}, 2) || ':' || ${lexeme} = any (${facets})`
}

/**
 * Whether a facet of a card found is counted: of its territories, those where what is sought is. In SQL. Once a territory is
 * asked for, the others are not counted.
 */
export function isCounted(facets: SQL, facet: SQL, { territory, sought }: Wanted): SQL {
  if (territory !== null || sought.length === 0) return sql`true`
  const anyOf = (conditions: readonly SQL[]) => sql`(${sql.join([...conditions], sql` or `)})`
  const met = sought.map(({ lexemes, isOnlyWay }) =>
    anyOf([
      ...lexemes.map((lexeme) => hasInTerritory(facets, facet, sql`${lexeme}::text`)),
      ...(isOnlyWay ? [] : [sql`not ${facets} && ${sql.param(lexemes)}::text[]`]),
    ]),
  )
  return sql`(${facet} not like ${`${FACETS.territory}:%`} or (${sql.join(met, sql` and `)}))`
}

/** Whether what is sought is in a territory of a card: `isCounted`, of that territory. */
export function isSoughtIn(card: DirectoryCard, territoryId: string, sought: readonly Sought[]): boolean {
  const facets = new Set(facetsOf(card, []))
  return sought.every(
    ({ lexemes, isOnlyWay }) =>
      lexemes.some((lexeme) => facets.has(territoryLexeme(territoryId, lexeme))) ||
      (!isOnlyWay && !lexemes.some((lexeme) => facets.has(lexeme))),
  )
}

/** Facets and how many cards found have each: of what is said of places, how many have it in the territory asked for. */
export function countsIn(
  territoryId: string | null,
  counts: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const all = Object.entries(counts)
  if (territoryId === null) return new Map(all)
  const start = territoryLexeme(territoryId, '')
  return new Map([
    ...all.filter(([facet]) => !isOfPlaces(facet)),
    ...all.flatMap(([facet, cards]): [string, number][] =>
      facet.startsWith(start) ? [[facet.slice(start.length), cards]] : [],
    ),
  ])
}
