import { and, eq } from 'drizzle-orm'
import { personOf, type SignedIn } from '../../../access/actor.js'
import { type Ctx, inTransaction } from '../../../context.js'
import { AppError } from '../../../errors/app-error.js'
import { queueMail } from '../../mail/service.js'
import { provePasswordAgain } from '../passwords.js'
import { sessions, users } from '../tables.js'
import type { Visit } from '../tries.js'
import { type Departure, depart } from './departure.js'
import { type ProvenIdentity, refusal } from './exchange.js'
import { linkIdentity } from './identities.js'
import type { Provider } from './providers.js'

/** Without a password to ask for, having signed in so recently is the proof. */
const RECENT_MINUTES = 10

/**
 * Sends a signed-in person to a provider, to link the identity proved there to her account, after making sure that
 * it is still her in front of the screen: by her password, or without one by a sign-in of the last minutes.
 */
export async function departToLink(
  ctx: Ctx,
  provider: Provider,
  password: string | undefined,
  visit: Visit,
): Promise<Departure> {
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
  return depart(ctx, provider, { kind: 'link', sessionId: person.sessionId }, '/mon-compte')
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

/** Links the identity proved to the account of the session the link was asked from, and tells its owner by mail. */
export async function linkToSession(
  ctx: Ctx,
  provider: Provider,
  sessionId: string,
  identity: ProvenIdentity,
  device: string,
): Promise<void> {
  const person = personOf(ctx.actor)
  if (person?.sessionId !== sessionId) throw refusal(provider, 'other-session')
  await inTransaction(ctx, async (ctx) => {
    const identityId = await linkIdentity(ctx, person.userId, identity)
    const [to] = await ctx.db
      .select({ address: users.email, name: users.name })
      .from(users)
      .where(eq(users.id, person.userId))
      .limit(1)
    if (!to) throw new Error('a signed-in person has an account')
    await queueMail(ctx, {
      template: 'account-security-notice',
      params: { what: 'new-sign-in-method', at: ctx.now.toISOString(), device },
      to: { ...to, userId: person.userId },
      event: `identity:${identityId}`,
    })
  })
}

/** Whether the caller's account has a password, which linking then asks for. */
export async function asksPassword(ctx: Ctx): Promise<boolean> {
  const person = personOf(ctx.actor)
  const presence = person && (await presenceOf(ctx, person))
  return presence !== null && presence.passwordHash !== null
}
