import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ActionLink } from '../../access/action-links.js'
import { once } from '../../access/once.js'
import { bucketKey, type Limit, takeTry } from '../../access/rate-limits.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import type { Db } from '../../db/connect.js'
import { AppError } from '../../errors/app-error.js'
import { queueMail } from '../mail/service.js'
import { type GrantScope, networkOf } from './accounts.js'
import { inHands } from './people-rules.js'
import { Invited, type NewInvitation, type PendingInvitation } from './people-schemas.js'
import {
  type InNetwork,
  reachable,
  sameScope,
  scopeColumns,
  scopeName,
  scopeOfOffer,
} from './people-scope.js'
import { rightWords } from './people-words.js'
import { signedIn } from './sessions.js'
import { invitations, roleGrants, users } from './tables.js'

const VALID_DAYS = 7
const DAY_MILLISECONDS = 86_400_000
/** An invitation that ended without an answer stays in the list this long, to be sent again. */
const SHOWN_AFTER_END_DAYS = 30
const MOST_SHOWN = 200
/** The template's own limit; a longer scope is left out of the mail and said on the page. */
const LONGEST_ROLE_WORDS = 100

const PER_INVITER: Limit = { name: 'invitation-inviter', atOnce: 50, everySeconds: 86_400 / 50 }
/** Two at once, then one an hour: in any hour a mailbox gets three at most, whoever sends. */
const PER_ADDRESS: Limit = { name: 'invitation-address', atOnce: 2, everySeconds: 3600 }

/**
 * Offers a right by mail. The same offer still waiting is sent again instead: its earlier links die. Throws
 * `right.not-yours`, `right.already-held`, `invitation.too-many`, `invitation.address-busy`.
 */
export async function invite(
  { ctx, network }: InNetwork,
  appSecret: string,
  { email, name, ...offer }: NewInvitation,
): Promise<{ id: string; resent: boolean }> {
  const person = signedIn(ctx)
  if (!inHands(person.role, offer)) throw new AppError('right.not-yours')
  return once(ctx, Invited, async (ctx) => {
    await oneAtATime(ctx, email)
    const scope = await scopeOfOffer({ ctx, network }, offer)
    if (await alreadyHolds(ctx, email, scope)) throw new AppError('right.already-held')
    const waiting = await findWaiting(ctx, email, scope)
    if (waiting) {
      await sendAgain({ ctx, network }, appSecret, waiting)
      return { id: waiting, resent: true }
    }
    await countSending(ctx, appSecret, email)
    const [row] = await ctx.db
      .insert(invitations)
      .values({ email, name, ...scopeColumns(scope), ...sending(ctx), sendings: 1 })
      .returning({ id: invitations.id, scope: scopeName(invitations) })
    if (!row) throw new Error('the invitation was not written')
    await queueInvitation({ ctx, network }, row.id)
    await audit(ctx, 'account.invite', { id: row.id, after: { role: scope.role, scope: row.scope } })
    return { id: row.id, resent: false }
  })
}

/** Sends an invitation again, with a new link and a new date. Throws `invitation.not-found`. */
export async function resendInvitation(
  { ctx, network }: InNetwork,
  appSecret: string,
  id: string,
): Promise<void> {
  await once(ctx, z.void(), (ctx) => sendAgain({ ctx, network }, appSecret, id))
}

/** Takes an offer back: its link is dead at once. Throws `invitation.not-found`. */
export async function cancelInvitation({ ctx }: InNetwork, id: string): Promise<void> {
  const { userId } = signedIn(ctx)
  await inTransaction(ctx, async (ctx) => {
    const { role, scope } = await lockWaiting(ctx, id)
    await ctx.db
      .update(invitations)
      .set({ revokedAt: ctx.now, revokedBy: userId })
      .where(and(eq(invitations.id, id), reachable(ctx, 'account.manage', invitations)))
    await audit(ctx, 'account.cancel-invitation', { id, before: { role, scope } })
  })
}

/** The invitations that wait for an answer, and those that ended without one lately; the first to end first. */
export async function listInvitations({ ctx }: InNetwork): Promise<PendingInvitation[]> {
  const since = new Date(ctx.now.getTime() - SHOWN_AFTER_END_DAYS * DAY_MILLISECONDS)
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select({
        id: invitations.id,
        email: invitations.email,
        name: invitations.name,
        role: invitations.role,
        scope: scopeName(invitations),
        invitedAt: invitations.invitedAt,
        invitedBy: users.name,
        expiresAt: invitations.expiresAt,
        sendings: invitations.sendings,
      })
      .from(invitations)
      .leftJoin(users, eq(users.id, invitations.invitedBy))
      .where(and(waitingWithin(ctx), gt(invitations.expiresAt, since)))
      .orderBy(asc(invitations.expiresAt), asc(invitations.id))
      .limit(MOST_SHOWN),
  )
}

/**
 * Writes an offer nobody signed in makes: the command line's, for the first administrator of a network. No mail
 * leaves; the caller shows the link.
 */
