import { and, eq, lte, type SQL, sql } from 'drizzle-orm'
import { deriveKey } from '../../access/secrets.js'
import type { MailSettings } from '../../config.js'
import { type Ctx, inTransaction } from '../../context.js'
import { type HandlerTools, RunLater } from '../../jobs/jobs.js'
import { deliver, messageIdOf } from './delivery.js'
import { freeSlot, takeSlot } from './hourly-slots.js'
import { readableMail } from './message.js'
import { pendingMails } from './pending.js'
import { KEPT, LINK_EXPIRED, readRefusal } from './refusals.js'
import { askToWatchWay } from './reopening.js'
import { LEASE_MINUTES, retryTime } from './rules.js'
import { type Sender, senderOf } from './senders.js'
import { mails } from './tables.js'

type MailRow = typeof mails.$inferSelect

/**
 * Sends one mail. It leaves once: whoever sends it first puts it out of reach of the others for a few minutes, and
 * no transaction stays open meanwhile. Throws `RunLater` while the way is blocked.
 */
export async function sendOne(ctx: Ctx, mailId: string, tools: HandlerTools): Promise<void> {
  const settings = tools.mail
  if (!settings) return endMail(ctx, mailId, { dismissedAt: ctx.now, lastRefusal: KEPT })
  const taken = await takeMail(ctx, mailId, settings)
  if (!taken) return
  const { mail, sender } = taken
  if (hasExpired(mail.params, ctx.now)) return failMail(ctx, mailId, LINK_EXPIRED)
  const slot = await takeSlot(ctx.db, tools.appSecret, mail.toAddress, ctx.now)
  if ('freeAt' in slot) return putOff(ctx, mail, slot.freeAt)
  try {
    const links = { publicUrl: settings.publicUrl, linkKey: deriveKey(tools.appSecret, 'links') }
    const delivery = {
      mail: readableMail(mail, sender, links),
      to: { address: mail.toAddress, name: mail.toName },
      sender,
      messageId: mail.messageId,
      date: ctx.now,
    }
    await deliver(delivery, settings, tools.signal)
  } catch (error) {
    await freeSlot(ctx.db, slot.key, ctx.now)
    if (tools.signal.aborted || !isRefusal(error)) throw error
    return refuse(ctx, mail, error)
  }
  await endMail(ctx, mailId, { sentAt: tools.now(), lastRefusal: null })
}

/** Takes the mail for the time of a sending, or null when it has ended. Throws `RunLater` when it is not its time. */
async function takeMail(
  ctx: Ctx,
  mailId: string,
  settings: MailSettings,
): Promise<{ mail: MailRow; sender: Sender } | null> {
  return inTransaction(ctx, async (ctx) => {
    const [mail] = await ctx.db
      .update(mails)
      .set({
        attempts: sql`${mails.attempts} + 1`,
        sendAfter: new Date(ctx.now.getTime() + LEASE_MINUTES * 60_000),
        messageId: messageIdOf(mailId, settings),
        wayClosedAt: null,
      })
      .where(and(pending(ctx, mailId), lte(mails.sendAfter, ctx.now)))
      .returning()
    if (mail) return { mail, sender: await senderOf(ctx, mail.networkId) }
    const [waiting] = await ctx.db
      .select({ sendAfter: mails.sendAfter })
      .from(mails)
      .where(pending(ctx, mailId))
      .limit(1)
    if (waiting) throw new RunLater(waiting.sendAfter)
    return null
  })
}

/** Says that a mail will not leave, and why. */
export async function failMail(ctx: Ctx, mailId: string, words: string): Promise<void> {
  await endMail(ctx, mailId, { failedAt: ctx.now, lastRefusal: words })
}

async function endMail(ctx: Ctx, mailId: string, ended: Partial<MailRow>): Promise<void> {
  await inTransaction(ctx, ({ db }) => db.update(mails).set(ended).where(pending(ctx, mailId)))
}

/** Its hour is full for this address: that was no try. */
async function putOff(ctx: Ctx, mail: MailRow, freeAt: Date): Promise<never> {
  await endMail(ctx, mail.id, { sendAfter: freeAt, attempts: mail.attempts - 1 })
  throw new RunLater(freeAt)
}

async function refuse(ctx: Ctx, mail: MailRow, error: unknown): Promise<void> {
  const refusal = readRefusal(error)
  const again = refusal.isFinal ? null : retryTime(mail.attempts, ctx.now, Math.random())
  if (!again) return failMail(ctx, mail.id, refusal.words)
  await inTransaction(ctx, async (ctx) => {
    const wayClosedAt = refusal.isWayClosed ? ctx.now : null
    await endMail(ctx, mail.id, { sendAfter: again, lastRefusal: refusal.words, wayClosedAt })
    if (refusal.isWayClosed) await askToWatchWay(ctx)
  })
  throw new RunLater(again)
}

function pending(ctx: Ctx, mailId: string): SQL | undefined {
  return and(eq(mails.id, mailId), pendingMails(ctx))
}

/** What the server or the line answered, as opposed to a mistake of ours. */
function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^E[A-Z]/.test(code) && !OURS.includes(code)
}

const OURS = ['ECONFIG', 'EFILEACCESS', 'EURLACCESS', 'ESTREAM']

function hasExpired(params: unknown, now: Date): boolean {
  const { expiresAt } = params as { expiresAt?: unknown }
  return typeof expiresAt === 'string' && Date.parse(expiresAt) <= now.getTime()
}
