import { addressRange, bucketKey, type Limit, takeTry } from '../../access/rate-limits.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'

/** Where a request without an account comes from, and the secret its counters are keyed with. */
export type Visitor = { appSecret: string; ip: string }

/** What may be done without an account: so often from one place, so often about one thing. */
export type OpenAct = { fromRange: Limit; about: Limit }

/**
 * Counts an act without an account. When the counters do not answer, nobody acts. Throws `request.too-many`.
 */
export async function countAct(
  ctx: Ctx,
  { fromRange, about }: OpenAct,
  { appSecret, ip }: Visitor,
  what: string,
): Promise<void> {
  await take(ctx, fromRange, bucketKey(appSecret, fromRange, addressRange(ip)))
  await take(ctx, about, bucketKey(appSecret, about, what))
}

async function take(ctx: Ctx, limit: Limit, key: string): Promise<void> {
  const { waitSeconds } = await takeTry(ctx.db, limit, key, ctx.now)
  if (waitSeconds > 0) throw new AppError('request.too-many', { seconds: waitSeconds })
}
