import { and, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import { SECRECY_THRESHOLD } from '../../web/states.js'
import { timeZoneOf } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import type { TransferCounts } from './count-schemas.js'
import { birthCounters } from './counters.js'
import { birthHouseTransfers } from './tables.js'

const MOST_GROUPS = 2000
const MOST_DIFFICULTIES = 100

/**
 * The transfers of the houses within reach in a year, counted: no row, no number, no woman. The agency reads no small
 * count, and no difficulty: those are for whoever works with the houses.
 */
export async function countTransfers(ctx: Ctx, asked?: number): Promise<TransferCounts> {
  const timeZone = await timeZoneOf(ctx)
  const year = asked ?? Number(civilDate(ctx.now, timeZone).slice(0, 4))
  const counts = await inTransaction(ctx, async (ctx) => {
    const counted = and(
      eq(birthHouseTransfers.year, year),
      isNull(birthHouseTransfers.cancelledAt),
      inReach(ctx),
    )
    const [all] = await ctx.db
      .select({
        total: sql<number>`count(*)::int`,
        urgent: sql<number>`count(*) filter (where ${birthHouseTransfers.urgent})::int`,
        houses: sql<number>`count(distinct ${birthHouseTransfers.establishmentId})::int`,
        arrivals: sql<number>`count(${birthHouseTransfers.arrivedAt})::int`,
        medianMinutes: sql<number | null>`(percentile_cont(0.5) within group (
          order by extract(epoch from ${birthHouseTransfers.arrivedAt} - ${birthHouseTransfers.decidedAt}) / 60
        ) filter (where ${birthHouseTransfers.arrivedAt} is not null))::float`,
      })
      .from(birthHouseTransfers)
      .innerJoin(establishments, eq(establishments.id, birthHouseTransfers.establishmentId))
      .where(counted)
    const counts = select(ctx, counted)
    return {
      year,
      years: await yearsOf(ctx),
      ...(all ?? { total: 0, urgent: 0, houses: 0, arrivals: 0, medianMinutes: null }),
      phases: await counts.byPhase(),
      months: await counts.byMonth(timeZone),
      reasons: await counts.byReason(),
      byHouse: (await counts.byHouse()).map((one) => ({ ...one, outsideBirths: null as number | null })),
      difficulties: ctx.actor.role === 'ars' ? [] : await difficultiesOf(ctx, counted),
      withheld: [] as TransferCounts['withheld'],
    }
  })
  if (ctx.actor.role === 'ars') return forAgency(counts)
  const houses = await birthCounters(ctx, year)
  return {
    ...counts,
    byHouse: houses.map(({ house, transfers, outsideBirths }) => ({
      house,
      count: transfers,
      outsideBirths,
    })),
  }
}

/**
 * What the agency reads of counts: a table with a count of 1 to 10 is withheld whole, so that no cell of it is found by
 * subtraction. Pure.
 */
export function forAgency(counts: TransferCounts): TransferCounts {
  const { total, urgent, arrivals } = counts
  const hides = (rows: readonly { count: number }[]) => rows.some(({ count }) => isSmall(count))
  const withheld = PARTS.filter((part) => hides(counts[part]))
  const part = <Part extends (typeof PARTS)[number]>(name: Part) =>
    withheld.some((one) => one === name) ? [] : counts[name]
  // A part of the whole and the whole give the rest away.
  const partOf = (some: number | null) =>
    isSmall(total) || isSmall(some) || (total !== null && some !== null && isSmall(total - some))
      ? null
      : some
  return {
    ...counts,
    total: isSmall(total) ? null : total,
    urgent: partOf(urgent),
    arrivals: partOf(arrivals),
    medianMinutes: (arrivals ?? 0) < SECRECY_THRESHOLD ? null : counts.medianMinutes,
    phases: part('phases'),
    months: part('months'),
    reasons: part('reasons'),
    byHouse: part('byHouse'),
    difficulties: [],
    withheld,
  }
}

const PARTS = ['phases', 'months', 'reasons', 'byHouse'] as const

function isSmall(count: number | null): boolean {
  return count !== null && count > 0 && count < SECRECY_THRESHOLD
}

function select(ctx: Ctx, where: SQL | undefined) {
  return {
    byPhase: () =>
      ctx.db
        .select({ phase: birthHouseTransfers.phase, count: COUNT })
        .from(birthHouseTransfers)
        .innerJoin(establishments, eq(establishments.id, birthHouseTransfers.establishmentId))
        .where(where)
        .groupBy(birthHouseTransfers.phase)
        .limit(MOST_GROUPS),
    byMonth: (timeZone: string) =>
      ctx.db
        .select({ month: monthIn(timeZone), phase: birthHouseTransfers.phase, count: COUNT })
        .from(birthHouseTransfers)
        .innerJoin(establishments, eq(establishments.id, birthHouseTransfers.establishmentId))
        .where(where)
        // The second column, written once: a parameter repeated is not the same expression for PostgreSQL.
        .groupBy(sql`1`, birthHouseTransfers.phase)
        .limit(MOST_GROUPS),
    byReason: () =>
      ctx.db
        .select({
          phase: birthHouseTransfers.phase,
          reasonCode: birthHouseTransfers.reasonCode,
          count: COUNT,
        })
        .from(birthHouseTransfers)
        .innerJoin(establishments, eq(establishments.id, birthHouseTransfers.establishmentId))
        .where(where)
        .groupBy(birthHouseTransfers.phase, birthHouseTransfers.reasonCode)
        .orderBy(desc(COUNT))
        .limit(MOST_GROUPS),
    byHouse: () =>
      ctx.db
        .select({ house: establishments.name, count: COUNT })
        .from(birthHouseTransfers)
        .innerJoin(establishments, eq(establishments.id, birthHouseTransfers.establishmentId))
        .where(where)
        .groupBy(establishments.id, establishments.name)
        .orderBy(establishments.name)
        .limit(MOST_GROUPS),
  }
}

const COUNT = sql<number>`count(*)::int`
const monthIn = (timeZone: string) =>
  sql<number>`extract(month from ${birthHouseTransfers.decidedAt} at time zone ${timeZone})::int`

/** Their words alone: not which house, which day nor which transfer. */
async function difficultiesOf(ctx: Ctx, where: SQL | undefined): Promise<string[]> {
  const rows = await ctx.db
    .select({ words: birthHouseTransfers.difficulty })
    .from(birthHouseTransfers)
    .innerJoin(establishments, eq(establishments.id, birthHouseTransfers.establishmentId))
    .where(and(where, isNotNull(birthHouseTransfers.difficulty)))
    .orderBy(birthHouseTransfers.difficulty)
    .limit(MOST_DIFFICULTIES)
  return rows.flatMap(({ words }) => words ?? [])
}

async function yearsOf(ctx: Ctx): Promise<number[]> {
  const rows = await ctx.db
    .selectDistinct({ year: birthHouseTransfers.year })
    .from(birthHouseTransfers)
    .innerJoin(establishments, eq(establishments.id, birthHouseTransfers.establishmentId))
    .where(inReach(ctx))
    .orderBy(sql`${birthHouseTransfers.year} desc`)
    .limit(30)
  return rows.map(({ year }) => year)
}

function inReach(ctx: Ctx): SQL {
  return within(ctx.actor, 'birth-transfer.count', {
    network: birthHouseTransfers.networkId,
    territory: establishments.territoryId,
  })
}
