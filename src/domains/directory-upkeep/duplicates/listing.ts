import { and, asc, desc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { alias, type PgColumn, type PgTable } from 'drizzle-orm/pg-core'
import { within } from '../../../access/policy.js'
import { type Ctx, inTransaction } from '../../../context.js'
import { AppError } from '../../../errors/app-error.js'
import { directoryPeople, directoryStructures } from '../../directory/tables.js'
import type { SubjectKind } from '../schemas.js'
import { directoryDuplicates } from '../tables.js'

const PAGE_SIZE = 30

export type DuplicateState = 'suspected' | 'distinct' | 'merged'

/** A pair with the names of its records. */
export type Duplicate = typeof directoryDuplicates.$inferSelect & {
  kind: SubjectKind
  firstName: string
  secondName: string
}

export type DuplicateList = {
  duplicates: Duplicate[]
  /** Pairs still to be decided. */
  counts: Record<SubjectKind, number>
  total: number
  page: number
  pageCount: number
}

/** The pairs whose two records the actor looks after: the strongest first, or the last decided. */
export async function listDuplicates(
  ctx: Ctx,
  { kind, state, page }: { kind: SubjectKind; state: DuplicateState; page: number },
): Promise<DuplicateList> {
  return inTransaction(ctx, async (ctx) => {
    const counts = {
      person: await PAIRS.person.count(ctx, STATES.suspected),
      structure: await PAIRS.structure.count(ctx, STATES.suspected),
    }
    const total = state === 'suspected' ? counts[kind] : await PAIRS[kind].count(ctx, STATES[state])
    const duplicates = await PAIRS[kind].read(ctx, STATES[state], (page - 1) * PAGE_SIZE)
    return { duplicates, counts, total, page, pageCount: Math.max(1, Math.ceil(total / PAGE_SIZE)) }
  })
}

/** One pair in reach. In the caller’s transaction. Throws `directory-duplicate.not-found`. */
export async function readPair(ctx: Ctx, id: string): Promise<Duplicate> {
  const wanted = eq(directoryDuplicates.id, id)
  const [pair] = [
    ...(await PAIRS.person.read(ctx, wanted, 0)),
    ...(await PAIRS.structure.read(ctx, wanted, 0)),
  ]
  if (!pair) throw new AppError('directory-duplicate.not-found')
  return pair
}

const STATES: Record<DuplicateState, SQL> = {
  suspected: isNull(directoryDuplicates.decidedAt),
  distinct: eq(directoryDuplicates.decision, 'distinct'),
  merged: eq(directoryDuplicates.decision, 'merged'),
}

const ORDER = [
  sql`${directoryDuplicates.decidedAt} desc nulls first`,
  desc(directoryDuplicates.score),
  asc(directoryDuplicates.firstId),
  asc(directoryDuplicates.secondId),
]

/** Reads and counts the pairs of one kind: those whose two records are in reach. */
const PAIRS = { person: pairsOfPeople(), structure: pairsOfStructures() }

function pairsOfPeople() {
  const [first, second] = [alias(directoryPeople, 'first_one'), alias(directoryPeople, 'second_one')]
  const nameOf = (one: typeof first | typeof second) =>
    sql<string>`concat_ws(' ', upper(${one.lastName}), ${one.firstName})`
  return pairsOf('person', { table: first, name: nameOf(first) }, { table: second, name: nameOf(second) })
}

function pairsOfStructures() {
  const [first, second] = [alias(directoryStructures, 'first_one'), alias(directoryStructures, 'second_one')]
  const nameOf = (one: typeof first | typeof second) => sql<string>`${one.name}`
  return pairsOf('structure', { table: first, name: nameOf(first) }, { table: second, name: nameOf(second) })
}

type Side = {
  table: PgTable & { id: PgColumn; networkId: PgColumn; territoryId: PgColumn }
  name: SQL<string>
}

function pairsOf(kind: SubjectKind, first: Side, second: Side) {
  const ofFirst = eq(first.table.id, directoryDuplicates.firstId)
  const ofSecond = eq(second.table.id, directoryDuplicates.secondId)
  const inReach = (ctx: Ctx, condition: SQL) =>
    and(
      eq(directoryDuplicates.subjectKind, kind),
      ...[first, second].map(({ table }) =>
        within(ctx.actor, 'directory.manage', { network: table.networkId, territory: table.territoryId }),
      ),
      condition,
    )
  return {
    read: async (ctx: Ctx, condition: SQL, offset: number): Promise<Duplicate[]> => {
      const rows = await ctx.db
        .select({ pair: directoryDuplicates, firstName: first.name, secondName: second.name })
        .from(directoryDuplicates)
        .innerJoin(first.table, ofFirst)
        .innerJoin(second.table, ofSecond)
        .where(inReach(ctx, condition))
        .orderBy(...ORDER)
        .limit(PAGE_SIZE)
        .offset(offset)
      return rows.map(({ pair, ...names }) => ({ ...pair, kind, ...names }))
    },
    count: async (ctx: Ctx, condition: SQL): Promise<number> => {
      const [row] = await ctx.db
        .select({ count: sql`count(*)`.mapWith(Number) })
        .from(directoryDuplicates)
        .innerJoin(first.table, ofFirst)
        .innerJoin(second.table, ofSecond)
        .where(inReach(ctx, condition))
      return row?.count ?? 0
    },
  }
}
