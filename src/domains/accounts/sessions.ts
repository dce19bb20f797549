import { and, desc, eq, gt, isNull, lt, ne, type Placeholder, sql } from 'drizzle-orm'
import { type Actor, personOf, type SignedIn } from '../../access/actor.js'
import type { Credential } from '../../access/gate.js'
import { PERMISSIONS, type Permission } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import type { Db } from '../../db/connect.js'
import { preparedOn } from '../../db/prepared.js'
import { AppError } from '../../errors/app-error.js'
import { apiTokens, sessions, signInSteps, users } from './tables.js'

/** A session ends after this long without a request, and at the latest after twelve hours. */
const IDLE_MINUTES = 30
const ABSOLUTE_HOURS = 12
/** A program's key neither changes the account it stands on nor those of others. */
export const NEVER_OF_A_TOKEN: readonly string[] = ['account.own', 'account.manage']
/** The last use is written at most once a minute, not at each request. */
const SEEN_EVERY_SECONDS = 60

export type NewSession = {
  userId: string
  grantId: string
  method: (typeof sessions.$inferInsert)['method']
  device?: string
  practice?: string | null
}

export type OpenSession = { sessionId: string; expiresAt: Date }

/**
 * Opens a session for a person who has proved who she is, under one of her rights. Always a new row: nothing
 * a browser held before is worth anything after. Throws `access.no-role` when the right is not hers or no longer held.
 */
export async function openSession(ctx: Ctx, opening: NewSession): Promise<OpenSession> {
  const scope = await scopeOf(ctx.db, opening.grantId)
  if (scope?.userId !== opening.userId) throw new AppError('access.no-role')
  const asJob: Actor = { role: 'system', job: 'sign-in', networkId: scope.networkId }
  return inTransaction({ ...ctx, actor: asJob }, async (ctx) => {
    const expiresAt = new Date(ctx.now.getTime() + ABSOLUTE_HOURS * 3600_000)
    const [session] = await ctx.db
      .insert(sessions)
      .values({ ...opening, createdAt: ctx.now, lastSeenAt: ctx.now, expiresAt })
      .returning({ id: sessions.id })
    if (!session) throw new Error('the session was not written')
    await ctx.db.update(users).set({ lastSignInAt: ctx.now }).where(eq(users.id, opening.userId))
    await audit(ctx, 'session.open', {
      id: session.id,
      by: opening.userId,
      details: { role: scope.role, method: opening.method ?? 'password' },
    })
    return { sessionId: session.id, expiresAt }
  })
}

/** Ends the caller's session: its token is dead at the next request. */
export async function signOut(ctx: Ctx): Promise<void> {
  const person = personOf(ctx.actor)
  if (!person) return
  await inTransaction(ctx, async (ctx) => {
    await ctx.db
      .update(sessions)
      .set({ revokedAt: ctx.now })
      .where(and(eq(sessions.id, person.sessionId), eq(sessions.userId, person.userId)))
    await audit(ctx, 'session.close', { id: person.sessionId })
  })
}

export type SessionLine = {
  id: string
  device: string
  method: (typeof sessions.$inferSelect)['method']
  createdAt: Date
  lastSeenAt: Date
  isThis: boolean
}

const MOST_SESSIONS = 100

/** The sessions the caller has open, the one in use first. */
export async function listSessions(ctx: Ctx): Promise<SessionLine[]> {
  const { userId, sessionId } = signedIn(ctx)
  const lines = await ctx.db
    .select({
      id: sessions.id,
      device: sessions.device,
      method: sessions.method,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      isThis: sql<boolean>`${sessions.id} = ${sessionId}`,
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), isStillOpen(ctx.now, idleSince(ctx.now))))
    .orderBy(sql`${sessions.id} = ${sessionId} desc`, desc(sessions.lastSeenAt))
    .limit(MOST_SESSIONS)
  return lines
}

