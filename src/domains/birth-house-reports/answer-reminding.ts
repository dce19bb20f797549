import { and, asc, eq, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate, daysBetween } from '../../web/dates.js'
import { midwifeAccounts } from '../birth-houses/midwife-accounts.js'
import { birthHouseExchanges } from '../birth-houses/tables.js'
import { queueMailToEach } from '../mail/service.js'
import { currentNetwork } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import { birthHouseReports } from './tables.js'

/** Days before an answer is due on which it is recalled. */
const REMINDER_DAYS = 7
const MOST_WAITING = 200

/**
 * Tells the midwives of each house that the agency waits for their answer, a week before the day it named: once for a
 * day. A question asked later than that has just been told. The mail itself remembers that it was written.
 */
export async function remindOfAnswers(ctx: Ctx): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const today = civilDate(ctx.now, (await currentNetwork(ctx)).timeZone)
    for (const { aboutId, answerBy, ...about } of await waitingQuestions(ctx, today)) {
      if (answerBy === null) continue
      const params = { ...about, answerBy, daysLeft: daysBetween(today, answerBy) }
      await queueMailToEach(ctx, await midwifeAccounts(ctx, about.houseId, 'birth-report.remind'), {
        template: 'birth-answer-due',
        params,
        event: `birth-answer-due:${aboutId}:${answerBy}`,
      })
    }
  })
}

/** Neither answered, nor met by another version, nor made idle by a decision. */
function waitingQuestions(ctx: Ctx, today: string) {
  return ctx.db
    .selectDistinct({
      aboutId: birthHouseExchanges.aboutId,
      answerBy: birthHouseExchanges.answerBy,
      houseId: birthHouseExchanges.establishmentId,
      houseName: establishments.name,
      /** Of a report; null for a request for authorisation. */
      year: birthHouseReports.year,
      versionId: sql<string | null>`(select id from birth_house_report_versions
        where report_id = ${birthHouseExchanges.aboutId} order by version desc limit 1)`,
    })
    .from(birthHouseExchanges)
    .innerJoin(establishments, eq(establishments.id, birthHouseExchanges.establishmentId))
    .leftJoin(birthHouseReports, eq(birthHouseReports.id, birthHouseExchanges.aboutId))
    .where(
      and(
        eq(birthHouseExchanges.kind, 'question'),
        sql`${birthHouseExchanges.answerBy} between ${today}::date and ${today}::date + ${REMINDER_DAYS}::int`,
        sql`${birthHouseExchanges.writtenAt} < ${birthHouseExchanges.answerBy} - ${REMINDER_DAYS}::int`,
        sql`not exists (select from birth_house_exchanges as answer
          where answer.about_id = ${birthHouseExchanges.aboutId} and answer.kind = 'answer'
            and answer.written_at >= ${birthHouseExchanges.writtenAt})`,
        sql`not exists (select from birth_house_file_versions
          where file_id = ${birthHouseExchanges.aboutId} and submitted_at > ${birthHouseExchanges.writtenAt})`,
        sql`not exists (select from birth_house_report_versions
          where report_id = ${birthHouseExchanges.aboutId} and sent_at > ${birthHouseExchanges.writtenAt})`,
        sql`not exists (select from birth_house_files
          where id = ${birthHouseExchanges.aboutId} and decision is not null)`,
        within(ctx.actor, 'birth-report.remind', { network: birthHouseExchanges.networkId }),
      ),
    )
    .orderBy(asc(birthHouseExchanges.answerBy), asc(birthHouseExchanges.aboutId))
    .limit(MOST_WAITING)
}
