import { and, asc, isNull } from 'drizzle-orm'
import { can, within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { directoryStructures } from '../directory/tables.js'

export type OwnStructure = {
  id: string
  name: string
  communeName: string | null
  verifiedAt: Date | null
  verifiedBy: string | null
}

const MOST_SHOWN = 50

/** The structures of the directory this person answers for; null for who answers for none by her right. */
export async function readOwnStructures(ctx: Ctx): Promise<OwnStructure[] | null> {
  // The team keeps them all, and has its list.
  if (!('establishmentId' in ctx.actor) || !can(ctx.actor, 'directory.write')) return null
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select({
        id: directoryStructures.id,
        name: directoryStructures.name,
        communeName: directoryStructures.communeName,
        verifiedAt: directoryStructures.verifiedAt,
        verifiedBy: directoryStructures.verifiedBy,
      })
      .from(directoryStructures)
      .where(
        and(
          within(ctx.actor, 'directory.write', {
            network: directoryStructures.networkId,
            establishment: directoryStructures.establishmentId,
          }),
          isNull(directoryStructures.archivedAt),
          isNull(directoryStructures.mergedIntoId),
        ),
      )
      .orderBy(asc(directoryStructures.name), asc(directoryStructures.id))
      .limit(MOST_SHOWN),
  )
}
