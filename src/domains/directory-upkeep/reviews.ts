import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { currentNetwork } from '../networks/service.js'
import { daysAfter, LINK_DAYS } from './review-rules.js'
import type { Subject } from './schemas.js'
import { directoryReviews } from './tables.js'

/** What the signed link of a mail names. */
export type ReviewLink = { id: string; linkVersion: number; expiresAt: Date }

const LINK = {
  id: directoryReviews.id,
  linkVersion: directoryReviews.linkVersion,
  expiresAt: directoryReviews.expiresAt,
}

/** Opens the question about a record, or asks it again when it is still open: the link given before then ends. */
export async function openReview(
  ctx: Ctx,
  subject: Subject,
  email: string,
  openedBy: 'wave' | 'team' | 'self',
): Promise<ReviewLink> {
  const asked = { email, lastAskedAt: ctx.now, expiresAt: daysAfter(ctx.now, LINK_DAYS) }
  const [again] = await ctx.db
    .update(directoryReviews)
    .set({
      ...asked,
      linkVersion: sql`${directoryReviews.linkVersion} + 1`,
      // A link she wants for herself is not one more asking.
      ...(openedBy !== 'self' && { reminders: sql`${directoryReviews.reminders} + 1` }),
    })
    .where(
      and(
        eq(directoryReviews.subjectId, subject.id),
        isNull(directoryReviews.answeredAt),
        isNull(directoryReviews.closedAt),
      ),
    )
    .returning(LINK)
  if (again) return again
  const { id: networkId } = await currentNetwork(ctx)
  const [opened] = await ctx.db
    .insert(directoryReviews)
    .values({
      ...asked,
      networkId,
      subjectKind: subject.kind,
      subjectId: subject.id,
      askedBy: openedBy,
      askedAt: ctx.now,
    })
    .returning(LINK)
  if (!opened) throw new Error('the review was not written')
  return opened
}
