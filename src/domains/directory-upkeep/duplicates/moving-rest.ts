import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Ctx } from '../../../context.js'
import { AppError } from '../../../errors/app-error.js'
import { birthHouseMidwives } from '../../birth-houses/tables.js'
import { recordChanges } from '../../directory/changes.js'
import type { ActivityRow, MembershipRow } from '../../directory/records.js'
import { directoryActivities, directoryMemberships } from '../../directory/tables.js'
import { echographerIdentifiers } from '../../echographers/tables.js'
import type { MovedRow } from '../merge-plan.js'
import type { SubjectKind } from '../schemas.js'
import { directoryReports, directoryReviews } from '../tables.js'
import type { Move } from './moving.js'

/** A membership the record that stays does not have; of two, an active one is not lost for one that is not. */
export async function moveMembership(
  ctx: Ctx,
  kind: SubjectKind,
  { from, to, writer }: Move,
  kept: MembershipRow | null,
  archived: MembershipRow | null,
): Promise<MovedRow[]> {
  if (archived === null) return []
  const owner = kind === 'person' ? 'personId' : 'structureId'
  if (kept !== null && (archived.state !== 'active' || kept.state === 'active')) return []
  const id = kept === null ? archived.id : kept.id
  const change =
    kept === null
      ? { before: { [owner]: from }, after: { [owner]: to } }
      : { before: termsOf(kept), after: termsOf(archived) }
  await ctx.db
    .update(directoryMemberships)
    .set({
      ...(kept === null ? (kind === 'person' ? { personId: to } : { structureId: to }) : termsOf(archived)),
      updatedAt: ctx.now,
      updatedBy: writer.by,
    })
    .where(eq(directoryMemberships.id, id))
  await recordChanges(ctx, writer, [
    { subjectKind: kind, subjectId: to, what: 'membership', rowId: id, ...change },
  ])
  return [{ table: 'membership', id, ...change }]
}

function termsOf({ state, stateSince, appliedOn, charterSignedOn, college }: MembershipRow) {
  return { state, stateSince, appliedOn, charterSignedOn, college }
}

/**
 * The identifiers of an echographer, ceased ones too: none is ever lost or given again. Throws
 * `directory-duplicate.two-identifiers` when both are in use: a person has one.
 */
export async function moveIdentifiers(ctx: Ctx, { from, to }: Move): Promise<MovedRow[]> {
  const current = await ctx.db
    .select({ id: echographerIdentifiers.id })
    .from(echographerIdentifiers)
    .where(and(inArray(echographerIdentifiers.personId, [from, to]), isNull(echographerIdentifiers.ceasedOn)))
  if (current.length > 1) throw new AppError('directory-duplicate.two-identifiers')
  const rows = await ctx.db
    .update(echographerIdentifiers)
    .set({ personId: to })
    .where(eq(echographerIdentifiers.personId, from))
    .returning({ id: echographerIdentifiers.id })
  return rows.map(({ id }) => ({
    table: 'identifier',
    id,
    before: { personId: from },
    after: { personId: to },
  }))
}

/** Her places in the teams of birth houses: a register that names her goes on naming her. */
export async function moveMidwives(ctx: Ctx, { from, to }: Move): Promise<MovedRow[]> {
  const rows = await ctx.db
    .update(birthHouseMidwives)
    .set({ personId: to })
    .where(eq(birthHouseMidwives.personId, from))
    .returning({ id: birthHouseMidwives.id })
  return rows.map(({ id }) => ({
    table: 'midwife',
    id,
    before: { personId: from },
    after: { personId: to },
  }))
}

/** The authorised activities the record that stays does not know. */
export async function moveActivities(
  ctx: Ctx,
  { from, to }: Move,
  kept: readonly ActivityRow[],
  archived: readonly ActivityRow[],
): Promise<MovedRow[]> {
  const known = new Set(kept.map(activityKey))
  const moving = archived.filter((activity) => !known.has(activityKey(activity))).map(({ id }) => id)
  if (moving.length === 0) return []
  await ctx.db
    .update(directoryActivities)
    .set({ structureId: to })
    .where(inArray(directoryActivities.id, moving))
  return moving.map((id) => ({
    table: 'activity',
    id,
    before: { structureId: from },
    after: { structureId: to },
  }))
}

function activityKey({ regime, activityCode, modalityCode, formCode, startsOn }: ActivityRow): string {
  return [regime, activityCode, modalityCode, formCode, startsOn].join('|')
}

/** Questions asked and errors reported. A question still open about the record that goes is closed: its link is dead. */
export async function moveUpkeep(ctx: Ctx, { from, to }: Move): Promise<MovedRow[]> {
  const closed = await ctx.db
    .update(directoryReviews)
    .set({ closedAt: ctx.now })
    .where(
      and(
        eq(directoryReviews.subjectId, from),
        isNull(directoryReviews.answeredAt),
        isNull(directoryReviews.closedAt),
      ),
    )
    .returning({ id: directoryReviews.id })
  const reviews = await ctx.db
    .update(directoryReviews)
    .set({ subjectId: to })
    .where(eq(directoryReviews.subjectId, from))
    .returning({ id: directoryReviews.id })
  const reports = await ctx.db
    .update(directoryReports)
    .set({ subjectId: to })
    .where(eq(directoryReports.subjectId, from))
    .returning({ id: directoryReports.id })
  const subject = { before: { subjectId: from }, after: { subjectId: to } }
  return [
    ...closed.map(
      ({ id }): MovedRow => ({
        table: 'review',
        id,
        before: { closedAt: null },
        after: { closedAt: ctx.now },
      }),
    ),
    ...reviews.map(({ id }): MovedRow => ({ table: 'review', id, ...subject })),
    ...reports.map(({ id }): MovedRow => ({ table: 'report', id, ...subject })),
  ]
}
