import { and, eq } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { agencyAccounts } from '../birth-houses/agency-accounts.js'
import { midwifeAccounts } from '../birth-houses/midwife-accounts.js'
import { queueMailToEach } from '../mail/service.js'
import { establishments } from '../networks/tables.js'
import type { birthHouseReports } from './tables.js'

type Report = Pick<typeof birthHouseReports.$inferSelect, 'networkId' | 'establishmentId' | 'year'>

/** What one side tells the other of a report: never what is in it. */
export type ReportNews = {
  what: 'sent' | 'corrected' | 'answer' | 'question' | 'observation'
  versionId: string
  answerBy: string | null
  /** Told twice, it makes one mail to each. */
  event: string
}

/** Writes to the agency what the house did, to the midwives of the house what the agency did. In the act’s transaction. */
export async function tellOfReport(ctx: Ctx, report: Report, news: ReportNews): Promise<void> {
  const { what, versionId, answerBy, event } = news
  const isOfAgency = what === 'question' || what === 'observation'
  const readers = isOfAgency
    ? await midwifeAccounts(ctx, report.establishmentId, 'birth-report.review')
    : await agencyAccounts(ctx, report.networkId)
  const houseName = await nameOfHouse(ctx, report)
  await queueMailToEach(ctx, readers, {
    template: 'birth-report-news',
    params: { houseName, year: report.year, what, versionId, answerBy },
    event,
    networkId: report.networkId,
  })
}

async function nameOfHouse(ctx: Ctx, { establishmentId }: Report): Promise<string> {
  const [site] = await ctx.db
    .select({ name: establishments.name })
    .from(establishments)
    .where(
      and(
        eq(establishments.id, establishmentId),
        within(ctx.actor, 'network.read', { network: establishments.networkId }),
      ),
    )
    .limit(1)
  return site?.name ?? 'La maison de naissance'
}
