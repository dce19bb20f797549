import { and, eq, inArray, isNull, ne } from 'drizzle-orm'
import { reachOf, within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import { ROLES, roleGrants, users } from '../accounts/tables.js'
import { queueMail, queueMailToEach } from '../mail/service.js'
import { currentNetwork } from '../networks/service.js'

const MOST_READERS = 100

/** Who may link a record to an account. */
const ANSWERING_ROLES = ROLES.filter((role) => reachOf(role, 'directory.link-account') !== null)

/**
 * Tells those who may answer that somebody asks for her record, but neither who nor what she says. Asked, taken back
 * and asked again the same day, it makes one mail.
 */
export async function tellTeam(ctx: Ctx, askerId: string): Promise<void> {
  const { id: networkId, timeZone } = await currentNetwork(ctx)
  // She who asks may read nobody’s rights: those of her own network are read as a job would.
  const asJob = { role: 'system', job: 'directory-record-request', networkId } as const
  const readers = await ctx.db
    .selectDistinct({ userId: users.id, email: users.email, name: users.name })
    .from(roleGrants)
    .innerJoin(users, eq(users.id, roleGrants.userId))
    .where(
      and(
        within(asJob, 'directory.run-upkeep', { network: roleGrants.networkId }),
        inArray(roleGrants.role, ANSWERING_ROLES),
        isNull(roleGrants.revokedAt),
        isNull(users.deactivatedAt),
        ne(users.id, askerId),
      ),
    )
    .limit(MOST_READERS)
  await queueMailToEach(ctx, readers, {
    template: 'directory-record-request',
    params: { askedAt: ctx.now.toISOString() },
    event: `directory-record-request:${askerId}:${civilDate(ctx.now, timeZone)}`,
    networkId,
  })
}

export type Answer = { id: string; userId: string; askedAt: Date; decision: 'linked' | 'refused' }

/** Tells her that her request has its answer; why not is read on the platform. */
export async function tellAsker(ctx: Ctx, { id, userId, askedAt, decision }: Answer): Promise<void> {
  const [asker] = await ctx.db
    .select({ email: users.email, name: users.name })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.deactivatedAt)))
    .limit(1)
  if (!asker) return
  await queueMail(ctx, {
    template: 'directory-record-answer',
    params: { askedAt: askedAt.toISOString(), decision },
    to: { address: asker.email, name: asker.name, userId },
    event: `directory-record-answer:${id}`,
  })
}
