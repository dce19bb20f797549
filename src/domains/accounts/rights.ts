import { and, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { type GrantScope, giveRight } from './accounts.js'
import { visiblePerson } from './people.js'
import { inHands, revocationRefusal } from './people-rules.js'
import type { Offer } from './people-schemas.js'
import {
  type InNetwork,
  otherAdministrators,
  reachable,
  sameScope,
  scopeName,
  scopeOfOffer,
} from './people-scope.js'
import { signedIn } from './sessions.js'
import { apiTokens, roleGrants, sessions, users } from './tables.js'

/** Gives another right to a person of the network. Throws `right.not-yours`, `right.to-oneself`, `right.already-held`, `account.closed`. */
export async function grantRight(place: InNetwork, userId: string, offer: Offer): Promise<string> {
  const { network } = place
  return once(place.ctx, z.uuid(), async (ctx) => {
    await visiblePerson(ctx, userId, 'account.manage')
    return addRight(ctx, userId, await scopeOfOffer({ ctx, network }, offer))
  })
}

/** Takes a right away: it acts on the next request, on open sessions, on tokens and on queued jobs. */
export async function revokeRight({ ctx }: InNetwork, userId: string, rightId: string): Promise<void> {
  const person = signedIn(ctx)
  await inTransaction(ctx, async (ctx) => {
    const right = await lockRight(ctx, userId, rightId)
    if (right.revokedAt !== null) throw new AppError('right.not-found')
    const others =
      right.role === 'admin' && right.networkId ? await otherAdministrators(ctx, right.networkId, userId) : 1
    const refusal = revocationRefusal(person, { ...right, otherAdministrators: others })
    if (refusal) throw new AppError(refusal)
    await endRights(ctx, [right.id])
    await audit(ctx, 'account.revoke', {
      id: userId,
      before: { role: right.role, scope: right.scope },
    })
  })
}

/**
 * Gives back a right taken away. It is a new right of the same scope: the sessions and tokens of the old one stay
 * dead, and the history keeps both. Throws what `grantRight` throws.
 */
export async function restoreRight({ ctx }: InNetwork, userId: string, rightId: string): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const right = await lockRight(ctx, userId, rightId)
    return addRight(ctx, userId, scopeOfRow(right))
  })
}

/** Ends rights with all that lives on them, in the caller's transaction. */
export async function endRights(ctx: Ctx, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const { userId } = signedIn(ctx)
  await ctx.db
    .update(roleGrants)
    .set({ revokedAt: ctx.now, revokedBy: userId })
    .where(and(inArray(roleGrants.id, ids), reachable(ctx, 'account.manage', roleGrants)))
  await endAccess(ctx, ids)
}

/** Ends the sessions and the tokens of rights, which must not come alive again with the account. */
export async function endAccess(ctx: Ctx, grantIds: string[]): Promise<void> {
  if (grantIds.length === 0) return
  for (const table of [sessions, apiTokens]) {
    await ctx.db
      .update(table)
      .set({ revokedAt: ctx.now })
      .where(and(inArray(table.grantId, grantIds), isNull(table.revokedAt)))
  }
}

async function addRight(ctx: Ctx, userId: string, scope: GrantScope): Promise<string> {
  const person = signedIn(ctx)
  if (userId === person.userId) throw new AppError('right.to-oneself')
  if (!inHands(person.role, scope)) throw new AppError('right.not-yours')
  // The person's row is locked so that a form sent twice gives one right.
  const [user] = await ctx.db
    .select({ deactivatedAt: users.deactivatedAt })
    .from(users)
    .where(eq(users.id, userId))
    .for('update')
  if (!user) throw new AppError('person.not-found')
  if (user.deactivatedAt !== null) throw new AppError('account.closed')
  if (await holds(ctx, userId, scope)) throw new AppError('right.already-held')
  const id = await giveRight(ctx, userId, scope, person.userId)
  const [given] = await ctx.db
    .select({ scope: scopeName(roleGrants) })
    .from(roleGrants)
    .where(eq(roleGrants.id, id))
  await audit(ctx, 'account.grant', { id: userId, after: { role: scope.role, scope: given?.scope ?? null } })
  return id
}

/** Whether the person holds a right of exactly this scope. The caller's transaction reaches the scope. */
export async function holds(ctx: Ctx, userId: string, scope: GrantScope): Promise<boolean> {
  const same = and(eq(roleGrants.userId, userId), isNull(roleGrants.revokedAt), sameScope(roleGrants, scope))
  return (await ctx.db.$count(roleGrants, same)) > 0
}

async function lockRight(ctx: Ctx, userId: string, rightId: string) {
  const [right] = await ctx.db
    .select({
      id: roleGrants.id,
      userId: roleGrants.userId,
      role: roleGrants.role,
      networkId: roleGrants.networkId,
      territoryId: roleGrants.territoryId,
      establishmentId: roleGrants.establishmentId,
      regionCode: roleGrants.regionCode,
      revokedAt: roleGrants.revokedAt,
      scope: scopeName(roleGrants),
    })
    .from(roleGrants)
    .where(
      and(
        eq(roleGrants.id, rightId),
        eq(roleGrants.userId, userId),
        reachable(ctx, 'account.manage', roleGrants),
      ),
    )
    .for('update')
  if (!right) throw new AppError('right.not-found')
  return right
}

type ScopeRow = Pick<
  typeof roleGrants.$inferSelect,
  'role' | 'networkId' | 'territoryId' | 'establishmentId' | 'regionCode'
>

/** The scope a row carries; the constraint of its table says that what the role needs is there. */
export function scopeOfRow(row: ScopeRow): GrantScope {
  const { role, networkId, territoryId, establishmentId, regionCode } = row
  if (role === 'platform_admin') return { role }
  if (role === 'ars' && regionCode !== null) return { role, regionCode }
  if (networkId !== null) {
    if (role === 'professional' || role === 'coordinator' || role === 'admin') return { role, networkId }
    if (role === 'antenna_coordinator' && territoryId !== null) return { role, networkId, territoryId }
    if ((role === 'establishment' || role === 'birth_house') && establishmentId !== null)
      return { role, networkId, establishmentId, territoryId }
  }
  throw new Error(`a right ${role} without its scope`)
}
