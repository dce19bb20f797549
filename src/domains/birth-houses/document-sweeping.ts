import { and, inArray, isNull, or, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { discardStored } from '../documents/store.js'
import { orphanFolders } from '../pmsi/orphan-folders.js'
import { documentsFolder } from './document-folder.js'
import { sweepHouseDocuments } from './jobs.js'
import { birthHouseDocuments, birthHouseFileVersions } from './tables.js'

/**
 * Deletes the contents no row needs any more: of a sending whose server died before its row was written, or of a document
 * taken away whose server died before its content was. What was sent to the agency stays. Returns how many went.
 */
export async function sweepDocuments(ctx: Ctx, dataDir: string): Promise<number> {
  const folder = documentsFolder(dataDir)
  const orphans = await orphanFolders(ctx, folder, sweepHouseDocuments.name, neededAmong)
  for (const id of orphans) await discardStored(folder, id)
  return orphans.length
}

/** Those of this network alone that are still there, or were once sent to the agency. */
export async function neededAmong(ctx: Ctx, ids: string[]): Promise<string[]> {
  const rows = await inTransaction(ctx, ({ db }) =>
    db
      .select({ id: birthHouseDocuments.id })
      .from(birthHouseDocuments)
      .where(
        and(
          inArray(birthHouseDocuments.id, ids),
          or(
            isNull(birthHouseDocuments.removedAt),
            sql`exists (select from ${birthHouseFileVersions}
              where ${birthHouseDocuments.id} = any (${birthHouseFileVersions.documentIds}))`,
          ),
          within(ctx.actor, 'birth-document.sweep', { network: birthHouseDocuments.networkId }),
        ),
      )
      .limit(ids.length),
  )
  return rows.map(({ id }) => id)
}
