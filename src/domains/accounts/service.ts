import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import { type Actor, personOf, type SignedIn } from '../../access/actor.js'
import { hashPassword, passwordMatches } from '../../access/passwords.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import type { Db } from '../../db/connect.js'
import { AppError } from '../../errors/app-error.js'
import { establishments, networks } from '../networks/tables.js'
import type { SignIn } from './schemas.js'
import { roleGrants, sessions, users } from './tables.js'

/** A session ends after this long without a request, and at the latest after twelve hours. */
const IDLE_MINUTES = 30
const ABSOLUTE_HOURS = 12
/** `last_seen_at` is written at most once a minute, not at each request. */
const SEEN_EVERY_SECONDS = 60

/** Opens a session for the first current right of the account. Throws `access.bad-credentials`, `access.no-role`. */
export async function signIn(
  ctx: Ctx,
  credentials: SignIn,
): Promise<{ sessionId: string; expiresAt: Date; role: string }> {
  const [user] = await ctx.db
    .select({ id: users.id, passwordHash: users.passwordHash })
    .from(users)
    .where(and(eq(sql`lower(${users.email})`, credentials.email.toLowerCase()), isNull(users.deactivatedAt)))
    .limit(1)
  const matches = await passwordMatches(user?.passwordHash ?? null, credentials.password)
  if (!user || !matches) throw new AppError('access.bad-credentials')

  return inTransaction(ctx, async (ctx) => {
    const [grant] = await ctx.db
      .select({ id: roleGrants.id, role: roleGrants.role })
      .from(roleGrants)
      .where(and(eq(roleGrants.userId, user.id), isNull(roleGrants.revokedAt)))
      .orderBy(roleGrants.grantedAt)
      .limit(1)
    if (!grant) throw new AppError('access.no-role')
    const expiresAt = new Date(ctx.now.getTime() + ABSOLUTE_HOURS * 3600_000)
    const [session] = await ctx.db
      .insert(sessions)
      .values({ userId: user.id, grantId: grant.id, createdAt: ctx.now, lastSeenAt: ctx.now, expiresAt })
      .returning({ id: sessions.id })
    if (!session) throw new Error('the session was not written')
    await audit(ctx, 'session.open', { id: session.id, details: { user: user.id } })
    return { sessionId: session.id, expiresAt, role: grant.role }
  })
}

/** Ends the caller's session: its token is dead at the next request. */
export async function signOut(ctx: Ctx): Promise<void> {
  const person = personOf(ctx.actor)
  if (!person) return
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.update(sessions).set({ revokedAt: ctx.now }).where(eq(sessions.id, person.sessionId))
    await audit(ctx, 'session.close', { id: person.sessionId })
  })
}

/** Who a session belongs to now: read at each request, so that a revoked right acts at once. */
export async function loadActor(db: Db, sessionId: string, now: Date): Promise<Actor | null> {
  if (!/^[0-9a-f-]{36}$/.test(sessionId)) return null
  const idleSince = new Date(now.getTime() - IDLE_MINUTES * 60_000)
  const [row] = await db
    .select({
      sessionId: sessions.id,
      lastSeenAt: sessions.lastSeenAt,
      userId: users.id,
      userName: users.name,
      role: roleGrants.role,
      networkId: roleGrants.networkId,
      establishmentId: roleGrants.establishmentId,
      regionCode: roleGrants.regionCode,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(roleGrants, eq(roleGrants.id, sessions.grantId))
    .where(
      and(
        eq(sessions.id, sessionId),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, now),
        gt(sessions.lastSeenAt, idleSince),
        isNull(users.deactivatedAt),
        isNull(roleGrants.revokedAt),
      ),
    )
    .limit(1)
  if (!row) return null
  if (now.getTime() - row.lastSeenAt.getTime() > SEEN_EVERY_SECONDS * 1000) {
    await db
      .update(sessions)
      .set({ lastSeenAt: now })
      .where(and(eq(sessions.id, sessionId), lt(sessions.lastSeenAt, now)))
  }
  return actorFrom(db, row)
}

type SessionRow = {
  sessionId: string
  userId: string
  userName: string
  role: SignedIn['role']
  networkId: string | null
  establishmentId: string | null
  regionCode: string | null
}

async function actorFrom(db: Db, row: SessionRow): Promise<Actor | null> {
  const person = { userId: row.userId, userName: row.userName, sessionId: row.sessionId }
  if (row.role === 'ars') {
    if (row.regionCode === null) return null
    const inRegion = await db
      .select({ id: networks.id, name: networks.name })
      .from(networks)
      .where(eq(networks.regionCode, row.regionCode))
      .orderBy(networks.name)
      .limit(20)
    const networkIds = inRegion.map((network) => network.id)
    return {
      ...person,
      role: 'ars',
      regionCode: row.regionCode,
      networkIds,
      networkName: inRegion[0]?.name ?? '',
    }
  }
  if (row.networkId === null) return null
  const scope = { networkId: row.networkId }
  const [network] = await db
    .select({ name: networks.name })
    .from(networks)
    .where(eq(networks.id, row.networkId))
    .limit(1)
  if (!network) return null
  const networkName = network.name
  if (row.role === 'establishment' || row.role === 'birth_house') {
    const site = await siteOf(db, row.networkId, row.establishmentId)
    return site && { ...person, ...scope, ...site, networkName, role: row.role }
  }
  return { ...person, ...scope, networkName, role: row.role }
}

async function siteOf(db: Db, networkId: string, establishmentId: string | null) {
  if (establishmentId === null) return null
  const ctx: Ctx = { db, actor: { role: 'system', job: 'sign-in', networkId }, now: new Date(0) }
  return inTransaction(ctx, async (ctx) => {
    const [site] = await ctx.db
      .select({
        establishmentId: establishments.id,
        finessGeo: establishments.finessGeo,
        finessPmsi: establishments.finessPmsi,
      })
      .from(establishments)
      .where(and(eq(establishments.id, establishmentId), eq(establishments.networkId, networkId)))
      .limit(1)
    return site ?? null
  })
}

export type NewAccount = {
  email: string
  name: string
  password: string
  grant:
    | { role: 'professional' | 'coordinator' | 'admin'; networkId: string }
    | { role: 'establishment' | 'birth_house'; networkId: string; establishmentId: string }
    | { role: 'ars'; regionCode: string }
}

/** Creates an account with one right: the command line's and the demo's way in. Returns the user's id. */
export async function createAccount(db: Db, account: NewAccount, now: Date): Promise<string> {
  const passwordHash = await hashPassword(account.password)
  return db.transaction(async (db) => {
    const [user] = await db
      .insert(users)
      .values({ email: account.email, name: account.name, passwordHash, createdAt: now })
      .returning({ id: users.id })
    if (!user) throw new Error('the account was not written')
    await db.insert(roleGrants).values({ userId: user.id, grantedAt: now, ...account.grant })
    return user.id
  })
}

/** Whether somebody already signs in with this address. */
export async function hasAccount(db: Db, email: string): Promise<boolean> {
  return (await db.$count(users, eq(sql`lower(${users.email})`, email.toLowerCase()))) > 0
}
