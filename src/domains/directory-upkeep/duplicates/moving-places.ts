import { isDeepStrictEqual } from 'node:util'
import { eq, inArray, sql } from 'drizzle-orm'
import type { Ctx } from '../../../context.js'
import { recordChanges } from '../../directory/changes.js'
import type { PersonRecord, SituationRow } from '../../directory/records.js'
import { directoryOffers, directorySituations } from '../../directory/tables.js'
import { stricter } from '../../directory/visibility.js'
import type { MovedRow } from '../merge-plan.js'
import { agree, before, lacking, withProvenance } from './completing.js'
import type { Move } from './moving.js'

/** Situation of the record that goes → the same one of the record that stays. */
export type Twins = ReadonlyMap<string, SituationRow>

/** The places both records have: they are not to appear twice. */
export function samePlaces(kept: PersonRecord, archived: PersonRecord): Map<string, SituationRow> {
  const twins = new Map<string, SituationRow>()
  for (const { situation } of archived.situations) {
    const twin = kept.situations.find((one) => isSamePlace(one.situation, situation))
    if (twin) twins.set(situation.id, twin.situation)
  }
  return twins
}

export async function movePlaces(
  ctx: Ctx,
  { from, to, writer }: Move,
  archived: PersonRecord,
  twins: Twins,
): Promise<MovedRow[]> {
  const moving = archived.situations.map(({ situation }) => situation.id).filter((id) => !twins.has(id))
  if (moving.length === 0) return []
  await ctx.db
    .update(directorySituations)
    .set({ personId: to, updatedAt: ctx.now })
    .where(inArray(directorySituations.id, moving))
  const moved = moving.map((id) => ({ id, before: { personId: from }, after: { personId: to } }))
  await recordChanges(
    ctx,
    writer,
    moved.map(({ id, ...change }) => ({
      subjectKind: 'person',
      subjectId: to,
      what: 'situation',
      rowId: id,
      ...change,
    })),
  )
  return moved.map((row) => ({ table: 'situation', ...row }))
}

/** A place both records have says all that either says of it. */
export async function unitePlaces(
  ctx: Ctx,
  { writer }: Move,
  archived: PersonRecord,
  twins: Twins,
): Promise<MovedRow[]> {
  const pairs = archived.situations.flatMap(({ situation }) => {
    const twin = twins.get(situation.id)
    return twin ? [{ row: situation, twin }] : []
  })
  return completeTwins(ctx, writer, pairs)
}

type Twice = { row: SituationRow; twin: SituationRow }

/**
 * What the place that stays lacks is taken from the other, with where it is from; a telephone is shown to those only who
 * saw it in both.
 */
async function completeTwins(ctx: Ctx, writer: Move['writer'], pairs: readonly Twice[]): Promise<MovedRow[]> {
  const completed = new Map<string, SituationRow>()
  const moved: MovedRow[] = []
  for (const { row, twin } of pairs) {
    const kept = completed.get(twin.id) ?? twin
    const said = withProvenance(kept, row, lacking(SAID, kept, row))
    const visibility = narrowed(kept, row)
    // Apart, so that a word changed since does not keep the undoing from opening it again.
    moved.push(...(await changePlace(ctx, writer, kept, said)))
    if (!isDeepStrictEqual(visibility, kept.visibility)) {
      moved.push(...(await changePlace(ctx, writer, kept, { visibility })))
    }
    completed.set(twin.id, { ...kept, ...said, visibility })
  }
  return moved
}

/** What a place says; `hasSameFunction` has seen to it that the first two contradict nothing. */
const SAID = ['functionWords', 'modeCode', 'sectorCode', 'phone', 'email', 'startsOn'] as const

function narrowed(twin: SituationRow, row: SituationRow): SituationRow['visibility'] {
  const visibility = { ...twin.visibility }
  for (const field of ['phone', 'email'] as const) {
    visibility[field] = stricter(twin.visibility[field] ?? 'members', row.visibility[field] ?? 'members')
  }
  return visibility
}

