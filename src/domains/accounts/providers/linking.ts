import { personOf } from '../../../access/actor.js'
import { type Ctx, inTransaction } from '../../../context.js'
import { provePresence } from '../presence.js'
import { tellOfChange } from '../security-notices.js'
import type { Visit } from '../tries.js'
import { type Departure, depart } from './departure.js'
import { type ProvenIdentity, refusal } from './exchange.js'
import { linkIdentity } from './identities.js'
import type { Provider } from './providers.js'

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
  const { sessionId } = await provePresence(ctx, visit, password)
  return depart(ctx, provider, { kind: 'link', sessionId }, '/mon-compte')
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
    await tellOfChange(ctx, person.userId, { what: 'new-sign-in-method', device, about: identityId })
  })
}
