import { and, asc, eq, gte, isNull, lt } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { instantOfLocal } from '../../web/dates.js'
import { birthHouses } from '../birth-houses/tables.js'
import { currentNetwork } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import { birthHouseDeliveries, birthHouseTransfers } from './tables.js'
import type { Phase } from './vocabulary.js'

/** What happened in a house, without anybody: a transfer that counts, or a birth unexpectedly outside. */
export type HouseEvent =
  | { houseId: string; kind: 'transfer'; phase: Phase }
  | { houseId: string; kind: 'outside-birth' }

/** The counters of one house for one year. */
export type HouseCounters = {
  houseId: string
  house: string
  year: number
  transfers: number
  /** Of women, whatever the phase; the others are of newborns. */
  maternalTransfers: number
  outsideBirths: number
}

const MOST_HOUSES = 500
const MOST_EVENTS = 20_000

/** One line a house, in the order given, zeros included: a house without an event counted none. Pure. */
export function countersOf(
  houses: readonly { id: string; name: string }[],
  events: readonly HouseEvent[],
  year: number,
): HouseCounters[] {
  return houses.map(({ id, name }) => {
    const own = events.filter((event) => event.houseId === id)
    const transfers = own.flatMap((event) => (event.kind === 'transfer' ? [event.phase] : []))
    return {
      houseId: id,
      house: name,
      year,
      transfers: transfers.length,
      maternalTransfers: transfers.filter((phase) => phase !== 'newborn').length,
      outsideBirths: own.length - transfers.length,
    }
  })
}

/**
 * Transfers and unexpected births outside, by house, for the network’s own counters. Births are in the registers, which
 * nobody but their house reads: they are counted here as a job of the network does, and only counts come out. The caller
 * sees to who reads them; the agency is shown no count of 1 to 10.
 */
export async function birthCounters(ctx: Ctx, networkId: string, year: number): Promise<HouseCounters[]> {
  const actor = { role: 'system', job: 'birth-counters', networkId } as const
  return inTransaction({ ...ctx, actor }, async (ctx) => {
    const { timeZone } = await currentNetwork(ctx)
    const [begins, ends] = [year, year + 1].map((one) => instantOfLocal(`${one}-01-01T00:00`, timeZone))
    if (!begins || !ends) throw new Error(`${year} is no year`)
    const houses = await ctx.db
      .select({ id: birthHouses.establishmentId, name: establishments.name })
      .from(birthHouses)
      .innerJoin(establishments, eq(establishments.id, birthHouses.establishmentId))
      .where(within(ctx.actor, 'birth-register.count', { network: birthHouses.networkId }))
      .orderBy(asc(establishments.name), asc(establishments.id))
      .limit(MOST_HOUSES)
    const transfers = await ctx.db
      .select({ houseId: birthHouseTransfers.establishmentId, phase: birthHouseTransfers.phase })
      .from(birthHouseTransfers)
      .where(
        and(
          eq(birthHouseTransfers.year, year),
          isNull(birthHouseTransfers.cancelledAt),
          within(ctx.actor, 'birth-register.count', { network: birthHouseTransfers.networkId }),
        ),
      )
      .limit(MOST_EVENTS)
    const births = await ctx.db
      .select({ houseId: birthHouseDeliveries.establishmentId })
      .from(birthHouseDeliveries)
      .where(
        and(
          eq(birthHouseDeliveries.birthPlace, 'outside'),
          gte(birthHouseDeliveries.bornAt, begins),
          lt(birthHouseDeliveries.bornAt, ends),
          within(ctx.actor, 'birth-register.count', { network: birthHouseDeliveries.networkId }),
        ),
      )
      .limit(MOST_EVENTS)
    const events: HouseEvent[] = [
      ...transfers.map((row) => ({ ...row, kind: 'transfer' as const })),
      ...births.map((row) => ({ ...row, kind: 'outside-birth' as const })),
    ]
    return countersOf(houses, events, year)
  })
}