async function changePlace(
  ctx: Ctx,
  writer: Move['writer'],
  { id, personId, ...row }: SituationRow,
  patch: Partial<SituationRow>,
): Promise<MovedRow[]> {
  if (Object.keys(patch).length === 0) return []
  const change = { before: before(row, patch), after: { ...patch } }
  await ctx.db
    .update(directorySituations)
    .set({ ...patch, updatedAt: ctx.now })
    .where(eq(directorySituations.id, id))
  await recordChanges(ctx, writer, [
    { subjectKind: 'person', subjectId: personId, what: 'situation', rowId: id, ...change },
  ])
  return [{ table: 'situation', id, ...change }]
}

/** The people who work in a structure follow it; who is already at the one that stays is not there twice. */
export async function moveStaff(ctx: Ctx, { from, to, writer }: Move): Promise<MovedRow[]> {
  const staff = await ctx.db
    .select()
    .from(directorySituations)
    .where(inArray(directorySituations.structureId, [from, to]))
  const there = staff.filter(({ structureId }) => structureId === to)
  const twinOf = (one: SituationRow) =>
    there.find((other) => other.personId === one.personId && hasSameFunction(one, other))
  const coming = staff.filter(({ structureId }) => structureId === from)
  const twice = coming.flatMap((row) => {
    const twin = twinOf(row)
    return twin ? [{ row, twin }] : []
  })
  const moving = coming.filter((row) => !twinOf(row))
  if (moving.length > 0) {
    await ctx.db
      .update(directorySituations)
      .set({ structureId: to, updatedAt: ctx.now })
      .where(
        inArray(
          directorySituations.id,
          moving.map(({ id }) => id),
        ),
      )
    await recordChanges(
      ctx,
      writer,
      moving.map(({ id, personId }) => ({
        subjectKind: 'person',
        subjectId: personId,
        what: 'situation',
        rowId: id,
        before: { structureId: from },
        after: { structureId: to },
      })),
    )
  }
  return [
    ...moving.map(
      ({ id }): MovedRow => ({
        table: 'situation',
        id,
        before: { structureId: from },
        after: { structureId: to },
      }),
    ),
    ...(await completeTwins(ctx, writer, twice)),
    ...(await removeTwice(ctx, writer, twice)),
  ]
}

async function removeTwice(ctx: Ctx, writer: Move['writer'], twice: readonly Twice[]): Promise<MovedRow[]> {
  const moved: MovedRow[] = []
  for (const { row, twin } of twice) {
    const offers = await ctx.db
      .update(directoryOffers)
      .set({ situationId: twin.id })
      .where(eq(directoryOffers.situationId, row.id))
      .returning({ id: directoryOffers.id })
    const [removed] = await ctx.db
      .delete(directorySituations)
      .where(eq(directorySituations.id, row.id))
      .returning({ whole: sql<Record<string, unknown>>`to_jsonb(${directorySituations})` })
    await recordChanges(ctx, writer, [
      {
        subjectKind: 'person',
        subjectId: row.personId,
        what: 'situation',
        rowId: row.id,
        before: row,
        after: null,
      },
    ])
    // Put back in the reverse order: the place before the offers that point at it.
    moved.push(
      ...offers.map(
        ({ id }): MovedRow => ({
          table: 'offer',
          id,
          before: { situationId: row.id },
          after: { situationId: twin.id },
        }),
      ),
      { table: 'situation', id: row.id, before: removed?.whole ?? {}, after: null },
    )
  }
  return moved
}

function isSamePlace(one: SituationRow, other: SituationRow): boolean {
  return one.structureId === other.structureId && hasSameFunction(one, other)
}

/** The same function in the same years: a place she has left is not the one she has come back to. */
function hasSameFunction(one: SituationRow, other: SituationRow): boolean {
  return one.endsOn === other.endsOn && agree<SituationRow>(['functionWords', 'modeCode'], one, other)
}
