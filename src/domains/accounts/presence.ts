import { and, eq } from 'drizzle-orm'
import { personOf, type SignedIn } from '../../access/actor.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { provePasswordAgain } from './passwords.js'
import { sessions, users } from './tables.js'
import type { Visit } from './tries.js'

/** Without a password to ask for, having signed in so recently is the proof. */
const RECENT_MINUTES = 10

/**
 * Makes sure that it is still her in front of the screen: by her password, or without one by a sign-in of the last
 * minutes. Throws `account.wrong-password`, `account.sign-in-again`, `access.forbidden`.
 */
export async function provePresence(ctx: Ctx, visit: Visit, password: string | undefined): Promise<SignedIn> {
  const person = personOf(ctx.actor)
  const presence = person && (await presenceOf(ctx, person))
  // A program's key is no session: nobody is in front of a screen.
  if (!person || !presence) throw new AppError('access.forbidden')
  const { passwordHash, since } = presence
  if (passwordHash === null) {
    const minutes = (ctx.now.getTime() - since.getTime()) / 60_000
    if (minutes > RECENT_MINUTES) throw new AppError('account.sign-in-again', { minutes: RECENT_MINUTES })
  } else {
    await provePasswordAgain(ctx, visit, password ?? '')
  }
  return person
}

/** Whether the caller's account has a password, which `provePresence` then asks for. */
export async function asksPassword(ctx: Ctx): Promise<boolean> {
  const person = personOf(ctx.actor)
  const presence = person && (await presenceOf(ctx, person))
  return presence !== null && presence.passwordHash !== null
}

async function presenceOf(
  ctx: Ctx,
  person: SignedIn,
): Promise<{ passwordHash: string | null; since: Date } | null> {
  const [row] = await ctx.db
    .select({ passwordHash: users.passwordHash, since: sessions.createdAt })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, person.sessionId), eq(sessions.userId, person.userId)))
    .limit(1)
  return row ?? null
}
