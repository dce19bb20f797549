import { and, asc, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { networksOf, personOf } from '../../access/actor.js'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import type { Exchange, NewExchange } from '../birth-houses/exchange-schemas.js'
import { exchangesAbout, writeAbout } from '../birth-houses/exchanges.js'
import { birthHouses } from '../birth-houses/tables.js'
import { currentNetwork } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import { tellOfReport } from './report-mails.js'
import { reportDueOn, wasOpen } from './rules.js'
import { VERSION_SCOPE } from './service.js'
import { birthHouseReports, birthHouseReportVersions } from './tables.js'

/** Most houses of a region. */
const MOST_HOUSES = 200

/** Where the report of a house for a year stands: expected, received, acknowledged. Not what it says. */
export type ExpectedReport = {
  establishmentId: string
  house: string
  reportId: string | null
  dueOn: string
  /** Civil day of the first sending, which is the one the due date is about. */
  receivedOn: string | null
  latestVersionId: string | null
  latestVersion: number | null
  acknowledgedOn: string | null
}

/**
 * Every house that was open in a year and its report, late ones first. For the agency, the coordination and the house
 * itself; a house without a row yet is expected all the same.
 */
export async function listExpectedReports(
  ctx: Ctx,
  year: number,
): Promise<{ today: string; reports: ExpectedReport[] }> {
  return inTransaction(ctx, async (ctx) => {
    const { timeZone } = await currentNetwork(ctx)
    const houses = await ctx.db
      .select({
        establishmentId: birthHouses.establishmentId,
        house: establishments.name,
        openedOn: birthHouses.openedOn,
        closedOn: birthHouses.closedOn,
      })
      .from(birthHouses)
      .innerJoin(establishments, eq(establishments.id, birthHouses.establishmentId))
      .where(
        within(ctx.actor, 'birth-report.follow', {
          network: birthHouses.networkId,
          establishment: birthHouses.establishmentId,
        }),
      )
      .orderBy(asc(establishments.name))
      .limit(MOST_HOUSES)
    const expected = houses.filter((house) => wasOpen(house, year))
    const received = await receivedReports(ctx, year, timeZone)
    const reports = expected.map(({ establishmentId, house }) => ({
      establishmentId,
      house,
      ...(received.get(establishmentId) ?? { ...NOTHING_YET, dueOn: reportDueOn(year) }),
    }))
    return { today: civilDate(ctx.now, timeZone), reports: reports.sort(lateFirst) }
  })
}

const NOTHING_YET = {
  reportId: null,
  receivedOn: null,
  latestVersionId: null,
  latestVersion: null,
  acknowledgedOn: null,
}

function lateFirst(one: ExpectedReport, other: ExpectedReport): number {
  if ((one.receivedOn === null) !== (other.receivedOn === null)) return one.receivedOn === null ? -1 : 1
  return one.house.localeCompare(other.house, 'fr')
}

async function receivedReports(
  ctx: Ctx,
  year: number,
  timeZone: string,
): Promise<Map<string, Omit<ExpectedReport, 'establishmentId' | 'house'>>> {
  const rows = await ctx.db
    .select({
      establishmentId: birthHouseReports.establishmentId,
      reportId: birthHouseReports.id,
      dueOn: birthHouseReports.dueOn,
      acknowledgedAt: birthHouseReports.acknowledgedAt,
      versionId: birthHouseReportVersions.id,
      version: birthHouseReportVersions.version,
      sentAt: birthHouseReportVersions.sentAt,
    })
    .from(birthHouseReports)
    .leftJoin(
      birthHouseReportVersions,
      and(
        eq(birthHouseReportVersions.reportId, birthHouseReports.id),
        eq(birthHouseReportVersions.networkId, birthHouseReports.networkId),
      ),
    )
    .where(
      and(
        eq(birthHouseReports.year, year),
        within(ctx.actor, 'birth-report.follow', {
          network: birthHouseReports.networkId,
          establishment: birthHouseReports.establishmentId,
        }),
      ),
    )
    .orderBy(asc(birthHouseReportVersions.version))
    .limit(MOST_HOUSES * 10)
  const day = (instant: Date | null) => (instant === null ? null : civilDate(instant, timeZone))
  const received = new Map<string, Omit<ExpectedReport, 'establishmentId' | 'house'>>()
  for (const row of rows) {
    received.set(row.establishmentId, {
      reportId: row.reportId,
      dueOn: row.dueOn,
      receivedOn: received.get(row.establishmentId)?.receivedOn ?? day(row.sentAt),
      latestVersionId: row.versionId,
      latestVersion: row.version,
      acknowledgedOn: day(row.acknowledgedAt),
    })
  }
  return received
}

/** The agency says that it has read the latest version. Throws `birth-report.not-found`. */
export async function acknowledgeReport(ctx: Ctx, reportId: string): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const report = await reachableReport(ctx, reportId, 'birth-report.review')
    const { rowCount } = await ctx.db
      .update(birthHouseReports)
      .set({ acknowledgedAt: ctx.now, acknowledgedBy: personOf(ctx.actor)?.userName ?? null })
      .where(and(eq(birthHouseReports.id, reportId), isNull(birthHouseReports.acknowledgedAt)))
    if (rowCount === 0) return
    await audit(ctx, 'birth-report.acknowledge', { id: reportId, details: { year: report.year } })
  })
}