/** Ends one of the caller's sessions. Throws `session.not-found`. */
export async function endSession(ctx: Ctx, id: string): Promise<void> {
  const { userId } = signedIn(ctx)
  await inTransaction(ctx, async (ctx) => {
    const ended = await ctx.db
      .update(sessions)
      .set({ revokedAt: ctx.now })
      .where(and(eq(sessions.id, id), eq(sessions.userId, userId), isNull(sessions.revokedAt)))
      .returning({ id: sessions.id })
    if (ended.length === 0) throw new AppError('session.not-found')
    await audit(ctx, 'session.close', { id })
  })
}

/** Ends all the caller's sessions, this one included. */
export async function signOutEverywhere(ctx: Ctx): Promise<void> {
  const { userId, sessionId } = signedIn(ctx)
  await inTransaction(ctx, async (ctx) => {
    await endSessionsOf(ctx, userId)
    await audit(ctx, 'session.close', { id: sessionId, details: { everywhere: true } })
  })
}

/** Ends the sessions of a person and the sign-ins she has begun, save one session. In the caller's transaction. */
export async function endSessionsOf(ctx: Ctx, userId: string, { except }: { except?: string } = {}) {
  const others = except === undefined ? undefined : ne(sessions.id, except)
  await ctx.db
    .update(sessions)
    .set({ revokedAt: ctx.now })
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), others))
  await ctx.db
    .update(signInSteps)
    .set({ usedAt: ctx.now })
    .where(and(eq(signInSteps.userId, userId), isNull(signInSteps.usedAt)))
}

/** Revokes the tokens of a person whose account is taken back, and says how many. In the caller's transaction. */
export async function endTokensOf(ctx: Ctx, userId: string): Promise<number> {
  const { rowCount } = await ctx.db
    .update(apiTokens)
    .set({ revokedAt: ctx.now })
    .where(and(eq(apiTokens.userId, userId), isNull(apiTokens.revokedAt), gt(apiTokens.expiresAt, ctx.now)))
  return rowCount ?? 0
}

/** The caller, behind a door that nobody else passes. Throws `access.sign-in-required`. */
export function signedIn(ctx: Ctx): SignedIn {
  const person = personOf(ctx.actor)
  if (!person) throw new AppError('access.sign-in-required')
  return person
}

function isStillOpen(now: Date | Placeholder, idleSince: Date | Placeholder) {
  return and(isNull(sessions.revokedAt), gt(sessions.expiresAt, now), gt(sessions.lastSeenAt, idleSince))
}

function idleSince(now: Date): Date {
  return new Date(now.getTime() - IDLE_MINUTES * 60_000)
}

/** Who a credential belongs to now: read at each request, so that a revoked right acts at once. */
export async function loadActor(db: Db, credential: Credential, now: Date): Promise<Actor | null> {
  if (!/^[0-9a-f-]{36}$/.test(credential.id)) return null
  return credential.kind === 'session'
    ? actorOfSession(db, credential.id, now)
    : actorOfToken(db, credential.id, now)
}

const sessionRow = preparedOn((db) =>
  db
    .select({ lastSeenAt: sessions.lastSeenAt, userName: users.name, isMember: isMember(), ...SCOPE })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(sql`grant_scope(${sessions.grantId}) as scope`, sql`scope.user_id = ${sessions.userId}`)
    .where(
      and(
        eq(sessions.id, sql.placeholder('id')),
        isStillOpen(sql.placeholder('now'), sql.placeholder('idleSince')),
      ),
    )
    .limit(1)
    .prepare('session_row'),
)

async function actorOfSession(db: Db, id: string, now: Date): Promise<Actor | null> {
  const [row] = await sessionRow(db).execute({ id, now, idleSince: idleSince(now) })
  if (!row) return null
  if (isStale(row.lastSeenAt, now)) {
    await db
      .update(sessions)
      .set({ lastSeenAt: now })
      .where(and(eq(sessions.id, id), lt(sessions.lastSeenAt, now)))
  }
  return actorFrom(row, id)
}

