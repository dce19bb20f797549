import { and, between, gt, min, sql } from 'drizzle-orm'
import type pg from 'pg'
import { type Ctx, inTransaction } from '../context.js'
import { dbOn } from '../db/transactions.js'
import type { Anchor } from './anchors.js'
import { archiveFolder, readArchives, writeArchive } from './archives.js'
import { audit } from './audit.js'
import { chainOf, entriesBetween, headAt, ofChain, verifyOwnChain } from './chains.js'
import { auditEntries, KEPT_MONTHS } from './tables.js'

/**
 * Takes out of the database the entries of the actor's chain older than they are kept, once an archive holds them.
 * `owner` is a connection of the owner of the tables: the runtime role cannot remove an entry. Returns how many went.
 */
export async function cutChain(
  owner: pg.Client,
  ctx: Ctx,
  dataDir: string,
  anchors: readonly Anchor[],
): Promise<number> {
  const chain = chainOf(ctx)
  const folder = archiveFolder(dataDir)
  const archived = await readArchives(folder, chain)
  // What does not verify is evidence: it stays where it is.
  const { report } = await verifyOwnChain(
    ctx,
    anchors.filter((anchor) => anchor.chain === chain),
    archived,
  )
  if (!report.intact) throw new Error(`the journal of ${chain} does not verify at ${report.position}`)
  const to = await lastExpired(ctx, archived.end.length)
  if (!to) return 0
  await inTransaction(ctx, (ctx) =>
    writeArchive(folder, chain, archived.end, entriesBetween(ctx, archived.end.length, to.length), to),
  )
  return removeArchived(owner, ctx, archived.end.length, to.length)
}

/** The last entry of those that are all old enough, or null. */
async function lastExpired(ctx: Ctx, after: number) {
  return inTransaction(ctx, async (ctx) => {
    const limit = sql`${ctx.now.toISOString()}::timestamptz at time zone 'UTC' - make_interval(months => ${KEPT_MONTHS})`
    const at = sql`${auditEntries.at} at time zone 'UTC'`
    const [young] = await ctx.db
      .select({ position: min(auditEntries.chainPosition) })
      .from(auditEntries)
      .where(and(ofChain(ctx), gt(auditEntries.chainPosition, after), sql`${at} > ${limit}`))
    return headAt(ctx, after, young?.position ?? null)
  })
}

async function removeArchived(owner: pg.Client, ctx: Ctx, after: number, last: number): Promise<number> {
  const db = dbOn(owner)
  return inTransaction({ ...ctx, db }, async (ctx) => {
    const removed = await ctx.db
      .delete(auditEntries)
      .where(and(ofChain(ctx), between(auditEntries.chainPosition, after + 1, last)))
    if (removed.rowCount !== last - after) throw new Error('the entries to remove are not those archived')
    await audit(ctx, 'audit.archive', { details: { entries: last - after, length: last } })
    return last - after
  })
}
