import { readLink } from '../../../access/action-links.js'
import { verifyingKeys } from '../../../access/token-keys.js'
import type { Ctx } from '../../../context.js'
import { AppError } from '../../../errors/app-error.js'
import { grantsOf } from '../accounts.js'
import { type OpenSession, openSession } from '../sessions.js'
import { openStep, type Step, seeStep, tryStep, useStep } from '../steps.js'
import type { Visit } from '../tries.js'
import { countVisit, type Departure, depart, traced, traceRefusal } from './departure.js'
import { type ProvenIdentity, proveIdentity, refusal } from './exchange.js'
import { holderOf, noteUse, standingGiven } from './identities.js'
import { linkToSession } from './linking.js'
import type { Provider } from './providers.js'
import { usableRights } from './rules.js'
import { PracticeStep, ProviderStep, type Purpose, type Return } from './schemas.js'

/**
 * Accepts an invitation for somebody a provider has just proved: gives the right to `userId` when the identity is
 * linked already, else opens an account and calls `linkIdentity`, all in one transaction.
 */
export type AcceptInvitation = (
  ctx: Ctx,
  invitation: { id: string; version: number },
  identity: ProvenIdentity,
  userId: string | null,
) => Promise<{ userId: string; grantId: string }>

/** What becomes of somebody who comes back from a provider. */
export type Arrival =
  | { kind: 'open'; session: OpenSession; next: string }
  | { kind: 'practices'; stepId: string }
  | { kind: 'linked' }
  | { kind: 'unknown' }

/** Sends a browser to a provider, to sign in or to accept an invitation. */
export async function departFor(
  ctx: Ctx,
  provider: Provider,
  asked: { next: string; invitation?: string | undefined },
  visit: Visit,
): Promise<Departure> {
  await countVisit(ctx, visit)
  return depart(ctx, provider, purposeOf(ctx, asked.invitation, visit), asked.next)
}

function purposeOf(ctx: Ctx, invitation: string | undefined, { secrets }: Visit): Purpose {
  if (invitation === undefined) return { kind: 'sign-in' }
  const link = readLink(verifyingKeys(secrets, 'links', ctx.now), 'invitation', invitation, ctx.now)
  if (!link) throw new AppError('invitation.dead')
  return { kind: 'invitation', ...link }
}

export type Arriving = {
  stepId: string | undefined
  returned: Return
  acceptInvitation?: AcceptInvitation | undefined
}

/** Receives somebody a provider sends back. Each refusal leaves a trace that says why, and nothing of who. */
export async function arrive(
  ctx: Ctx,
  provider: Provider,
  arriving: Arriving,
  visit: Visit,
): Promise<Arrival> {
  await countVisit(ctx, visit)
  return traced(ctx, provider, async () => {
    const step = await stepOf(ctx, provider, arriving.stepId)
    const identity = await proveIdentity(provider, arriving.returned, step, ctx.now)
    const arrival = await follow(ctx, provider, step, identity, { device: visit.device, ...arriving })
    if (arrival.kind === 'unknown') await traceRefusal(ctx, provider, 'unknown-identity')
    return arrival
  })
}

/** The step of this very browser, towards this very provider; it serves once, whatever comes of it. */
async function stepOf(ctx: Ctx, provider: Provider, stepId: string | undefined): Promise<ProviderStep> {
  const step = await useStep(ctx, 'provider', stepId)
  if (!step) throw refusal(provider, 'no-step')
  const data = ProviderStep.parse(step.data)
  if (data.provider !== provider.settings.provider) throw refusal(provider, 'other-provider')
  return data
}

async function follow(
  ctx: Ctx,
  provider: Provider,
  { purpose, next }: ProviderStep,
  identity: ProvenIdentity,
  { device, acceptInvitation }: Pick<Arriving, 'acceptInvitation'> & { device: string },
): Promise<Arrival> {
  if (purpose.kind === 'link') {
    await linkToSession(ctx, provider, purpose.sessionId, identity, device)
    return { kind: 'linked' }
  }
  const holder = await holderOf(ctx, identity)
  if (purpose.kind === 'invitation' && acceptInvitation) {
    const { userId, grantId } = await acceptInvitation(ctx, purpose, identity, holder?.userId ?? null)
    return openFor(ctx, provider, identity, { userId, grantId, next, device })
  }
  if (!holder) return { kind: 'unknown' }
  await noteUse(ctx, holder.identityId, identity)
  return openFor(ctx, provider, identity, { userId: holder.userId, next, device })
}

type Opening = { userId: string; grantId?: string; next: string; device: string }

/** Opens a session under a right she holds and may use, after she has said where she practises if she has a choice. */
async function openFor(
  ctx: Ctx,
  { settings: { provider }, label }: Provider,
  identity: ProvenIdentity,
  { userId, grantId, next, device }: Opening,
): Promise<Arrival> {
  const standing = standingGiven(identity)
  const held = await grantsOf(ctx, userId)
  const usable = usableRights(held, standing)
  const right = usable.find(({ id }) => id === grantId) ?? usable[0]
  if (!right) throw held.length > 0 ? new AppError('provider.no-practice', { provider: label }) : noRole()
  const practices = standing?.practices.map(({ words }) => words) ?? []
  if (practices.length > 1) {
    const data = { provider, grantId: right.id, practices, next }
    return { kind: 'practices', stepId: await openStep(ctx, { kind: 'practice', userId, data }) }
  }
  const practice = practices[0] ?? null
  const session = await openSession(ctx, { userId, grantId: right.id, method: provider, device, practice })
  return { kind: 'open', session, next }
}

const noRole = () => new AppError('access.no-role')

/** The practices she may choose from, while the step lasts. Throws `provider.choice-expired`. */
export async function practicesToChoose(ctx: Ctx, stepId: string | undefined): Promise<string[]> {
  return practiceStep(await seeStep(ctx, 'practice', stepId)).practices
}

/** Opens the session under the practice chosen. Null when none listed was chosen: the step then still serves. */
export async function choosePractice(
  ctx: Ctx,
  stepId: string | undefined,
  choice: string | undefined,
  { device }: Visit,
): Promise<{ session: OpenSession; next: string } | null> {
  const { practices } = practiceStep(await tryStep(ctx, 'practice', stepId))
  const practice = practices.find((_, index) => String(index) === choice)
  if (practice === undefined) return null
  const { provider, grantId, next, userId } = practiceStep(await useStep(ctx, 'practice', stepId))
  const session = await openSession(ctx, { userId, grantId, method: provider, device, practice })
  return { session, next }
}

function practiceStep(step: Step | null): PracticeStep & { userId: string } {
  if (!step?.userId) throw new AppError('provider.choice-expired')
  return { ...PracticeStep.parse(step.data), userId: step.userId }
}
