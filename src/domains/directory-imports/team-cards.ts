import { and, eq, inArray } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import type { DirectoryCard } from '../directory/cards.js'
import { isFor } from '../directory/reading.js'
import { directoryCards } from '../directory/tables.js'

/** Records looked up at a time. */
export const BATCH = 500

/** What the team sees of these records. */
export async function cardsById(
  ctx: Ctx,
  kind: DirectoryCard['kind'],
  ids: readonly string[],
): Promise<{ id: string; card: DirectoryCard }[]> {
  const found: { id: string; card: DirectoryCard }[] = []
  for (const some of batches(ids)) {
    const rows = await ctx.db
      .select({ id: directoryCards.subjectId, card: directoryCards.card })
      .from(directoryCards)
      .where(
        and(teamCards(ctx), eq(directoryCards.subjectKind, kind), inArray(directoryCards.subjectId, some)),
      )
      .limit(BATCH)
    found.push(...rows)
  }
  return found
}

/** Cards as the team has them: what is compared with a file. */
export function teamCards(ctx: Ctx) {
  return and(within(ctx.actor, 'directory.run-import', { network: directoryCards.networkId }), isFor('team'))
}

export function batches<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = []
  for (let start = 0; start < items.length; start += BATCH) parts.push(items.slice(start, start + BATCH))
  return parts
}
