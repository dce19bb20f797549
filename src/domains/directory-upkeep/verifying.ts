import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import type { Ctx } from '../../context.js'
import type { Writer } from '../directory/changes.js'
import { updateSubject } from '../directory/writing.js'
import { refreshCardsOf } from '../directory-records/subject.js'
import { teamWriter } from '../directory-records/writer.js'
import type { Subject } from './schemas.js'
import { directoryReviews } from './tables.js'

/** The team says that a record is right, after a call for instance. Throws `directory.not-found`. */
export async function verifyRecord(ctx: Ctx, subject: Subject): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    await markVerified(ctx, await teamWriter(ctx), subject)
    await closeReview(ctx, subject)
    await audit(ctx, 'directory.verify', { id: subject.id, details: { kind: subject.kind } })
  })
}

/** Writes that a record is right, and who says so; its cards follow. */
export async function markVerified(ctx: Ctx, writer: Writer, subject: Subject): Promise<void> {
  await updateSubject(ctx, writer, subject, { verifiedAt: ctx.now, verifiedBy: writer.by })
  await refreshCardsOf(ctx, subject)
}

/** Ends the question still open about a record, which somebody has settled otherwise. */
export async function closeReview(ctx: Ctx, { id }: Subject): Promise<void> {
  await ctx.db
    .update(directoryReviews)
    .set({ closedAt: ctx.now })
    .where(
      and(
        eq(directoryReviews.subjectId, id),
        isNull(directoryReviews.answeredAt),
        isNull(directoryReviews.closedAt),
      ),
    )
}
