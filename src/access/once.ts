import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { type Ctx, inTransaction } from '../context.js'
import { AppError } from '../errors/app-error.js'
import { personOf } from './actor.js'
import type { Sending } from './repetition.js'
import { sentRequests } from './tables.js'

/**
 * `inTransaction` for an act that creates something: a form or a call sent twice under one key of repetition does it
 * once, and the second is answered what the first was. What `work` returns is kept for a day with the key: identifiers
 * and dates, `Result` reads them back. Throws `request.key-reused` when the key came with something else.
 */
export async function once<Result extends z.ZodType>(
  ctx: Ctx,
  Result: Result,
  work: (ctx: Ctx) => Promise<z.output<Result>>,
): Promise<z.output<Result>> {
  const { sending } = ctx
  const person = personOf(ctx.actor)
  if (!sending || !person) return inTransaction(ctx, work)
  return inTransaction(ctx, async (ctx) => {
    const mine = and(eq(sentRequests.userId, person.userId), eq(sentRequests.key, sending.key))
    if (!(await isFirst(ctx, person.userId, sending))) {
      const [sent] = await ctx.db.select().from(sentRequests).where(mine).limit(1)
      if (!sent || !sending.signatures.includes(sent.signature)) throw new AppError('request.key-reused')
      return Result.parse(sent.result ?? undefined)
    }
    const result = await work(ctx)
    await ctx.db
      .update(sentRequests)
      .set({ result: result ?? null })
      .where(mine)
    return result
  })
}

/** Of two sendings at once the second waits here until the first is done, or undone. */
async function isFirst(ctx: Ctx, userId: string, { key, signatures }: Sending): Promise<boolean> {
  const [signature] = signatures
  if (signature === undefined) throw new Error('a sending without a signature')
  const { rowCount } = await ctx.db
    .insert(sentRequests)
    .values({ userId, key, signature, sentAt: ctx.now })
    .onConflictDoNothing()
  return rowCount === 1
}
