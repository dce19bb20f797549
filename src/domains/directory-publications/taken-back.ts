import { and, inArray } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import type { DirectoryCard } from '../directory/cards.js'
import { readableCards } from '../directory/reading.js'
import { directoryCards } from '../directory/tables.js'
import { AUDIENCES, type Audience } from '../directory/visibility.js'
import { isTakenBack, recordKey, type ShownParts } from './shown-parts.js'
import { directoryPublications } from './tables.js'

/** Cards compared at a time. */
const BATCH = 500

type Document = { id: string; audience: Audience }

/** Compares what a document shows with what its public may know today. */
export async function showsWhatWasTakenBack(ctx: Ctx, document: Document): Promise<boolean> {
  return (await takenBackAmong(ctx, [document])).has(document.id)
}

/** Those of these documents that show what was taken back since: each card is read once for all of one public. */
export async function takenBackAmong(ctx: Ctx, documents: readonly Document[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (const audience of AUDIENCES) {
    const shown = await readShown(
      ctx,
      documents.filter((one) => one.audience === audience).map(({ id }) => id),
    )
    const keys = [...new Set([...shown.values()].flatMap(Object.keys))]
    for (let start = 0; start < keys.length; start += BATCH) {
      const some = keys.slice(start, start + BATCH)
      const cards = await cardsNow(ctx, audience, some)
      for (const [id, parts] of shown) {
        if (some.some((key) => parts[key] && isTakenBack(parts[key], cards.get(key)))) found.add(id)
      }
    }
  }
  return found
}

async function readShown(ctx: Ctx, ids: readonly string[]): Promise<Map<string, ShownParts>> {
  if (ids.length === 0) return new Map()
  const rows = await inTransaction(ctx, (ctx) =>
    ctx.db
      .select({ id: directoryPublications.id, shown: directoryPublications.shown })
      .from(directoryPublications)
      .where(
        and(
          inArray(directoryPublications.id, [...ids]),
          within(ctx.actor, 'directory.read', { network: directoryPublications.networkId }),
        ),
      )
      .limit(ids.length),
  )
  return new Map(rows.map(({ id, shown }) => [id, shown ?? {}]))
}

async function cardsNow(
  ctx: Ctx,
  audience: Audience,
  keys: readonly string[],
): Promise<Map<string, DirectoryCard>> {
  const ids = keys.map((key) => key.slice(key.indexOf(':') + 1))
  const rows = await inTransaction(ctx, (ctx) =>
    ctx.db
      .select({ card: directoryCards.card })
      .from(directoryCards)
      .where(and(readableCards(ctx, audience), inArray(directoryCards.subjectId, ids)))
      .limit(2 * BATCH),
  )
  return new Map(rows.map(({ card }) => [recordKey(card), card]))
}
