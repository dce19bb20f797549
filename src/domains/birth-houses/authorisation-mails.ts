import { and, eq } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { type MailReader, queueMailToEach } from '../mail/service.js'
import { establishments } from '../networks/tables.js'
import { agencyAccounts } from './agency-accounts.js'
import type { HouseInReach } from './house-in-reach.js'
import { midwifeAccounts } from './midwife-accounts.js'

/** What one side tells the other of a request: never what is in it. */
export type FileNews = {
  what: 'submitted' | 'answer' | 'question' | 'observation' | 'granted' | 'refused'
  version: number | null
  answerBy?: string | null
  /** Told twice, it makes one mail to each. */
  event: string
}

/** Writes to the people of the agency of the house’s region. */
export async function tellAgency(ctx: Ctx, house: HouseInReach, news: FileNews): Promise<void> {
  await tell(ctx, house, await agencyAccounts(ctx, house.networkId), news)
}

/** Writes to the midwives who act for the house. */
export async function tellHouse(ctx: Ctx, house: HouseInReach, news: FileNews): Promise<void> {
  await tell(ctx, house, await midwifeAccounts(ctx, house.id, 'birth-house.review'), news)
}

async function tell(
  ctx: Ctx,
  house: HouseInReach,
  readers: readonly MailReader[],
  { event, what, version, answerBy = null }: FileNews,
): Promise<void> {
  const [site] = await ctx.db
    .select({ name: establishments.name })
    .from(establishments)
    .where(
      and(
        eq(establishments.id, house.id),
        within(ctx.actor, 'network.read', { network: establishments.networkId }),
      ),
    )
    .limit(1)
  await queueMailToEach(ctx, readers, {
    template: 'birth-file-news',
    params: { houseId: house.id, houseName: site?.name ?? house.shortName, what, version, answerBy },
    event,
    networkId: house.networkId,
  })
}
