import { and, inArray, isNull } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { discardStored } from '../documents/store.js'
import { orphanFolders } from '../pmsi/orphan-folders.js'
import { documentsFolder } from './document-folder.js'
import { sweepEchographerDocuments } from './jobs.js'
import { echographerDocuments } from './tables.js'

/**
 * Deletes the contents no row needs any more: of a sending whose server died before its row was written, or of a document
 * taken away whose server died before its content was. Returns how many went.
 */
export async function sweepDocuments(ctx: Ctx, dataDir: string): Promise<number> {
  const folder = documentsFolder(dataDir)
  const orphans = await orphanFolders(ctx, folder, sweepEchographerDocuments.name, neededAmong)
  for (const id of orphans) await discardStored(folder, id)
  return orphans.length
}

/** Those of this network alone that are still there. */
export async function neededAmong(ctx: Ctx, ids: string[]): Promise<string[]> {
  const rows = await inTransaction(ctx, ({ db }) =>
    db
      .select({ id: echographerDocuments.id })
      .from(echographerDocuments)
      .where(
        and(
          inArray(echographerDocuments.id, ids),
          isNull(echographerDocuments.removedAt),
          within(ctx.actor, 'echographer.sweep', { network: echographerDocuments.networkId }),
        ),
      )
      .limit(ids.length),
  )
  return rows.map(({ id }) => id)
}
