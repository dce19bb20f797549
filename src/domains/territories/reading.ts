import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { roleGrants, users } from '../accounts/tables.js'
import { directoryPeople, directoryStructures } from '../directory/tables.js'
import { antennas, establishments, territories } from '../networks/tables.js'
import { MOST_ANTENNAS, MOST_TERRITORIES } from './rules.js'
import { type Antenna, seenAntenna, type Territory } from './schemas.js'

/** The territories of the network with what lies in each, the closed ones last. */
export async function listTerritories(ctx: Ctx): Promise<Territory[]> {
  return inTransaction(ctx, (ctx) => territoriesWith(ctx))
}

/** One of them. Throws `territory.not-found`. */
export async function readTerritory(ctx: Ctx, id: string): Promise<Territory> {
  return inTransaction(ctx, async (ctx) => {
    const [territory] = await territoriesWith(ctx, eq(territories.id, id))
    if (!territory) throw new AppError('territory.not-found')
    return territory
  })
}

/** Each with its antennas, the closed ones last too. */
async function territoriesWith(ctx: Ctx, which?: SQL): Promise<Territory[]> {
  const rows = await ctx.db
    .select({
      territory: {
        id: territories.id,
        name: territories.name,
        closedOn: territories.closedOn,
        people: countIn(directoryPeople, isNull(directoryPeople.archivedAt)),
        structures: countIn(directoryStructures, isNull(directoryStructures.archivedAt)),
        maternities: countIn(establishments, eq(establishments.kind, 'maternity')),
      },
      antenna: ANTENNA,
    })
    .from(territories)
    .leftJoin(antennas, eq(antennas.territoryId, territories.id))
    .where(and(within(ctx.actor, 'directory.read-records', { network: territories.networkId }), which))
    .orderBy(
      sql`${territories.closedOn} is not null`,
      asc(territories.name),
      sql`${antennas.closedOn} is not null`,
      asc(antennas.name),
    )
    .limit(MOST_TERRITORIES + MOST_ANTENNAS)
  const found = new Map<string, Territory>()
  for (const { territory, antenna } of rows) {
    const one = found.get(territory.id) ?? { ...territory, antennas: [] }
    found.set(territory.id, one)
    if (antenna) one.antennas.push({ ...antenna, seen: seenAntenna(antenna) })
  }
  return [...found.values()]
}

/** How many rows of a table lie in the territory of the line, which is named whole: a bare column would be the table’s own. */
function countIn(
  table: typeof directoryPeople | typeof directoryStructures | typeof establishments,
  which: SQL,
): SQL<number> {
  return sql`(select count(*) from ${table}
    where ${table.networkId} = territories.network_id and ${table.territoryId} = territories.id
      and ${which})`.mapWith(Number)
}

export const ANTENNA = {
  id: antennas.id,
  territoryId: antennas.territoryId,
  name: antennas.name,
  address: antennas.address,
  phone: antennas.phone,
  email: antennas.email,
  openedOn: antennas.openedOn,
  closedOn: antennas.closedOn,
} satisfies Record<keyof Antenna, PgColumn>

/** Who coordinates a territory by a right in force, as far as the reader may know of it. */
export async function coordinatorsOf(ctx: Ctx, territoryId: string): Promise<string[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select({ name: users.name })
      .from(roleGrants)
      .innerJoin(users, eq(users.id, roleGrants.userId))
      .where(
        and(
          within(ctx.actor, 'account.read', {
            network: roleGrants.networkId,
            territory: roleGrants.territoryId,
          }),
          eq(roleGrants.role, 'antenna_coordinator'),
          eq(roleGrants.territoryId, territoryId),
          isNull(roleGrants.revokedAt),
          isNull(users.deactivatedAt),
        ),
      )
      .orderBy(asc(users.name), asc(users.id))
      .limit(MOST_COORDINATORS)
    return rows.map(({ name }) => name)
  })
}

const MOST_COORDINATORS = 20
