import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate, daysBetween } from '../../web/dates.js'
import { midwifeAccounts } from '../birth-houses/midwife-accounts.js'
import { birthHouses } from '../birth-houses/tables.js'
import { queueMailToEach } from '../mail/service.js'
import { currentNetwork } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import { reminderOn, reportDueOn, wasOpen } from './rules.js'
import { birthHouseReports, birthHouseReportVersions } from './tables.js'

const MOST_HOUSES = 500

/**
 * Tells the midwives of each house that has not handed in last year’s report, sixty and thirty days before it is due:
 * one mail each, whatever the number of runs. Who has handed it in is left alone.
 */
export async function remindOfReports(ctx: Ctx): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const today = civilDate(ctx.now, (await currentNetwork(ctx)).timeZone)
    const year = Number(today.slice(0, 4)) - 1
    for (const house of (await housesWithoutReport(ctx, year)).filter((one) => wasOpen(one, year))) {
      const dueOn = house.dueOn ?? reportDueOn(year)
      const days = reminderOn(dueOn, today)
      if (days === null || house.remindedDays?.includes(days)) continue
      await remind(ctx, { ...house, year, dueOn, days, daysLeft: daysBetween(today, dueOn) })
    }
  })
}

function housesWithoutReport(ctx: Ctx, year: number) {
  return ctx.db
    .select({
      houseId: birthHouses.establishmentId,
      houseName: establishments.name,
      openedOn: birthHouses.openedOn,
      closedOn: birthHouses.closedOn,
      reportId: birthHouseReports.id,
      dueOn: birthHouseReports.dueOn,
      remindedDays: birthHouseReports.remindedDays,
    })
    .from(birthHouses)
    .innerJoin(establishments, eq(establishments.id, birthHouses.establishmentId))
    .leftJoin(
      birthHouseReports,
      and(
        eq(birthHouseReports.establishmentId, birthHouses.establishmentId),
        eq(birthHouseReports.year, year),
      ),
    )
    .leftJoin(birthHouseReportVersions, eq(birthHouseReportVersions.reportId, birthHouseReports.id))
    .where(
      and(
        isNull(birthHouseReportVersions.id),
        within(ctx.actor, 'birth-report.remind', { network: birthHouses.networkId }),
      ),
    )
    .orderBy(asc(birthHouses.establishmentId))
    .limit(MOST_HOUSES)
}

type Due = {
  houseId: string
  houseName: string
  reportId: string | null
  year: number
  dueOn: string
  days: number
  daysLeft: number
}

async function remind(ctx: Ctx, { houseId, reportId, days, ...about }: Due): Promise<void> {
  const { houseName, year, dueOn, daysLeft } = about
  await queueMailToEach(ctx, await midwifeAccounts(ctx, houseId, 'birth-report.remind'), {
    template: 'birth-report-due',
    params: { houseName, year, dueOn, daysLeft },
    // A report nobody has opened has no row yet: the mail itself remembers that it was written.
    event: `birth-report-due:${houseId}:${year}:${days}`,
  })
  if (reportId === null) return
  await ctx.db
    .update(birthHouseReports)
    .set({ remindedDays: sql`array_append(${birthHouseReports.remindedDays}, ${days}::smallint)` })
    .where(
      and(
        eq(birthHouseReports.id, reportId),
        within(ctx.actor, 'birth-report.remind', { network: birthHouseReports.networkId }),
      ),
    )
}
