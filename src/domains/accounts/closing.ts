import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { ErrorCode } from '../../errors/catalogue.js'
import { grantsOf } from './accounts.js'
import { visiblePerson } from './people.js'
import { accountRefusal, type Closing, closingOf, type PersonAsSeen } from './people-rules.js'
import { ClosingDone } from './people-schemas.js'
import { type InNetwork, otherAdministrators, reachable } from './people-scope.js'
import { endAccess, endRights } from './rights.js'
import { resetRefusal, resetSecondFactor } from './second-factor.js'
import { signedIn } from './sessions.js'
import { roleGrants, users } from './tables.js'

/**
 * Closes a person's access. Her account is closed when all her rights are in the actor's hands; when she works in
 * another network too, only the rights of this one end. Says which of the two was done.
 */
export async function closePerson({ ctx }: InNetwork, userId: string): Promise<Closing> {
  const actor = signedIn(ctx)
  return once(ctx, ClosingDone, async (ctx) => {
    const seen = await lockPerson(ctx, userId)
    const decision = closingOf(actor, seen)
    if ('refusal' in decision) throw new AppError(decision.refusal)
    const { closing } = decision
    if (closing === 'account') {
      await ctx.db
        .update(users)
        .set({ deactivatedAt: ctx.now, deactivatedBy: actor.userId })
        .where(eq(users.id, userId))
      await endAccess(ctx, seen.grantIds)
    } else await endRights(ctx, seen.grantIds)
    await audit(ctx, 'account.deactivate', {
      id: userId,
      details: { closed: closing },
      before: { rights: seen.rights.length },
      after: { rights: 0 },
    })
    return closing
  })
}

/** Opens again an account that was closed, with the rights it had. Throws `account.not-yours`. */
export async function reopenPerson({ ctx }: InNetwork, userId: string): Promise<void> {
  const actor = signedIn(ctx)
  await once(ctx, z.void(), async (ctx) => {
    const seen = await lockPerson(ctx, userId)
    const refusal = accountRefusal(actor, seen)
    if (refusal) throw new AppError(refusal)
    const reopened = await ctx.db
      .update(users)
      .set({ deactivatedAt: null, deactivatedBy: null })
      .where(eq(users.id, userId))
      .returning({ id: users.id })
    if (reopened.length === 0) throw new AppError('person.not-found')
    await audit(ctx, 'account.reactivate', { id: userId, after: { rights: seen.rights.length } })
  })
}

/** Takes away a lost second factor, when the whole account is in the actor's hands. Throws `account.not-yours`. */
export async function resetPersonFactor(place: InNetwork, userId: string): Promise<void> {
  const { account } = await foresee(place, userId)
  if (account) throw new AppError(account)
  await resetSecondFactor(place.ctx, userId)
}

export type Foreseen = {
  /** What closing her access would do, or why it may not. */
  closing: ReturnType<typeof closingOf>
  /** Why her account as a whole is not for this actor to touch, or null. */
  account: ErrorCode | null
  /** Why her second factor is not, or null. */
  factor: ErrorCode | null
}

/** What this actor could do to an account, so that its page says it before. */
export async function foresee({ ctx }: InNetwork, userId: string): Promise<Foreseen> {
  const actor = signedIn(ctx)
  return inTransaction(ctx, async (ctx) => {
    const seen = await lockPerson(ctx, userId)
    const account = accountRefusal(actor, seen)
    const factor = account ?? resetRefusal(actor, userId, await grantsOf(ctx, userId))
    return { closing: closingOf(actor, seen), account, factor }
  })
}

type LockedPerson = PersonAsSeen & { grantIds: string[] }

async function lockPerson(ctx: Ctx, userId: string): Promise<LockedPerson> {
  await visiblePerson(ctx, userId, 'account.manage')
  // Administrators first, then the person: everybody locks in this order.
  const current = await ctx.db
    .select({ id: roleGrants.id, role: roleGrants.role, networkId: roleGrants.networkId })
    .from(roleGrants)
    .where(
      and(
        eq(roleGrants.userId, userId),
        isNull(roleGrants.revokedAt),
        reachable(ctx, 'account.manage', roleGrants),
      ),
    )
    .limit(50)
  const rights = []
  for (const { role, networkId } of current) {
    const counts = role === 'admin' && networkId !== null
    rights.push({ role, otherAdministrators: counts ? await otherAdministrators(ctx, networkId, userId) : 1 })
  }
  const all = await grantsOf(ctx, userId)
  const grantIds = current.map(({ id }) => id)
  return { userId, rights, grantIds, elsewhere: all.some(({ id }) => !grantIds.includes(id)) }
}
