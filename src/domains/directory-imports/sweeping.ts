import { and, eq, inArray, isNotNull, isNull, lt, or } from 'drizzle-orm'
import { networksOf } from '../../access/actor.js'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { orphanFolders } from '../pmsi/orphan-folders.js'
import { sweepDirectoryUploads } from './jobs.js'
import { ofNetwork } from './set-writing.js'
import { directoryImportRows, directoryImports } from './tables.js'
import { deleteUpload, uploadsFolder } from './uploads.js'

/** A file nobody has chosen anything for waits that long. */
const CHOICE_DAYS = 7
const MOST_A_SWEEP = 1000

/** Deletes the file of an import once it has served, and says so in its row. */
export async function dropUpload(
  ctx: Ctx,
  importId: string,
  { dataDir }: { dataDir: string },
): Promise<void> {
  await inTransaction(ctx, async ({ db }) => {
    const { rowCount } = await db
      .update(directoryImports)
      .set({ stored: null })
      .where(and(ofNetwork(ctx, directoryImports), eq(directoryImports.id, importId)))
    // Before the end of the transaction: killed in between, the row still has its file, and the sweep comes back to it.
    if (rowCount === 1) await deleteUpload(dataDir, importId)
  })
}

/**
 * Of a network: gives up the imports nobody has chosen anything for, and deletes the files and comparisons of those that
 * were given up. Of the platform: deletes the files of uploads that never became an import.
 */
export async function sweepUploads(ctx: Ctx, dataDir: string): Promise<void> {
  if (networksOf(ctx.actor).length === 0) await sweepOrphans(ctx, dataDir)
  else await sweepNetwork(ctx, dataDir)
}

async function sweepNetwork(ctx: Ctx, dataDir: string): Promise<void> {
  const before = new Date(ctx.now.getTime() - CHOICE_DAYS * 86_400_000)
  const left = await inTransaction(ctx, async ({ db }) => {
    await db
      .update(directoryImports)
      .set({ cancelledAt: ctx.now, proposal: null })
      .where(
        and(
          ofNetwork(ctx, directoryImports),
          isNull(directoryImports.askedAt),
          isNull(directoryImports.cancelledAt),
          isNull(directoryImports.failedAt),
          lt(directoryImports.receivedAt, before),
        ),
      )
    return db
      .select({ id: directoryImports.id })
      .from(directoryImports)
      .where(
        and(
          ofNetwork(ctx, directoryImports),
          isNotNull(directoryImports.stored),
          or(
            isNotNull(directoryImports.cancelledAt),
            isNotNull(directoryImports.failedAt),
            isNotNull(directoryImports.comparedAt),
          ),
        ),
      )
      .limit(MOST_A_SWEEP)
  })
  for (const { id } of left) await dropUpload(ctx, id, { dataDir })
  await inTransaction(ctx, ({ db }) =>
    db.delete(directoryImportRows).where(
      and(
        within(ctx.actor, 'directory.run-import', { network: directoryImportRows.networkId }),
        inArray(
          directoryImportRows.importId,
          db
            .select({ id: directoryImports.id })
            .from(directoryImports)
            .where(and(ofNetwork(ctx, directoryImports), isNotNull(directoryImports.cancelledAt))),
        ),
      ),
    ),
  )
}

async function sweepOrphans(ctx: Ctx, dataDir: string): Promise<void> {
  const orphans = await orphanFolders(ctx, uploadsFolder(dataDir), sweepDirectoryUploads.name, importsAmong)
  for (const id of orphans) await deleteUpload(dataDir, id)
}

/** Which of these are imports of this network alone. */
async function importsAmong(own: Ctx, ids: string[]): Promise<string[]> {
  const rows = await inTransaction(own, ({ db }) =>
    db
      .select({ id: directoryImports.id })
      .from(directoryImports)
      .where(and(ofNetwork(own, directoryImports), inArray(directoryImports.id, ids)))
      .limit(ids.length),
  )
  return rows.map(({ id }) => id)
}
