import { and, eq, isNull } from 'drizzle-orm'
import { type Permission, within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { roleGrants, users } from '../accounts/tables.js'
import type { MailReader } from '../mail/service.js'

const MOST_READERS = 200

/** The accounts that may act for a house today: whom a mail about it goes to. */
export function midwifeAccounts(
  ctx: Ctx,
  establishmentId: string,
  permission: Permission,
): Promise<MailReader[]> {
  return ctx.db
    .selectDistinct({ userId: users.id, email: users.email, name: users.name })
    .from(roleGrants)
    .innerJoin(users, eq(users.id, roleGrants.userId))
    .where(
      and(
        eq(roleGrants.establishmentId, establishmentId),
        eq(roleGrants.role, 'birth_house'),
        isNull(roleGrants.revokedAt),
        isNull(users.deactivatedAt),
        within(ctx.actor, permission, { network: roleGrants.networkId }),
      ),
    )
    .limit(MOST_READERS)
}
