import { and, eq, sql } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import type { Territory } from '../networks/territories.js'
import { findable } from './reading.js'
import { kilometresBetween, type Point } from './search/cells.js'
import { facetLexeme } from './search/lexemes.js'
import { anyOf, tsqueryOf } from './search/tsquery.js'
import { findableCards } from './tables.js'

/** Structures that say where a territory is, at most. */
const MOST_PLACES = 200

/**
 * The territories of a network, in the order of their names, from the nearest to a commune, or to one of them. A
 * territory is where its structures are, as this reader may know them; one of which she knows no place comes last.
 */
export async function nearestFirst(
  ctx: Ctx,
  networkId: string,
  from: Point | string,
  territories: readonly Territory[],
): Promise<Territory[]> {
  const points = await middlesOf(ctx, networkId, territories)
  const start = typeof from === 'string' ? points.get(from) : from
  const distanceOf = ({ id }: Territory) => {
    const point = points.get(id)
    return start && point ? kilometresBetween(start, point) : Number.POSITIVE_INFINITY
  }
  const placed = territories.map((territory) => ({ territory, kilometres: distanceOf(territory) }))
  // Without a place two are equally far, and stay by name: infinities have no difference.
  placed.sort((one, other) => (one.kilometres === other.kilometres ? 0 : one.kilometres - other.kilometres))
  return placed.map(({ territory }) => territory)
}

/** The mean of the places of some structures of each territory. */
async function middlesOf(
  ctx: Ctx,
  networkId: string,
  territories: readonly Territory[],
): Promise<Map<string, Point>> {
  const ids = territories.map(({ id }) => id)
  const queries = ids.map((id) => tsqueryOf([anyOf([facetLexeme('territory', id)])]))
  const { rows } = await ctx.db.execute<Point & { id: string }>(sql`
    select territory.id, avg(spot.latitude) as latitude, avg(spot.longitude) as longitude
    from unnest(${sql.param(ids)}::text[], ${sql.param(queries)}::text[]) as territory(id, query)
    cross join lateral (
      select ${findableCards.latitudes} as latitudes, ${findableCards.longitudes} as longitudes
      from ${findableCards}
      where ${and(findable(ctx), eq(findableCards.networkId, networkId), eq(findableCards.subjectKind, 'structure'))}
        and ${findableCards.terms} @@ territory.query::tsquery
      limit ${MOST_PLACES}
    ) as place
    cross join lateral unnest(place.latitudes, place.longitudes) as spot(latitude, longitude)
    group by territory.id`)
  return new Map(rows.map(({ id, ...point }) => [id, point]))
}
