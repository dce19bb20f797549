import { setTimeout as pause } from 'node:timers/promises'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { readLink } from '../../access/action-links.js'
import { hashPassword } from '../../access/passwords.js'
import { type Secrets, verifyingKeys } from '../../access/token-keys.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { queueMail } from '../mail/service.js'
import { checkNewPassword, replacePassword } from './passwords.js'
import type { NewPassword } from './schemas.js'
import { accountOfAddress, onBehalfOf } from './sign-in.js'
import { passwordResets, users } from './tables.js'
import { forgetFailures, mayAskReset, type Visit } from './tries.js'

const LINK_HOURS = 1
/** An address without account is answered as late as one for which a mail is written. */
const ANSWER_MILLISECONDS = 300

/** Sends a link to choose a new password, when an open account signs in with this address. Says nothing of it. */
export async function askPasswordReset(ctx: Ctx, visit: Visit, email: string): Promise<void> {
  const notBefore = pause(ANSWER_MILLISECONDS)
  const mayLeave = await mayAskReset(ctx, visit, email)
  const user = await accountOfAddress(ctx, email)
  if (user && mayLeave) await sendReset(await onBehalfOf(ctx, user.id), user)
  await notBefore
}

function sendReset(ctx: Ctx, user: { id: string; email: string; name: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const expiresAt = new Date(ctx.now.getTime() + LINK_HOURS * 3600_000)
    const [reset] = await ctx.db
      .insert(passwordResets)
      .values({ userId: user.id, createdAt: ctx.now, expiresAt })
      .returning({ id: passwordResets.id })
    if (!reset) throw new Error('the reset was not written')
    await queueMail(ctx, {
      template: 'account-password-reset',
      params: { resetId: reset.id, expiresAt: expiresAt.toISOString() },
      to: { address: user.email, name: user.name, userId: user.id },
      event: `password-reset:${reset.id}`,
    })
    await audit(ctx, 'account.ask-reset', { id: user.id })
  })
}

/** Refuses a link that no longer serves. Throws `account.link-ended`. */
export async function checkResetLink(ctx: Ctx, secrets: Secrets, token: string | undefined): Promise<void> {
  await openReset(ctx, secrets, token)
}

/**
 * Chooses a new password with a link, once: every session ends, the second factor stays asked. Throws
 * `account.link-ended`, `account.password-refused`.
 */
export async function resetPassword(
  ctx: Ctx,
  visit: Visit,
  token: string | undefined,
  chosen: NewPassword,
): Promise<void> {
  const person = await openReset(ctx, visit.secrets, token)
  checkNewPassword(chosen, person)
  const hash = await hashPassword(chosen.password)
  await inTransaction(await onBehalfOf(ctx, person.id), async (ctx) => {
    const used = await ctx.db
      .update(passwordResets)
      .set({ usedAt: ctx.now })
      .where(and(eq(passwordResets.userId, person.id), isNull(passwordResets.usedAt)))
      .returning({ id: passwordResets.id })
    // Of two browsers sending the same link at once, the second finds nothing left to use.
    if (!used.some(({ id }) => id === person.resetId)) throw new AppError('account.link-ended')
    await forgetFailures(ctx, visit, person.id, person.email)
    await replacePassword(ctx, visit, person, hash)
  })
}

async function openReset(ctx: Ctx, secrets: Secrets, token: string | undefined) {
  const keys = verifyingKeys(secrets, 'links', ctx.now)
  const link = token === undefined ? null : readLink(keys, 'password-reset', token, ctx.now)
  if (!link) throw new AppError('account.link-ended')
  const [found] = await ctx.db
    .select({ resetId: passwordResets.id, id: users.id, email: users.email, name: users.name })
    .from(passwordResets)
    .innerJoin(users, eq(users.id, passwordResets.userId))
    .where(
      and(
        eq(passwordResets.id, link.id),
        isNull(passwordResets.usedAt),
        gt(passwordResets.expiresAt, ctx.now),
        isNull(users.deactivatedAt),
      ),
    )
    .limit(1)
  if (!found) throw new AppError('account.link-ended')
  return found
}
