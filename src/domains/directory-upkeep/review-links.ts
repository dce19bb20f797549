import { and, eq, sql } from 'drizzle-orm'
import { readLink } from '../../access/action-links.js'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { directoryReviews } from './tables.js'

export type ReviewRow = typeof directoryReviews.$inferSelect

/** Where a question stands for who holds one of its links. */
export type LinkState = 'open' | 'answered' | 'replaced' | 'closed' | 'expired'

/** What a link opens: the question it is about, and the context in which its reader may answer it. */
export type OpenedReview = { ctx: Ctx; review: ReviewRow; version: number; state: LinkState }

/**
 * The question a link names, whatever became of it, without any effect. Throws `directory-review.unknown-link` when no
 * key of ours signed it. Who holds the link acts as a job of its network, and only on the record of the question.
 */
export async function openReviewLink(
  ctx: Ctx,
  keys: readonly Buffer[],
  token: string,
): Promise<OpenedReview> {
  // An expired link still says which record it was about: only its signature is looked at here.
  const link = readLink(keys, 'directory-review', token, new Date(0))
  if (!link) throw new AppError('directory-review.unknown-link')
  const { rows } = await ctx.db.execute<{ networkId: string | null }>(
    sql`select network_of_review(${link.id}) as "networkId"`,
  )
  const networkId = rows[0]?.networkId ?? null
  if (networkId === null) throw new AppError('directory-review.unknown-link')
  const asJob: Ctx = { ...ctx, actor: { role: 'system', job: 'directory-review', networkId } }
  const review = await inTransaction(asJob, (ctx) => readReview(ctx, link.id))
  return { ctx: asJob, review, version: link.version, state: stateOf(review, link.version, ctx.now) }
}

/** The question, in the caller’s transaction; locked when it is about to be answered. */
export async function readReview(ctx: Ctx, id: string, lock?: 'update'): Promise<ReviewRow> {
  const query = ctx.db
    .select()
    .from(directoryReviews)
    .where(
      and(
        eq(directoryReviews.id, id),
        within(ctx.actor, 'directory.run-upkeep', { network: directoryReviews.networkId }),
      ),
    )
    .limit(1)
  const [review] = await (lock ? query.for(lock) : query)
  if (!review) throw new AppError('directory-review.unknown-link')
  return review
}

/** Where a question stands for the link of one version. */
export function stateOf(review: ReviewRow, version: number, now: Date): LinkState {
  if (review.answeredAt !== null) return 'answered'
  if (review.closedAt !== null) return 'closed'
  if (review.linkVersion !== version) return 'replaced'
  return review.expiresAt > now ? 'open' : 'expired'
}
