import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Actor, networksOf } from '../../access/actor.js'
import { type Ctx, inTransaction } from '../../context.js'
import type { Db } from '../../db/connect.js'
import { enqueue } from '../../jobs/jobs.js'
import { networks } from '../networks/tables.js'
import { headerWords } from './header-words.js'
import { sendMail } from './jobs.js'
import { sendTime } from './rules.js'
import { mails } from './tables.js'
import { templateOf } from './templates/all.js'

export type NewMail = {
  /** The name of a template, and what it needs. */
  template: string
  params: Record<string, unknown>
  to: { address: string; name: string; userId?: string }
  /** Unique to the act, `invitation:<id>:<sendings>`: told twice, it makes one mail. */
  event: string
  /** Which network writes. Without it: the actor's first, else one of the recipient's. */
  networkId?: string
}

/** An account a mail may go to. */
export type MailReader = { userId: string; email: string; name: string }

const Address = z.email().max(254)
const LONGEST_NAME = 100
const PLATFORM_TIME_ZONE = 'Europe/Paris'

/** The same mail to each of these accounts; see `queueMail`. */
export async function queueMailToEach(
  ctx: Ctx,
  readers: readonly MailReader[],
  mail: Omit<NewMail, 'to'>,
): Promise<void> {
  for (const { userId, email, name } of readers) {
    await queueMail(ctx, { ...mail, to: { address: email, name, userId } })
  }
}

/**
 * Writes a mail and asks for its sending, in the caller's transaction: no mail for an act undone. Told again for
 * the same event, recipient and template, it does nothing.
 */
export async function queueMail(ctx: Ctx, mail: NewMail): Promise<void> {
  const template = templateOf(mail.template)
  const networkId = await networkOfMail(ctx, mail)
  const row = {
    id: randomUUID(),
    networkId,
    template: template.name,
    params: template.params.parse(mail.params),
    toAddress: Address.parse(mail.to.address),
    toName: headerWords(mail.to.name, LONGEST_NAME),
    userId: mail.to.userId ?? null,
    event: mail.event,
    createdAt: ctx.now,
    sendAfter: sendTime(ctx.now, await timeZoneOf(ctx.db, networkId), template),
  }
  const asker = askerOf(ctx.actor, networkId, template.urgent)
  await inTransaction({ ...ctx, actor: asker }, async (ctx) => {
    // No `returning`: a row of no network is not visible from a transaction of one.
    const { rowCount } = await ctx.db
      .insert(mails)
      .values({ ...row, messageId: row.id })
      .onConflictDoNothing()
    if (rowCount === 1) await enqueue(ctx, sendMail, { mailId: row.id }, { runAt: row.sendAfter })
  })
  // The settings of row-level security last until the transaction ends: they are given back to the caller.
  if (asker !== ctx.actor) await inTransaction(ctx, async () => undefined)
}

async function networkOfMail(ctx: Ctx, { networkId, to }: NewMail): Promise<string | null> {
  return networkId ?? networksOf(ctx.actor)[0] ?? (to.userId ? homeNetworkOf(ctx.db, to.userId) : null)
}

/** The network of a person's oldest right: it signs what the platform writes to her when nobody is signed in. */
async function homeNetworkOf(db: Db, userId: string): Promise<string | null> {
  const [home] = await db
    .select({ id: networks.id })
    .from(sql`grants_of(${userId}) as held`)
    .innerJoin(
      networks,
      sql`${networks.id} = held.network_id or (held.network_id is null and ${networks.regionCode} = held.region_code)`,
    )
    .orderBy(sql`held.granted_at`, networks.name)
    .limit(1)
  return home?.id ?? null
}

async function timeZoneOf(db: Db, networkId: string | null): Promise<string> {
  if (networkId === null) return PLATFORM_TIME_ZONE
  const [network] = await db
    .select({ timeZone: networks.timeZone })
    .from(networks)
    .where(eq(networks.id, networkId))
    .limit(1)
  return network?.timeZone ?? PLATFORM_TIME_ZONE
}

/**
 * Under whose right the mail leaves: the actor's, so that it is stopped once hers is revoked, narrowed to the
 * network that writes. What protects its reader leaves whatever becomes of whoever caused it.
 */
function askerOf(actor: Actor, networkId: string | null, urgent: boolean): Actor {
  if (urgent || actor.role === 'public') return { role: 'system', job: 'mail', networkId }
  if (actor.role === 'system') return actor.networkId === networkId ? actor : { ...actor, networkId }
  return 'networkIds' in actor ? { ...actor, networkIds: networkId === null ? [] : [networkId] } : actor
}
