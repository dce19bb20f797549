import { and, asc, gt, inArray, isNotNull } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import { enqueueOnce, type HandlerTools, RunLater } from '../../jobs/jobs.js'
import { hurryJobs } from '../../jobs/outbox.js'
import { networks } from '../networks/tables.js'
import { isWayOpen } from './delivery.js'
import { sendMail, watchWay } from './jobs.js'
import { pendingMails } from './pending.js'
import { mails } from './tables.js'

const SECONDS_BETWEEN_LOOKS = 60
/** Woken up at each look, of each network: a server that is back is not flooded at once. */
const WOKEN_AT_ONCE = 100

/** After an outage no mail waits for its own next try, hours away: one job looks each minute whether the way is open. */
export async function askToWatchWay(ctx: Ctx): Promise<void> {
  const platform: Ctx = { ...ctx, actor: { role: 'system', job: 'mail', networkId: null } }
  const runAt = new Date(ctx.now.getTime() + SECONDS_BETWEEN_LOOKS * 1000)
  await enqueueOnce(platform, watchWay, {}, { runAt })
}

/**
 * Wakes up, the oldest first, the mails that found the way to the server closed, as soon as it is open again. Throws
 * `RunLater` as long as some wait.
 */
export async function lookAtWay(ctx: Ctx, { mail: settings, now }: HandlerTools): Promise<void> {
  if (!settings) return
  const places = await placesWithWaiting(ctx)
  if (places.length === 0) return
  if (await isWayOpen(settings)) for (const place of places) await wakeUp(place)
  throw new RunLater(new Date(now().getTime() + SECONDS_BETWEEN_LOOKS * 1000))
}

/** Row-level security shows the mails of one network at a time. */
async function placesWithWaiting(ctx: Ctx): Promise<Ctx[]> {
  // Without a limit: the mails of a network left out would sleep on.
  const ids = (await ctx.db.select({ id: networks.id }).from(networks)).map(({ id }) => id)
  const places: Ctx[] = []
  for (const networkId of [null, ...ids]) {
    const place: Ctx = { ...ctx, actor: { role: 'system', job: watchWay.name, networkId } }
    if ((await sleeping(place, 1)).length > 0) places.push(place)
  }
  return places
}

/** Their jobs are brought forward, not asked for again: each still depends on the right under which it was asked. */
async function wakeUp(place: Ctx): Promise<void> {
  const ids = await sleeping(place, WOKEN_AT_ONCE)
  await inTransaction(place, async (ctx) => {
    await ctx.db
      .update(mails)
      .set({ sendAfter: ctx.now })
      .where(and(inArray(mails.id, ids), asleep(ctx)))
    await hurryJobs(ctx.db, sendMail, 'mailId', ids, ctx.now)
  })
}

async function sleeping(place: Ctx, limit: number): Promise<string[]> {
  const rows = await inTransaction(place, (ctx) =>
    ctx.db
      .select({ id: mails.id })
      .from(mails)
      .where(asleep(ctx))
      .orderBy(asc(mails.createdAt), asc(mails.id))
      .limit(limit),
  )
  return rows.map(({ id }) => id)
}

/** One that a worker has taken no longer waits for the way. */
function asleep(ctx: Ctx) {
  return and(pendingMails(ctx), isNotNull(mails.wayClosedAt), gt(mails.sendAfter, ctx.now))
}
