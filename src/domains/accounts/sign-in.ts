import { and, eq, isNull, sql } from 'drizzle-orm'
import { passwordMatches } from '../../access/passwords.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { grantsOf } from './accounts.js'
import type { SignIn } from './schemas.js'
import { type OpenSession, openSession } from './sessions.js'
import { users } from './tables.js'

/** Opens a session for the first current right of the account. Throws `access.bad-credentials`, `access.no-role`. */
export async function signIn(ctx: Ctx, credentials: SignIn): Promise<OpenSession & { role: string }> {
  const [user] = await ctx.db
    .select({ id: users.id, passwordHash: users.passwordHash })
    .from(users)
    .where(
      and(
        eq(sql`lower(${users.email})`, credentials.email.toLowerCase()),
        sql`${users.passwordHash} is not null`,
        isNull(users.deactivatedAt),
      ),
    )
    .limit(1)
  const matches = await passwordMatches(user?.passwordHash ?? null, credentials.password)
  if (!user || !matches) throw new AppError('access.bad-credentials')
  const [grant] = await grantsOf(ctx, user.id)
  if (!grant) throw new AppError('access.no-role')
  const session = await openSession(ctx, { userId: user.id, grantId: grant.id, method: 'password' })
  return { ...session, role: grant.role }
}
