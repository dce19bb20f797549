import { and, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { personOf } from '../../access/actor.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { enqueue } from '../../jobs/jobs.js'
import { sendMail } from './jobs.js'
import { mailSubject } from './message.js'
import { mailState, mayRetry } from './rules.js'
import type { MailFilter, MailList, MailSummary } from './schemas.js'
import { mails } from './tables.js'

const PAGE_SIZE = 30

type MailRow = typeof mails.$inferSelect

const FILTERS: Record<MailFilter, SQL | undefined> = {
  failed: and(isNotNull(mails.failedAt), isNull(mails.dismissedAt)),
  waiting: and(isNull(mails.sentAt), isNull(mails.failedAt), isNull(mails.dismissedAt)),
  sent: isNotNull(mails.sentAt),
}

/** The mails of the network, newest first, with how many stand where. */
export async function listMails(
  ctx: Ctx,
  { state, page }: { state?: MailFilter | undefined; page: number },
): Promise<MailList> {
  return inTransaction(ctx, async (ctx) => {
    const mine = within(ctx.actor, 'mail.read', { network: mails.networkId })
    const [counts] = await ctx.db
      .select({
        all: count(sql`true`),
        failed: count(FILTERS.failed),
        waiting: count(FILTERS.waiting),
        sent: count(FILTERS.sent),
      })
      .from(mails)
      .where(mine)
    if (!counts) throw new Error('a count without a row')
    const rows = await ctx.db
      .select()
      .from(mails)
      .where(and(mine, state && FILTERS[state]))
      .orderBy(desc(mails.createdAt), desc(mails.id))
      .limit(PAGE_SIZE)
      .offset((page - 1) * PAGE_SIZE)
    const pageCount = Math.max(1, Math.ceil(counts[state ?? 'all'] / PAGE_SIZE))
    return { mails: rows.map((row) => summaryOf(row, ctx.now)), page, pageCount, counts }
  })
}

function count(condition: SQL | undefined) {
  return sql<number>`count(*) filter (where ${condition})`.mapWith(Number)
}

/** Sends a mail again, that had failed or waits for its next try. Throws `mail.not-found`, `mail.not-failed`. */
export async function retryMail(ctx: Ctx, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const mail = await lockMail(ctx, id)
    if (!mayRetry(mail, ctx.now)) throw new AppError('mail.not-failed')
    const afresh = {
      failedAt: null,
      wayClosedAt: null,
      dismissedAt: null,
      dismissedBy: null,
      lastRefusal: null,
      attempts: 0,
    }
    await ctx.db
      .update(mails)
      .set({ ...afresh, sendAfter: ctx.now })
      .where(reachable(ctx, id))
    await enqueue(ctx, sendMail, { mailId: id })
    await audit(ctx, 'mail.retry', { id, details: { template: mail.template } })
  })
}

/** Sets aside a mail that failed, so that the list holds only what is to be done. Throws as `retryMail`. */
export async function dismissMail(ctx: Ctx, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const mail = await lockMail(ctx, id)
    if (mailState(mail) !== 'failed') throw new AppError('mail.not-failed')
    await ctx.db
      .update(mails)
      .set({ dismissedAt: ctx.now, dismissedBy: personOf(ctx.actor)?.userId ?? null })
      .where(reachable(ctx, id))
    await audit(ctx, 'mail.dismiss', { id, details: { template: mail.template } })
  })
}

/** Locked, so that two persons who press the button at once send it once. */
async function lockMail(ctx: Ctx, id: string): Promise<MailRow> {
  const [mail] = await ctx.db.select().from(mails).where(reachable(ctx, id)).limit(1).for('update')
  if (!mail) throw new AppError('mail.not-found')
  return mail
}

function reachable(ctx: Ctx, id: string): SQL | undefined {
  return and(eq(mails.id, id), within(ctx.actor, 'mail.retry', { network: mails.networkId }))
}

function summaryOf(mail: MailRow, now: Date): MailSummary {
  return {
    id: mail.id,
    template: mail.template,
    subject: mailSubject(mail),
    toName: mail.toName,
    toAddress: mail.toAddress,
    state: mailState(mail),
    refusal: mail.lastRefusal,
    attempts: mail.attempts,
    createdAt: mail.createdAt.toISOString(),
    sendAfter: mail.sendAfter.toISOString(),
    sentAt: mail.sentAt?.toISOString() ?? null,
    failedAt: mail.failedAt?.toISOString() ?? null,
    dismissedAt: mail.dismissedAt?.toISOString() ?? null,
    mayRetry: mayRetry(mail, now),
  }
}
