import { and, eq, isNull, sql } from 'drizzle-orm'
import { passwordMatches } from '../../access/passwords.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { grantsOf } from './accounts.js'
import type { SignIn } from './schemas.js'
import { needsSecondFactor, proveFactor } from './second-factor.js'
import { type OpenSession, openSession } from './sessions.js'
import { users } from './tables.js'
import { countPasswordTry, returnPasswordTry, type Visit } from './tries.js'

/** A password that matched, and what is still asked: nothing, a code, or to set the second factor first. */
export type PasswordProof = { userId: string; email: string; then: 'open' | 'ask-code' | 'set-factor' }

/** Opens a session for a program, in one call. Throws `access.bad-credentials`, `access.second-factor-required` and others. */
export async function signIn(
  ctx: Ctx,
  visit: Visit,
  { code, ...credentials }: SignIn,
): Promise<OpenSession & { role: string }> {
  const proof = await provePassword(ctx, visit, credentials)
  if (proof.then === 'set-factor') throw new AppError('access.second-factor-not-set')
  if (proof.then === 'ask-code') {
    if (code === undefined) throw new AppError('access.second-factor-required')
    await proveFactor(await onBehalfOf(ctx, proof.userId), visit, proof.userId, code)
  }
  return openFirstRight(ctx, visit, proof.userId)
}

/**
 * Checks an address and a password. An unknown address costs the same work and meets the same limits as a known
 * one. Throws `access.bad-credentials`, `access.too-many-tries`, `access.no-role`.
 */
export async function provePassword(
  ctx: Ctx,
  visit: Visit,
  { email, password }: { email: string; password: string },
): Promise<PasswordProof> {
  await countPasswordTry(ctx, visit, email)
  const user = await accountOfAddress(ctx, email)
  const matches = await passwordMatches(user?.passwordHash ?? null, password)
  if (!user || !matches) {
    await traceRefusal(ctx, user?.id ?? null)
    throw new AppError('access.bad-credentials')
  }
  await returnPasswordTry(ctx, visit, email)
  const rights = await grantsOf(ctx, user.id)
  if (rights.length === 0) throw new AppError('access.no-role')
  const isAsked = rights.some(({ role }) => needsSecondFactor(role))
  const then = user.factorSetAt !== null ? 'ask-code' : isAsked ? 'set-factor' : 'open'
  return { userId: user.id, email: user.email, then }
}

/** Opens a session under the oldest right of somebody who has proved all that is asked. Throws `access.no-role`. */
export async function openFirstRight(
  ctx: Ctx,
  visit: Visit,
  userId: string,
): Promise<OpenSession & { role: string }> {
  const [right] = await grantsOf(ctx, userId)
  if (!right) throw new AppError('access.no-role')
  const opening = { userId, grantId: right.id, method: 'password', device: visit.device } as const
  return { ...(await openSession(ctx, opening)), role: right.role }
}

/** The open account that signs in with this address and a password, or null. */
export async function accountOfAddress(ctx: Ctx, email: string) {
  const [user] = await ctx.db
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      passwordHash: users.passwordHash,
      factorSetAt: users.totpConfirmedAt,
    })
    .from(users)
    .where(
      and(
        eq(sql`lower(${users.email})`, email.toLowerCase()),
        sql`${users.passwordHash} is not null`,
        isNull(users.deactivatedAt),
      ),
    )
    .limit(1)
  return user ?? null
}

/** The platform acting for somebody who is not signed in: its traces go to the journal of her network. */
export async function onBehalfOf(ctx: Ctx, userId: string | null): Promise<Ctx> {
  const [right] = await grantsOf(ctx, userId ?? NOBODY)
  return { ...ctx, actor: { role: 'system', job: 'sign-in', networkId: right?.networkId ?? null } }
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** A try on an unknown address leaves its trace too, without the address: otherwise the time would tell them apart. */
async function traceRefusal(ctx: Ctx, userId: string | null): Promise<void> {
  await inTransaction(await onBehalfOf(ctx, userId), (ctx) =>
    audit(ctx, 'session.refused', {
      ...(userId !== null && { id: userId }),
      details: { reason: 'password', known: userId !== null },
    }),
  )
}
