import { and, asc, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { personOf } from '../../access/actor.js'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { users } from '../accounts/tables.js'
import { directoryPeople } from '../directory/tables.js'
import { currentNetwork } from '../networks/service.js'
import { findPeopleLike, type LookAlike } from './look-alikes.js'
import type { RecordRequest } from './request-schemas.js'
import { directoryRecordRequests } from './tables.js'
import { authorName } from './writer.js'

export type OwnRequest = { askedAt: Date; answeredAt: Date | null; refusal: string | null }

/** Asks the team for one’s record. Asked again while it waits, it is asked once. */
export async function askForRecord(ctx: Ctx, request: RecordRequest): Promise<void> {
  const userId = personOf(ctx.actor)?.userId
  if (userId === undefined) throw new AppError('access.sign-in-required')
  await once(ctx, z.void(), async (ctx) => {
    const hasRecord = await ctx.db.$count(
      directoryPeople,
      within(ctx.actor, 'directory.own-record', {
        network: directoryPeople.networkId,
        owner: directoryPeople.userId,
      }),
    )
    if (hasRecord > 0) throw new AppError('directory.has-record')
    const { id: networkId } = await currentNetwork(ctx)
    const { rowCount } = await ctx.db
      .insert(directoryRecordRequests)
      .values({ ...request, networkId, userId, askedAt: ctx.now })
      .onConflictDoNothing()
    if (rowCount === 1) await audit(ctx, 'directory.ask-record')
  })
}

/** The last request of the person who asks, or null. */
export async function readOwnRequest(ctx: Ctx): Promise<OwnRequest | null> {
  return inTransaction(ctx, async (ctx) => {
    const [row] = await ctx.db
      .select({
        askedAt: directoryRecordRequests.askedAt,
        answeredAt: directoryRecordRequests.answeredAt,
        refusal: directoryRecordRequests.refusal,
      })
      .from(directoryRecordRequests)
      .where(
        within(ctx.actor, 'directory.own-record', {
          network: directoryRecordRequests.networkId,
          owner: directoryRecordRequests.userId,
        }),
      )
      .orderBy(desc(directoryRecordRequests.askedAt))
      .limit(1)
    return row ?? null
  })
}

export type WaitingRequest = {
  id: string
  userId: string
  accountName: string
  accountEmail: string
  askedAt: Date
  lastName: string
  firstName: string | null
  professionCode: string | null
  rppsNumber: string | null
  message: string | null
  lookAlikes: LookAlike[]
}

const MOST_REQUESTS = 50

/** The requests without an answer, the oldest first, each with the records that may be hers. */
export async function listRequests(ctx: Ctx): Promise<WaitingRequest[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select({
        id: directoryRecordRequests.id,
        userId: directoryRecordRequests.userId,
        accountName: users.name,
        accountEmail: users.email,
        askedAt: directoryRecordRequests.askedAt,
        lastName: directoryRecordRequests.lastName,
        firstName: directoryRecordRequests.firstName,
        professionCode: directoryRecordRequests.professionCode,
        rppsNumber: directoryRecordRequests.rppsNumber,
        message: directoryRecordRequests.message,
      })
      .from(directoryRecordRequests)
      .innerJoin(users, eq(users.id, directoryRecordRequests.userId))
      .where(and(ofNetwork(ctx), isNull(directoryRecordRequests.answeredAt)))
      .orderBy(asc(directoryRecordRequests.askedAt), asc(directoryRecordRequests.id))
      .limit(MOST_REQUESTS)
    const requests: WaitingRequest[] = []
    for (const row of rows) requests.push({ ...row, lookAlikes: await findPeopleLike(ctx, row) })
    return requests
  })
}

/** How many people wait for an answer. */
export async function countRequests(ctx: Ctx): Promise<number> {
  return inTransaction(ctx, (ctx) =>
    ctx.db.$count(directoryRecordRequests, and(ofNetwork(ctx), isNull(directoryRecordRequests.answeredAt))),
  )
}

/** Says no, and why. Throws `directory.no-request`. */
export async function refuseRequest(ctx: Ctx, id: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { rowCount } = await ctx.db
      .update(directoryRecordRequests)
      .set({ answeredAt: ctx.now, answeredBy: authorName(ctx), refusal: reason })
      .where(
        and(
          eq(directoryRecordRequests.id, id),
          isNull(directoryRecordRequests.answeredAt),
          ofNetwork(ctx),
        ),
      )
    if (rowCount !== 1) throw new AppError('directory.no-request')
    await audit(ctx, 'directory.refuse-record', { id })
  })
}

/** Answers what this account asked for, if it did, by the record it now keeps. */
export async function answerRequest(ctx: Ctx, userId: string, personId: string): Promise<void> {
  await ctx.db
    .update(directoryRecordRequests)
    .set({ answeredAt: ctx.now, answeredBy: authorName(ctx), personId })
    .where(
      and(
        eq(directoryRecordRequests.userId, userId),
        isNull(directoryRecordRequests.answeredAt),
        ofNetwork(ctx),
      ),
    )
}

function ofNetwork(ctx: Ctx) {
  return within(ctx.actor, 'directory.link-account', { network: directoryRecordRequests.networkId })
}
