import { and, eq, isNull, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { roleGrants, users } from '../accounts/tables.js'
import { queueMail } from '../mail/service.js'
import { establishments } from '../networks/tables.js'
import type { HouseInReach } from './house-in-reach.js'

const MOST_READERS = 100

/** What one side tells the other of a request: never what is in it. */
export type FileNews = {
  what: 'submitted' | 'answer' | 'question' | 'observation' | 'granted' | 'refused'
  version: number | null
  answerBy?: string | null
  /** Told twice, it makes one mail to each. */
  event: string
}

type Reader = { userId: string; email: string; name: string }

/** Writes to the people of the agency of the house’s region. */
export async function tellAgency(ctx: Ctx, house: HouseInReach, news: FileNews): Promise<void> {
  const { rows } = await ctx.db.execute<Reader>(
    sql`select user_id as "userId", email, name from agency_readers(${house.networkId})`,
  )
  await tell(ctx, house, rows, news)
}

/** Writes to the midwives who act for the house. */
export async function tellHouse(ctx: Ctx, house: HouseInReach, news: FileNews): Promise<void> {
  const readers = await ctx.db
    .selectDistinct({ userId: users.id, email: users.email, name: users.name })
    .from(roleGrants)
    .innerJoin(users, eq(users.id, roleGrants.userId))
    .where(
      and(
        eq(roleGrants.establishmentId, house.id),
        eq(roleGrants.role, 'birth_house'),
        isNull(roleGrants.revokedAt),
        isNull(users.deactivatedAt),
        within(ctx.actor, 'birth-house.review', { network: roleGrants.networkId }),
      ),
    )
    .limit(MOST_READERS)
  await tell(ctx, house, readers, news)
}

async function tell(
  ctx: Ctx,
  house: HouseInReach,
  readers: readonly Reader[],
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
  for (const { userId, email, name } of readers) {
    await queueMail(ctx, {
      template: 'birth-file-news',
      params: { houseId: house.id, houseName: site?.name ?? house.shortName, what, version, answerBy },
      to: { address: email, name, userId },
      event,
      networkId: house.networkId,
    })
  }
}
