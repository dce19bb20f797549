import { eq } from 'drizzle-orm'
import { passwordRefusal } from '../../access/password-rule.js'
import { hashPassword, passwordMatches } from '../../access/passwords.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { NewPassword } from './schemas.js'
import { tellOfChange } from './security-notices.js'
import { endSessionsOf, endTokensOf, signedIn } from './sessions.js'
import { users } from './tables.js'
import { countAgain, type Visit } from './tries.js'

type Person = { id: string; email: string; name: string }

/** Changes the caller's own password; her other sessions and her tokens end. Throws `account.wrong-password`, `account.password-refused`. */
export async function changePassword(
  ctx: Ctx,
  visit: Visit,
  current: string,
  chosen: NewPassword,
): Promise<void> {
  const { sessionId, networkName } = signedIn(ctx)
  const person = await provePasswordAgain(ctx, visit, current)
  checkNewPassword(chosen, { ...person, network: networkName })
  const hash = await hashPassword(chosen.password)
  await inTransaction(ctx, (ctx) => replacePassword(ctx, visit, person, hash, { keepSession: sessionId }))
}

/** Asks an open session for its password before an act on the account. Throws `account.wrong-password`. */
export async function provePasswordAgain(ctx: Ctx, visit: Visit, password: string): Promise<Person> {
  const { userId } = signedIn(ctx)
  await countAgain(ctx, visit, userId)
  const [user] = await ctx.db
    .select({ id: users.id, email: users.email, name: users.name, hash: users.passwordHash })
    .from(users)
    .where(eq(users.id, userId))
    .limit(1)
  if (!user || !(await passwordMatches(user.hash, password))) {
    const fields = { currentPassword: 'Ce n’est pas votre mot de passe actuel.' }
    throw new AppError('account.wrong-password', {}, { fields })
  }
  return { id: user.id, email: user.email, name: user.name }
}

/** Refuses a password too easy to guess, or typed in two ways, in the field concerned. */
export function checkNewPassword(
  { password, confirmation }: NewPassword,
  person: { email: string; name: string; network?: string },
): void {
  const refusal = passwordRefusal(password, person)
  if (refusal) throw new AppError('account.password-refused', {}, { fields: { password: refusal } })
  if (password !== confirmation) {
    const fields = { confirmation: 'Les deux saisies diffèrent. Tapez deux fois le même mot de passe.' }
    throw new AppError('account.password-refused', {}, { fields })
  }
}

/** Writes a new password, ends her sessions and tokens and tells her by mail. In the caller's transaction. */
export async function replacePassword(
  ctx: Ctx,
  { device }: Visit,
  { id: userId }: Person,
  passwordHash: string,
  { keepSession }: { keepSession?: string } = {},
): Promise<void> {
  await ctx.db.update(users).set({ passwordHash, passwordChangedAt: ctx.now }).where(eq(users.id, userId))
  await endSessionsOf(ctx, userId, keepSession === undefined ? {} : { except: keepSession })
  const tokens = await endTokensOf(ctx, userId)
  await tellOfChange(ctx, userId, { what: 'password-changed', device })
  await audit(ctx, 'account.change-password', { id: userId, by: userId, details: { tokens } })
}
