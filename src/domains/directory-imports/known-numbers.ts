import { and, isNotNull } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { directoryPeople, directoryStructures } from '../directory/tables.js'
import type { ImportProposal } from './schemas.js'

/** Who a file may be about among those already known, by number. */
export type KnownNumbers = { rpps: ReadonlySet<string>; finess: ReadonlySet<string> }

const MOST = 500_000
const NONE: ReadonlySet<string> = new Set()

/**
 * The numbers of the network’s directory that a file of this shape is chosen by, those of merged records too: they lead to
 * the ones kept. The activities of the RPPS need none.
 */
export async function knownNumbers(ctx: Ctx, shape: ImportProposal['shape']): Promise<KnownNumbers> {
  switch (shape) {
    case 'rpps-activities':
      return { rpps: NONE, finess: NONE }
    case 'rpps-skills':
      return { rpps: await rppsNumbers(ctx), finess: NONE }
    default:
      return { rpps: NONE, finess: await finessNumbers(ctx) }
  }
}

async function rppsNumbers(ctx: Ctx): Promise<ReadonlySet<string>> {
  const people = await ctx.db
    .select({ number: directoryPeople.rppsNumber })
    .from(directoryPeople)
    .where(
      and(
        within(ctx.actor, 'directory.run-import', { network: directoryPeople.networkId }),
        isNotNull(directoryPeople.rppsNumber),
      ),
    )
    .limit(MOST)
  return new Set(people.map(({ number }) => number ?? ''))
}

async function finessNumbers(ctx: Ctx): Promise<ReadonlySet<string>> {
  const structures = await ctx.db
    .select({ number: directoryStructures.finessNumber })
    .from(directoryStructures)
    .where(
      and(
        within(ctx.actor, 'directory.run-import', { network: directoryStructures.networkId }),
        isNotNull(directoryStructures.finessNumber),
      ),
    )
    .limit(MOST)
  return new Set(structures.map(({ number }) => number ?? ''))
}
