import { and, eq, gte, sql } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../context.js'
import { anchorFile, appendAnchors, readAnchors } from './anchors.js'
import { archiveFolder, readArchives } from './archives.js'
import { audit } from './audit.js'
import { chainOf, listHeads, ofChain, verifyOwnChain } from './chains.js'
import { auditEntries } from './tables.js'
import type { ChainReport } from './verify.js'

/**
 * Verifies the actor's chain with the anchors written so far, and says what it found as an entry of the same journal.
 * Done again the same day it adds an entry only when the verdict is another one.
 */
export async function checkChain(ctx: Ctx, dataDir: string): Promise<void> {
  const chain = chainOf(ctx)
  const anchors = (await readAnchors(anchorFile(dataDir))).filter((anchor) => anchor.chain === chain)
  const { report } = await verifyOwnChain(ctx, anchors, await readArchives(archiveFolder(dataDir), chain))
  await inTransaction(ctx, async (ctx) => {
    await oneAtATime(ctx, `audit.check:${chain}`)
    if (await isSaidToday(ctx, report)) return
    await audit(ctx, 'audit.verify', {
      details: report.intact
        ? { intact: true, length: report.length }
        : { intact: false, position: report.position, fault: report.fault },
    })
  })
}

/** Writes where every chain ends to the file of anchors, once a day each. */
export async function anchorChains(ctx: Ctx, dataDir: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await oneAtATime(ctx, 'audit.anchor')
    const file = anchorFile(dataDir)
    const today = dayOf(ctx.now)
    const written = (await readAnchors(file)).filter(({ at }) => at.startsWith(today))
    const done = new Set(written.map(({ chain }) => chain))
    const heads = (await listHeads(ctx)).filter(({ chain }) => !done.has(chain))
    await appendAnchors(
      file,
      heads.map((head) => ({ at: ctx.now.toISOString(), ...head })),
    )
  })
}

/** Until the caller's transaction ends: of two runs at once, the second sees what the first has written. */
async function oneAtATime(ctx: Ctx, what: string): Promise<void> {
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${what}, 0))`)
}

async function isSaidToday(ctx: Ctx, { intact }: ChainReport): Promise<boolean> {
  const said = await ctx.db.$count(
    auditEntries,
    and(
      ofChain(ctx),
      eq(auditEntries.action, 'audit.verify'),
      gte(auditEntries.at, new Date(`${dayOf(ctx.now)}T00:00:00Z`)),
      sql`${auditEntries.details}->'intact' = ${String(intact)}::jsonb`,
    ),
  )
  return said > 0
}

/** The day of the jobs of every day, which is that of universal time. */
function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10)
}
