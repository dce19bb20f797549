import { and, eq, gt, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import { sendTime } from '../mail/rules.js'
import { mails } from '../mail/tables.js'
import { currentNetwork } from '../networks/service.js'
import { askEach, oneAskingAtATime } from './asking.js'
import { DAYS_BETWEEN, daysBefore, MOST_ASKINGS } from './review-rules.js'
import { rhythmsOf } from './settings.js'
import { directoryReviews } from './tables.js'
import { IS_DUE, UPKEPT, type UpkeptRecord, upkeptRecords } from './upkept-records.js'

/**
 * The wave of the day: asks about the records whose time has come, the oldest first, and no more of them than may leave
 * in one day. Run again, it asks nobody more. Returns how many it asked about.
 */
export async function sendWave(ctx: Ctx): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    await oneAskingAtATime(ctx)
    const { remindersADay } = await rhythmsOf(ctx)
    const room = remindersADay - (await leavingTheSameDay(ctx))
    if (room <= 0) return 0
    const { asked } = await askEach(ctx, 'wave', await nextToAsk(ctx, room))
    if (asked > 0) await audit(ctx, 'directory.send-wave', { details: { records: asked } })
    return asked
  })
}

/** Of each address that may be asked one record: those never asked about first, then the oldest. */
async function nextToAsk(ctx: Ctx, room: number): Promise<UpkeptRecord[]> {
  const { id: networkId } = await currentNetwork(ctx)
  const month = daysBefore(ctx.now, DAYS_BETWEEN).toISOString()
  const oldestOfEach = sql`
    select distinct on (lower(upkept.email)) upkept.* from ${await upkeptRecords(ctx, 'directory.run-upkeep')}
    where ${IS_DUE} and upkept.email is not null and not upkept.is_dead and upkept.askings < ${MOST_ASKINGS}
      and not exists (
        select from ${directoryReviews} where ${eq(directoryReviews.networkId, networkId)}
          and (${directoryReviews.subjectId} = upkept.id or lower(${directoryReviews.email}) = lower(upkept.email))
          and ${directoryReviews.lastAskedAt} > ${month}::timestamptz)
    order by lower(upkept.email), upkept.askings, upkept.verified_at nulls first, upkept.id`
  return ctx.db
    .select(UPKEPT)
    .from(sql`(${oldestOfEach}) as upkept`)
    .orderBy(sql`upkept.askings, upkept.verified_at nulls first, upkept.id`)
    .limit(room)
}

/** How many of these mails leave on the day one written now would: at night and on Sundays they wait for the morning. */
async function leavingTheSameDay(ctx: Ctx): Promise<number> {
  const { timeZone } = await currentNetwork(ctx)
  const dayOf = (written: Date) => civilDate(sendTime(written, timeZone, { urgent: false }), timeZone)
  const written = await ctx.db
    .select({ at: mails.createdAt, count: sql`count(*)`.mapWith(Number) })
    .from(mails)
    .where(
      and(
        within(ctx.actor, 'directory.run-upkeep', { network: mails.networkId }),
        eq(mails.template, 'directory-review'),
        gt(mails.createdAt, daysBefore(ctx.now, LONGEST_WAIT_DAYS)),
      ),
    )
    .groupBy(mails.createdAt)
    .limit(MOST_WRITINGS)
  return written.filter(({ at }) => dayOf(at) === dayOf(ctx.now)).reduce((sum, { count }) => sum + count, 0)
}

/** From Saturday evening to Monday morning. */
const LONGEST_WAIT_DAYS = 3
/** Far more instants at which somebody asks than there are in three days. */
const MOST_WRITINGS = 10_000
