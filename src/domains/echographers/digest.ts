import { and, isNull, lte, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { DigestSource } from '../mail/digest.js'
import { todayOf } from './service.js'
import { settingsOf } from './settings.js'
import { echographerIdentifiers } from './tables.js'

/** Identifiers that end within the days of the reminder, or have just ended. */
export const endingIdentifiers: DigestSource = {
  kind: 'echographer.ending',
  roles: ['coordinator', 'admin'],
  count: async (ctx) => {
    const today = await todayOf(ctx)
    const { reminderDays } = await settingsOf(ctx)
    return ctx.db.$count(
      echographerIdentifiers,
      and(
        within(ctx.actor, 'directory.run-upkeep', { network: echographerIdentifiers.networkId }),
        isNull(echographerIdentifiers.ceasedOn),
        isNull(echographerIdentifiers.suspendedOn),
        lte(sql`${echographerIdentifiers.validUntil} - ${reminderDays}::int`, sql`${today}::date`),
      ),
    )
  },
}
