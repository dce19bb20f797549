import { type SQL, sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { readableCards } from '../directory/reading.js'
import { FACETS, type Facet, facetLexeme } from '../directory/search/lexemes.js'
import type { CardSearch } from '../directory/search-schemas.js'
import { directoryCards } from '../directory/tables.js'
import { hasInTerritory } from '../directory/territory-facets.js'
import { ACCESSIBILITY_KINDS, IVG_METHODS, LANGUAGE_LABELS, OFFER_KINDS } from '../directory/vocabulary.js'

/** Something a territory should have, and the search that finds it there. */
export type Wanted = { facet: Facet; value: string; label: string; search: CardSearch }

const SIGN_LANGUAGE = 'fsl'

/** What a coordinator looks for in each territory: every kind of offer, IVG by method, sign language, access. */
export const WANTED: readonly Wanted[] = [
  ...entriesOf(OFFER_KINDS).flatMap(([offer, label]): Wanted[] => [
    { facet: 'offer', value: offer, label, search: { offer } },
    ...(offer === 'ivg' ? entriesOf(IVG_METHODS).map(ofMethod) : []),
  ]),
  {
    facet: 'language',
    value: SIGN_LANGUAGE,
    label: sentence(LANGUAGE_LABELS[SIGN_LANGUAGE] ?? SIGN_LANGUAGE),
    search: { language: SIGN_LANGUAGE },
  },
  ...entriesOf(ACCESSIBILITY_KINDS).map(([accessibility, words]): Wanted => {
    const label = `Accessible : ${words}`
    return { facet: 'accessibility', value: accessibility, label, search: { accessibility } }
  }),
]

function ofMethod([method, words]: [keyof typeof IVG_METHODS, string]): Wanted {
  return { facet: 'method', value: method, label: `IVG ${words}`, search: { method } }
}

/** How many records of a territory have it; null when none of them says anything of the kind. */
export type OfferCount = { wanted: Wanted; territoryId: string | null; cards: number | null }

/** What is said by nobody is unknown; an offer that nobody wrote is one that nobody makes. */
const MAY_BE_UNSAID: readonly Facet[] = ['language', 'accessibility']

/**
 * What each of these territories has of what is wanted, as the team’s own search finds it: who works in two territories
 * is found in both for what she offers in both. In the caller’s transaction.
 */
export async function countOffers(ctx: Ctx, territoryIds: readonly (string | null)[]): Promise<OfferCount[]> {
  const lexemes = WANTED.map(({ facet, value }) => facetLexeme(facet, value))
  const unsaid = MAY_BE_UNSAID.map((facet) => `${FACETS[facet]}:%`)
  const { rows } = await ctx.db.execute<{ place: string | null; facet: string; cards: number }>(sql`
    select place, facet, count(*)::int as cards
    from ${directoryCards}
      left join lateral (select place from unnest(${directoryCards.facets}) as place
        where place like ${`${FACETS.territory}:%`}) as places on true
      cross join lateral unnest(${directoryCards.facets}) as facet
    where ${readableCards(ctx, 'team')} and (${isAmong(sql`facet`, lexemes)} or facet like any(${textArray(unsaid)}))
      and (place is null or facet like ${`${FACETS.language}:%`}
        or ${hasInTerritory(sql`${directoryCards.facets}`, sql`place`, sql`facet`)})
    group by place, facet
    limit ${MOST_COUNTS}`)
  const counted = new Map(rows.map(({ place, facet, cards }) => [`${place} ${facet}`, cards]))
  const said = new Set(rows.map(({ place, facet }) => `${place} ${facet.slice(0, 1)}`))
  return territoryIds.flatMap((territoryId) => {
    const place = territoryId === null ? null : facetLexeme('territory', territoryId)
    return WANTED.map((wanted): OfferCount => {
      const { facet, value } = wanted
      const isSaid = !MAY_BE_UNSAID.includes(facet) || said.has(`${place} ${FACETS[facet]}`)
      const cards = counted.get(`${place} ${facetLexeme(facet, value)}`) ?? 0
      return { wanted, territoryId, cards: isSaid ? cards : null }
    })
  })
}

/** Territories × what is wanted, and any language: far more than a region has. */
const MOST_COUNTS = 20_000

function isAmong(facet: SQL, lexemes: readonly string[]): SQL {
  return sql`${facet} = any(${textArray(lexemes)})`
}

function textArray(texts: readonly string[]): SQL {
  return sql`array[${sql.join(
    texts.map((text) => sql`${text}`),
    sql`, `,
  )}]::text[]`
}

function entriesOf<Key extends string>(list: Record<Key, string>): [Key, string][] {
  return Object.entries(list) as [Key, string][]
}

function sentence(words: string): string {
  return words.slice(0, 1).toLocaleUpperCase('fr') + words.slice(1)
}
