import { eq, inArray, sql } from 'drizzle-orm'
import type { Ctx } from '../../../context.js'
import { recordChanges } from '../../directory/changes.js'
import type { PersonRecord, SituationRow } from '../../directory/records.js'
import { directoryOffers, directorySituations } from '../../directory/tables.js'
import { stricter } from '../../directory/visibility.js'
import type { MovedRow } from '../merge-plan.js'
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

/** Of a place both records have, a telephone is shown to those only who saw it in both. */
export async function narrowPlaces(
  ctx: Ctx,
  { to, writer }: Move,
  archived: PersonRecord,
  twins: Twins,
): Promise<MovedRow[]> {
  const moved: MovedRow[] = []
  for (const { situation } of archived.situations) {
    const twin = twins.get(situation.id)
    if (!twin) continue
    const visibility = { ...twin.visibility }
    for (const field of ['phone', 'email'] as const) {
      visibility[field] = stricter(
        twin.visibility[field] ?? 'members',
        situation.visibility[field] ?? 'members',
      )
    }
    const change = { before: { visibility: twin.visibility }, after: { visibility } }
    if (JSON.stringify(change.before) === JSON.stringify(change.after)) continue
    await ctx.db
      .update(directorySituations)
      .set({ visibility, updatedAt: ctx.now })
      .where(eq(directorySituations.id, twin.id))
    await recordChanges(ctx, writer, [
      { subjectKind: 'person', subjectId: to, what: 'situation', rowId: twin.id, ...change },
    ])
    moved.push({ table: 'situation', id: twin.id, ...change })
  }
  return moved
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
    ...(await removeTwice(ctx, writer, twice)),
  ]
}

type Twice = { row: SituationRow; twin: SituationRow }

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

/** A blank says nothing against. */
function hasSameFunction(one: SituationRow, other: SituationRow): boolean {
  return (['functionWords', 'modeCode'] as const).every(
    (field) => one[field] === null || other[field] === null || one[field] === other[field],
  )
}
