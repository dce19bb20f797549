import { and, eq, isNull, sql } from 'drizzle-orm'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { type CopyInto, type CopyTools, inCopyTransaction } from '../../db/copy.js'
import { AppError } from '../../errors/app-error.js'
import { RunLater } from '../../jobs/jobs.js'
import { doubtsOf } from './doubts.js'
import { failImport, type ImportEnd, lockImport } from './ending.js'
import { emptyFileReport, type FileReport, nationalLines } from './file-lines.js'
import { fileRefusal } from './file-refusals.js'
import { knownNumbers } from './known-numbers.js'
import { followReading } from './progress.js'
import { importState } from './rules.js'
import type { ImportProposal } from './schemas.js'
import { stageSheet } from './sheet-staging.js'
import { findGone, groupLines, matchByNumber, placeGroups, type Scope, stageLines } from './staging.js'
import { directoryImports } from './tables.js'
import { uploadedFile } from './uploads.js'
import { type Comparison, writeVerdicts } from './verdict-rows.js'

export type CompareTools = CopyTools & { dataDir: string; signal: AbortSignal }

type Row = typeof directoryImports.$inferSelect

const TURN_MILLISECONDS = 5000

/**
 * Reads a file and says what it would change in the directory, in one transaction: killed anywhere, nothing of it
 * shows and the next run starts from the file. Safe to run twice.
 */
export async function compareFile(ctx: Ctx, importId: string, tools: CompareTools): Promise<ImportEnd> {
  const row = await inTransaction(ctx, (ctx) => lockImport(ctx, importId))
  if (!row?.proposal || importState(row) !== 'comparing') return 'ended-before'
  const { proposal } = row
  const report = emptyFileReport()
  const progress = followReading(ctx, row, report, tools.signal)
  try {
    await inCopyTransaction(ctx, tools, async (ctx, copy) => {
      await takeTurn(ctx, row.networkId)
      await stage(ctx, copy, { row, proposal, report, signal: progress.signal, dataDir: tools.dataDir })
      const comparison = comparisonOf(row, proposal, report.fileDate)
      await findGone(ctx, scopeOf(row, proposal, report))
      const counts = await writeVerdicts(ctx, comparison, report)
      progress.signal.throwIfAborted()
      await finish(ctx, row, proposal, report, { counts, fileDate: comparison.fileDate })
    })
    return 'done'
  } catch (error) {
    if (tools.signal.aborted) throw error
    if (progress.cancelled() || error instanceof CancelledMeanwhile) return 'cancelled'
    const failure = expectedFailure(error)
    if (failure === null) throw error
    return failImport(ctx, importId, failure.code, failure.words)
  } finally {
    await progress.stop()
  }
}

/** Comparisons, applications and undoings of one network take turns: each reads what the others have just written. */
export async function takeTurn(ctx: Ctx, networkId: string): Promise<void> {
  const { rows } = await ctx.db.execute<{ mine: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${networkId}, 2)) as mine`,
  )
  if (rows[0]?.mine !== true) throw new RunLater(new Date(ctx.now.getTime() + TURN_MILLISECONDS))
}

type Reading = {
  row: Row
  proposal: ImportProposal
  report: FileReport
  signal: AbortSignal
  dataDir: string
}

/** Puts the file by groups in temporary tables, each group tied to the record it is about or given a new number. */
async function stage(ctx: Ctx, copy: CopyInto, reading: Reading): Promise<void> {
  const { row, proposal, report, signal, dataDir } = reading
  const file = { name: row.fileName, path: uploadedFile(dataDir, row) }
  if (proposal.shape === 'sheet') await stageSheet(ctx, copy, file, row.options, report)
  else {
    const known = await knownNumbers(ctx, proposal.shape)
    await stageLines(ctx, copy, nationalLines(file, proposal, row.options, known, report, signal))
    await groupLines(ctx)
    await matchByNumber(ctx)
  }
  if (report.kept === 0) throw new AppError('directory-import.nothing-kept')
  await placeGroups(ctx)
}

/** How an import is compared: what its file is, and what it says all of. */
export function comparisonOf(
  row: Row,
  { shape }: Pick<ImportProposal, 'shape'>,
  fileDate: string | null,
): Comparison {
  return {
    importId: row.id,
    networkId: row.networkId,
    source: row.kind === 'rpps' || row.kind === 'finess' ? row.kind : 'sheet',
    fileDate: fileDate ?? row.fileDate ?? '',
    departments: shape === 'rpps-activities' ? (row.options.departments ?? []) : null,
    addsSkills: shape === 'rpps-activities',
  }
}

function scopeOf({ options }: Row, { shape }: ImportProposal, { structures }: FileReport): Scope {
  return {
    departments: options.departments ?? [],
    professions: shape === 'rpps-activities' ? (options.professions ?? []) : null,
    // A file of activities alone names few of the structures there are.
    categories: structures > 0 ? (options.categories ?? []) : null,
  }
}

/** Ends the comparison of an import of this job’s network, unless somebody cancelled meanwhile: all is then undone. */
async function finish(
  ctx: Ctx,
  row: Row,
  proposal: ImportProposal,
  report: FileReport,
  { counts, fileDate }: { counts: NonNullable<Row['counts']>; fileDate: string },
): Promise<void> {
  const ended = await ctx.db
    .update(directoryImports)
    .set({
      comparedAt: ctx.now,
      counts,
      fileDate,
      bytesRead: row.bytesTotal,
      notes: [...row.notes, ...report.notes],
      doubts: await doubtsOf(ctx, { ...row, fileDate, counts }),
      // The examples have served.
      proposal: { ...proposal, columns: proposal.columns.map((column) => ({ ...column, examples: [] })) },
    })
    .where(
      and(
        eq(directoryImports.id, row.id),
        isNull(directoryImports.cancelledAt),
        isNull(directoryImports.comparedAt),
      ),
    )
    .returning({ id: directoryImports.id })
  if (ended.length === 0) throw new CancelledMeanwhile()
  await audit(ctx, 'directory.finish-comparison', { id: row.id })
}

class CancelledMeanwhile extends Error {}

function expectedFailure(error: unknown) {
  if (error instanceof AppError && error.code.startsWith('directory-import.'))
    return { code: error.code, words: typeof error.values.words === 'string' ? error.values.words : null }
  const words = fileRefusal(error)
  return words === null ? null : { code: 'directory-import.unreadable' as const, words }
}
