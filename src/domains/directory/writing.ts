import { and, eq, isNull } from 'drizzle-orm'
import { type Permission, within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { currentNetwork } from '../networks/service.js'
import { type Change, differences, type Patch, recordChanges, type Writer } from './changes.js'
import type { Provenance } from './provenance.js'
import type { OfferRow, PersonRow, SituationRow, StructureRow } from './records.js'
import { directoryOffers, directoryPeople, directorySituations, directoryStructures } from './tables.js'

/*
 * The only place where records of the directory are written: each writing leaves its provenance and its history.
 * Cards are made again by the caller, once for all that it wrote (`refreshCards`).
 */

type Kept = 'id' | 'networkId' | 'provenance' | 'createdAt' | 'updatedAt' | 'updatedBy' | 'revision'
type NewPerson = Omit<typeof directoryPeople.$inferInsert, Kept>
type NewStructure = Omit<typeof directoryStructures.$inferInsert, Kept>
type KeptInside = 'id' | 'networkId' | 'provenance' | 'createdAt' | 'updatedAt'
/** One that comes back has the identifier it had. */
type Made<Row extends { id?: string | undefined }> = Omit<Row, KeptInside> & Pick<Row, 'id'>
type NewSituation = Made<typeof directorySituations.$inferInsert>
type NewOffer = Made<typeof directoryOffers.$inferInsert>

/** Records inserted at once: PostgreSQL takes 65,535 parameters a statement. */
const BATCH = 500

/** Makes records of people; their identifiers, in order. */
export async function insertPeople(
  ctx: Ctx,
  writer: Writer,
  people: readonly NewPerson[],
): Promise<string[]> {
  const stamp = await newRecord(ctx, writer)
  return inserted(people, async (some) => {
    const rows = await ctx.db
      .insert(directoryPeople)
      .values(some.map((person) => ({ ...person, ...stamp, provenance: provenanceOf(writer, person) })))
      .returning()
    await recordChanges(
      ctx,
      writer,
      rows.map((row) => made('person', row.id, 'person', row)),
    )
    return rows.map(({ id }) => id)
  })
}

/** Makes records of structures; their identifiers, in order. */
export async function insertStructures(
  ctx: Ctx,
  writer: Writer,
  structures: readonly NewStructure[],
): Promise<string[]> {
  const stamp = await newRecord(ctx, writer)
  return inserted(structures, async (some) => {
    const rows = await ctx.db
      .insert(directoryStructures)
      .values(some.map((one) => ({ ...one, ...stamp, provenance: provenanceOf(writer, one) })))
      .returning()
    await recordChanges(
      ctx,
      writer,
      rows.map((row) => made('structure', row.id, 'structure', row)),
    )
    return rows.map(({ id }) => id)
  })
}

/** Puts people at places; the identifiers of the situations, in order. The people are in reach: the caller has seen to it. */
export async function insertSituations(
  ctx: Ctx,
  writer: Writer,
  situations: readonly NewSituation[],
): Promise<string[]> {
  const { id: networkId } = await currentNetwork(ctx)
  return inserted(situations, async (some) => {
    const rows = await ctx.db
      .insert(directorySituations)
      .values(
        some.map((one) => ({
          ...one,
          networkId,
          provenance: provenanceOf(writer, one),
          createdAt: ctx.now,
          updatedAt: ctx.now,
        })),
      )
      .returning()
    await recordChanges(
      ctx,
      writer,
      rows.map((row) => made('person', row.personId, 'situation', row)),
    )
    return rows.map(({ id }) => id)
  })
}

/** Adds offers of care; their identifiers, in order. Their owners are in reach: the caller has seen to it. */
export async function insertOffers(ctx: Ctx, writer: Writer, offers: readonly NewOffer[]): Promise<string[]> {
  const { id: networkId } = await currentNetwork(ctx)
  return inserted(offers, async (some) => {
    const rows = await ctx.db
      .insert(directoryOffers)
      .values(
        some.map((one) => ({
          ...one,
          networkId,
          provenance: provenanceOf(writer, one),
          createdAt: ctx.now,
          updatedAt: ctx.now,
        })),
      )
      .returning()
    await recordChanges(
      ctx,
      writer,
      rows.map((row) => made(...ownerOf(row), 'offer', row)),
    )
    return rows.map(({ id }) => id)
  })
}

/**
 * Changes the fields of a person that differ; true when something did. `revision` is the one the form was made with:
 * an older one throws `directory.edited-meanwhile`. Throws `directory.not-found` out of reach.
 */
export async function updatePerson(
  ctx: Ctx,
  writer: Writer,
  id: string,
  patch: Patch<Omit<PersonRow, Kept>>,
  revision?: number,
): Promise<boolean> {
  const row = await lockPerson(ctx, id, writer.through)
  refuseOld(row, revision)
  const change = differences<PersonRow>(row, patch)
  if (change === null) return false
  await ctx.db
    .update(directoryPeople)
    .set({ ...patch, ...changedRecord(ctx, writer, row, Object.keys(change.after)) })
    .where(eq(directoryPeople.id, id))
  await recordChanges(ctx, writer, [
    { subjectKind: 'person', subjectId: id, what: 'person', rowId: id, ...change },
  ])
  return true
}

/** Changes the fields of a structure that differ; as `updatePerson`. */
export async function updateStructure(
  ctx: Ctx,
  writer: Writer,
  id: string,
  patch: Patch<Omit<StructureRow, Kept>>,
  revision?: number,
): Promise<boolean> {
  const row = await lockStructure(ctx, id, writer.through)
  refuseOld(row, revision)
  const change = differences<StructureRow>(row, patch)
  if (change === null) return false
  await ctx.db
    .update(directoryStructures)
    .set({ ...patch, ...changedRecord(ctx, writer, row, Object.keys(change.after)) })
    .where(eq(directoryStructures.id, id))
  await recordChanges(ctx, writer, [
    { subjectKind: 'structure', subjectId: id, what: 'structure', rowId: id, ...change },
  ])
  return true
}

type OfBoth = Pick<
  PersonRow,
  | 'territoryId'
  | 'archivedAt'
  | 'archivedReason'
  | 'visibility'
  | 'saidElsewhere'
  | 'verifiedAt'
  | 'verifiedBy'
>

/** Changes fields that people and structures both have, of a record of either kind; as `updatePerson`. */
export function updateSubject(
  ctx: Ctx,
  writer: Writer,
  { kind, id }: { kind: Change['subjectKind']; id: string },
  patch: Patch<OfBoth>,
  revision?: number,
): Promise<boolean> {
  return (kind === 'person' ? updatePerson : updateStructure)(ctx, writer, id, patch, revision)
}

/**
 * Changes a situation of a person; true when something did. `since` is when the row a form was made with had last
 * changed: an older one throws `directory.edited-meanwhile`. Throws `directory.not-found`.
 */
export async function updateSituation(
  ctx: Ctx,
  writer: Writer,
  id: string,
  patch: Patch<Omit<SituationRow, KeptInside>>,
  since?: Date,
): Promise<boolean> {
  const [row] = await ctx.db
    .select()
    .from(directorySituations)
    .where(eq(directorySituations.id, id))
    .for('update')
  if (!row) throw new AppError('directory.not-found')
  // A situation is reached through its person: hers is the reach that counts.
  await lockPerson(ctx, row.personId, writer.through)
  refuseStale(row, since)
  const change = differences<SituationRow>(row, patch)
  if (change === null) return false
  // Who says that she is still there answers for the place: the next file that leaves it out no longer calls it gone.
  const said =
    change.after.goneSince === null ? { ...change.after, structureId: row.structureId } : change.after
  const provenance = { ...row.provenance, ...provenanceOf(writer, said) }
  await ctx.db
    .update(directorySituations)
    .set({ ...patch, provenance, updatedAt: ctx.now })
    .where(eq(directorySituations.id, id))
  await recordChanges(ctx, writer, [
    { subjectKind: 'person', subjectId: row.personId, what: 'situation', rowId: id, ...change },
  ])
  return true
}

/** Changes an offer; as `updateSituation`. */
export async function updateOffer(
  ctx: Ctx,
  writer: Writer,
  id: string,
  patch: Patch<Omit<OfferRow, KeptInside>>,
  since?: Date,
): Promise<boolean> {
  const [row] = await ctx.db.select().from(directoryOffers).where(eq(directoryOffers.id, id)).for('update')
  if (!row) throw new AppError('directory.not-found')
  const [subjectKind, subjectId] = ownerOf(row)
  await lockSubject(ctx, subjectKind, subjectId, writer.through)
  refuseStale(row, since)
  const change = differences<OfferRow>(row, patch)
  if (change === null) return false
  const provenance = { ...row.provenance, ...sourced(writer, Object.keys(change.after)) }
  await ctx.db
    .update(directoryOffers)
    .set({ ...patch, provenance, updatedAt: ctx.now })
    .where(eq(directoryOffers.id, id))
  await recordChanges(ctx, writer, [{ subjectKind, subjectId, what: 'offer', rowId: id, ...change }])
  return true
}

/** A place that was removed, with what was offered there. */
export type RemovedSituation = { situation: SituationRow; offers: OfferRow[] }

/**
 * Takes a person out of a place where she was put by mistake, and her offers there with it: without a place they would be
 * said to be made wherever she works. One who leaves gets an end instead. Returns what was. Throws `directory.not-found`.
 */
export async function removeSituation(ctx: Ctx, writer: Writer, id: string): Promise<RemovedSituation> {
  const [row] = await ctx.db.select().from(directorySituations).where(eq(directorySituations.id, id)).limit(1)
  if (!row) throw new AppError('directory.not-found')
  await lockPerson(ctx, row.personId, writer.through)
  const offers = await ctx.db.delete(directoryOffers).where(eq(directoryOffers.situationId, id)).returning()
  await ctx.db.delete(directorySituations).where(eq(directorySituations.id, id))
  await recordChanges(ctx, writer, [
    ...offers.map((offer) => removed('person', row.personId, 'offer', offer)),
    removed('person', row.personId, 'situation', row),
  ])
  return { situation: row, offers }
}

/** Takes an offer away. Returns the row that was. Throws `directory.not-found`. */
export async function removeOffer(ctx: Ctx, writer: Writer, id: string): Promise<OfferRow> {
  const [row] = await ctx.db.select().from(directoryOffers).where(eq(directoryOffers.id, id)).limit(1)
  if (!row) throw new AppError('directory.not-found')
  const [subjectKind, subjectId] = ownerOf(row)
  await lockSubject(ctx, subjectKind, subjectId, writer.through)
  await ctx.db.delete(directoryOffers).where(eq(directoryOffers.id, id))
  await recordChanges(ctx, writer, [removed(subjectKind, subjectId, 'offer', row)])
  return row
}

/** A person in reach for writing, locked until the transaction ends. Throws `directory.not-found`. */
export async function lockPerson(
  ctx: Ctx,
  id: string,
  permission: Permission = 'directory.write',
): Promise<PersonRow> {
  const [row] = await ctx.db
    .select()
    .from(directoryPeople)
    .where(
      and(
        eq(directoryPeople.id, id),
        isNull(directoryPeople.mergedIntoId),
        within(ctx.actor, permission, {
          network: directoryPeople.networkId,
          territory: directoryPeople.territoryId,
          owner: directoryPeople.userId,
        }),
      ),
    )
    .for('update')
  if (!row) throw new AppError('directory.not-found')
  return row
}

/** A structure in reach for writing, locked until the transaction ends. Throws `directory.not-found`. */
export async function lockStructure(
  ctx: Ctx,
  id: string,
  permission: Permission = 'directory.write',
): Promise<StructureRow> {
  const [row] = await ctx.db
    .select()
    .from(directoryStructures)
    .where(
      and(
        eq(directoryStructures.id, id),
        isNull(directoryStructures.mergedIntoId),
        within(ctx.actor, permission, {
          network: directoryStructures.networkId,
          territory: directoryStructures.territoryId,
          establishment: directoryStructures.establishmentId,
        }),
      ),
    )
    .for('update')
  if (!row) throw new AppError('directory.not-found')
  return row
}

/** A record in reach for writing, whichever kind it is. */
export function lockSubject(
  ctx: Ctx,
  kind: Change['subjectKind'],
  id: string,
  permission?: Permission,
): Promise<PersonRow | StructureRow> {
  return kind === 'person' ? lockPerson(ctx, id, permission) : lockStructure(ctx, id, permission)
}

function refuseOld(row: { revision: number }, revision: number | undefined): void {
  if (revision !== undefined && revision !== row.revision) throw new AppError('directory.edited-meanwhile')
}

function refuseStale(row: { updatedAt: Date }, since: Date | undefined): void {
  if (since !== undefined && row.updatedAt.getTime() !== since.getTime())
    throw new AppError('directory.edited-meanwhile')
}

async function newRecord(ctx: Ctx, writer: Writer) {
  const { id: networkId } = await currentNetwork(ctx)
  return { networkId, createdAt: ctx.now, updatedAt: ctx.now, updatedBy: writer.by, revision: 1 }
}

function changedRecord(
  ctx: Ctx,
  writer: Writer,
  row: { provenance: Provenance; revision: number },
  fields: readonly string[],
) {
  return {
    provenance: { ...row.provenance, ...sourced(writer, fields) },
    updatedAt: ctx.now,
    updatedBy: writer.by,
    revision: row.revision + 1,
  }
}

/** The fields that say something, each with where it comes from. */
function provenanceOf(writer: Writer, values: Record<string, unknown>): Provenance {
  return sourced(
    writer,
    Object.keys(values).filter((field) => {
      const value = values[field]
      return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)
    }),
  )
}

