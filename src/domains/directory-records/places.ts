import { and, eq, inArray, sql } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { BY_NAME, foundBy, readableCards } from '../directory/reading.js'
import { readAsked } from '../directory/search/asked.js'
import { tsqueryOf } from '../directory/search/tsquery.js'
import { directoryCards } from '../directory/tables.js'

export type PlaceFound = { id: string; name: string; commune: string | null; category: string }

const MOST_FOUND = 20

/** Structures this person may see that have all that was typed: where a place of work is chosen from. */
export async function findPlaces(ctx: Ctx, search: string): Promise<PlaceFound[]> {
  const { clauses } = readAsked(search)
  if (clauses.length === 0) return []
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select(PLACE)
      .from(directoryCards)
      .where(
        and(
          readableCards(ctx),
          eq(directoryCards.subjectKind, 'structure'),
          inArray(directoryCards.subjectId, foundBy(ctx, 'structure', tsqueryOf(clauses))),
        ),
      )
      .orderBy(BY_NAME)
      .limit(MOST_FOUND),
  )
}

/** A structure this person may see. Throws `directory.not-found`. */
export async function readPlace(ctx: Ctx, id: string): Promise<PlaceFound> {
  const place = await findPlace(ctx, id)
  if (!place) throw new AppError('directory.not-found')
  return place
}

/** The same, or null when she may see no such structure. */
export async function findPlace(ctx: Ctx, id: string): Promise<PlaceFound | null> {
  return inTransaction(ctx, async (ctx) => {
    const [place] = await ctx.db
      .select(PLACE)
      .from(directoryCards)
      .where(
        and(
          readableCards(ctx),
          eq(directoryCards.subjectKind, 'structure'),
          eq(directoryCards.subjectId, id),
        ),
      )
      .limit(1)
    return place ?? null
  })
}

const PLACE = {
  id: directoryCards.subjectId,
  name: sql<string>`${directoryCards.card} ->> 'name'`,
  commune: sql<string | null>`${directoryCards.card} -> 'address' ->> 'commune'`,
  category: sql<string>`${directoryCards.card} ->> 'category'`,
}
