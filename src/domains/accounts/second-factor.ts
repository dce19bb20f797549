import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { personOf, type SignedIn } from '../../access/actor.js'
import { can } from '../../access/policy.js'
import { deriveKey, SealedForGood, seal, unseal } from '../../access/secrets.js'
import { type Secrets, storageKeys } from '../../access/token-keys.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { grantsOf, type HeldRight } from './accounts.js'
import { forgetRecoveryCodes, renewRecoveryCodes, useRecoveryCode } from './recovery.js'
import { tellOfChange } from './security-notices.js'
import { endSessionsOf, endTokensOf } from './sessions.js'
import { users } from './tables.js'
import { countCodeTry, returnCodeTry, type Visit } from './tries.js'

/** Who signs in by password with a second factor, always. Others may set one. */
const ROLES_WITH_SECOND_FACTOR: readonly SignedIn['role'][] = [
  'antenna_coordinator',
  'coordinator',
  'ars',
  'admin',
  'platform_admin',
]

const PERIOD_SECONDS = 30
const SECRET_BYTES = 20

/** Whether a role signs in by password with a second factor. */
export function needsSecondFactor(role: SignedIn['role']): boolean {
  return ROLES_WITH_SECOND_FACTOR.includes(role)
}

/** A new secret for her telephone, in base 32. */
export function newFactorSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32
}

/** What the QR code says to the application on her telephone. */
export function factorUri(secret: string, email: string): string {
  return generator(secret, email).toString()
}

/** The code of this instant. */
export function codeAt(secret: string, now: Date): string {
  return generator(secret).generate({ timestamp: now.getTime() })
}

/** The time step whose code this is, the one now or a neighbour, or null. */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const delta = generator(secret).validate({ token: code, timestamp: now.getTime(), window: 1 })
  return delta === null ? null : Math.floor(now.getTime() / 1000 / PERIOD_SECONDS) + delta
}

function generator(secret: string, label = ''): TOTP {
  return new TOTP({
    issuer: 'Trame',
    label,
    secret: Secret.fromBase32(secret),
    period: PERIOD_SECONDS,
    digits: 6,
  })
}

/**
 * Checks the code of her telephone, or one of her recovery codes, and uses it up. Says how many recovery codes are
 * left when she used one. Throws `access.bad-code`, `access.too-many-tries`.
 */
export async function proveFactor(
  ctx: Ctx,
  visit: Visit,
  userId: string,
  typed: string,
): Promise<{ recoveryCodesLeft: number | null }> {
  await countCodeTry(ctx, visit, userId)
  const code = typed.replace(/\s/g, '')
  const proof = /^\d{6}$/.test(code)
    ? await acceptCode(ctx, visit.secrets, userId, code)
    : await acceptRecoveryCode(ctx, visit, userId, code)
  if (!proof) {
    await inTransaction(ctx, (ctx) =>
      audit(ctx, 'session.refused', { id: userId, details: { reason: 'code' } }),
    )
    throw new AppError('access.bad-code')
  }
  await returnCodeTry(ctx, visit, userId)
  return proof
}

/** Each step serves once: the row remembers the last, so that a code seen over a shoulder opens nothing. */
async function acceptCode(ctx: Ctx, secrets: Secrets, userId: string, code: string) {
  const secret = await factorSecret(ctx, secrets, userId)
  const step = secret === null ? null : stepOfCode(secret, code, ctx.now)
  if (secret === null || step === null) return null
  const accepted = await ctx.db
    .update(users)
    .set({ totpLastStep: step, totpSecret: sealed(secrets, userId, secret) })
    .where(and(eq(users.id, userId), or(isNull(users.totpLastStep), lt(users.totpLastStep, step))))
    .returning({ id: users.id })
  return accepted.length === 0 ? null : { recoveryCodesLeft: null }
}

