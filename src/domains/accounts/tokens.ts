import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Role } from '../../access/actor.js'
import { once } from '../../access/once.js'
import { PERMISSIONS, type Permission, reachOf } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { provePresence } from './presence.js'
import type { NewToken } from './schemas.js'
import { tellOfChange } from './security-notices.js'
import { NEVER_OF_A_TOKEN, signedIn } from './sessions.js'
import { apiTokens } from './tables.js'
import type { Visit } from './tries.js'

const MOST_TOKENS = 20
const DAY_MILLISECONDS = 86_400_000

export type TokenLine = {
  id: string
  name: string
  permissions: string[]
  createdAt: Date
  expiresAt: Date
  lastUsedAt: Date | null
}

/** Kept so that a form sent twice shows the same token twice. */
const MadeToken = z.object({ id: z.uuid(), expiresAt: z.coerce.date() })

/** The permissions of a role that a token may carry. */
export function permissionsForTokens(role: Role): Permission[] {
  return PERMISSIONS.filter((one) => reachOf(role, one) !== null && !NEVER_OF_A_TOKEN.includes(one))
}

/**
 * Creates a token under the right in use, narrowed to some of its permissions, for somebody who proves again who she
 * is; a mail tells her. Its signed form is made by the caller and kept nowhere. Throws `account.wrong-password`,
 * `account.sign-in-again`, `token.foreign-permission`, `token.too-many`.
 */
export async function createToken(
  ctx: Ctx,
  visit: Visit,
  { name, permissions, days, currentPassword }: NewToken,
): Promise<{ id: string; expiresAt: Date }> {
  const person = signedIn(ctx)
  const allowed = permissionsForTokens(person.role)
  if (!permissions.every((one) => allowed.some((permission) => permission === one))) {
    throw new AppError('token.foreign-permission')
  }
  await provePresence(ctx, visit, currentPassword)
  return once(ctx, MadeToken, async (ctx) => {
    if ((await ctx.db.$count(apiTokens, current(ctx))) >= MOST_TOKENS) throw new AppError('token.too-many')
    const expiresAt = new Date(ctx.now.getTime() + days * DAY_MILLISECONDS)
    const { userId, grantId } = person
    const [token] = await ctx.db
      .insert(apiTokens)
      .values({
        userId,
        grantId,
        name,
        permissions: [...new Set(permissions)],
        createdAt: ctx.now,
        expiresAt,
      })
      .returning({ id: apiTokens.id })
    if (!token) throw new Error('the token was not written')
    await tellOfChange(ctx, userId, { what: 'token-created', device: visit.device, about: token.id })
    await audit(ctx, 'account.create-token', {
      id: token.id,
      details: { permissions: permissions.join(' '), expiresAt: expiresAt.toISOString() },
    })
    return { id: token.id, expiresAt }
  })
}

/** The caller's tokens that still work, the newest first. */
export async function listTokens(ctx: Ctx): Promise<TokenLine[]> {
  return ctx.db
    .select({
      id: apiTokens.id,
      name: apiTokens.name,
      permissions: apiTokens.permissions,
      createdAt: apiTokens.createdAt,
      expiresAt: apiTokens.expiresAt,
      lastUsedAt: apiTokens.lastUsedAt,
    })
    .from(apiTokens)
    .where(current(ctx))
    .orderBy(desc(apiTokens.createdAt))
    .limit(MOST_TOKENS)
}

/** Ends one of the caller's tokens at once. Throws `token.not-found`. */
export async function revokeToken(ctx: Ctx, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const revoked = await ctx.db
      .update(apiTokens)
      .set({ revokedAt: ctx.now })
      .where(and(eq(apiTokens.id, id), current(ctx)))
      .returning({ id: apiTokens.id })
    if (revoked.length === 0) throw new AppError('token.not-found')
    await audit(ctx, 'account.revoke-token', { id })
  })
}

const current = (ctx: Ctx) =>
  and(
    eq(apiTokens.userId, signedIn(ctx).userId),
    isNull(apiTokens.revokedAt),
    gt(apiTokens.expiresAt, ctx.now),
  )
