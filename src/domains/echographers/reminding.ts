import { and, asc, eq, isNotNull, isNull, not, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { directoryPeople } from '../directory/tables.js'
import { directoryDeadAddresses } from '../directory-upkeep/tables.js'
import { queueMail } from '../mail/service.js'
import { tell, todayOf } from './service.js'
import { settingsOf } from './settings.js'
import { standingOn } from './standing.js'
import { echographerIdentifiers } from './tables.js'

/** Reminders of one day: many identifiers may end together, their mails need not leave together. */
const MOST_A_DAY = 50
/** A link may still be answered for a while after the end. */
const LINK_DAYS_AFTER_END = 60

/** Tells each echographer whose identifier ends soon, once for each end. Returns how many were told. */
export async function remindEchographers(ctx: Ctx): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const today = await todayOf(ctx)
    const { reminderDays } = await settingsOf(ctx)
    const { begun, suspended } = standingOn(today)
    const ending = await ctx.db
      .select({
        id: echographerIdentifiers.id,
        personId: echographerIdentifiers.personId,
        validUntil: echographerIdentifiers.validUntil,
        revision: echographerIdentifiers.revision,
        email: directoryPeople.email,
        firstName: directoryPeople.firstName,
        lastName: directoryPeople.lastName,
        userId: directoryPeople.userId,
      })
      .from(echographerIdentifiers)
      .innerJoin(directoryPeople, eq(directoryPeople.id, echographerIdentifiers.personId))
      .where(
        and(
          within(ctx.actor, 'directory.run-upkeep', { network: echographerIdentifiers.networkId }),
          begun,
          isNull(echographerIdentifiers.ceasedOn),
          not(suspended),
          isNull(echographerIdentifiers.remindedAt),
          isNull(directoryPeople.archivedAt),
          isNotNull(directoryPeople.email),
          sql`${echographerIdentifiers.validUntil} between ${today}::date and ${today}::date + ${reminderDays}::int`,
          sql`not exists (select from ${directoryDeadAddresses}
            where ${directoryDeadAddresses.networkId} = ${directoryPeople.networkId}
              and ${directoryDeadAddresses.email} = lower(${directoryPeople.email}))`,
        ),
      )
      .orderBy(asc(echographerIdentifiers.validUntil), asc(echographerIdentifiers.id))
      .limit(MOST_A_DAY)
      .for('update', { of: echographerIdentifiers })
    for (const one of ending) await remind(ctx, one, today)
    if (ending.length > 0) await audit(ctx, 'echographer.remind', { details: { entries: ending.length } })
    return ending.length
  })
}

type Ending = {
  id: string
  validUntil: string | null
  revision: number
  email: string | null
  firstName: string | null
  lastName: string
  userId: string | null
}

async function remind(ctx: Ctx, one: Ending, today: string): Promise<void> {
  if (one.validUntil === null || one.email === null) return
  const end = new Date(`${one.validUntil}T12:00:00Z`)
  await queueMail(ctx, {
    template: 'echographer-renewal',
    params: {
      identifierId: one.id,
      version: one.revision,
      validUntil: one.validUntil,
      expiresAt: new Date(end.getTime() + LINK_DAYS_AFTER_END * 86_400_000).toISOString(),
    },
    to: {
      address: one.email,
      name: [one.firstName, one.lastName].filter((part) => part !== null).join(' '),
      ...(one.userId && { userId: one.userId }),
    },
    event: `echographer-renewal:${one.id}:${one.revision}`,
  })
  await ctx.db
    .update(echographerIdentifiers)
    .set({ remindedAt: ctx.now })
    .where(eq(echographerIdentifiers.id, one.id))
  await tell(ctx, one.id, { kind: 'reminded', on: today, validUntil: one.validUntil, note: null })
}
