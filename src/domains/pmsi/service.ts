import { and, asc, count, desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { personOf } from '../../access/actor.js'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { enqueue } from '../../jobs/jobs.js'
import { currentAuthorisation, currentNetwork } from '../networks/service.js'
import { importPmsiFiles } from './jobs.js'
import { hasEnded, importState } from './rules.js'
import type { ImportDetail, ImportSummary, Rejection } from './schemas.js'
import { pmsiImportFiles, pmsiImports, pmsiRejections } from './tables.js'
import type { Upload } from './uploads.js'

const LATEST_IMPORTS = 50
const SHOWN_REJECTIONS = 50
const EXPORTED_REJECTIONS = 10_000
const SHOWN_FILES = 500

/** Refuses an upload before a byte of it is read: no legal basis, no file. Throws `authorisation.missing`. */
export async function checkMayUpload(ctx: Ctx): Promise<void> {
  if (!(await currentAuthorisation(ctx, 'authorisation.read'))) throw new AppError('authorisation.missing')
}

/**
 * Records an upload whose files are on disk and asks for its import, in one transaction. Returns the import: an earlier
 * one when the same files were already sent under the same key of repetition.
 */
export async function receiveImport(ctx: Ctx, importId: string, uploads: Upload[]): Promise<string> {
  if (uploads.length === 0) throw new AppError('import.no-file')
  await checkMayUpload(ctx)
  return once(ctx, z.uuid(), async (ctx) => {
    const network = await currentNetwork(ctx)
    const person = personOf(ctx.actor)
    await ctx.db.insert(pmsiImports).values({
      id: importId,
      networkId: network.id,
      establishmentId: person && 'establishmentId' in person ? person.establishmentId : null,
      uploadedBy: person?.userId ?? null,
      uploadedByName: person?.userName ?? 'Trame',
      receivedAt: ctx.now,
      bytesTotal: uploads.reduce((sum, upload) => sum + upload.bytes, 0),
      uploads: uploads.map(({ name, stored }) => ({ name, stored })),
    })
    await enqueue(ctx, importPmsiFiles, { importId })
    await audit(ctx, 'pmsi.import', { id: importId, details: { files: uploads.length } })
    return importId
  })
}

/** The latest imports, newest first. */
export async function listImports(ctx: Ctx): Promise<ImportSummary[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select()
      .from(pmsiImports)
      .where(reachable(ctx))
      .orderBy(desc(pmsiImports.receivedAt))
      .limit(LATEST_IMPORTS)
    return rows.map(summaryOf)
  })
}

/** One import with its files and its first rejections, whose reading leaves a trace. Throws `import.not-found`. */
export async function getImport(ctx: Ctx, id: string): Promise<ImportDetail> {
  return inTransaction(ctx, async (ctx) => {
    const summary = summaryOf(await findImport(ctx, id))
    const importedFiles = await ctx.db
      .select({
        name: pmsiImportFiles.name,
        kind: pmsiImportFiles.kind,
        status: pmsiImportFiles.status,
        reason: pmsiImportFiles.reason,
        versions: pmsiImportFiles.versions,
        lines: pmsiImportFiles.lines,
        accepted: pmsiImportFiles.accepted,
        rejected: pmsiImportFiles.rejected,
        finess: pmsiImportFiles.finess,
        year: pmsiImportFiles.year,
      })
      .from(pmsiImportFiles)
      .where(eq(pmsiImportFiles.importId, id))
      .orderBy(asc(pmsiImportFiles.name))
      .limit(SHOWN_FILES)
    const [total] = await ctx.db
      .select({ count: count() })
      .from(pmsiRejections)
      .where(eq(pmsiRejections.importId, id))
    const rejections = await readRejections(ctx, id, SHOWN_REJECTIONS)
    if (rejections.length > 0) await audit(ctx, 'pmsi.read-rejections', { id })
    return { ...summary, importedFiles, rejections, rejectionCount: total?.count ?? 0 }
  })
}

/** How far an import is: small enough to be asked every second. */
export async function getImportSummary(ctx: Ctx, id: string): Promise<ImportSummary> {
  return inTransaction(ctx, async (ctx) => summaryOf(await findImport(ctx, id)))
}

/** Every rejection kept, for a file to hand to the hospital; reading it leaves a trace. */
export async function listRejections(ctx: Ctx, id: string): Promise<Rejection[]> {
  return inTransaction(ctx, async (ctx) => {
    await findImport(ctx, id)
    const rejections = await readRejections(ctx, id, EXPORTED_REJECTIONS)
    await audit(ctx, 'pmsi.read-rejections', { id, details: { rejections: rejections.length } })
    return rejections
  })
}

/** Asks the import to stop: the worker sees it within two seconds; one not yet begun is cancelled at once. */
export async function cancelImport(ctx: Ctx, id: string): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    // The lock settles who comes first, this request or the end of the import.
    const [row] = await ctx.db
      .select()
      .from(pmsiImports)
      .where(and(eq(pmsiImports.id, id), reachable(ctx)))
      .for('update')
    if (!row) throw new AppError('import.not-found')
    if (hasEnded(row)) throw new AppError('import.finished')
    await ctx.db
      .update(pmsiImports)
      .set({
        cancelRequestedAt: ctx.now,
        cancelledBy: personOf(ctx.actor)?.userId ?? null,
        cancelledAt: row.startedAt ? null : ctx.now,
      })
      .where(eq(pmsiImports.id, id))
    await audit(ctx, 'pmsi.cancel', { id })
  })
}

async function findImport(ctx: Ctx, id: string) {
  const [row] = await ctx.db
    .select()
    .from(pmsiImports)
    .where(and(eq(pmsiImports.id, id), reachable(ctx)))
    .limit(1)
  if (!row) throw new AppError('import.not-found')
  return row
}

function reachable(ctx: Ctx) {
  return within(ctx.actor, 'pmsi.read-imports', {
    network: pmsiImports.networkId,
    establishment: pmsiImports.establishmentId,
  })
}

function readRejections(ctx: Ctx, importId: string, limit: number): Promise<Rejection[]> {
  return ctx.db
    .select({
      file: pmsiRejections.file,
      line: pmsiRejections.line,
      field: pmsiRejections.field,
      reason: pmsiRejections.reason,
    })
    .from(pmsiRejections)
    .where(eq(pmsiRejections.importId, importId))
    .orderBy(asc(pmsiRejections.id))
    .limit(limit)
}

function summaryOf(row: typeof pmsiImports.$inferSelect): ImportSummary {
  const endedAt = row.finishedAt ?? row.failedAt ?? row.cancelledAt
  return {
    id: row.id,
    state: importState(row),
    receivedAt: row.receivedAt.toISOString(),
    uploadedByName: row.uploadedByName,
    files: row.uploads.map((upload) => upload.name),
    bytesTotal: row.bytesTotal,
    bytesToRead: row.bytesToRead,
    bytesRead: row.bytesRead,
    linesRead: row.linesRead,
    staysKept: row.staysKept,
    unchanged: row.unchanged,
    failureCode: row.failureCode,
    endedAt: endedAt?.toISOString() ?? null,
  }
}
