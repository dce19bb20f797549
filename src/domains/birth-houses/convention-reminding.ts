import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import { queueMailToEach } from '../mail/service.js'
import { currentNetwork } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import { RENEWAL_DAYS } from './convention-schemas.js'
import { midwifeAccounts } from './midwife-accounts.js'
import { birthHouseConventions, birthHouses } from './tables.js'

const partners = alias(establishments, 'partners')
const MOST_ENDING = 200

/**
 * Tells the midwives of each house whose convention ends within three months, once for each end. One that another
 * already follows is left alone, and a closed house too.
 */
export async function remindOfConventions(ctx: Ctx): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const today = civilDate(ctx.now, (await currentNetwork(ctx)).timeZone)
    const ending = await ctx.db
      .select({
        id: birthHouseConventions.id,
        houseId: birthHouseConventions.establishmentId,
        endsOn: birthHouseConventions.endsOn,
        houseName: establishments.name,
        partnerName: partners.name,
      })
      .from(birthHouseConventions)
      .innerJoin(birthHouses, eq(birthHouses.establishmentId, birthHouseConventions.establishmentId))
      .innerJoin(establishments, eq(establishments.id, birthHouseConventions.establishmentId))
      .innerJoin(partners, eq(partners.id, birthHouseConventions.partnerEstablishmentId))
      .where(
        and(
          isNull(birthHouseConventions.remindedAt),
          isNull(birthHouses.closedOn),
          sql`${birthHouseConventions.endsOn} between ${today}::date and ${today}::date + ${RENEWAL_DAYS}::int`,
          sql`not exists (select from birth_house_conventions as later
            where later.establishment_id = ${birthHouseConventions.establishmentId}
              and later.starts_on > ${birthHouseConventions.startsOn})`,
          within(ctx.actor, 'birth-report.remind', { network: birthHouseConventions.networkId }),
        ),
      )
      .orderBy(asc(birthHouseConventions.endsOn), asc(birthHouseConventions.id))
      .limit(MOST_ENDING)
      .for('update', { of: birthHouseConventions })
    for (const { id, endsOn, ...about } of ending) {
      if (endsOn !== null) await remind(ctx, { ...about, id, endsOn })
    }
  })
}

type Ending = { id: string; houseId: string; endsOn: string; houseName: string; partnerName: string }

/** Of a convention that `remindOfConventions` has just locked. */
async function remind(ctx: Ctx, { id, ...about }: Ending): Promise<void> {
  await queueMailToEach(ctx, await midwifeAccounts(ctx, about.houseId, 'birth-report.remind'), {
    template: 'birth-convention-end',
    params: about,
    event: `birth-convention-end:${id}:${about.endsOn}`,
  })
  await ctx.db
    .update(birthHouseConventions)
    .set({ remindedAt: ctx.now })
    .where(eq(birthHouseConventions.id, id))
}
