import { and, eq, inArray } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import type { DirectoryCard } from './cards.js'
import { BY_NAME, foundBy, readableCards } from './reading.js'
import { placeLexeme } from './search/lexemes.js'
import { anyOf, tsqueryOf } from './search/tsquery.js'
import { directoryCards } from './tables.js'

/** People shown on the page of a structure: a hospital has hundreds, which are searched instead. */
const MOST_PEOPLE = 100

/** The people at a structure whose cards this reader may see, by name. */
export async function peopleAt(
  ctx: Ctx,
  structureId: string,
): Promise<{ people: DirectoryCard[]; hasMore: boolean }> {
  return inTransaction(ctx, async (ctx) => {
    const query = tsqueryOf([anyOf([placeLexeme(structureId)])])
    const found = await foundBy(ctx, 'person', query)
      .orderBy(BY_NAME)
      .limit(MOST_PEOPLE + 1)
    const people = await cardsOf(
      ctx,
      'person',
      found.slice(0, MOST_PEOPLE).map(({ id }) => id),
    )
    return { people, hasMore: found.length > MOST_PEOPLE }
  })
}

/** Among these structures, those whose own page this reader may open. */
export async function openStructures(ctx: Ctx, ids: readonly string[]): Promise<Set<string>> {
  return inTransaction(ctx, async (ctx) => {
    const cards = await cardsOf(ctx, 'structure', ids)
    return new Set(cards.map(({ id }) => id))
  })
}

async function cardsOf(
  ctx: Ctx,
  kind: DirectoryCard['kind'],
  ids: readonly string[],
): Promise<DirectoryCard[]> {
  if (ids.length === 0) return []
  const rows = await ctx.db
    .select({ card: directoryCards.card })
    .from(directoryCards)
    .where(
      and(
        readableCards(ctx),
        eq(directoryCards.subjectKind, kind),
        inArray(directoryCards.subjectId, [...ids]),
      ),
    )
    .orderBy(BY_NAME)
    .limit(ids.length)
  return rows.map(({ card }) => card)
}
