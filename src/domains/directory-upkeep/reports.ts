import type { Ctx } from '../../context.js'
import { currentNetwork } from '../networks/service.js'
import type { Proposal } from './corrections.js'
import type { OwnerMotive } from './report-rules.js'
import type { ReviewRow } from './review-links.js'
import { directoryReports } from './tables.js'

/** What the owner of a record proposes from her link, kept for a moderator. In the transaction of her answer. */
export async function proposeCorrection(
  ctx: Ctx,
  review: ReviewRow,
  { motive, proposal, message }: { motive: OwnerMotive; proposal: Proposal; message: string | null },
): Promise<void> {
  const { id: networkId } = await currentNetwork(ctx)
  await ctx.db.insert(directoryReports).values({
    networkId,
    subjectKind: review.subjectKind,
    subjectId: review.subjectId,
    origin: 'owner',
    reviewId: review.id,
    motive,
    message,
    proposal,
    reporterEmail: review.email,
    receivedAt: ctx.now,
  })
}
