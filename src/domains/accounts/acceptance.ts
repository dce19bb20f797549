import { and, eq, isNull, sql } from 'drizzle-orm'
import { readLink } from '../../access/action-links.js'
import { personOf } from '../../access/actor.js'
import { hashPassword } from '../../access/passwords.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { networks } from '../networks/tables.js'
import { type GrantScope, giveRight, grantsOf, hasAccount, networkOf } from './accounts.js'
import { checkNewPassword } from './passwords.js'
import { type HeldRole, mayStillGive } from './people-rules.js'
import type { NewLocalAccount } from './people-schemas.js'
import { sameScope, scopeName } from './people-scope.js'
import type { ProvenIdentity } from './providers/exchange.js'
import { linkIdentity } from './providers/identities.js'
import { scopeOfRow } from './rights.js'
import { invitations, roleGrants, users } from './tables.js'

/** What the reader of an invitation sees before she answers. */
export type OpenInvitation = {
  id: string
  email: string
  name: string
  role: HeldRole
  scope: string | null
  networkName: string | null
  inviterName: string | null
  timeZone: string
  expiresAt: Date
  /** An account with a password has this address: she signs in with it instead of opening another. */
  hasAccount: boolean
}

/** What the token of a link says, once its signature holds. */
export type InvitationLink = { id: string; version: number }

/** Who answers: an account, or somebody new with a password or the identity a provider has just proved. */
type Acceptor = { userId: string } | { name: string; passwordHash: string } | { identity: ProvenIdentity }

export type Accepted = { userId: string; grantId: string }

/** The invitation a link names, without any effect. Throws `invitation.dead` whatever the reason. */
export async function readInvitation(
  ctx: Ctx,
  linkKeys: readonly Buffer[],
  token: string,
): Promise<OpenInvitation> {
  const { row, scope } = await liveInvitation(ctx, linkOf(ctx, linkKeys, token))
  return asPlatform(ctx, scope, async (ctx) => {
    const [named] = await ctx.db
      .select({
        scope: scopeName(invitations),
        network: networks.name,
        timeZone: networks.timeZone,
        inviter: users.name,
      })
      .from(invitations)
      .leftJoin(networks, eq(networks.id, invitations.networkId))
      .leftJoin(users, eq(users.id, invitations.invitedBy))
      .where(eq(invitations.id, row.id))
      .limit(1)
    if (!named) throw new AppError('invitation.dead')
    return {
      id: row.id,
      email: row.email,
      name: row.name,
      role: row.role,
      expiresAt: row.expiresAt,
      scope: named.scope,
      networkName: named.network,
      inviterName: named.inviter,
      timeZone: named.timeZone ?? 'Europe/Paris',
      hasAccount: await hasAccount(ctx.db, row.email),
    }
  })
}

/** Adds the right offered to the account of the session. Throws `invitation.dead`, `access.sign-in-required`. */
export async function acceptWithSession(
  ctx: Ctx,
  linkKeys: readonly Buffer[],
  token: string,
): Promise<Accepted> {
  const person = personOf(ctx.actor)
  if (!person) throw new AppError('access.sign-in-required')
  // A program's key does what it was made for, and takes no other right for its owner.
  if (person.only) throw new AppError('access.forbidden')
  return acceptInvitation(ctx, linkOf(ctx, linkKeys, token), { userId: person.userId })
}

/**
 * Opens an account with a password and the right offered. Throws `invitation.dead`, `invitation.account-exists`,
 * `account.password-refused`.
 */
export async function acceptWithPassword(
  ctx: Ctx,
  linkKeys: readonly Buffer[],
  token: string,
  { name, ...chosen }: NewLocalAccount,
): Promise<Accepted> {
  // Hashing is slow on purpose: a link that is worth nothing must not make the server do it.
  const link = linkOf(ctx, linkKeys, token)
  const { row } = await liveInvitation(ctx, link)
  checkNewPassword(chosen, { email: row.email, name })
  return acceptInvitation(ctx, link, { name, passwordHash: await hashPassword(chosen.password) })
}

/** Adds the right to the account a provider's identity belongs to, or opens one that this identity signs in to. */
export async function acceptWithIdentity(
  ctx: Ctx,
  link: InvitationLink,
  identity: ProvenIdentity,
  userId: string | null,
): Promise<Accepted> {
  return acceptInvitation(ctx, link, userId === null ? { identity } : { userId })
}

/**
 * Answers an invitation: one transaction that uses it up and writes the right. Of two browsers at once, one wins;
 * the other meets `invitation.dead`.
 */
async function acceptInvitation(ctx: Ctx, link: InvitationLink, acceptor: Acceptor): Promise<Accepted> {
  const { row, scope } = await liveInvitation(ctx, link)
  return asPlatform(ctx, scope, async (ctx) => {
    await useUp(ctx, row)
    const userId =
      'userId' in acceptor
        ? await openAcceptor(ctx, row, acceptor.userId)
        : await openAccount(ctx, row, acceptor)
    const held = await heldRight(ctx, userId, scope)
    const grantId = held ?? (await giveRight(ctx, userId, scope, row.invitedBy))
    await ctx.db.update(invitations).set({ acceptedBy: userId }).where(eq(invitations.id, row.id))
    await audit(ctx, 'account.accept-invitation', {
      id: userId,
      by: userId,
      details: { invitation: row.id, newAccount: !('userId' in acceptor) },
      after: { role: row.role },
    })
    return { userId, grantId }
  })
}

