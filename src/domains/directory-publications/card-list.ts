import { and, arrayContains, asc, eq, gt, or, type SQL, sql } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import type { DirectoryCard } from '../directory/cards.js'
import { foldText } from '../directory/national/plain-text.js'
import { readableCards } from '../directory/reading.js'
import { directoryCards } from '../directory/tables.js'
import type { Audience } from '../directory/visibility.js'
import type { CardFilter } from './schemas.js'

/** Records one document may hold: a region’s, with room to spare. */
export const MOST_ENTRIES = 20_000
/** Records read at a time, so that other requests pass in between. */
const BATCH = 500

/** Which records of one network, as which audience may know them. */
export type Choice = { networkId: string; audience: Audience; filter: CardFilter }

/** How many cards match a choice. */
export function countCards(ctx: Ctx, choice: Choice): Promise<number> {
  return inTransaction(ctx, (ctx) => ctx.db.$count(directoryCards, matching(ctx, choice)))
}

/** The cards that match a choice, by name, `MOST_ENTRIES` at most. */
export async function readCards(ctx: Ctx, choice: Choice): Promise<DirectoryCard[]> {
  const cards: DirectoryCard[] = []
  let after: Position | null = null
  while (cards.length < MOST_ENTRIES) {
    const rows = await readBatch(ctx, and(matching(ctx, choice), following(after)))
    cards.push(...rows.map(({ card }) => card))
    const last = rows.at(-1)
    if (!last || rows.length < BATCH) break
    after = last
  }
  return cards
}

type Position = { sortName: string; id: string }

function readBatch(ctx: Ctx, where: SQL | undefined): Promise<(Position & { card: DirectoryCard })[]> {
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select({
        sortName: directoryCards.sortName,
        id: directoryCards.subjectId,
        card: directoryCards.card,
      })
      .from(directoryCards)
      .where(where)
      .orderBy(asc(directoryCards.sortName), asc(directoryCards.subjectId))
      .limit(BATCH),
  )
}

function following(after: Position | null): SQL | undefined {
  if (after === null) return undefined
  return or(
    gt(directoryCards.sortName, after.sortName),
    and(eq(directoryCards.sortName, after.sortName), gt(directoryCards.subjectId, after.id)),
  )
}

function matching(ctx: Ctx, { networkId, audience, filter }: Choice): SQL | undefined {
  const { q, territoire, type, categorie, profession } = filter
  const words = foldText(q ?? '')
    .split(' ')
    .filter(Boolean)
  return and(
    readableCards(ctx, audience),
    // The health agency reads several networks; a document is of one.
    eq(directoryCards.networkId, networkId),
    territoire ? arrayContains(directoryCards.territoryIds, [territoire]) : undefined,
    type ? eq(directoryCards.subjectKind, type === 'personne' ? 'person' : 'structure') : undefined,
    categorie ? eq(directoryCards.category, categorie) : undefined,
    profession ? eq(directoryCards.professionCode, profession) : undefined,
    ...words.map((word) => sql`position(${word} in ${directoryCards.words}) > 0`),
  )
}