function acceptRecoveryCode(ctx: Ctx, { secrets, device }: Visit, userId: string, code: string) {
  return inTransaction(ctx, async (ctx) => {
    const used = await useRecoveryCode(ctx, secrets, userId, code)
    if (used === null) return null
    const { id, left } = used
    await tellOfChange(ctx, userId, { what: 'recovery-code-used', device, about: id })
    await audit(ctx, 'account.use-recovery-code', { id: userId, by: userId, details: { left } })
    return { recoveryCodesLeft: left }
  })
}

/** The secret she shares with her telephone, or null when she has confirmed none. Throws `access.factor-unreadable`. */
export async function factorSecret(ctx: Ctx, secrets: Secrets, userId: string): Promise<string | null> {
  const [user] = await ctx.db
    .select({ sealed: users.totpSecret, confirmedAt: users.totpConfirmedAt })
    .from(users)
    .where(eq(users.id, userId))
    .limit(1)
  if (!user?.sealed || user.confirmedAt === null) return null
  try {
    return unseal(storageKeys(secrets, 'second-factor'), userId, user.sealed)
  } catch (error) {
    throw error instanceof SealedForGood ? new AppError('access.factor-unreadable') : error
  }
}

/** A secret as it is kept, in the person's row or in the step during which she confirms it. */
export function sealed(secrets: Secrets, userId: string, secret: string): string {
  return seal(deriveKey(secrets.current, 'second-factor'), userId, secret)
}

/**
 * Sets her second factor once she has shown that her telephone has it, and gives her recovery codes, in the
 * caller's transaction. Null when she already has one and this is not to replace it.
 */
export async function setFactor(
  ctx: Ctx,
  secrets: Secrets,
  userId: string,
  factor: { secret: string; step: number | null; replaces: boolean },
): Promise<string[] | null> {
  const mayBeSet = factor.replaces ? undefined : isNull(users.totpConfirmedAt)
  const set = await ctx.db
    .update(users)
    .set({
      totpSecret: sealed(secrets, userId, factor.secret),
      totpConfirmedAt: ctx.now,
      totpLastStep: factor.step,
    })
    .where(and(eq(users.id, userId), mayBeSet))
    .returning({ id: users.id })
  return set.length === 0 ? null : renewRecoveryCodes(ctx, secrets, userId)
}

/**
 * Takes away the second factor of somebody who has lost her telephone and her codes: she sets another at her next
 * sign-in. Her sessions and tokens end and a mail tells her. Throws `person.not-found`, `account.not-yours`.
 */
export async function resetSecondFactor(ctx: Ctx, userId: string): Promise<void> {
  const actor = personOf(ctx.actor)
  const rights = await grantsOf(ctx, userId)
  if (!actor || !can(ctx.actor, 'account.manage')) throw new AppError('access.forbidden')
  const refusal = resetRefusal(actor, userId, rights)
  if (refusal) throw new AppError(refusal)
  await inTransaction(ctx, async (ctx) => {
    const [person] = await ctx.db
      .update(users)
      .set({ totpSecret: null, totpConfirmedAt: null, totpLastStep: null })
      .where(eq(users.id, userId))
      .returning({ id: users.id })
    if (!person) throw new AppError('person.not-found')
    await forgetRecoveryCodes(ctx, userId)
    await endSessionsOf(ctx, userId)
    const tokens = await endTokensOf(ctx, userId)
    await tellOfChange(ctx, userId, { what: 'second-factor-reset', device: '' })
    await audit(ctx, 'account.reset-second-factor', { id: userId, details: { tokens } })
  })
}

/** An administrator helps those of her network, never herself nor somebody above her. */
export function resetRefusal(
  actor: SignedIn,
  userId: string,
  rights: HeldRight[],
): 'person.not-found' | 'account.not-yours' | null {
  if (actor.userId === userId) return 'account.not-yours'
  if (actor.role === 'platform_admin') return null
  if (actor.role !== 'admin') return 'account.not-yours'
  if (!rights.some(({ networkId }) => networkId === actor.networkId)) return 'person.not-found'
  return rights.some(({ role }) => role === 'platform_admin') ? 'account.not-yours' : null
}
