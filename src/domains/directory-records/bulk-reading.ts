import { and, asc, desc, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import { personOf } from '../../access/actor.js'
import { type Permission, within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { isAmong } from '../../db/among.js'
import { AppError } from '../../errors/app-error.js'
import { personName } from '../directory/cards.js'
import { directoryChanges, directoryPeople, directoryStructures } from '../directory/tables.js'
import { MOST_BULK } from './bulk-rules.js'
import { idsOf, type Subject } from './subject.js'
import { directoryBulkActs } from './tables.js'

export type BulkActRow = typeof directoryBulkActs.$inferSelect
export type NamedRecord = Subject & { name: string }

const MOST_ACTS = 30

/** Of these records, those the caller may change, by name: what is out of her reach, or withdrawn, is left out. */
export async function listManageable(ctx: Ctx, subjects: readonly Subject[]): Promise<NamedRecord[]> {
  return inTransaction(ctx, (ctx) =>
    namesOf(ctx, subjects, 'directory.manage', (table) =>
      and(isNull(table.mergedIntoId), isNull(table.archivedAt)),
    ),
  )
}

/** The last acts on many records, the newest first. */
export async function listBulkActs(ctx: Ctx): Promise<BulkActRow[]> {
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select()
      .from(directoryBulkActs)
      .where(actsInReach(ctx))
      .orderBy(desc(directoryBulkActs.at), asc(directoryBulkActs.id))
      .limit(MOST_ACTS),
  )
}

/** An act with the records it changed, by name. Throws `directory.no-bulk-act`. */
export async function readBulkAct(ctx: Ctx, id: string): Promise<BulkActRow & { changed: NamedRecord[] }> {
  return inTransaction(ctx, async (ctx) => {
    const [act] = await ctx.db
      .select()
      .from(directoryBulkActs)
      .where(and(eq(directoryBulkActs.id, id), actsInReach(ctx)))
      .limit(1)
    if (!act) throw new AppError('directory.no-bulk-act')
    const changes = await ctx.db
      .selectDistinct({ kind: directoryChanges.subjectKind, id: directoryChanges.subjectId })
      .from(directoryChanges)
      .where(eq(directoryChanges.bulkId, id))
      .limit(MOST_BULK)
    return { ...act, changed: await namesOf(ctx, changes, 'directory.read-records') }
  })
}

/** Those of the network for who keeps all its records, her own for who keeps those of one territory. */
export function actsInReach({ actor }: Ctx): SQL | undefined {
  const network = directoryBulkActs.networkId
  const userId = personOf(actor)?.userId
  const own = userId === undefined ? sql`false` : eq(directoryBulkActs.byUserId, userId)
  return or(
    within(actor, 'directory.manage', { network }),
    and(within(actor, 'directory.read-records', { network }), own),
  )
}

type RecordTable = typeof directoryPeople | typeof directoryStructures

/** Those within reach of a permission, by name, people first. */
async function namesOf(
  ctx: Ctx,
  subjects: readonly Subject[],
  permission: Permission,
  condition: (table: RecordTable) => SQL | undefined = () => undefined,
): Promise<NamedRecord[]> {
  const reach = (table: RecordTable) =>
    within(ctx.actor, permission, { network: table.networkId, territory: table.territoryId })
  const people = await ctx.db
    .select({
      id: directoryPeople.id,
      lastName: directoryPeople.lastName,
      firstName: directoryPeople.firstName,
    })
    .from(directoryPeople)
    .where(
      and(
        isAmong(directoryPeople.id, idsOf('person', subjects)),
        reach(directoryPeople),
        condition(directoryPeople),
      ),
    )
    .orderBy(asc(directoryPeople.lastName), asc(directoryPeople.firstName), asc(directoryPeople.id))
    .limit(MOST_BULK)
  const structures = await ctx.db
    .select({ id: directoryStructures.id, name: directoryStructures.name })
    .from(directoryStructures)
    .where(
      and(
        isAmong(directoryStructures.id, idsOf('structure', subjects)),
        reach(directoryStructures),
        condition(directoryStructures),
      ),
    )
    .orderBy(asc(directoryStructures.name), asc(directoryStructures.id))
    .limit(MOST_BULK)
  return [
    ...people.map(({ id, ...person }): NamedRecord => ({ kind: 'person', id, name: personName(person) })),
    ...structures.map(({ id, name }): NamedRecord => ({ kind: 'structure', id, name })),
  ]
}
