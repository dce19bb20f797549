import { and, eq, inArray } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import type { DirectoryCard } from '../directory/cards.js'
import { readableCards } from '../directory/reading.js'
import { countRecords, type FoundRecord, findRecords, type SearchOfAll } from '../directory/search-all.js'
import { directoryCards } from '../directory/tables.js'
import type { Audience } from '../directory/visibility.js'
import type { CardFilter } from './schemas.js'

/** Records one document may hold: a region’s, with room to spare. */
export const MOST_ENTRIES = 20_000
/** Records read at a time, so that other requests pass in between. */
const BATCH = 500

/** Which records of one network, as which audience may know them. */
export type Choice = { network: SearchOfAll['network']; audience: Audience; filter: CardFilter }

/** How many cards match a choice. */
export function countCards(ctx: Ctx, { filter, ...choice }: Choice): Promise<number> {
  return countRecords(ctx, { ...choice, search: filter })
}

/** The cards that match a choice, by name, `MOST_ENTRIES` at most. */
export async function readCards(ctx: Ctx, { filter, ...choice }: Choice): Promise<DirectoryCard[]> {
  const found = await findRecords(ctx, { ...choice, search: filter }, MOST_ENTRIES)
  const cards: DirectoryCard[] = []
  for (let start = 0; start < found.length; start += BATCH) {
    cards.push(...(await readBatch(ctx, choice, found.slice(start, start + BATCH))))
  }
  return cards
}

/** In their order; a record withdrawn meanwhile is not there. */
async function readBatch(
  ctx: Ctx,
  { network, audience }: Omit<Choice, 'filter'>,
  found: readonly FoundRecord[],
): Promise<DirectoryCard[]> {
  const rows = await inTransaction(ctx, (ctx) =>
    ctx.db
      .select({ card: directoryCards.card })
      .from(directoryCards)
      .where(
        and(
          readableCards(ctx, audience),
          // The health agency reads several networks; a document is of one.
          eq(directoryCards.networkId, network.id),
          inArray(
            directoryCards.subjectId,
            found.map(({ id }) => id),
          ),
        ),
      )
      .limit(2 * BATCH),
  )
  const cards = new Map(rows.map(({ card }) => [keyOf(card), card]))
  return found.flatMap((one) => cards.get(keyOf(one)) ?? [])
}

function keyOf({ kind, id }: FoundRecord): string {
  return `${kind}:${id}`
}
