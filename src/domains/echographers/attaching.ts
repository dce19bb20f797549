import { and, eq, isNull } from 'drizzle-orm'
import { type Permission, within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { authorName } from '../directory-records/writer.js'
import type { ReceivedFile } from '../documents/receiving.js'
import { receivedRow } from '../documents/rows.js'
import { echographerDocuments, type echographerIdentifiers } from './tables.js'

const MOST_DOCUMENTS = 100

type Act = {
  permission: Permission
  row: Pick<typeof echographerIdentifiers.$inferSelect, 'id' | 'networkId' | 'personId' | 'identifier'>
  eventId: string
}

/**
 * Keeps the documents that came with an act, in its transaction. Returns which are kept. Throws `document.too-many`.
 */
export async function attachDocuments(
  ctx: Ctx,
  { permission, row, eventId }: Act,
  files: readonly ReceivedFile[],
): Promise<string[]> {
  if (files.length === 0) return []
  const there = await ctx.db.$count(
    echographerDocuments,
    and(
      eq(echographerDocuments.identifierId, row.id),
      isNull(echographerDocuments.removedAt),
      within(ctx.actor, permission, { network: echographerDocuments.networkId }),
    ),
  )
  if (there + files.length > MOST_DOCUMENTS) throw new AppError('document.too-many', { most: MOST_DOCUMENTS })
  await ctx.db.insert(echographerDocuments).values(
    files.map((file) => ({
      ...receivedRow(file, { at: ctx.now, by: authorName(ctx) }),
      networkId: row.networkId,
      identifierId: row.id,
      eventId,
    })),
  )
  const details = { identifier: row.identifier, entries: files.length }
  await audit(ctx, 'echographer.attach-documents', { id: row.personId, details })
  return files.map(({ id }) => id)
}
