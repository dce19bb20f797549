import { and, eq } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { DirectoryCard } from './cards.js'
import { getCard } from './reading.js'
import { directoryPeople, directoryStructures } from './tables.js'

type Subject = { kind: DirectoryCard['kind']; id: string }

/** What is at an address: a card, or the identifier of the record that took its place. */
export type Followed = { card: DirectoryCard } | { movedTo: string }

/** Merges of merges: more in a row would be a mistake of ours. */
const LONGEST_CHAIN = 20

/**
 * A card under its own address, or the identifier of the record this one was merged into, when the reader may see it.
 * What she may not see answers as what never was. Throws `directory.not-found`.
 */
export async function followCard(ctx: Ctx, networkId: string, subject: Subject): Promise<Followed> {
  try {
    return { card: await getCard(ctx, subject.kind, subject.id) }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'directory.not-found') throw error
    // Who was merged into whom is written in the records themselves, which a reader without an account cannot open.
    const asJob: Ctx = { ...ctx, actor: { role: 'system', job: 'directory-merged', networkId } }
    const kept = await inTransaction(asJob, (ctx) => keptRecord(ctx, subject))
    if (kept === subject.id) throw error
    await getCard(ctx, subject.kind, kept)
    return { movedTo: kept }
  }
}

/** The record that took the place of this one, itself when none did. In the caller’s transaction. */
export async function keptRecord(ctx: Ctx, { kind, id }: Subject): Promise<string> {
  const table = kind === 'person' ? directoryPeople : directoryStructures
  let current = id
  for (let hops = 0; hops < LONGEST_CHAIN; hops += 1) {
    const [row] = await ctx.db
      .select({ mergedIntoId: table.mergedIntoId })
      .from(table)
      .where(
        and(eq(table.id, current), within(ctx.actor, 'directory.run-upkeep', { network: table.networkId })),
      )
      .limit(1)
    if (!row?.mergedIntoId) return current
    current = row.mergedIntoId
  }
  return current
}