/** The account that accepts: open, and not that of whoever made the offer. */
async function openAcceptor(ctx: Ctx, row: InvitationRow, userId: string): Promise<string> {
  if (userId === row.invitedBy) throw new AppError('right.to-oneself')
  const [user] = await ctx.db
    .select({ deactivatedAt: users.deactivatedAt })
    .from(users)
    .where(eq(users.id, userId))
    .limit(1)
  if (user?.deactivatedAt !== null) throw new AppError('account.closed')
  return userId
}

type InvitationRow = Pick<
  typeof invitations.$inferSelect,
  | 'id'
  | 'email'
  | 'name'
  | 'role'
  | 'networkId'
  | 'territoryId'
  | 'establishmentId'
  | 'regionCode'
  | 'invitedBy'
  | 'expiresAt'
  | 'sendings'
>

const FOUND = {
  id: sql<string>`found.id`,
  email: sql<string>`found.email`,
  name: sql<string>`found.name`,
  role: sql<HeldRole>`found.role`,
  networkId: sql<string | null>`found.network_id`,
  territoryId: sql<string | null>`found.territory_id`,
  establishmentId: sql<string | null>`found.establishment_id`,
  regionCode: sql<string | null>`found.region_code`,
  invitedBy: sql<string | null>`found.invited_by`,
  expiresAt: sql<Date>`found.expires_at`.mapWith(invitations.expiresAt),
  sendings: sql<number>`found.sendings`,
}

function linkOf(ctx: Ctx, linkKeys: readonly Buffer[], token: string): InvitationLink {
  for (const key of linkKeys) {
    const link = readLink(key, 'invitation', token, ctx.now)
    if (link) return link
  }
  throw new AppError('invitation.dead')
}

async function liveInvitation(
  ctx: Ctx,
  { id, version }: InvitationLink,
): Promise<{ row: InvitationRow; scope: GrantScope }> {
  const [row] = await ctx.db
    .select(FOUND)
    // Its reader is nobody yet: the function shows her this one invitation and no other.
    .from(sql`find_invitation(${id}) as found`)
    .where(
      sql`found.sendings = ${version} and found.accepted_at is null and found.revoked_at is null
        and found.expires_at > ${ctx.now.toISOString()}::timestamptz`,
    )
    .limit(1)
  if (!row || !(await inviterMayStillGive(ctx, row))) throw new AppError('invitation.dead')
  return { row, scope: scopeOfRow(row) }
}

/** An offer is worth what its inviter may still give; one made by the command line has no inviter. */
async function inviterMayStillGive(ctx: Ctx, row: InvitationRow): Promise<boolean> {
  if (row.invitedBy === null) return true
  const [inviter] = await ctx.db
    .select({ deactivatedAt: users.deactivatedAt })
    .from(users)
    .where(eq(users.id, row.invitedBy))
    .limit(1)
  if (!inviter || inviter.deactivatedAt !== null) return false
  const concerned = await networksOfOffer(ctx, row)
  return mayStillGive(await grantsOf(ctx, row.invitedBy), row, concerned)
}

async function networksOfOffer(ctx: Ctx, row: InvitationRow): Promise<string[]> {
  if (row.networkId !== null) return [row.networkId]
  if (row.regionCode === null) return []
  const rows = await ctx.db
    .select({ id: networks.id })
    .from(networks)
    .where(eq(networks.regionCode, row.regionCode))
    .limit(50)
  return rows.map(({ id }) => id)
}

/** Runs as the platform in the network of the offer: the person answering has no right there yet. */
async function asPlatform<Result>(
  ctx: Ctx,
  scope: GrantScope,
  work: (ctx: Ctx) => Promise<Result>,
): Promise<Result> {
  const actor = { role: 'system', job: 'invitation', networkId: await networkOf(ctx.db, scope) } as const
  return inTransaction({ ...ctx, actor }, work)
}

async function useUp(ctx: Ctx, row: InvitationRow): Promise<void> {
  const used = await ctx.db
    .update(invitations)
    .set({ acceptedAt: ctx.now })
    .where(
      and(
        eq(invitations.id, row.id),
        eq(invitations.sendings, row.sendings),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    )
    .returning({ id: invitations.id })
  if (used.length === 0) throw new AppError('invitation.dead')
}

async function openAccount(
  ctx: Ctx,
  { email, name }: InvitationRow,
  acceptor: Exclude<Acceptor, { userId: string }>,
): Promise<string> {
  const typed = 'identity' in acceptor ? { name } : { ...acceptor, passwordChangedAt: ctx.now }
  const [user] = await ctx.db
    .insert(users)
    .values({ email, createdAt: ctx.now, ...typed })
    .onConflictDoNothing()
    .returning({ id: users.id })
  if (!user) throw new AppError('invitation.account-exists')
  if ('identity' in acceptor) await linkIdentity(ctx, user.id, acceptor.identity)
  return user.id
}

async function heldRight(ctx: Ctx, userId: string, scope: GrantScope): Promise<string | null> {
  const [held] = await ctx.db
    .select({ id: roleGrants.id })
    .from(roleGrants)
    .where(and(eq(roleGrants.userId, userId), isNull(roleGrants.revokedAt), sameScope(roleGrants, scope)))
    .limit(1)
  return held?.id ?? null
}
