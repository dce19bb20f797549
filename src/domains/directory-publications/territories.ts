import { and, asc, eq } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { territories } from '../networks/tables.js'

const MOST_TERRITORIES = 200

export type TerritoryName = { id: string; name: string }

/** The territories of a network by name, in the caller’s transaction. */
export function listTerritoryNames(ctx: Ctx, networkId: string): Promise<TerritoryName[]> {
  return ctx.db
    .select({ id: territories.id, name: territories.name })
    .from(territories)
    .where(
      and(
        eq(territories.networkId, networkId),
        within(ctx.actor, 'directory.read', { network: territories.networkId }),
      ),
    )
    .orderBy(asc(territories.name), asc(territories.id))
    .limit(MOST_TERRITORIES)
}
