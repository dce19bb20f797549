import { and, asc, eq } from 'drizzle-orm'
import { type Permission, within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { territories } from '../networks/tables.js'

const MOST_TERRITORIES = 200

export type Choice = { id: string; name: string }

/** The territories whose records this person may reach with this permission, by name. */
export async function listTerritories(ctx: Ctx, permission: Permission): Promise<Choice[]> {
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select({ id: territories.id, name: territories.name })
      .from(territories)
      .where(reachable(ctx, permission))
      .orderBy(asc(territories.name), asc(territories.id))
      .limit(MOST_TERRITORIES),
  )
}

/**
 * Refuses a territory out of reach, and none at all to who looks after one territory: a record never leaves her reach
 * by her own hand. Throws `territory.not-found`.
 */
export async function checkTerritory(ctx: Ctx, territoryId: string | null): Promise<void> {
  if (territoryId === null) {
    if (ctx.actor.role === 'antenna_coordinator') throw new AppError('territory.not-found')
    return
  }
  const found = await ctx.db.$count(
    territories,
    and(eq(territories.id, territoryId), reachable(ctx, 'directory.manage')),
  )
  if (found === 0) throw new AppError('territory.not-found')
}

/** Who looks after one territory makes records there. */
export function ownTerritory({ actor }: Ctx): string | null {
  return actor.role === 'antenna_coordinator' ? actor.territoryId : null
}

function reachable(ctx: Ctx, permission: Permission) {
  return within(ctx.actor, permission, { network: territories.networkId, territory: territories.id })
}
