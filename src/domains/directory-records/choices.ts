import { and, asc, eq, isNull, or, type SQL } from 'drizzle-orm'
import { type Permission, within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { territories } from '../networks/tables.js'

const MOST_TERRITORIES = 200

export type Choice = { id: string; name: string }

/** The territories whose records this person may reach with this permission, by name, the closed ones among them. */
export async function listTerritories(ctx: Ctx, permission: Permission): Promise<Choice[]> {
  return listed(ctx, reachable(ctx, permission))
}

/** Those among which a record is put: open ones, and the one it already lies in. */
export async function territoryChoices(ctx: Ctx, kept: string | null = null): Promise<Choice[]> {
  const isOpen = isNull(territories.closedOn)
  const isChoice = kept === null ? isOpen : or(isOpen, eq(territories.id, kept))
  return listed(ctx, and(reachable(ctx, 'directory.manage'), isChoice))
}

async function listed(ctx: Ctx, which: SQL | undefined): Promise<Choice[]> {
  const rows = await inTransaction(ctx, (ctx) =>
    ctx.db
      .select({ id: territories.id, name: territories.name, closedOn: territories.closedOn })
      .from(territories)
      .where(which)
      .orderBy(asc(territories.name), asc(territories.id))
      .limit(MOST_TERRITORIES),
  )
  return rows.map(({ id, name, closedOn }) => ({ id, name: closedOn === null ? name : `${name} (fermé)` }))
}

/**
 * Refuses a territory out of reach or closed, and none at all to who looks after one territory: a record never leaves
 * her reach by her own hand. Throws `territory.not-found`, `territory.closed`.
 */
export async function checkTerritory(ctx: Ctx, territoryId: string | null): Promise<void> {
  if (territoryId === null) {
    if (ctx.actor.role === 'antenna_coordinator') throw new AppError('territory.not-found')
    return
  }
  const [found] = await ctx.db
    .select({ closedOn: territories.closedOn })
    .from(territories)
    .where(and(eq(territories.id, territoryId), reachable(ctx, 'directory.manage')))
  if (!found) throw new AppError('territory.not-found')
  if (found.closedOn !== null) throw new AppError('territory.closed')
}

/** Who looks after one territory makes records there. */
export function ownTerritory({ actor }: Ctx): string | null {
  return actor.role === 'antenna_coordinator' ? actor.territoryId : null
}

function reachable(ctx: Ctx, permission: Permission) {
  return within(ctx.actor, permission, { network: territories.networkId, territory: territories.id })
}
