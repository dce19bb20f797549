import { and, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { roleGrants } from '../accounts/tables.js'
import { directoryPeople, directoryStructures } from '../directory/tables.js'
import type { DigestReader, DigestSource } from '../mail/digest.js'
import { directoryDuplicates, directoryReports } from './tables.js'
import { IS_DUE, upkeptRecords } from './upkept-records.js'

/** Records whose time to be confirmed has come: each antenna hears of its own. */
export const recordsToVerify: DigestSource = {
  kind: 'directory.to-verify',
  roles: ['antenna_coordinator', 'coordinator', 'admin'],
  count: (ctx, reader) => countUpkept(ctx, reader, IS_DUE),
}

/** Records whose mail came back and whose address nobody has looked at yet. */
export const bouncedRecords: DigestSource = {
  kind: 'directory.bounced',
  roles: ['antenna_coordinator', 'coordinator', 'admin'],
  count: (ctx, reader) =>
    countUpkept(ctx, reader, sql`${IS_DUE} and upkept.bounced_mail_id is not null and not upkept.is_dead`),
}

/** What readers and owners say is wrong, and nobody has looked at. */
export const reportsToModerate: DigestSource = {
  kind: 'directory.reports',
  roles: ['antenna_coordinator', 'coordinator', 'admin'],
  count: async (ctx, reader) => {
    const territories = await territoriesOf(ctx, reader)
    const [row] = await ctx.db
      .select({ count: sql`count(*)`.mapWith(Number) })
      .from(directoryReports)
      .leftJoin(directoryPeople, eq(directoryPeople.id, directoryReports.subjectId))
      .leftJoin(directoryStructures, eq(directoryStructures.id, directoryReports.subjectId))
      .where(
        and(
          within(ctx.actor, 'directory.run-upkeep', { network: directoryReports.networkId }),
          isNull(directoryReports.decidedAt),
          territories === null
            ? undefined
            : or(
                inArray(directoryPeople.territoryId, territories),
                inArray(directoryStructures.territoryId, territories),
              ),
        ),
      )
    return row?.count ?? 0
  },
}

/** Pairs of records that may be one. */
export const duplicatesToDecide: DigestSource = {
  kind: 'directory.duplicates',
  roles: ['coordinator', 'admin'],
  count: (ctx) =>
    ctx.db.$count(
      directoryDuplicates,
      and(
        within(ctx.actor, 'directory.run-upkeep', { network: directoryDuplicates.networkId }),
        isNull(directoryDuplicates.decidedAt),
      ),
    ),
}

async function countUpkept(ctx: Ctx, reader: DigestReader, condition: SQL): Promise<number> {
  const territories = await territoriesOf(ctx, reader)
  if (territories?.length === 0) return 0
  const [row] = await ctx.db
    .select({ count: sql`count(*)`.mapWith(Number) })
    .from(await upkeptRecords(ctx, 'directory.run-upkeep'))
    .where(territories === null ? condition : sql`${condition} and upkept.territory_id in ${territories}`)
  return row?.count ?? 0
}

/** The territories a right covers; null for the whole network. */
async function territoriesOf(ctx: Ctx, { userId, role }: DigestReader): Promise<string[] | null> {
  if (role !== 'antenna_coordinator') return null
  const rows = await ctx.db
    .select({ territoryId: roleGrants.territoryId })
    .from(roleGrants)
    .where(
      and(
        within(ctx.actor, 'directory.run-upkeep', { network: roleGrants.networkId }),
        eq(roleGrants.userId, userId),
        eq(roleGrants.role, role),
        isNull(roleGrants.revokedAt),
        isNotNull(roleGrants.territoryId),
      ),
    )
    .limit(50)
  return rows.flatMap(({ territoryId }) => territoryId ?? [])
}
