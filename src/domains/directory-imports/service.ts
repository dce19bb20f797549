import { and, count, desc, eq, ilike, isNotNull, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { personOf } from '../../access/actor.js'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { enqueue } from '../../jobs/jobs.js'
import { currentNetwork } from '../networks/service.js'
import type { Upload } from '../pmsi/uploads.js'
import { checkedOptions } from './choices.js'
import {
  applyDirectoryImport,
  compareDirectoryFile,
  lookAtDirectoryFile,
  sweepDirectoryUploads,
  undoDirectoryImport,
} from './jobs.js'
import { importedRow } from './row-words.js'
import { type ImportAct, importState, may } from './rules.js'
import type {
  ComparisonRequest,
  ImportDetail,
  ImportRow,
  ImportRows,
  ImportSummary,
  RowFilter,
} from './schemas.js'
import { isKeeping } from './set-writing.js'
import { directoryImportRows, directoryImports } from './tables.js'

const LATEST_IMPORTS = 50
const ROWS_A_PAGE = 50
const MOST_PAGES = 2000
const EXPORTED_REFUSALS = 20_000

type Row = typeof directoryImports.$inferSelect

/** Records a file that is on disk and asks for it to be looked at. Returns the import, an earlier one when sent twice. */
export async function receiveImport(ctx: Ctx, importId: string, upload: Upload): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const network = await currentNetwork(ctx)
    const person = personOf(ctx.actor)
    await ctx.db.insert(directoryImports).values({
      id: importId,
      networkId: network.id,
      fileName: upload.name,
      stored: upload.stored,
      bytesTotal: upload.bytes,
      contentHash: upload.sha256,
      uploadedBy: person?.userId ?? null,
      uploadedByName: person?.userName ?? 'Trame',
      receivedAt: ctx.now,
    })
    await enqueue(ctx, lookAtDirectoryFile, { importId })
    await audit(ctx, 'directory.import', { id: importId })
    return importId
  })
}

/** The latest imports, newest first. */
export async function listImports(ctx: Ctx): Promise<ImportSummary[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select()
      .from(directoryImports)
      .where(reachable(ctx))
      .orderBy(desc(directoryImports.receivedAt))
      .limit(LATEST_IMPORTS)
    return rows.map(summaryOf)
  })
}

/** One import, with what its file was recognised as. Throws `directory-import.not-found`. */
export async function getImport(ctx: Ctx, id: string): Promise<ImportDetail> {
  return inTransaction(ctx, async (ctx) => {
    const row = await findImport(ctx, id)
    return { ...summaryOf(row), proposal: row.proposal, options: row.options }
  })
}

/** How far an import is: small enough to be asked every second. */
export async function getImportSummary(ctx: Ctx, id: string): Promise<ImportSummary> {
  return inTransaction(ctx, async (ctx) => summaryOf(await findImport(ctx, id)))
}

/** What was chosen for a file: its comparison may begin. Throws `directory-import.choose` with the fields to correct. */
export async function askComparison(ctx: Ctx, id: string, request: ComparisonRequest): Promise<void> {
  await act(ctx, id, 'compare', async (ctx, row) => {
    const options = checkedOptions(row, request)
    const { fileDate = row.fileDate } = options
    await ctx.db
      .update(directoryImports)
      .set({ options, fileDate, askedAt: ctx.now })
      .where(eq(directoryImports.id, id))
    await enqueue(ctx, compareDirectoryFile, { importId: id })
    await audit(ctx, 'directory.compare-import', { id })
  })
}

/** Asks for a comparison to be written. Throws `directory-import.confirm` while its doubts are not confirmed. */
export async function askApplication(ctx: Ctx, id: string, confirmed: boolean): Promise<void> {
  await act(ctx, id, 'apply', async (ctx, row) => {
    if (row.doubts.length > 0 && !confirmed)
      throw new AppError(
        'directory-import.confirm',
        {},
        { fields: { confirme: 'Cochez cette case après avoir vérifié.' } },
      )
    await ctx.db
      .update(directoryImports)
      .set({ applyAskedAt: ctx.now, failureCode: null, outcome: null, stepsDone: 0, stepsTotal: null })
      .where(eq(directoryImports.id, id))
    await enqueue(ctx, applyDirectoryImport, { importId: id })
    await audit(ctx, 'directory.apply-import', { id })
  })
}

/** Asks for what an import changed to be put back. */
export async function askUndoing(ctx: Ctx, id: string): Promise<void> {
  await act(ctx, id, 'undo', async (ctx) => {
    await ctx.db
      .update(directoryImports)
      .set({ undoAskedAt: ctx.now, failureCode: null, outcome: null, stepsDone: 0, stepsTotal: null })
      .where(eq(directoryImports.id, id))
    await enqueue(ctx, undoDirectoryImport, { importId: id })
    await audit(ctx, 'directory.undo-import', { id })
  })
}

