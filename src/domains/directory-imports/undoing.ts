import { and, eq } from 'drizzle-orm'
import { audit } from '../../audit/audit.js'
import { type Ctx, inLongTransaction, inTransaction, type LongTools } from '../../context.js'
import { enqueue } from '../../jobs/jobs.js'
import type { Writer } from '../directory/changes.js'
import { findDuplicatePairs } from '../directory-upkeep/jobs.js'
import { isStill, remakeCards, writerOf } from './applying.js'
import { takeTurn } from './comparing.js'
import { type ImportEnd, lockImport } from './ending.js'
import { followSteps, type Steps } from './progress.js'
import { restoreRecords } from './record-writing.js'
import { removeRecords } from './removing.js'
import { importState } from './rules.js'
import { joinWhole, ofNetwork, withRemark } from './set-writing.js'
import { restoreActivities, restoreConsents, restoreSituations } from './situation-writing.js'
import { directoryImportRows, directoryImports } from './tables.js'

type Row = typeof directoryImports.$inferSelect

/**
 * Puts back everything an import changed that nobody has changed since, in one transaction; the rows of what could not
 * be put back say why. The import may be applied again. Safe to run twice.
 */
export async function undoImport(ctx: Ctx, importId: string, tools: LongTools): Promise<ImportEnd> {
  const row = await inTransaction(ctx, (ctx) => lockImport(ctx, importId))
  if (!row || importState(row) !== 'undoing') return 'ended-before'
  const steps: Steps = { done: 0, total: 0 }
  const progress = followSteps(ctx, importId, steps)
  try {
    return await inLongTransaction(ctx, tools, async (ctx) => {
      await takeTurn(ctx, row.networkId)
      if (!(await isStill(ctx, importId, 'undoing'))) return 'ended-before'
      await undoAll(ctx, row, steps)
      return 'done'
    })
  } finally {
    await progress.stop()
  }
}

/** In the opposite order of what was written: places before the people and structures they tie. */
async function undoAll(ctx: Ctx, row: Row, steps: Steps): Promise<void> {
  const writer: Writer = { ...writerOf(row), reason: 'Import annulé' }
  await joinWhole(ctx)
  await ctx.db.update(directoryImportRows).set({ remark: null }).where(withRemark(ctx, row))
  await restoreConsents(ctx, writer, row)
  await restoreSituations(ctx, writer, row)
  await restoreActivities(ctx, writer, row)
  await restoreRecords(ctx, writer, row)
  await removeRecords(ctx, writer, row)
  const records = await remakeCards(ctx, row.id, steps)
  const left = await ctx.db.$count(directoryImportRows, withRemark(ctx, row))
  const outcome = { done: records - left, left }
  await ctx.db
    .update(directoryImports)
    .set({ undoneAt: ctx.now, undoAskedAt: null, outcome, stepsDone: 0, stepsTotal: null })
    .where(and(ofNetwork(ctx, directoryImports), eq(directoryImports.id, row.id)))
  await enqueue(ctx, findDuplicatePairs, {})
  await audit(ctx, 'directory.finish-undoing', { id: row.id, details: { records: outcome.done } })
}
