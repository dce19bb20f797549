import { createHmac, randomInt } from 'node:crypto'
import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import { deriveKey } from '../../access/secrets.js'
import { type Secrets, storageKeys } from '../../access/token-keys.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { tellOfChange } from './security-notices.js'
import { signedIn } from './sessions.js'
import { recoveryCodes, users } from './tables.js'
import type { Visit } from './tries.js'

const HOW_MANY = 10
const LENGTH = 10
/** No letter that a hurried reader takes for another: fifty bits a code. */
const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789'

/** Ten new codes, shown once; those before no longer serve. In the caller's transaction. */
export async function renewRecoveryCodes(ctx: Ctx, secrets: Secrets, userId: string): Promise<string[]> {
  const key = deriveKey(secrets.current, 'recovery-codes')
  const codes = Array.from({ length: HOW_MANY }, newCode)
  await forgetRecoveryCodes(ctx, userId)
  await ctx.db
    .insert(recoveryCodes)
    .values(codes.map((code) => ({ userId, codeHash: hashOf(key, userId, code), createdAt: ctx.now })))
  return codes
}

/** The caller's own codes, renewed; a mail tells her. Throws `access.second-factor-not-set`. */
export async function renewOwnRecoveryCodes(ctx: Ctx, { secrets, device }: Visit): Promise<string[]> {
  const { userId } = signedIn(ctx)
  return inTransaction(ctx, async (ctx) => {
    const hasFactor = and(eq(users.id, userId), isNotNull(users.totpConfirmedAt))
    if ((await ctx.db.$count(users, hasFactor)) === 0) throw new AppError('access.second-factor-not-set')
    const codes = await renewRecoveryCodes(ctx, secrets, userId)
    await tellOfChange(ctx, userId, { what: 'recovery-codes-renewed', device })
    await audit(ctx, 'account.set-second-factor', { id: userId, details: { recoveryCodes: codes.length } })
    return codes
  })
}

/** Uses a code up and says which and how many are left, or null when it is none of hers. In the caller's transaction. */
export async function useRecoveryCode(
  ctx: Ctx,
  secrets: Secrets,
  userId: string,
  code: string,
): Promise<{ id: string; left: number } | null> {
  const hashes = storageKeys(secrets, 'recovery-codes').map((key) => hashOf(key, userId, code))
  const [used] = await ctx.db
    .update(recoveryCodes)
    .set({ usedAt: ctx.now })
    .where(and(unused(userId), inArray(recoveryCodes.codeHash, hashes)))
    .returning({ id: recoveryCodes.id })
  return used ? { id: used.id, left: await recoveryCodesLeft(ctx, userId) } : null
}

/** How many codes she still has. */
export function recoveryCodesLeft(ctx: Ctx, userId: string): Promise<number> {
  return ctx.db.$count(recoveryCodes, unused(userId))
}

/** Forgets all her codes, used or not. In the caller's transaction. */
export async function forgetRecoveryCodes(ctx: Ctx, userId: string): Promise<void> {
  await ctx.db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId))
}

const unused = (userId: string) => and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt))

function newCode(): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`
}

/** As she typed it: small letters, no hyphen, an O for a zero. */
function hashOf(key: Buffer, userId: string, code: string): string {
  const plain = code
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return createHmac('sha256', key).update(`${userId}:${plain}`).digest('hex')
}