/** Gives up an import of which nothing is written yet; a worker that reads its file stops within a second. */
export async function cancelImport(ctx: Ctx, id: string): Promise<void> {
  await act(ctx, id, 'cancel', async (ctx) => {
    await ctx.db
      .update(directoryImports)
      .set({ cancelledAt: ctx.now, proposal: null })
      .where(eq(directoryImports.id, id))
    // The file and the comparison may be large: a worker takes them away.
    await enqueue(ctx, sweepDirectoryUploads, {})
    await audit(ctx, 'directory.cancel-import', { id })
  })
}

export type RowsAsked = { show?: RowFilter | undefined; q: string; page: number }

/** A page of what a comparison made of each record. Throws `directory-import.not-found`. */
export async function listRows(ctx: Ctx, id: string, { show, q, page }: RowsAsked): Promise<ImportRows> {
  return inTransaction(ctx, async (ctx) => {
    await findImport(ctx, id)
    const where = and(
      within(ctx.actor, 'directory.import', { network: directoryImportRows.networkId }),
      eq(directoryImportRows.importId, id),
      shown(show),
      q === '' ? undefined : ilike(directoryImportRows.label, `%${q.replace(/[\\%_]/g, '\\$&')}%`),
    )
    const [total] = await ctx.db.select({ count: count() }).from(directoryImportRows).where(where)
    const rows = await ctx.db
      .select()
      .from(directoryImportRows)
      .where(where)
      .orderBy(directoryImportRows.verdict, directoryImportRows.id)
      .limit(ROWS_A_PAGE)
      .offset((page - 1) * ROWS_A_PAGE)
    const found = total?.count ?? 0
    return {
      rows: rows.map((row) => importedRow(row)),
      page,
      pageCount: Math.min(MOST_PAGES, Math.max(1, Math.ceil(found / ROWS_A_PAGE))),
      total: found,
    }
  })
}

/** Every refusal and every reservation, in the order of the file, to hand to who keeps it. */
export async function listRefusals(
  ctx: Ctx,
  id: string,
): Promise<{ summary: ImportSummary; rows: ImportRow[] }> {
  return inTransaction(ctx, async (ctx) => {
    const row = await findImport(ctx, id)
    const rows = await ctx.db
      .select()
      .from(directoryImportRows)
      .where(
        and(
          within(ctx.actor, 'directory.import', { network: directoryImportRows.networkId }),
          eq(directoryImportRows.importId, id),
          isNotNull(directoryImportRows.reason),
        ),
      )
      .orderBy(sql`${directoryImportRows.line} nulls last`, directoryImportRows.id)
      .limit(EXPORTED_REFUSALS)
    return { summary: summaryOf(row), rows: rows.map((one) => importedRow(one)) }
  })
}

function shown(filter: RowFilter | undefined): SQL | undefined {
  switch (filter) {
    case undefined:
      return or(
        eq(directoryImportRows.verdict, 'new'),
        eq(directoryImportRows.verdict, 'changed'),
        eq(directoryImportRows.verdict, 'gone'),
        eq(directoryImportRows.verdict, 'refused'),
      )
    case 'kept':
      return isKeeping
    case 'warned':
      return and(isNotNull(directoryImportRows.reason), sql`${directoryImportRows.verdict} <> 'refused'`)
    case 'left':
      return isNotNull(directoryImportRows.remark)
    default:
      return eq(directoryImportRows.verdict, filter)
  }
}

/** One act on one import, once: the lock settles who comes first, a person or a worker. */
async function act(
  ctx: Ctx,
  id: string,
  what: ImportAct,
  work: (ctx: Ctx, row: Row) => Promise<void>,
): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const [row] = await ctx.db
      .select()
      .from(directoryImports)
      .where(and(eq(directoryImports.id, id), reachable(ctx)))
      .for('update')
    if (!row) throw new AppError('directory-import.not-found')
    if (!may(importState(row), what)) throw new AppError('directory-import.not-now')
    await work(ctx, row)
  })
}

async function findImport(ctx: Ctx, id: string): Promise<Row> {
  const [row] = await ctx.db
    .select()
    .from(directoryImports)
    .where(and(eq(directoryImports.id, id), reachable(ctx)))
    .limit(1)
  if (!row) throw new AppError('directory-import.not-found')
  return row
}

function reachable(ctx: Ctx): SQL {
  return within(ctx.actor, 'directory.import', { network: directoryImports.networkId })
}

function summaryOf(row: Row): ImportSummary {
  const instant = (date: Date | null) => date?.toISOString() ?? null
  return {
    id: row.id,
    state: importState(row),
    kind: row.kind === 'rpps' || row.kind === 'finess' || row.kind === 'sheet' ? row.kind : null,
    fileName: row.fileName,
    fileDate: row.fileDate,
    receivedAt: row.receivedAt.toISOString(),
    uploadedByName: row.uploadedByName,
    bytesTotal: row.bytesTotal,
    bytesRead: row.bytesRead,
    stepsDone: row.stepsDone,
    stepsTotal: row.stepsTotal,
    counts: row.counts,
    outcome: row.outcome,
    notes: row.notes,
    doubts: row.doubts,
    comparedAt: instant(row.comparedAt),
    appliedAt: instant(row.appliedAt),
    undoneAt: instant(row.undoneAt),
    failureCode: row.failureCode,
    failureWords: row.failureWords,
  }
}