export async function offerByCommand(
  db: Db,
  { email, name, scope }: { email: string; name: string; scope: GrantScope },
  now: Date,
): Promise<ActionLink> {
  const actor = { role: 'system', job: 'admin', networkId: await networkOf(db, scope) } as const
  return inTransaction({ db, actor, now }, async (ctx) => {
    const [row] = await ctx.db
      .insert(invitations)
      .values({ email, name, ...scopeColumns(scope), invitedAt: now, expiresAt: endOf(now), sendings: 1 })
      .returning({ id: invitations.id, expiresAt: invitations.expiresAt })
    if (!row) throw new Error('the invitation was not written')
    await audit(ctx, 'account.invite', { id: row.id, after: { role: scope.role } })
    return { purpose: 'invitation', id: row.id, version: 1, expiresAt: row.expiresAt }
  })
}

async function sendAgain({ ctx, network }: InNetwork, appSecret: string, id: string): Promise<void> {
  const { email, role, scope } = await lockWaiting(ctx, id)
  await countSending(ctx, appSecret, email)
  await ctx.db
    .update(invitations)
    .set({ ...sending(ctx), sendings: sql`${invitations.sendings} + 1` })
    .where(and(eq(invitations.id, id), reachable(ctx, 'account.manage', invitations)))
  await queueInvitation({ ctx, network }, id)
  await audit(ctx, 'account.resend-invitation', { id, details: { role, scope } })
}

/** Who sends last is the inviter: her right is what the offer is worth. */
function sending(ctx: Ctx) {
  return {
    invitedAt: ctx.now,
    invitedBy: signedIn(ctx).userId,
    expiresAt: endOf(ctx.now),
  }
}

function endOf(now: Date): Date {
  return new Date(now.getTime() + VALID_DAYS * DAY_MILLISECONDS)
}

async function queueInvitation({ ctx, network }: InNetwork, id: string): Promise<void> {
  const [row] = await ctx.db
    .select({ ...OFFER, expiresAt: invitations.expiresAt, sendings: invitations.sendings })
    .from(invitations)
    .where(and(eq(invitations.id, id), reachable(ctx, 'account.manage', invitations)))
  if (!row) throw new AppError('invitation.not-found')
  const words = rightWords(row)
  await queueMail(ctx, {
    template: 'account-invitation',
    params: {
      invitationId: id,
      sendings: row.sendings,
      expiresAt: row.expiresAt.toISOString(),
      roleWords: words.length > LONGEST_ROLE_WORDS ? rightWords({ role: row.role, scope: null }) : words,
      networkName: network.name,
      inviterName: signedIn(ctx).userName,
    },
    to: { address: row.email, name: row.name },
    event: `invitation:${id}:${row.sendings}`,
    networkId: network.id,
  })
}

const OFFER = {
  email: invitations.email,
  name: invitations.name,
  role: invitations.role,
  scope: scopeName(invitations),
}

async function countSending(ctx: Ctx, appSecret: string, email: string): Promise<void> {
  const { userId } = signedIn(ctx)
  const inviter = await takeTry(ctx.db, PER_INVITER, bucketKey(appSecret, PER_INVITER, userId), ctx.now)
  if (inviter.waitSeconds > 0) throw new AppError('invitation.too-many')
  const address = await takeTry(ctx.db, PER_ADDRESS, bucketKey(appSecret, PER_ADDRESS, email), ctx.now)
  if (address.waitSeconds > 0) throw new AppError('invitation.address-busy')
}

/** The same form sent twice at once waits here, and finds the first invitation. */
async function oneAtATime(ctx: Ctx, email: string): Promise<void> {
  await ctx.db.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`invitation:${email.toLowerCase()}`}, 0))`,
  )
}

async function alreadyHolds(ctx: Ctx, email: string, scope: GrantScope): Promise<boolean> {
  const [held] = await ctx.db
    .select({ id: roleGrants.id })
    .from(roleGrants)
    .innerJoin(users, eq(users.id, roleGrants.userId))
    .where(
      and(
        eq(sql`lower(${users.email})`, email.toLowerCase()),
        isNull(users.deactivatedAt),
        isNull(roleGrants.revokedAt),
        sameScope(roleGrants, scope),
        reachable(ctx, 'account.manage', roleGrants),
      ),
    )
    .limit(1)
  return held !== undefined
}

async function findWaiting(ctx: Ctx, email: string, scope: GrantScope): Promise<string | null> {
  const [row] = await ctx.db
    .select({ id: invitations.id })
    .from(invitations)
    .where(
      and(
        eq(sql`lower(${invitations.email})`, email.toLowerCase()),
        sameScope(invitations, scope),
        waitingWithin(ctx),
      ),
    )
    .limit(1)
  return row?.id ?? null
}

async function lockWaiting(ctx: Ctx, id: string) {
  const [row] = await ctx.db
    .select(OFFER)
    .from(invitations)
    .where(and(eq(invitations.id, id), waitingWithin(ctx)))
    .for('update')
  if (!row) throw new AppError('invitation.not-found')
  if (!inHands(ctx.actor.role, row)) throw new AppError('right.not-yours')
  return row
}

/** Not answered and not taken back; whether its date has passed or not, it may be sent again. */
function waitingWithin(ctx: Ctx) {
  return and(
    isNull(invitations.acceptedAt),
    isNull(invitations.revokedAt),
    reachable(ctx, 'account.manage', invitations),
  )
}
