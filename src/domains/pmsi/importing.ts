import path from 'node:path'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { deriveKey } from '../../access/secrets.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { type CopyInto, type CopyTools, inCopyTransaction } from '../../db/copy.js'
import { AppError } from '../../errors/app-error.js'
import { listEstablishments } from '../networks/service.js'
import { computeTracers } from '../tracers/computing.js'
import {
  emptyReport,
  type ReadReport,
  readUnits,
  type Unit,
  UnusableInputError,
} from './reading/read-units.js'
import { deliveryRefusal, hasEnded } from './rules.js'
import { contentHash, pseudonymiser, STAY_COLUMNS, stayContent } from './stay-rows.js'
import {
  pmsiDeliveries,
  pmsiFindings,
  pmsiImportFiles,
  pmsiImports,
  pmsiRejections,
  pmsiStays,
} from './tables.js'
import { uploadFolder } from './uploads.js'

const PROGRESS_EVERY_MILLISECONDS = 500
const ROWS_PER_INSERT = 500

export type ImportTools = CopyTools & { dataDir: string; appSecret: string; signal: AbortSignal }

/** How a run ended; a stopped worker leaves the import to the next one. */
export type ImportEnd = 'finished' | 'cancelled' | 'failed' | 'ended-before'

/**
 * Reads the files of an import, replaces the deliveries they hold and computes the indicators, all in one
 * transaction: killed anywhere, nothing of it shows and the next run starts from the files. Safe to run twice.
 */
export async function runImport(ctx: Ctx, importId: string, tools: ImportTools): Promise<ImportEnd> {
  const row = await startImport(ctx, importId)
  if (!row) return 'ended-before'
  const report = emptyReport()
  const progress = followProgress(ctx, importId, report, tools.signal)
  try {
    await inCopyTransaction(ctx, tools, (ctx, copy) =>
      importAll(ctx, copy, row, report, progress.signal, tools),
    )
    return 'finished'
  } catch (error) {
    if (tools.signal.aborted) throw error
    if (progress.cancelled() || error instanceof CancelRequested)
      return await endImport(ctx, importId, report, { cancelledAt: ctx.now })
    const failureCode = expectedFailure(error)
    if (failureCode === null) throw error
    return await endImport(ctx, importId, report, { failedAt: ctx.now, failureCode })
  } finally {
    await progress.stop()
  }
}

type ImportRow = typeof pmsiImports.$inferSelect

async function startImport(ctx: Ctx, importId: string): Promise<ImportRow | null> {
  return inTransaction(ctx, async (ctx) => {
    const [row] = await ctx.db.select().from(pmsiImports).where(ofNetwork(ctx, importId)).for('update')
    if (!row || hasEnded(row)) return null
    if (row.startedAt === null) {
      await ctx.db.update(pmsiImports).set({ startedAt: ctx.now }).where(ofNetwork(ctx, importId))
    }
    return row
  })
}

