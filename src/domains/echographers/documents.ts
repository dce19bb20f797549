import { and, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { authorName } from '../directory-records/writer.js'
import { toldOf } from '../documents/rows.js'
import type { EchographerDocument } from './document-schemas.js'
import { lockIdentifier } from './service.js'
import { echographerDocuments, echographerIdentifiers } from './tables.js'

const MOST_SHOWN = 1000

type DocumentRow = typeof echographerDocuments.$inferSelect

/** The documents of an identifier, the latest first, those taken away included. Throws `echographer.not-found`. */
export async function listDocuments(ctx: Ctx, identifierId: string): Promise<EchographerDocument[]> {
  return inTransaction(ctx, async (ctx) => {
    await refuseUnknown(ctx, identifierId)
    const rows = await ctx.db
      .select()
      .from(echographerDocuments)
      .where(ofIdentifier(ctx, identifierId))
      .orderBy(desc(echographerDocuments.uploadedAt), desc(echographerDocuments.id))
      .limit(MOST_SHOWN)
    return rows.map(asDocument)
  })
}

/** One that is still there. Throws `echographer.document-not-found`. */
export async function getDocument(
  ctx: Ctx,
  identifierId: string,
  id: string,
): Promise<EchographerDocument & { stored: string }> {
  return inTransaction(ctx, async (ctx) => {
    const row = await currentDocument(ctx, identifierId, id)
    return { ...asDocument(row), stored: row.stored }
  })
}

/**
 * Takes a document away; the history keeps its name, with who did it and when, and its content is for the caller to
 * delete. Throws `echographer.not-found`, `.document-not-found`.
 */
export async function removeDocument(ctx: Ctx, identifierId: string, id: string): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const { personId, identifier } = await lockIdentifier(ctx, identifierId, 'echographer.manage')
    await currentDocument(ctx, identifierId, id)
    await ctx.db
      .update(echographerDocuments)
      .set({ removedAt: ctx.now, removedBy: authorName(ctx) })
      .where(and(eq(echographerDocuments.id, id), ofIdentifier(ctx, identifierId)))
    await audit(ctx, 'echographer.remove-document', { id: personId, details: { identifier } })
  })
}

async function refuseUnknown(ctx: Ctx, identifierId: string): Promise<void> {
  const there = await ctx.db.$count(
    echographerIdentifiers,
    and(
      eq(echographerIdentifiers.id, identifierId),
      within(ctx.actor, 'echographer.manage', { network: echographerIdentifiers.networkId }),
    ),
  )
  if (there === 0) throw new AppError('echographer.not-found')
}

async function currentDocument(ctx: Ctx, identifierId: string, id: string): Promise<DocumentRow> {
  const [row] = await ctx.db
    .select()
    .from(echographerDocuments)
    .where(
      and(
        eq(echographerDocuments.id, id),
        isNull(echographerDocuments.removedAt),
        ofIdentifier(ctx, identifierId),
      ),
    )
    .limit(1)
  if (!row) throw new AppError('echographer.document-not-found')
  return row
}

function ofIdentifier(ctx: Ctx, identifierId: string) {
  return and(
    eq(echographerDocuments.identifierId, identifierId),
    within(ctx.actor, 'echographer.manage', { network: echographerDocuments.networkId }),
  )
}

function asDocument(row: DocumentRow): EchographerDocument {
  return { ...toldOf(row), eventId: row.eventId }
}
