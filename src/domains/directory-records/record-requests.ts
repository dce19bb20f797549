import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { signedIn } from '../accounts/sessions.js'
import { users } from '../accounts/tables.js'
import { directoryPeople } from '../directory/tables.js'
import { currentNetwork } from '../networks/service.js'
import { tellTeam } from './request-mails.js'
import type { RecordRequest } from './request-schemas.js'
import { directoryRecordRequests } from './tables.js'

/** What somebody asked of the team, and what came of it. */
export type OwnRequest = RecordRequest & {
  askedAt: Date
  answeredAt: Date | null
  /** Why not; null while it waits, or when she was given a record. */
  refusal: string | null
}

/** Asks the team for one’s record. Asked again while it waits, it is asked once. Throws `directory.has-record`. */
export async function askForRecord(ctx: Ctx, request: RecordRequest): Promise<void> {
  const { userId } = signedIn(ctx)
  await once(ctx, z.void(), async (ctx) => {
    // Whoever links a record to this account locks it too: of the two at once, the second sees the first.
    await ctx.db.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('update')
    if (await hasRecord(ctx)) throw new AppError('directory.has-record')
    const { id: networkId } = await currentNetwork(ctx)
    const [asked] = await ctx.db
      .insert(directoryRecordRequests)
      .values({ ...request, networkId, userId, askedAt: ctx.now })
      .onConflictDoNothing()
      .returning({ id: directoryRecordRequests.id })
    if (!asked) return
    await tellTeam(ctx, userId)
    await audit(ctx, 'directory.ask-record', { id: asked.id })
  })
}

/** Takes back what one asked, as if it had not been. Throws `directory.no-request` when nothing waits. */
export async function withdrawRequest(ctx: Ctx): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const [withdrawn] = await ctx.db
      .delete(directoryRecordRequests)
      .where(and(ofMine(ctx), isNull(directoryRecordRequests.answeredAt)))
      .returning({ id: directoryRecordRequests.id })
    if (!withdrawn) throw new AppError('directory.no-request')
    await audit(ctx, 'directory.withdraw-request', { id: withdrawn.id })
  })
}

/** The request of the person who reads that waits, else her last one, or null. */
export async function readOwnRequest(ctx: Ctx): Promise<OwnRequest | null> {
  return inTransaction(ctx, async (ctx) => {
    const [row] = await ctx.db
      .select({
        lastName: directoryRecordRequests.lastName,
        firstName: directoryRecordRequests.firstName,
        professionCode: directoryRecordRequests.professionCode,
        rppsNumber: directoryRecordRequests.rppsNumber,
        message: directoryRecordRequests.message,
        askedAt: directoryRecordRequests.askedAt,
        answeredAt: directoryRecordRequests.answeredAt,
        refusal: directoryRecordRequests.refusal,
      })
      .from(directoryRecordRequests)
      .where(ofMine(ctx))
      .orderBy(
        desc(sql`${directoryRecordRequests.answeredAt} is null`),
        desc(directoryRecordRequests.askedAt),
        desc(directoryRecordRequests.id),
      )
      .limit(1)
    return row ?? null
  })
}

async function hasRecord(ctx: Ctx): Promise<boolean> {
  const mine = within(ctx.actor, 'directory.own-record', {
    network: directoryPeople.networkId,
    owner: directoryPeople.userId,
  })
  return (await ctx.db.$count(directoryPeople, mine)) > 0
}

function ofMine(ctx: Ctx) {
  return within(ctx.actor, 'directory.own-record', {
    network: directoryRecordRequests.networkId,
    owner: directoryRecordRequests.userId,
  })
}
