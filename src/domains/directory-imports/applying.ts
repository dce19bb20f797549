import { and, eq, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inLongTransaction, inTransaction, type LongTools } from '../../context.js'
import { enqueue } from '../../jobs/jobs.js'
import { refreshCards } from '../directory/card-rows.js'
import type { Writer } from '../directory/changes.js'
import { findDuplicatePairs } from '../directory-upkeep/jobs.js'
import { takeTurn } from './comparing.js'
import { type ImportEnd, lockImport } from './ending.js'
import { followSteps, type Steps } from './progress.js'
import { compareAgain, isOutdated } from './recomparing.js'
import { insertRecords, updateRecords } from './record-writing.js'
import { importState } from './rules.js'
import { joinWhole, ofNetwork, withRemark } from './set-writing.js'
import { writeActivities, writeConsents, writeSituations } from './situation-writing.js'
import { directoryImportRows, directoryImports } from './tables.js'
import { touchedBy } from './touched.js'

type Row = typeof directoryImports.$inferSelect

/**
 * Writes in the directory what a comparison showed, in one transaction: all of it or nothing, with its provenance,
 * its history and its cards. What somebody changed meanwhile is left, and its row says so. When another import has
 * changed the directory since, the comparison is made again; if it then shows something else, nothing is written
 * before somebody has read it. Safe to run twice.
 */
export async function applyImport(ctx: Ctx, importId: string, tools: LongTools): Promise<ImportEnd> {
  const row = await inTransaction(ctx, (ctx) => lockImport(ctx, importId))
  if (!row || importState(row) !== 'applying') return 'ended-before'
  const steps: Steps = { done: 0, total: 0 }
  const progress = followSteps(ctx, importId, steps)
  try {
    return await inLongTransaction(ctx, tools, async (ctx) => {
      await takeTurn(ctx, row.networkId)
      if (!(await isStill(ctx, importId, 'applying'))) return 'ended-before'
      if ((await isOutdated(ctx, row)) && (await compareAgain(ctx, row))) return 'done'
      await writeAll(ctx, row, steps)
      return 'done'
    })
  } finally {
    await progress.stop()
  }
}

/** Gives up an application or an undoing whose attempts all met an unexpected error: nothing of it is written. */
export async function giveUpWriting(ctx: Ctx, importId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const row = await lockImport(ctx, importId)
    if (!row) return
    await ctx.db
      .update(directoryImports)
      .set({ applyAskedAt: null, undoAskedAt: null, failureCode: 'directory-import.interrupted' })
      .where(eq(directoryImports.id, importId))
    await audit(ctx, 'directory.fail-import', { id: importId })
  })
}

/** Two workers may hold the same job for a moment: the second finds it done once its turn has come. */
export async function isStill(ctx: Ctx, importId: string, state: 'applying' | 'undoing'): Promise<boolean> {
  const [row] = await ctx.db
    .select()
    .from(directoryImports)
    .where(
      and(
        eq(directoryImports.id, importId),
        within(ctx.actor, 'directory.run-import', { network: directoryImports.networkId }),
      ),
    )
    .limit(1)
  return row !== undefined && importState(row) === state
}

/** Who signs what an import writes. */
export function writerOf({ id, kind, fileDate, fileName, uploadedByName }: Row): Writer {
  return {
    source: kind === 'rpps' || kind === 'finess' ? kind : 'sheet',
    on: fileDate ?? '',
    by: `${uploadedByName.slice(0, 80)}, import de « ${fileName.slice(0, 90)} »`,
    importId: id,
  }
}

async function writeAll(ctx: Ctx, row: Row, steps: Steps): Promise<void> {
  const writer = writerOf(row)
  await joinWhole(ctx)
  await ctx.db.update(directoryImportRows).set({ remark: null }).where(withRemark(ctx, row))
  await insertRecords(ctx, writer, row)
  await updateRecords(ctx, writer, row)
  await writeSituations(ctx, writer, row)
  await writeActivities(ctx, writer, row)
  await writeConsents(ctx, writer, row)
  // Cards are made of records just written, of which the planner knows nothing.
  await ctx.db.execute(sql`select analyze_directory()`)
  const records = await remakeCards(ctx, row.id, steps)
  const left = await ctx.db.$count(directoryImportRows, withRemark(ctx, row))
  const outcome = { done: records, left }
  await ctx.db
    .update(directoryImports)
    .set({ appliedAt: ctx.now, applyAskedAt: null, undoneAt: null, outcome, stepsDone: 0, stepsTotal: null })
    .where(and(ofNetwork(ctx, directoryImports), eq(directoryImports.id, row.id)))
  // Two records that may be one are best seen to while the file is still in mind.
  await enqueue(ctx, findDuplicatePairs, {})
  await audit(ctx, 'directory.finish-application', { id: row.id, details: { records: outcome.done } })
}

/** Makes the cards of everything an import touched again. Returns how many records it wrote. */
export async function remakeCards(ctx: Ctx, importId: string, steps: Steps): Promise<number> {
  const touched = await touchedBy(ctx, importId)
  await joinWhole(ctx, false)
  await refreshCards(ctx, touched, (done, total) => Object.assign(steps, { done, total }))
  return touched.records
}
