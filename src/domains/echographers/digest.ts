import { and, isNotNull, isNull, lte, not, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { DigestSource } from '../mail/digest.js'
import { todayOf } from './service.js'
import { settingsOf } from './settings.js'
import { standingOn } from './standing.js'
import { echographerIdentifiers } from './tables.js'

/** Identifiers that end within the days of the reminder, or have just ended. */
export const endingIdentifiers: DigestSource = {
  kind: 'echographer.ending',
  roles: ['coordinator', 'admin'],
  count: async (ctx) => {
    const today = await todayOf(ctx)
    const { reminderDays } = await settingsOf(ctx)
    const { begun, suspended } = standingOn(today)
    return ctx.db.$count(
      echographerIdentifiers,
      and(
        within(ctx.actor, 'directory.run-upkeep', { network: echographerIdentifiers.networkId }),
        begun,
        isNull(echographerIdentifiers.ceasedOn),
        not(suspended),
        lte(sql`${echographerIdentifiers.validUntil} - ${reminderDays}::int`, sql`${today}::date`),
      ),
    )
  },
}

/** Echographers who have asked for a renewal and wait for an answer. */
export const renewalRequests: DigestSource = {
  kind: 'echographer.renewal-asked',
  roles: ['coordinator', 'admin'],
  count: (ctx) =>
    ctx.db.$count(
      echographerIdentifiers,
      and(
        within(ctx.actor, 'directory.run-upkeep', { network: echographerIdentifiers.networkId }),
        isNotNull(echographerIdentifiers.renewalAskedAt),
      ),
    ),
}
