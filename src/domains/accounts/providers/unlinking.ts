import { and, eq, inArray, ne } from 'drizzle-orm'
import { audit } from '../../../audit/audit.js'
import { type Ctx, inTransaction } from '../../../context.js'
import { AppError } from '../../../errors/app-error.js'
import { provePresence } from '../presence.js'
import { tellOfChange } from '../security-notices.js'
import { endSessionsOf, signedIn } from '../sessions.js'
import { userIdentities, users } from '../tables.js'
import type { Visit } from '../tries.js'
import type { ProviderName } from './labels.js'

/** An identity to remove, and the providers the configuration offers: only theirs are ways in. */
export type Unlinking = { id: string; offered: readonly ProviderName[] }

/** One of the caller's identities, if she may remove it. Throws `identity.not-found`, `identity.only-way-in`. */
export async function removableIdentity(ctx: Ctx, unlinking: Unlinking): Promise<ProviderName> {
  const identity = await ownIdentity(ctx, unlinking.id)
  if (!(await hasAnotherWayIn(ctx, unlinking))) throw new AppError('identity.only-way-in')
  return identity
}

/**
 * Removes an identity from the caller's account once she has proved again who she is: her other sessions end, and a
 * mail tells her. Throws `account.wrong-password`, `account.sign-in-again`, `identity.not-found`,
 * `identity.only-way-in`.
 */
export async function unlinkIdentity(
  ctx: Ctx,
  visit: Visit,
  unlinking: Unlinking,
  password: string | undefined,
): Promise<void> {
  const { userId, sessionId } = await provePresence(ctx, visit, password)
  await inTransaction(ctx, async (ctx) => {
    // Of two identities removed at once, the second must see that it is now the only way in.
    await ctx.db.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('update')
    const provider = await removableIdentity(ctx, unlinking)
    await ctx.db.delete(userIdentities).where(own(userId, unlinking.id))
    await endSessionsOf(ctx, userId, { except: sessionId })
    await tellOfChange(ctx, userId, {
      what: 'sign-in-method-removed',
      device: visit.device,
      about: unlinking.id,
    })
    await audit(ctx, 'account.unlink-identity', { id: userId, details: { method: provider } })
  })
}

async function ownIdentity(ctx: Ctx, id: string): Promise<ProviderName> {
  const [identity] = await ctx.db
    .select({ provider: userIdentities.provider })
    .from(userIdentities)
    .where(own(signedIn(ctx).userId, id))
    .limit(1)
  if (!identity) throw new AppError('identity.not-found')
  return identity.provider
}

async function hasAnotherWayIn(ctx: Ctx, { id, offered }: Unlinking): Promise<boolean> {
  const { userId } = signedIn(ctx)
  const [user] = await ctx.db
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, userId))
    .limit(1)
  if (user && user.passwordHash !== null) return true
  const others = and(
    eq(userIdentities.userId, userId),
    ne(userIdentities.id, id),
    inArray(userIdentities.provider, [...offered]),
  )
  return (await ctx.db.$count(userIdentities, others)) > 0
}

const own = (userId: string, id: string) => and(eq(userIdentities.userId, userId), eq(userIdentities.id, id))
