import { and, asc, desc, eq, gt, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import { networksOf } from '../access/actor.js'
import { within } from '../access/policy.js'
import { type Ctx, inTransaction } from '../context.js'
import { type Archived, NEVER_CUT } from './archives.js'
import { auditChains, auditEntries } from './tables.js'
import { type ChainEntry, type ChainHead, type ChainReport, saidBy, verifyChain } from './verify.js'

const BATCH = 1000

export type ChainState = { chain: string; report: ChainReport; unchained: number }

/** The name of the chain this actor's acts are written in. */
export function chainOf(ctx: Ctx): string {
  return networksOf(ctx.actor)[0] ?? 'platform'
}

/**
 * Verifies the chain of the actor's network, or the platform's for a job without any. `unchained` counts the entries
 * older than the chain, which nothing protects.
 */
export async function verifyOwnChain(
  ctx: Ctx,
  witnesses: readonly ChainHead[],
  archived: Archived = NEVER_CUT,
): Promise<ChainState> {
  const chain = chainOf(ctx)
  // One snapshot for the head and the entries: acts go on being written meanwhile.
  return ctx.db.transaction(
    (db) =>
      inTransaction({ ...ctx, db }, async (ctx) => {
        const head = await headOf(ctx, chain)
        const report = await verifyChain(() => wholeChain(ctx, archived), head, witnesses, archived.start)
        const unchained = await countUnchained(ctx)
        return unchained.intruders > 0 && report.intact
          ? {
              chain,
              report: { intact: false, position: report.length + 1, fault: 'added' },
              unchained: unchained.older,
            }
          : { chain, report, unchained: unchained.older }
      }),
    { reads: 'one instant' },
  )
}

/** The end of every chain, for a witness kept elsewhere. */
export async function listHeads(ctx: Ctx): Promise<(ChainHead & { chain: string })[]> {
  return ctx.db.select().from(auditChains).orderBy(asc(auditChains.chain)).limit(MOST_CHAINS)
}

const MOST_CHAINS = 10_000

async function headOf(ctx: Ctx, chain: string): Promise<ChainHead | null> {
  const [head] = await ctx.db
    .select({ length: auditChains.length, hash: auditChains.hash })
    .from(auditChains)
    .where(eq(auditChains.chain, chain))
    .limit(1)
  return head ?? null
}

/** What was archived, then what is in the table: one chain. */
async function* wholeChain(ctx: Ctx, { read, end }: Archived): AsyncGenerator<ChainEntry> {
  yield* read()
  for await (const entry of readEntries(ctx)) {
    // Archived and not yet removed, when a cut was interrupted: it is there twice, and the same.
    if (entry.position > end.length || entry.position < 1) yield entry
  }
}

/** The entries after one position, up to another. */
export async function* entriesBetween(ctx: Ctx, after: number, last: number): AsyncGenerator<ChainEntry> {
  for await (const entry of readEntries(ctx)) {
    if (entry.position > last) return
    if (entry.position > after) yield entry
  }
}

/** The last entry after a position, before another when it is given, as the end of a chain; null when there is none. */
export async function headAt(ctx: Ctx, after: number, before: number | null): Promise<ChainHead | null> {
  const { chainPosition, hash } = auditEntries
  const [last] = await ctx.db
    .select({ length: chainPosition, hash })
    .from(auditEntries)
    .where(
      and(ofChain(ctx), gt(chainPosition, after), before === null ? undefined : lt(chainPosition, before)),
    )
    .orderBy(desc(chainPosition))
    .limit(1)
  return last?.length != null && last.hash !== null ? { length: last.length, hash: last.hash } : null
}

async function* readEntries(ctx: Ctx): AsyncGenerator<ChainEntry> {
  let after: { position: number; id: number } = { position: Number.MIN_SAFE_INTEGER, id: 0 }
  for (;;) {
    const rows = await ctx.db
      .select(WRITTEN)
      .from(auditEntries)
      .where(
        and(
          ofChain(ctx),
          sql`(${auditEntries.chainPosition}, ${auditEntries.id}) > (${after.position}, ${after.id})`,
        ),
      )
      .orderBy(asc(auditEntries.chainPosition), asc(auditEntries.id))
      .limit(BATCH)
    for (const { position, hash, id: _, ...said } of rows) {
      yield { position: position ?? 0, hash: hash ?? '', said: saidBy(Object.values(said)) }
    }
    const last = rows.at(-1)
    if (!last || rows.length < BATCH) return
    after = { position: last.position ?? 0, id: last.id }
  }
}

/** The columns of an entry as the text `audit_text` makes of them, in its order. */
const WRITTEN = {
  id: auditEntries.id,
  position: auditEntries.chainPosition,
  hash: auditEntries.hash,
  at: sql<string>`to_char(${auditEntries.at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`,
  action: auditEntries.action,
  actorRole: auditEntries.actorRole,
  actorUserId: sql<string>`coalesce(${auditEntries.actorUserId}::text, '')`,
  networkId: sql<string>`coalesce(${auditEntries.networkId}::text, '')`,
  subjectId: sql<string>`coalesce(${auditEntries.subjectId}::text, '')`,
  details: sql<string>`${auditEntries.details}::text`,
  before: sql<string>`coalesce(${auditEntries.before}::text, '')`,
  after: sql<string>`coalesce(${auditEntries.after}::text, '')`,
}

/** Entries without a place in the chain: those written before it existed, and those somebody slipped in since. */
async function countUnchained(ctx: Ctx): Promise<{ older: number; intruders: number }> {
  const unchained = and(ofChain(ctx), isNull(auditEntries.chainPosition))
  const [first] = await ctx.db
    .select({ id: sql<number>`min(${auditEntries.id})::int8` })
    .from(auditEntries)
    .where(and(ofChain(ctx), isNotNull(auditEntries.chainPosition)))
  const firstId = Number(first?.id ?? Number.MAX_SAFE_INTEGER)
  return {
    older: await ctx.db.$count(
      auditEntries,
      and(unchained, lt(auditEntries.id, firstId), gt(auditEntries.id, 0)),
    ),
    intruders: await ctx.db.$count(
      auditEntries,
      and(unchained, or(gt(auditEntries.id, firstId), lt(auditEntries.id, 1))),
    ),
  }
}

/** The condition of the entries of the actor's chain. */
export function ofChain(ctx: Ctx) {
  if (networksOf(ctx.actor).length === 0) return isNull(auditEntries.networkId)
  return within(ctx.actor, 'audit.verify', { network: auditEntries.networkId })
}
