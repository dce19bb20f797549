import { and, asc, countDistinct, eq, isNull, max } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { networks } from '../networks/tables.js'
import type { PlatformNetwork } from './people-schemas.js'
import { roleGrants, users } from './tables.js'

const MOST_NETWORKS = 200

/** Every network of the platform with how many people administer it, and when one of them last signed in. */
export async function listNetworks(ctx: Ctx): Promise<PlatformNetwork[]> {
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select({
        id: networks.id,
        name: networks.name,
        regionName: networks.regionName,
        administrators: countDistinct(users.id),
        lastSignInAt: max(users.lastSignInAt),
      })
      .from(networks)
      .leftJoin(
        roleGrants,
        and(
          eq(roleGrants.networkId, networks.id),
          eq(roleGrants.role, 'admin'),
          isNull(roleGrants.revokedAt),
        ),
      )
      .leftJoin(users, and(eq(users.id, roleGrants.userId), isNull(users.deactivatedAt)))
      .where(within(ctx.actor, 'platform.read', { network: networks.id }))
      .groupBy(networks.id)
      .orderBy(asc(networks.name), asc(networks.id))
      .limit(MOST_NETWORKS),
  )
}
