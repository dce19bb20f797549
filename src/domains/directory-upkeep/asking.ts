import { and, eq, gt, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { currentNetwork } from '../networks/service.js'
import { reviewMails } from './review-mails.js'
import { type AskRefusal, askRefusal, DAYS_BETWEEN, daysBefore } from './review-rules.js'
import { openReview } from './reviews.js'
import type { Subject } from './schemas.js'
import { directoryReviews } from './tables.js'
import { UPKEPT, type UpkeptRecord, upkeptRecords } from './upkept-records.js'

/** What came of asking about several records: how many were asked about, and why the others were not. */
export const Asked = z.strictObject({
  asked: z.int(),
  'no-address': z.int(),
  'dead-address': z.int(),
  'asked-lately': z.int(),
  'asked-enough': z.int(),
})
export type Asked = z.infer<typeof Asked>

/** The team asks by mail about these records, those of its reach. Throws `directory.not-found` when it reaches none. */
export async function askAbout(ctx: Ctx, subjects: readonly Subject[]): Promise<Asked> {
  return once(ctx, Asked, async (ctx) => {
    await oneAskingAtATime(ctx)
    const records = await recordsOf(ctx, subjects)
    const [only, ...others] = records
    if (!only) throw new AppError('directory.not-found')
    const asked = await askEach(ctx, 'team', records)
    await audit(ctx, 'directory.ask-review', {
      ...(others.length === 0 && { id: only.id }),
      details: { records: asked.asked },
    })
    return asked
  })
}

/** The job and the team, or two of the team, could otherwise ask the same person in the same minute. */
export async function oneAskingAtATime(ctx: Ctx): Promise<void> {
  const { id } = await currentNetwork(ctx)
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`directory-reviews:${id}`}, 0))`)
}

/** Asks about each of these records that may be asked about, after `oneAskingAtATime`. */
export async function askEach(
  ctx: Ctx,
  openedBy: 'wave' | 'team',
  records: readonly UpkeptRecord[],
): Promise<Asked> {
  const asked: Asked = { asked: 0, 'no-address': 0, 'dead-address': 0, 'asked-lately': 0, 'asked-enough': 0 }
  const lately = await addressesAskedLately(ctx, records)
  const send = await reviewMails(ctx, records)
  for (const record of records) {
    const refusal = askRefusal(withAddress(record, lately), ctx.now)
    asked[refusal ?? 'asked'] += 1
    if (refusal !== null || record.email === null) continue
    await send(record, await openReview(ctx, record, record.email, openedBy))
    lately.set(record.email.toLowerCase(), ctx.now)
  }
  return asked
}

/** Why no mail may ask about this record now, or null. In the caller’s transaction. */
export async function refusalToAsk(ctx: Ctx, record: UpkeptRecord): Promise<AskRefusal | null> {
  return askRefusal(withAddress(record, await addressesAskedLately(ctx, [record])), ctx.now)
}

async function recordsOf(ctx: Ctx, subjects: readonly Subject[]): Promise<UpkeptRecord[]> {
  if (subjects.length === 0) return []
  return ctx.db
    .select(UPKEPT)
    .from(await upkeptRecords(ctx, 'directory.upkeep'))
    .where(sql`upkept.id in ${subjects.map(({ id }) => id)}`)
    .orderBy(sql`upkept.verified_at nulls first, upkept.id`)
    .limit(subjects.length)
}

/** A shared address is one reader: she is not asked about one record after the other. */
function withAddress(record: UpkeptRecord, lately: ReadonlyMap<string, Date>): UpkeptRecord {
  const asked = record.email === null ? undefined : lately.get(record.email.toLowerCase())
  const latest = [record.lastAskedAt, asked ?? null].filter((at) => at !== null)
  return { ...record, lastAskedAt: latest.length > 0 ? new Date(Math.max(...latest.map(Number))) : null }
}

async function addressesAskedLately(ctx: Ctx, records: readonly UpkeptRecord[]): Promise<Map<string, Date>> {
  const emails = records.flatMap(({ email }) => (email === null ? [] : [email.toLowerCase()]))
  if (emails.length === 0) return new Map()
  const { id: networkId } = await currentNetwork(ctx)
  const address = sql<string>`lower(${directoryReviews.email})`
  const rows = await ctx.db
    .select({
      address,
      at: sql<Date>`max(${directoryReviews.lastAskedAt})`.mapWith(directoryReviews.lastAskedAt),
    })
    .from(directoryReviews)
    .where(
      and(
        eq(directoryReviews.networkId, networkId),
        inArray(address, emails),
        gt(directoryReviews.lastAskedAt, daysBefore(ctx.now, DAYS_BETWEEN)),
      ),
    )
    .groupBy(address)
    .limit(emails.length)
  return new Map(rows.map(({ address, at }) => [address, at]))
}
