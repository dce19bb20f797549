import { sql } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import { countOffers, type OfferCount } from './covered-offers.js'
import { freshnessByTerritory, type TerritoryFreshness } from './due-records.js'
import { IS_DUE, upkeptRecords } from './upkept-records.js'

/** People of one profession in one territory, and how many of their records are fresh. */
export type ProfessionCount = {
  professionCode: string | null
  territoryId: string | null
  people: number
  fresh: number
}

export type Coverage = {
  territories: TerritoryFreshness[]
  professions: ProfessionCount[]
  offers: OfferCount[]
}

/** Professions × territories: far more cells than a region has. */
const MOST_CELLS = 5000

/** How fresh and how full the directory is, by territory. */
export async function coverageOf(ctx: Ctx): Promise<Coverage> {
  return inTransaction(ctx, async (ctx) => {
    const professions = await ctx.db
      .select({
        professionCode: sql<string | null>`upkept.code`,
        territoryId: sql<string | null>`upkept.territory_id`,
        people: sql`count(*)`.mapWith(Number),
        fresh: sql`count(*) filter (where not ${IS_DUE})`.mapWith(Number),
      })
      .from(await upkeptRecords(ctx, 'directory.upkeep'))
      .where(sql`upkept.kind = 'person'`)
      .groupBy(sql`upkept.code, upkept.territory_id`)
      .orderBy(sql`count(*) desc`)
      .limit(MOST_CELLS)
    const territories = await freshnessByTerritory(ctx, 'directory.upkeep')
    const offers = await countOffers(
      ctx,
      territories.map(({ id }) => id),
    )
    return { territories, professions, offers }
  })
}
