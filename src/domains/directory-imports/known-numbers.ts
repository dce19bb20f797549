import { and, isNotNull, isNull } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { directoryPeople, directoryStructures } from '../directory/tables.js'

/** Who a file may be about among those already known, by number. */
export type KnownNumbers = { rpps: ReadonlySet<string>; finess: ReadonlySet<string> }

const MOST = 500_000

/** The RPPS and FINESS numbers of the network’s directory. */
export async function knownNumbers(ctx: Ctx): Promise<KnownNumbers> {
  const people = await ctx.db
    .select({ number: directoryPeople.rppsNumber })
    .from(directoryPeople)
    .where(
      and(
        within(ctx.actor, 'directory.run-import', { network: directoryPeople.networkId }),
        isNotNull(directoryPeople.rppsNumber),
        isNull(directoryPeople.mergedIntoId),
      ),
    )
    .limit(MOST)
  const structures = await ctx.db
    .select({ number: directoryStructures.finessNumber })
    .from(directoryStructures)
    .where(
      and(
        within(ctx.actor, 'directory.run-import', { network: directoryStructures.networkId }),
        isNotNull(directoryStructures.finessNumber),
        isNull(directoryStructures.mergedIntoId),
      ),
    )
    .limit(MOST)
  return {
    rpps: new Set(people.map(({ number }) => number ?? '')),
    finess: new Set(structures.map(({ number }) => number ?? '')),
  }
}
