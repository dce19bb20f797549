import { and, eq, isNull } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import type { ErrorCode } from '../../errors/catalogue.js'
import { directoryImports } from './tables.js'

/** How a run of a worker ended. */
export type ImportEnd = 'done' | 'cancelled' | 'failed' | 'ended-before'

type Row = typeof directoryImports.$inferSelect
type Changes = Partial<typeof directoryImports.$inferInsert>

/** An import of this job’s network, locked until the transaction ends; null when there is none. */
export async function lockImport(ctx: Ctx, importId: string): Promise<Row | null> {
  const [row] = await ctx.db
    .select()
    .from(directoryImports)
    .where(
      and(
        eq(directoryImports.id, importId),
        within(ctx.actor, 'directory.run-import', { network: directoryImports.networkId }),
      ),
    )
    .for('update')
  return row ?? null
}

/** Writes what a worker found, unless somebody cancelled meanwhile or another worker was faster. */
export async function endImport(
  ctx: Ctx,
  importId: string,
  { isNull: column }: { isNull: 'kind' | 'comparedAt' },
  changes: (ctx: Ctx) => Promise<Changes>,
): Promise<ImportEnd> {
  return inTransaction(ctx, async (ctx) => {
    const row = await lockImport(ctx, importId)
    if (!row || row.failedAt || row[column] !== null) return 'ended-before'
    if (row.cancelledAt) return 'cancelled'
    await ctx.db
      .update(directoryImports)
      .set(await changes(ctx))
      .where(and(eq(directoryImports.id, importId), isNull(directoryImports.cancelledAt)))
    return 'done'
  })
}

/** Records that a file was refused: why, in words, and nothing else of it. */
export async function failImport(
  ctx: Ctx,
  importId: string,
  failureCode: ErrorCode,
  failureWords: string | null,
): Promise<ImportEnd> {
  return inTransaction(ctx, async (ctx) => {
    const row = await lockImport(ctx, importId)
    if (!row || row.failedAt || row.cancelledAt || row.comparedAt) return 'ended-before'
    await ctx.db
      .update(directoryImports)
      .set({ failedAt: ctx.now, failureCode, failureWords, proposal: null })
      .where(eq(directoryImports.id, importId))
    await audit(ctx, 'directory.fail-import', { id: importId })
    return 'failed'
  })
}