async function importAll(
  ctx: Ctx,
  copy: CopyInto,
  row: ImportRow,
  report: ReadReport,
  signal: AbortSignal,
  tools: ImportTools,
): Promise<void> {
  // Imports of one network take turns: each computes over the deliveries the other has just replaced.
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${row.networkId}, 1))`)
  await stopIfEnded(ctx, row.id)
  const establishments = await listEstablishments(ctx, 'pmsi.run-import')
  const own =
    establishments.find((establishment) => establishment.id === row.establishmentId)?.finessPmsi ?? null
  const known = new Set(establishments.map((establishment) => establishment.finessPmsi))
  const pseudonym = pseudonymiser(deriveKey(tools.appSecret, 'pseudonyms'), row.networkId)

  const folder = uploadFolder(tools.dataDir, row.id)
  const inputs = row.uploads.map(({ name, stored }) => ({ name, path: path.join(folder, stored) }))
  let kept = 0
  let changed = false
  let usable = 0
  for await (const unit of readUnits(inputs, report, { signal })) {
    const refusal = deliveryRefusal(finessesOf(unit), { known, own })
    if (refusal === 'foreign') throw new AppError('import.foreign-establishment')
    if (refusal === 'unknown') {
      refuseUnit(report, unit)
      continue
    }
    usable += 1
    kept += unit.stays.length
    changed = (await storeUnit(ctx, copy, row, unit, report, pseudonym)) || changed
  }
  if (usable === 0) throw new AppError('import.unusable')
  await copy.settle()
  await writeReport(ctx, row.id, row.networkId, report)
  if (changed) await computeTracers(ctx, row.id)
  signal.throwIfAborted()
  await finishImport(ctx, row.id, report, { staysKept: kept, unchanged: !changed })
}

/** A file may hold lines of another hospital than the one it is named after. */
function finessesOf(unit: Unit): Set<string> {
  return new Set([unit.finess, ...unit.stays.map((stay) => stay.finess)])
}

/** Two workers may hold the same job for a moment: the second finds the import ended once it has the lock. */
async function stopIfEnded(ctx: Ctx, importId: string): Promise<void> {
  const [row] = await ctx.db.select().from(pmsiImports).where(ofNetwork(ctx, importId))
  if (!row || hasEnded(row)) throw new AppError('import.finished')
}

function refuseUnit(report: ReadReport, unit: Unit): void {
  const reason = `Le n° FINESS ${unit.finess} n’est celui d’aucune maternité de ce réseau : ses séjours n’ont pas été gardés. Ajoutez la maternité, puis renvoyez le fichier.`
  const files = report.files.filter((file) => file.finess === unit.finess && file.year === unit.year)
  for (const file of files) {
    file.status = 'refused'
    file.reason = reason
  }
  const name = files[0]?.name ?? unit.finess
  report.rejections.push({ file: name, line: null, field: 'n° FINESS e-PMSI', reason, rsaKey: null })
}

/** Replaces the delivery of this hospital and year, whose stays are sent. Returns false when it says what is already known. */
async function storeUnit(
  ctx: Ctx,
  copy: CopyInto,
  row: ImportRow,
  unit: Unit,
  report: ReadReport,
  pseudonym: (value: string | null) => string | null,
): Promise<boolean> {
  const contents = unit.stays.map((stay) => stayContent(stay, pseudonym)).sort()
  const hash = contentHash(contents)
  const current = and(
    eq(pmsiDeliveries.networkId, row.networkId),
    eq(pmsiDeliveries.finess, unit.finess),
    eq(pmsiDeliveries.year, unit.year),
    isNull(pmsiDeliveries.supersededAt),
  )
  const [before] = await ctx.db.select().from(pmsiDeliveries).where(current)
  if (before?.contentHash === hash) return false
  if (before) {
    await ctx.db
      .update(pmsiDeliveries)
      .set({ supersededAt: ctx.now, supersededByImport: row.id })
      .where(current)
    await ctx.db.delete(pmsiStays).where(eq(pmsiStays.deliveryId, before.id))
    await ctx.db.delete(pmsiFindings).where(eq(pmsiFindings.deliveryId, before.id))
  }
  const source = report.files.find(
    (file) =>
      file.kind === 'rsa' && file.status === 'read' && file.finess === unit.finess && file.year === unit.year,
  )
  const [delivery] = await ctx.db
    .insert(pmsiDeliveries)
    .values({
      networkId: row.networkId,
      importId: row.id,
      finess: unit.finess,
      year: unit.year,
      contentHash: hash,
      stays: unit.stays.length,
      sourceFile: source?.name ?? unit.finess,
      readAt: ctx.now,
    })
    .returning({ id: pmsiDeliveries.id })
  if (!delivery) throw new Error('the delivery was not written')
  await copy.send('pmsi_stays', STAY_COLUMNS, prefixed(`${delivery.id}\t${row.networkId}\t`, contents))
  await insertFindings(ctx, delivery.id, row.networkId, unit)
  return true
}

function* prefixed(prefix: string, contents: readonly string[]): Generator<string> {
  for (const content of contents) yield prefix + content
}

async function insertFindings(ctx: Ctx, deliveryId: string, networkId: string, unit: Unit): Promise<void> {
  for (let i = 0; i < unit.findings.length; i += ROWS_PER_INSERT) {
    const batch = unit.findings.slice(i, i + ROWS_PER_INSERT)
    await ctx.db.insert(pmsiFindings).values(batch.map((finding) => ({ ...finding, deliveryId, networkId })))
  }
}

async function writeReport(ctx: Ctx, importId: string, networkId: string, report: ReadReport): Promise<void> {
  const files = report.files.map(({ month: _, setAside: __, ...file }) => ({ ...file, importId, networkId }))
  for (let i = 0; i < files.length; i += ROWS_PER_INSERT) {
    await ctx.db.insert(pmsiImportFiles).values(files.slice(i, i + ROWS_PER_INSERT))
  }
  const finessOf = new Map(report.files.map((file) => [file.name, file.finess]))
  const rejections = report.rejections.map((rejection) => ({
    ...rejection,
    importId,
    networkId,
    finess: finessOf.get(rejection.file) ?? null,
  }))
  for (let i = 0; i < rejections.length; i += ROWS_PER_INSERT) {
    await ctx.db.insert(pmsiRejections).values(rejections.slice(i, i + ROWS_PER_INSERT))
  }
}

/** Ends the import unless somebody asked to cancel it meanwhile: the request then wins and all is undone. */
async function finishImport(
  ctx: Ctx,
  importId: string,
  report: ReadReport,
  end: { staysKept: number; unchanged: boolean },
): Promise<void> {
  const finished = await ctx.db
    .update(pmsiImports)
    .set({
      ...end,
      ...measures(report),
      finishedAt: ctx.now,
      rejectionsNotListed: report.rejectionsNotListed,
    })
    .where(and(ofNetwork(ctx, importId), isNull(pmsiImports.cancelRequestedAt)))
    .returning({ id: pmsiImports.id })
  if (finished.length === 0) throw new CancelRequested()
  await audit(ctx, 'pmsi.finish', { id: importId, details: end })
}

/** The import, in the network of the job. */
function ofNetwork(ctx: Ctx, importId: string) {
  return and(
    eq(pmsiImports.id, importId),
    within(ctx.actor, 'pmsi.run-import', { network: pmsiImports.networkId }),
  )
}

class CancelRequested extends Error {}

/** Records an end without figures: what was read and refused is told, no stay is kept. */
async function endImport(
  ctx: Ctx,
  importId: string,
  report: ReadReport,
  end: { cancelledAt: Date } | { failedAt: Date; failureCode: string },
): Promise<ImportEnd> {
  const failed = 'failedAt' in end
  await inTransaction(ctx, async (ctx) => {
    const [row] = await ctx.db.select().from(pmsiImports).where(ofNetwork(ctx, importId)).for('update')
    if (!row || hasEnded(row)) return
    await ctx.db
      .update(pmsiImports)
      .set({ ...end, ...measures(report) })
      .where(ofNetwork(ctx, importId))
    if (failed) await writeReport(ctx, importId, row.networkId, report)
    await audit(ctx, failed ? 'pmsi.fail' : 'pmsi.cancel', { id: importId })
  })
  return failed ? 'failed' : 'cancelled'
}

function measures(report: ReadReport): { bytesToRead: number | null; bytesRead: number; linesRead: number } {
  return {
    bytesToRead: report.bytesTotal || null,
    bytesRead: report.bytesRead,
    linesRead: report.files.reduce((sum, file) => sum + file.lines, 0),
  }
}

function expectedFailure(error: unknown): string | null {
  if (error instanceof UnusableInputError) return 'import.unusable'
  return error instanceof AppError && error.code !== 'import.finished' ? error.code : null
}

/** Gives up an import whose attempts all met an unexpected error. */
export async function giveUpImport(ctx: Ctx, importId: string): Promise<void> {
  await endImport(ctx, importId, emptyReport(), { failedAt: ctx.now, failureCode: 'import.interrupted' })
}

/**
 * Writes how far the reading is, on another connection than the import's own transaction so that readers
 * see it, and learns there whether a person asked to cancel.
 */
function followProgress(ctx: Ctx, importId: string, report: ReadReport, workerSignal: AbortSignal) {
  const controller = new AbortController()
  let cancelled = false
  const stopWithWorker = () => controller.abort()
  workerSignal.addEventListener('abort', stopWithWorker)
  const tick = async () => {
    const [row] = await inTransaction(ctx, (ctx) =>
      ctx.db
        .update(pmsiImports)
        .set(measures(report))
        .where(ofNetwork(ctx, importId))
        .returning({ cancelRequestedAt: pmsiImports.cancelRequestedAt }),
    )
    if (!row?.cancelRequestedAt) return
    cancelled = true
    controller.abort()
  }
  let running = Promise.resolve()
  const timer = setInterval(() => {
    // A missed measure is of no consequence: the next one comes in half a second.
    running = running.then(tick).catch(() => undefined)
  }, PROGRESS_EVERY_MILLISECONDS)
  return {
    signal: controller.signal,
    cancelled: () => cancelled,
    stop: async () => {
      clearInterval(timer)
      workerSignal.removeEventListener('abort', stopWithWorker)
      await running
    },
  }
}
