import { inTransaction } from '../../src/context.js'
import { antennas, territories } from '../../src/domains/networks/tables.js'
import { type Db, type EstablishmentRow, type NetworkRow, systemCtx } from './builders.js'

let serial = 0

/** A territory that nothing lies in. */
export function aTerritory(
  db: Db,
  network: { id: string },
  overrides: Partial<typeof territories.$inferInsert> = {},
): Promise<string> {
  serial += 1
  return inTransaction(systemCtx(db, network.id), async ({ db }) => {
    const [row] = await db
      .insert(territories)
      .values({ networkId: network.id, name: `Bassin ${serial}`, ...overrides })
      .returning({ id: territories.id })
    return row!.id
  })
}

/** The antenna of a territory. */
export function anAntenna(
  db: Db,
  network: { id: string },
  territoryId: string,
  overrides: Partial<typeof antennas.$inferInsert> = {},
): Promise<string> {
  serial += 1
  return inTransaction(systemCtx(db, network.id), async ({ db }) => {
    const [row] = await db
      .insert(antennas)
      .values({ networkId: network.id, territoryId, name: `Antenne ${serial}`, ...overrides })
      .returning({ id: antennas.id })
    return row!.id
  })
}

type Sites = { network: NetworkRow; site: EstablishmentRow; neighbour: EstablishmentRow }

/** A territory that may be closed, and the antennas of two others. */
export async function furnishTerritories(db: Db, { network, site, neighbour }: Sites) {
  return {
    spare: await aTerritory(db, network),
    antennas: {
      own: await anAntenna(db, network, site.territoryId!),
      neighbour: await anAntenna(db, network, neighbour.territoryId!),
    },
  }
}
