import { and, eq, inArray } from 'drizzle-orm'
import { personOf, type SignedIn } from '../../access/actor.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { currentNetwork } from '../networks/service.js'
import { establishments, networks, territories } from '../networks/tables.js'
import { grantsOf, type HeldRight } from './accounts.js'
import { recoveryCodesLeft } from './recovery.js'
import { needsSecondFactor } from './second-factor.js'
import { scopeOf, signedIn } from './sessions.js'
import { sessions, users } from './tables.js'

export type OwnAccount = {
  name: string
  email: string
  hasPassword: boolean
  passwordChangedAt: Date | null
  /** Since when she has a second factor, or null. */
  factorSetAt: Date | null
  recoveryCodesLeft: number
  lastSignInAt: Date | null
  timeZone: string
}

/** What the caller's own account holds. */
export async function ownAccount(ctx: Ctx): Promise<OwnAccount> {
  const { userId } = signedIn(ctx)
  const [user] = await ctx.db.select().from(users).where(eq(users.id, userId)).limit(1)
  if (!user) throw new AppError('access.sign-in-required')
  return {
    name: user.name,
    email: user.email,
    hasPassword: user.passwordHash !== null,
    passwordChangedAt: user.passwordChangedAt,
    factorSetAt: user.totpConfirmedAt,
    recoveryCodesLeft: await recoveryCodesLeft(ctx, userId),
    lastSignInAt: user.lastSignInAt,
    timeZone: await timeZoneOf(ctx),
  }
}

/** The time zone dates are shown in; an administrator of a platform without network reads Paris. */
export async function timeZoneOf(ctx: Ctx): Promise<string> {
  const person = personOf(ctx.actor)
  const hasNetwork = person && (!('networkIds' in person) || person.networkIds.length > 0)
  return hasNetwork ? (await currentNetwork(ctx)).timeZone : 'Europe/Paris'
}

/** A right with where it holds, in words, and whether it is the one in use. */
export type OwnRight = { id: string; role: SignedIn['role']; place: string; isInUse: boolean }

/** The rights the caller holds now. */
export async function ownRights(ctx: Ctx): Promise<OwnRight[]> {
  const { userId, grantId } = signedIn(ctx)
  const rights = await grantsOf(ctx, userId)
  const lines = []
  for (const right of rights) {
    lines.push({
      id: right.id,
      role: right.role,
      place: await placeOf(ctx, right),
      isInUse: right.id === grantId,
    })
  }
  return lines
}

/** Where a right holds: a site, a territory, a network, a region, or everywhere. */
async function placeOf(ctx: Ctx, right: HeldRight): Promise<string> {
  const { networkId, networkName, establishmentId, territoryId, regionCode } = right
  if (networkId === null) return regionCode === null ? 'tous les réseaux' : regionName(ctx, regionCode)
  // Each right is read as a job of its own network: the caller's transaction does not reach another one.
  const asJob = { ...ctx, actor: { role: 'system', job: 'own-account', networkId } } as const
  const name = await inTransaction(asJob, async ({ db }) => {
    const [row] =
      establishmentId !== null
        ? await db
            .select({ name: establishments.name })
            .from(establishments)
            .where(and(eq(establishments.id, establishmentId), eq(establishments.networkId, networkId)))
        : right.role === 'antenna_coordinator' && territoryId !== null
          ? await db
              .select({ name: territories.name })
              .from(territories)
              .where(and(eq(territories.id, territoryId), eq(territories.networkId, networkId)))
          : []
    return row?.name
  })
  return [name, networkName].filter(Boolean).join(', ')
}

async function regionName(ctx: Ctx, regionCode: string): Promise<string> {
  const [network] = await ctx.db
    .select({ name: networks.regionName })
    .from(networks)
    .where(inArray(networks.regionCode, [regionCode]))
    .limit(1)
  return network?.name ?? regionCode
}

/**
 * Changes the right in use, without signing in again. A right that asks for a second factor is refused to a session
 * that has shown none. Throws `right.not-found`, `access.second-factor-not-set`.
 */
export async function changeRole(ctx: Ctx, grantId: string): Promise<void> {
  const person = signedIn(ctx)
  await inTransaction(ctx, async (ctx) => {
    const scope = await scopeOf(ctx.db, grantId)
    if (scope?.userId !== person.userId) throw new AppError('right.not-found')
    const [session] = await ctx.db
      .select({
        method: sessions.method,
        practice: sessions.practice,
        factorSetAt: users.totpConfirmedAt,
      })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(sessions.id, person.sessionId), eq(sessions.userId, person.userId)))
      .limit(1)
    if (!session) throw new AppError('access.sign-in-required')
    // Setting or losing the factor ends every other session: with one set, this session has shown it.
    const isWeak = session.method === 'password' && session.factorSetAt === null
    if (isWeak && needsSecondFactor(scope.role)) throw new AppError('access.second-factor-not-set')
    // Who practises nowhere today is no professional today, whatever right she holds.
    const practisesNowhere = session.method === 'pro-sante-connect' && session.practice === null
    if (practisesNowhere && scope.role === 'professional') {
      throw new AppError('provider.no-practice', { provider: 'Pro Santé Connect' })
    }
    await ctx.db
      .update(sessions)
      .set({ grantId })
      .where(and(eq(sessions.id, person.sessionId), eq(sessions.userId, person.userId)))
    await audit(ctx, 'session.change-role', {
      id: person.sessionId,
      before: { role: person.role },
      after: { role: scope.role },
    })
  })
}
