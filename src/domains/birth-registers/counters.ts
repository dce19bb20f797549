import { and, asc, eq, gte, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { networksOf } from '../../access/actor.js'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { instantOfLocal } from '../../web/dates.js'
import { birthHouses } from '../birth-houses/tables.js'
import { currentNetwork } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import { birthHouseDeliveries, birthHouseTransfers } from './tables.js'

/** The counters of one house for one year. */
export type HouseCounters = {
  houseId: string
  house: string
  transfers: number
  /** Births planned in the house which happened unexpectedly outside. */
  outsideBirths: number
}

const MOST_HOUSES = 500

/**
 * Transfers and unexpected births outside, by house within reach, zeros included: a house without an event counted none.
 * Births are in the registers, which nobody but their house reads: they are counted here as a job of the network does,
 * and only counts come out. Not for the agency, which is shown no count of 1 to 10.
 */
export async function birthCounters(ctx: Ctx, year: number): Promise<HouseCounters[]> {
  const houses = await housesInReach(ctx)
  const counted: HouseCounters[] = []
  for (const networkId of networksOf(ctx.actor)) {
    const { transfers, births } = await countedAsJob(ctx, networkId, year)
    for (const { id, name } of houses.filter((one) => one.networkId === networkId)) {
      counted.push({
        houseId: id,
        house: name,
        transfers: transfers.get(id) ?? 0,
        outsideBirths: births.get(id) ?? 0,
      })
    }
  }
  return counted
}

function housesInReach(ctx: Ctx) {
  return inTransaction(ctx, ({ db }) =>
    db
      .select({
        id: birthHouses.establishmentId,
        name: establishments.name,
        networkId: birthHouses.networkId,
      })
      .from(birthHouses)
      .innerJoin(establishments, eq(establishments.id, birthHouses.establishmentId))
      .where(
        within(ctx.actor, 'birth-transfer.count', {
          network: birthHouses.networkId,
          territory: establishments.territoryId,
        }),
      )
      .orderBy(asc(establishments.name), asc(establishments.id))
      .limit(MOST_HOUSES),
  )
}

async function countedAsJob(ctx: Ctx, networkId: string, year: number) {
  const actor = { role: 'system', job: 'birth-counters', networkId } as const
  return inTransaction({ ...ctx, actor }, async (ctx) => {
    const { timeZone } = await currentNetwork(ctx)
    const [begins, ends] = [year, year + 1].map((one) => instantOfLocal(`${one}-01-01T00:00`, timeZone))
    if (!begins || !ends) throw new Error(`${year} is no year`)
    return {
      transfers: await byHouse(
        ctx,
        birthHouseTransfers,
        and(eq(birthHouseTransfers.year, year), isNull(birthHouseTransfers.cancelledAt)),
      ),
      births: await byHouse(
        ctx,
        birthHouseDeliveries,
        and(
          eq(birthHouseDeliveries.birthPlace, 'outside'),
          gte(birthHouseDeliveries.bornAt, begins),
          lt(birthHouseDeliveries.bornAt, ends),
        ),
      ),
    }
  })
}

async function byHouse(
  ctx: Ctx,
  table: typeof birthHouseTransfers | typeof birthHouseDeliveries,
  counted: SQL | undefined,
): Promise<Map<string, number>> {
  const rows = await ctx.db
    .select({ houseId: table.establishmentId, count: sql<number>`count(*)::int` })
    .from(table)
    .where(and(counted, within(ctx.actor, 'birth-register.count', { network: table.networkId })))
    .groupBy(table.establishmentId)
    .limit(MOST_HOUSES)
  return new Map(rows.map(({ houseId, count }) => [houseId, count]))
}
