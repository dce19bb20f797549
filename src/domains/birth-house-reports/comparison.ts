import { and, asc, eq, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { birthHouses } from '../birth-houses/tables.js'
import { establishments } from '../networks/tables.js'
import { type Interval, wilsonInterval } from '../tracers/publication/intervals.js'
import { ReportContent } from './content.js'
import type { FigureCode } from './figure-list.js'
import { birthHouseReports, birthHouseReportVersions } from './tables.js'

/** Rates houses may be compared by: same definitions, from the reports they sent. */
export const RATES: readonly {
  code: string
  label: string
  of: FigureCode
  among: FigureCode
  unit: string
}[] = [
  {
    code: 'births',
    label: 'Accouchements en maison de naissance',
    of: 'II.a',
    among: 'II.b',
    unit: 'des femmes prises en charge pour le travail',
  },
  {
    code: 'transfers-in-labour',
    label: 'Transferts en per partum',
    of: 'III.a.ii',
    among: 'II.b',
    unit: 'des femmes prises en charge pour le travail',
  },
  {
    code: 'transfers-after-birth',
    label: 'Transferts en post partum immédiat',
    of: 'III.a.iii',
    among: 'II.a',
    unit: 'des accouchements en maison de naissance',
  },
  {
    code: 'caesareans',
    label: 'Césariennes après un contact pendant le travail',
    of: 'II.d',
    among: 'II.b',
    unit: 'des femmes prises en charge pour le travail',
  },
  {
    code: 'haemorrhages',
    label: 'Hémorragies du post-partum (≥ 500 mL)',
    of: 'III.b',
    among: 'II.b',
    unit: 'des femmes prises en charge pour le travail',
  },
  {
    code: 'severe-haemorrhages',
    label: 'Hémorragies sévères (≥ 1000 mL)',
    of: 'III.c',
    among: 'II.b',
    unit: 'des femmes prises en charge pour le travail',
  },
  {
    code: 'sphincter-injuries',
    label: 'Lésions du sphincter anal',
    of: 'III.d',
    among: 'II.b',
    unit: 'des femmes prises en charge pour le travail',
  },
  {
    code: 'newborn-transfers',
    label: 'Enfants transférés',
    of: 'IV.f',
    among: 'IV.a',
    unit: 'des enfants nés en maison de naissance',
  },
  {
    code: 'low-apgar',
    label: 'Apgar < 7 à 5 minutes',
    of: 'IV.b',
    among: 'IV.a',
    unit: 'des enfants nés en maison de naissance',
  },
]

/** Counts from 1 to 10 of another house are not shown: they are few women, in a place one can guess. */
const SMALLEST_SHOWN = 11

export type ComparedRate =
  | {
      state: 'shown'
      numerator: number
      denominator: number
      value: number | null
      interval: Interval | null
    }
  | { state: 'hidden' }

export type ComparedHouse = {
  /** « Maison A », unless it is the reader’s own or agreed to be named. */
  name: string
  isOwn: boolean
  rates: Record<string, ComparedRate>
}

type Sent = { establishmentId: string; name: string; isNamed: boolean; figures: ReadonlyMap<string, number> }

/**
 * The houses whose report of a year was received, side by side. Each house sees itself whole and by name; the others
 * without their name unless they agreed, and without their small counts. `year` is civil.
 */
export async function compareHouses(ctx: Ctx, year: number): Promise<ComparedHouse[]> {
  const own = ctx.actor.role === 'birth_house' ? ctx.actor.establishmentId : null
  // The agency reads the reports themselves: nothing is hidden from it here that it does not have there.
  const readsReports = ctx.actor.role === 'ars'
  const sent = await sentReports(ctx, year)
  return sent.map((house, rank) => {
    const isOwn = house.establishmentId === own
    return {
      name:
        isOwn || house.isNamed || readsReports
          ? house.name
          : `Maison ${String.fromCharCode(65 + (rank % 26))}`,
      isOwn,
      rates: ratesOf(house.figures, isOwn || readsReports),
    }
  })
}

/** Pure: the rates of one house, small counts hidden from whoever may not see them. */
export function ratesOf(
  figures: ReadonlyMap<string, number>,
  seesSmallCounts: boolean,
): Record<string, ComparedRate> {
  return Object.fromEntries(
    RATES.map(({ code, of, among }) => {
      const [numerator, denominator] = [figures.get(of) ?? 0, figures.get(among) ?? 0]
      const isSmall = [numerator, denominator, denominator - numerator].some(
        (count) => count > 0 && count < SMALLEST_SHOWN,
      )
      if (isSmall && !seesSmallCounts) return [code, { state: 'hidden' }]
      const value = denominator === 0 ? null : numerator / denominator
      const isProportion = numerator <= denominator
      const interval = value === null || !isProportion ? null : wilsonInterval(numerator, denominator)
      return [code, { state: 'shown', numerator, denominator, value, interval }]
    }),
  )
}

/** The latest version of each house’s report, in an order that says nothing: by identifier. */
async function sentReports(ctx: Ctx, year: number): Promise<Sent[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .selectDistinctOn([birthHouseReportVersions.establishmentId], {
        establishmentId: birthHouseReportVersions.establishmentId,
        name: establishments.name,
        namedSince: birthHouses.namedInComparisonSince,
        content: birthHouseReportVersions.content,
      })
      .from(birthHouseReportVersions)
      .innerJoin(birthHouseReports, eq(birthHouseReports.id, birthHouseReportVersions.reportId))
      .innerJoin(birthHouses, eq(birthHouses.establishmentId, birthHouseReportVersions.establishmentId))
      .innerJoin(establishments, eq(establishments.id, birthHouseReportVersions.establishmentId))
      .where(
        and(
          eq(birthHouseReports.year, year),
          within(ctx.actor, 'birth-comparison.read', { network: birthHouseReportVersions.networkId }),
        ),
      )
      .orderBy(asc(birthHouseReportVersions.establishmentId), sql`${birthHouseReportVersions.version} desc`)
      .limit(200)
    return rows.map(({ establishmentId, name, namedSince, content }) => ({
      establishmentId,
      name,
      isNamed: namedSince !== null,
      figures: new Map(ReportContent.parse(content).figures.map(({ code, value }) => [code, value])),
    }))
  })
}