/** Columns that say how a record stands rather than what it says: they come from no source. */
const STANDING = new Set([
  'archivedAt',
  'archivedReason',
  'goneSince',
  'id',
  'mergedIntoId',
  'objectedAt',
  'objectionSource',
  'saidElsewhere',
  'userId',
  'verifiedAt',
  'verifiedBy',
  'visibility',
  'visibleTo',
])

function sourced({ source, on, by, sources }: Writer, fields: readonly string[]): Provenance {
  const said = fields.filter((field) => !STANDING.has(field))
  return Object.fromEntries(said.map((field) => [field, sources?.[field] ?? { source, on, by }]))
}

function made(
  subjectKind: Change['subjectKind'],
  subjectId: string,
  what: Change['what'],
  row: { id: string } & Record<string, unknown>,
): Change {
  return { subjectKind, subjectId, what, rowId: row.id, before: null, after: row }
}

function removed(
  subjectKind: Change['subjectKind'],
  subjectId: string,
  what: Change['what'],
  row: { id: string } & Record<string, unknown>,
): Change {
  return { subjectKind, subjectId, what, rowId: row.id, before: row, after: null }
}

function ownerOf(offer: OfferRow): [Change['subjectKind'], string] {
  return offer.personId === null ? ['structure', offer.structureId ?? ''] : ['person', offer.personId]
}

async function inserted<Item>(
  items: readonly Item[],
  insertSome: (some: Item[]) => Promise<string[]>,
): Promise<string[]> {
  const ids: string[] = []
  for (let start = 0; start < items.length; start += BATCH) {
    ids.push(...(await insertSome(items.slice(start, start + BATCH))))
  }
  return ids
}
