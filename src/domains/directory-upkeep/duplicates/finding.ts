import { setImmediate as breathe } from 'node:timers/promises'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { within } from '../../../access/policy.js'
import { type Ctx, inTransaction } from '../../../context.js'
import { currentNetwork } from '../../networks/service.js'
import type { SubjectKind } from '../schemas.js'
import { directoryDuplicates, directoryMerges } from '../tables.js'
import { loadPeopleFacts, loadStructureFacts } from './loading.js'
import { findPairs, type SuspectedPair } from './pairs.js'
import { keysOfPerson, preparePerson, suspectPeople } from './people.js'
import { keysOfStructure, prepareStructure, suspectStructures } from './structures.js'

/** Pairs kept, the strongest: a team that sees to those finds the others the next day. */
const MOST_PAIRS = 5000
const BATCH = 1000

/**
 * Looks for pairs of records that may be one, and keeps those nobody has decided upon. « Not a duplicate » stays said; a
 * pair no longer suspected goes. Run again, it changes nothing.
 */
export async function findDuplicates(ctx: Ctx): Promise<{ people: number; structures: number }> {
  return inTransaction(ctx, async (ctx) => {
    const people = await prepared(await loadPeopleFacts(ctx), preparePerson)
    const ofPeople = await findPairs(people, keysOfPerson, suspectPeople)
    await keepPairs(ctx, 'person', ofPeople.slice(0, MOST_PAIRS))
    const structures = await prepared(await loadStructureFacts(ctx), prepareStructure)
    const ofStructures = await findPairs(structures, keysOfStructure, suspectStructures)
    await keepPairs(ctx, 'structure', ofStructures.slice(0, MOST_PAIRS))
    return { people: ofPeople.length, structures: ofStructures.length }
  })
}

/** Each of them, other jobs of the worker passing in between. */
async function prepared<Facts, Prepared>(
  facts: readonly Facts[],
  prepare: (facts: Facts) => Prepared,
): Promise<Prepared[]> {
  const all: Prepared[] = []
  for (const one of facts) {
    if (all.length % BATCH === 0) await breathe()
    all.push(prepare(one))
  }
  return all
}

async function keepPairs(ctx: Ctx, kind: SubjectKind, pairs: readonly SuspectedPair[]): Promise<void> {
  const { id: networkId } = await currentNetwork(ctx)
  for (let start = 0; start < pairs.length; start += BATCH) {
    await ctx.db
      .insert(directoryDuplicates)
      .values(
        pairs
          .slice(start, start + BATCH)
          .map((pair) => ({ ...pair, networkId, subjectKind: kind, foundAt: ctx.now })),
      )
      .onConflictDoUpdate({
        target: [directoryDuplicates.subjectKind, directoryDuplicates.firstId, directoryDuplicates.secondId],
        set: { score: sql`excluded.score`, reasons: sql`excluded.reasons` },
        setWhere: isNull(directoryDuplicates.decidedAt),
      })
  }
  await forgetOthers(ctx, kind, pairs)
}

/** Pairs still to be decided that nothing suspects any more; one that was merged and undone is kept for its history. */
async function forgetOthers(ctx: Ctx, kind: SubjectKind, pairs: readonly SuspectedPair[]): Promise<void> {
  const suspected = new Set(pairs.map(({ firstId, secondId }) => `${firstId}:${secondId}`))
  const kept = await ctx.db
    .select({
      id: directoryDuplicates.id,
      firstId: directoryDuplicates.firstId,
      secondId: directoryDuplicates.secondId,
    })
    .from(directoryDuplicates)
    .where(
      and(
        within(ctx.actor, 'directory.run-upkeep', { network: directoryDuplicates.networkId }),
        eq(directoryDuplicates.subjectKind, kind),
        isNull(directoryDuplicates.decidedAt),
        sql`not exists (select from ${directoryMerges} where ${directoryMerges.duplicateId} = ${directoryDuplicates.id})`,
      ),
    )
    .limit(2 * MOST_PAIRS)
  const gone = kept.filter(({ firstId, secondId }) => !suspected.has(`${firstId}:${secondId}`))
  for (let start = 0; start < gone.length; start += BATCH) {
    await ctx.db.delete(directoryDuplicates).where(
      inArray(
        directoryDuplicates.id,
        gone.slice(start, start + BATCH).map(({ id }) => id),
      ),
    )
  }
}
