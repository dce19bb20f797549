import { and, asc, eq } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { territories } from './tables.js'

const MOST_TERRITORIES = 200

/** A territory as anybody knows it; closed, nobody is offered it any more. */
export type Territory = { id: string; name: string; closedOn: string | null }

/** The territories of a network, for who may read its directory: their names are public. */
export async function listTerritories(ctx: Ctx, networkId: string): Promise<Territory[]> {
  return inTransaction(ctx, ({ db }) =>
    db
      .select({ id: territories.id, name: territories.name, closedOn: territories.closedOn })
      .from(territories)
      .where(
        and(
          eq(territories.networkId, networkId),
          within(ctx.actor, 'directory.read', { network: territories.networkId }),
        ),
      )
      .orderBy(asc(territories.name))
      .limit(MOST_TERRITORIES),
  )
}