const tokenRow = preparedOn((db) =>
  db
    .select({
      lastUsedAt: apiTokens.lastUsedAt,
      permissions: apiTokens.permissions,
      userName: users.name,
      isMember: isMember(),
      ...SCOPE,
    })
    .from(apiTokens)
    .innerJoin(users, eq(users.id, apiTokens.userId))
    .innerJoin(sql`grant_scope(${apiTokens.grantId}) as scope`, sql`scope.user_id = ${apiTokens.userId}`)
    .where(
      and(
        eq(apiTokens.id, sql.placeholder('id')),
        isNull(apiTokens.revokedAt),
        gt(apiTokens.expiresAt, sql.placeholder('now')),
      ),
    )
    .limit(1)
    .prepare('token_row'),
)

async function actorOfToken(db: Db, id: string, now: Date): Promise<Actor | null> {
  const [row] = await tokenRow(db).execute({ id, now })
  if (!row) return null
  if (row.lastUsedAt === null || isStale(row.lastUsedAt, now)) {
    await db.update(apiTokens).set({ lastUsedAt: now }).where(eq(apiTokens.id, id))
  }
  const only = row.permissions.filter(
    (one): one is Permission => PERMISSIONS.includes(one as Permission) && !NEVER_OF_A_TOKEN.includes(one),
  )
  const actor = actorFrom(row, id)
  return actor && { ...actor, only }
}

function isStale(seenAt: Date, now: Date): boolean {
  return now.getTime() - seenAt.getTime() > SEEN_EVERY_SECONDS * 1000
}

/** Whether a professional is of the members that day; asked for nobody else. */
function isMember() {
  const { role, userId, networkId } = SCOPE
  const asked = sql`reads_as_member(${userId}, ${networkId}, ${sql.placeholder('now')})`
  return sql<boolean>`case when ${role} = 'professional' then ${asked} else false end`
}

/** The columns of `grant_scope`: a right still held, with the scope it carries. */
const SCOPE = {
  grantId: sql<string>`scope.grant_id`,
  userId: sql<string>`scope.user_id`,
  role: sql<SignedIn['role']>`scope.role`,
  networkId: sql<string | null>`scope.network_id`,
  networkName: sql<string | null>`scope.network_name`,
  territoryId: sql<string | null>`scope.territory_id`,
  regionCode: sql<string | null>`scope.region_code`,
  networkIds: sql<string[] | null>`scope.region_networks`,
  establishmentId: sql<string | null>`scope.establishment_id`,
  finessGeo: sql<string | null>`scope.finess_geo`,
  finessPmsi: sql<string | null>`scope.finess_pmsi`,
}

type Scope = { [Name in keyof typeof SCOPE]: (typeof SCOPE)[Name]['_']['type'] }

/** The scope of a right still held, or null: what a session, a token and a queued job are worth. */
export async function scopeOf(db: Db, grantId: string): Promise<Scope | null> {
  const [scope] = await db.select(SCOPE).from(sql`grant_scope(${grantId}) as scope`).limit(1)
  return scope ?? null
}

function actorFrom(row: Scope & { userName: string; isMember: boolean }, sessionId: string): SignedIn | null {
  const { userId, userName, grantId, role, networkId, territoryId, regionCode, establishmentId } = row
  const { isMember, networkIds, finessGeo, finessPmsi } = row
  const person = { userId, userName, grantId, sessionId, networkName: row.networkName ?? '' }
  if (role === 'ars')
    return regionCode === null || !networkIds ? null : { ...person, role, regionCode, networkIds }
  if (role === 'platform_admin') return networkIds && { ...person, networkName: '', role, networkIds }
  if (networkId === null) return null
  if (role === 'antenna_coordinator') {
    return territoryId === null ? null : { ...person, role, networkId, territoryId }
  }
  if (role === 'professional') return { ...person, role, networkId, isMember }
  if (role !== 'establishment' && role !== 'birth_house') return { ...person, role, networkId }
  if (establishmentId === null || finessGeo === null || finessPmsi === null) return null
  return { ...person, role, networkId, establishmentId, finessGeo, finessPmsi }
}