/**
 * What was asked and answered about a report, oldest first. Internal notes are the agency’s: the house never reads one.
 * Throws `birth-report.not-found`.
 */
export async function listExchanges(ctx: Ctx, reportId: string): Promise<Exchange[]> {
  return inTransaction(ctx, async (ctx) => {
    await reachableReport(ctx, reportId, 'birth-report.read')
    return exchangesAbout(ctx, { about: 'report', aboutId: reportId }, 'birth-report.read')
  })
}

/** Adds to the exchange about a report, and tells the other side by mail. Throws `birth-report.not-found`, `birth-file.not-hers`. */
export async function writeExchange(ctx: Ctx, reportId: string, given: NewExchange): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const report = await reachableReport(ctx, reportId, 'birth-report.read')
    const { networkId, establishmentId, year } = report
    const id = await writeAbout(
      ctx,
      { networkId, establishmentId, about: 'report', aboutId: reportId },
      given,
    )
    const { kind: what, answerBy } = given
    await audit(ctx, 'birth-report.write', { id: reportId, details: { year, kind: what } })
    const versionId = await latestVersion(ctx, reportId)
    if (what === 'internal' || versionId === null) return
    await tellOfReport(ctx, report, { what, versionId, answerBy, event: `report-exchange:${id}` })
  })
}

/** Where a report stands, for whoever reads what it says. Throws `birth-report.not-found`. */
export async function getReport(ctx: Ctx, id: string) {
  return inTransaction(ctx, (ctx) => reachableReport(ctx, id, 'birth-report.read'))
}

async function latestVersion(ctx: Ctx, reportId: string): Promise<string | null> {
  const [row] = await ctx.db
    .select({ id: birthHouseReportVersions.id })
    .from(birthHouseReportVersions)
    .where(
      and(
        eq(birthHouseReportVersions.reportId, reportId),
        within(ctx.actor, 'birth-report.read', VERSION_SCOPE),
      ),
    )
    .orderBy(desc(birthHouseReportVersions.version))
    .limit(1)
  return row?.id ?? null
}

async function reachableReport(
  ctx: Ctx,
  id: string,
  permission: 'birth-report.read' | 'birth-report.review',
) {
  if (networksOf(ctx.actor).length === 0) throw new AppError('birth-report.not-found')
  const [report] = await ctx.db
    .select()
    .from(birthHouseReports)
    .where(
      and(
        eq(birthHouseReports.id, id),
        within(ctx.actor, permission, {
          network: birthHouseReports.networkId,
          establishment: birthHouseReports.establishmentId,
        }),
      ),
    )
    .for('update')
  if (!report) throw new AppError('birth-report.not-found')
  return report
}
