import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate, daysBetween } from '../../web/dates.js'
import { queueMailToEach } from '../mail/service.js'
import { currentNetwork } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import { midwifeAccounts } from './midwife-accounts.js'
import { reminderAmong } from './reminder-days.js'
import { birthHouseFiles, birthHouses } from './tables.js'

/** Days before its end on which an authorisation is recalled: time to prepare a request, and time to send it. */
const REMINDER_DAYS = [180, 60]
const MOST_ENDING = 200

/**
 * Tells the midwives of each house whose authorisation ends, twice. One that another already follows, or whose renewal
 * is with the agency, is left alone, and a closed house too. The mail itself remembers that it was written.
 */
export async function remindOfAuthorisations(ctx: Ctx): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const today = civilDate(ctx.now, (await currentNetwork(ctx)).timeZone)
    for (const { fileId, validTo, ...house } of await endingAuthorisations(ctx, today)) {
      const days = validTo && reminderAmong(REMINDER_DAYS, validTo, today)
      if (!days) continue
      const params = { ...house, validTo, daysLeft: daysBetween(today, validTo) }
      await queueMailToEach(ctx, await midwifeAccounts(ctx, house.houseId, 'birth-report.remind'), {
        template: 'birth-authorisation-end',
        params,
        event: `birth-authorisation-end:${fileId}:${validTo}:${days}`,
      })
    }
  })
}

function endingAuthorisations(ctx: Ctx, today: string) {
  return ctx.db
    .select({
      fileId: birthHouseFiles.id,
      validTo: birthHouseFiles.validTo,
      houseId: birthHouseFiles.establishmentId,
      houseName: establishments.name,
    })
    .from(birthHouseFiles)
    .innerJoin(birthHouses, eq(birthHouses.establishmentId, birthHouseFiles.establishmentId))
    .innerJoin(establishments, eq(establishments.id, birthHouseFiles.establishmentId))
    .where(
      and(
        eq(birthHouseFiles.decision, 'granted'),
        isNull(birthHouses.closedOn),
        sql`${birthHouseFiles.validTo} between ${today}::date and ${today}::date + ${Math.max(...REMINDER_DAYS)}::int`,
        sql`not exists (select from birth_house_files as later
          where later.establishment_id = ${birthHouseFiles.establishmentId}
            and (later.decision = 'granted' and coalesce(later.valid_to > ${birthHouseFiles.validTo}, true)
              or later.decision is null
                and exists (select from birth_house_file_versions where file_id = later.id)))`,
        within(ctx.actor, 'birth-report.remind', { network: birthHouseFiles.networkId }),
      ),
    )
    .orderBy(asc(birthHouseFiles.validTo), asc(birthHouseFiles.id))
    .limit(MOST_ENDING)
}
