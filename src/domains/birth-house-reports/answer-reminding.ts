import { sql } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate, daysBetween } from '../../web/dates.js'
import { midwifeAccounts } from '../birth-houses/midwife-accounts.js'
import { birthHouseExchanges } from '../birth-houses/tables.js'
import { waitingQuestions } from '../birth-houses/waiting-questions.js'
import { queueMailToEach } from '../mail/service.js'
import { currentNetwork } from '../networks/service.js'

/** Days before an answer is due on which it is recalled. */
const REMINDER_DAYS = 7

/**
 * Tells the midwives of each house that the agency waits for their answer, a week before the day it named: once for a
 * day. A question asked later than that has just been told. The mail itself remembers that it was written.
 */
export async function remindOfAnswers(ctx: Ctx): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const today = civilDate(ctx.now, (await currentNetwork(ctx)).timeZone)
    const { answerBy: due, writtenAt } = birthHouseExchanges
    const isSoonDue = sql`${due} between ${today}::date and ${today}::date + ${REMINDER_DAYS}::int
      and ${writtenAt} < ${due} - ${REMINDER_DAYS}::int`
    const waiting = await waitingQuestions(ctx, 'birth-report.remind', isSoonDue)
    for (const { aboutId, answerBy, ...about } of waiting) {
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
