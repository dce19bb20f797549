import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { users } from '../accounts/tables.js'
import { lockPerson } from '../directory/writing.js'
import { refusingTwins } from './constraints.js'
import { findPeopleLike, type LookAlike } from './look-alikes.js'
import { insertPerson } from './people.js'
import type { NewPerson } from './people-schemas.js'
import { linkAccount, lockAccount } from './record-accounts.js'
import { tellAsker } from './request-mails.js'
import type { RecordRequest } from './request-schemas.js'
import { directoryRecordRequests } from './tables.js'
import { WAITS } from './waiting-requests.js'
import { authorName } from './writer.js'

/** What somebody asks and nobody has answered. */
export type WaitingRequest = RecordRequest & {
  id: string
  userId: string
  accountName: string
  accountEmail: string
  askedAt: Date
}

export type WaitingList = {
  /** All of them; the oldest are listed. */
  count: number
  requests: (WaitingRequest & { lookAlikes: LookAlike[] })[]
}

const MOST_SHOWN = 20

/** The requests without an answer, the oldest first, each with the records that may be hers. */
export async function listRequests(ctx: Ctx): Promise<WaitingList> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await selectWaiting(ctx)
      .where(waiting(ctx))
      .orderBy(asc(directoryRecordRequests.askedAt), asc(directoryRecordRequests.id))
      .limit(MOST_SHOWN)
    const requests: WaitingList['requests'] = []
    for (const row of rows) requests.push({ ...row, lookAlikes: await findPeopleLike(ctx, row) })
    return { count: await countRequests(ctx), requests }
  })
}

/** How many people wait for an answer. */
export async function countRequests(ctx: Ctx): Promise<number> {
  return inTransaction(ctx, (ctx) => ctx.db.$count(directoryRecordRequests, waiting(ctx)))
}

/** One request that waits. Throws `directory.no-request`. */
export async function readRequest(ctx: Ctx, id: string): Promise<WaitingRequest> {
  return inTransaction(ctx, async (ctx) => {
    const [row] = await selectWaiting(ctx)
      .where(and(eq(directoryRecordRequests.id, id), waiting(ctx)))
      .limit(1)
    if (!row) throw new AppError('directory.no-request')
    return row
  })
}

/**
 * Gives her a record that exists and that nobody keeps. Throws `directory.no-request`, `directory.kept-by-another`, and
 * as `linkAccount`.
 */
export async function acceptRequest(ctx: Ctx, id: string, personId: string): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const { userId } = await lockRequest(ctx, id)
    const person = await lockPerson(ctx, personId, 'directory.link-account')
    if (person.userId !== null && person.userId !== userId) throw new AppError('directory.kept-by-another')
    await linkAccount(ctx, personId, userId)
  })
}

/** Makes her record and gives it to her; its identifier. Throws `directory.no-request`, and as `createPerson`. */
export async function createAskedRecord(ctx: Ctx, id: string, person: NewPerson): Promise<string> {
  return refusingTwins(() =>
    once(ctx, z.uuid(), async (ctx) => {
      const { userId } = await lockRequest(ctx, id)
      const personId = await insertPerson(ctx, person)
      await linkAccount(ctx, personId, userId)
      return personId
    }),
  )
}

/** Says no, and why. Throws `directory.no-request`. */
export async function refuseRequest(ctx: Ctx, id: string, reason: string): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const [refused] = await ctx.db
      .update(directoryRecordRequests)
      .set({ answeredAt: ctx.now, answeredBy: authorName(ctx), refusal: reason })
      .where(and(eq(directoryRecordRequests.id, id), waiting(ctx)))
      .returning({ userId: directoryRecordRequests.userId, askedAt: directoryRecordRequests.askedAt })
    if (!refused) throw new AppError('directory.no-request')
    await tellAsker(ctx, { ...refused, id, decision: 'refused' })
    await audit(ctx, 'directory.refuse-request', { id })
  })
}

/** A request that waits, and the account that asked. The account first, as whoever links or asks does. */
async function lockRequest(ctx: Ctx, id: string): Promise<WaitingRequest> {
  const request = await readRequest(ctx, id)
  await lockAccount(ctx, request.userId)
  const [locked] = await ctx.db
    .select({ id: directoryRecordRequests.id })
    .from(directoryRecordRequests)
    .where(and(eq(directoryRecordRequests.id, id), waiting(ctx)))
    .for('update')
  if (!locked) throw new AppError('directory.no-request')
  return request
}

function selectWaiting(ctx: Ctx) {
  return ctx.db
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
}

function waiting(ctx: Ctx) {
  return and(
    within(ctx.actor, 'directory.link-account', { network: directoryRecordRequests.networkId }),
    WAITS,
  )
}
