import { and, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../../access/once.js'
import { audit } from '../../../audit/audit.js'
import type { Ctx } from '../../../context.js'
import { AppError } from '../../../errors/app-error.js'
import { refreshCards, refreshCardsAround } from '../../directory/card-rows.js'
import { type Patch, recordChanges, type Writer } from '../../directory/changes.js'
import type { PersonRow, StructureRow } from '../../directory/records.js'
import { directoryPeople, directoryStructures } from '../../directory/tables.js'
import { lockPerson, lockStructure, updatePerson, updateStructure } from '../../directory/writing.js'
import { authorName, teamWriter } from '../../directory-records/writer.js'
import { currentNetwork } from '../../networks/service.js'
import type { MergedFields } from '../merge-plan.js'
import { directoryDuplicates, directoryMerges } from '../tables.js'
import { readPair } from './listing.js'
import { restoreRow } from './restoring.js'

type MergeRow = typeof directoryMerges.$inferSelect

/**
 * Undoes the last merge of a pair: both records are there again, each with what was its own. What somebody changed since
 * in the record kept stays as it is now. Throws `directory-duplicate.not-found`, `.not-merged`, `.kept-changed`.
 */
export async function undoMerge(ctx: Ctx, duplicateId: string): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    // Both records of the pair are in reach of the actor, the one archived too.
    const pair = await readPair(ctx, duplicateId)
    const merge = await lastMerge(ctx, duplicateId)
    const writer = await teamWriter(ctx, `réunion défaite de ${pair.firstName} et de ${pair.secondName}`)
    await (pair.kind === 'person' ? restorePeople : restoreStructures)(ctx, writer, merge)
    for (const row of [...merge.moved].reverse()) await restoreRow(ctx, writer, row)
    await ctx.db
      .update(directoryMerges)
      .set({ undoneAt: ctx.now, undoneBy: authorName(ctx) })
      .where(eq(directoryMerges.id, merge.id))
    await ctx.db
      .update(directoryDuplicates)
      .set({ decision: null, decidedAt: null, decidedBy: null, keptId: null })
      .where(eq(directoryDuplicates.id, duplicateId))
    const ids = [merge.keptId, merge.archivedId]
    // An offer of IVG may have left with the record that is there again.
    await (pair.kind === 'person' ? refreshCardsAround(ctx, ids) : refreshCards(ctx, { structures: ids }))
    await audit(ctx, 'directory.undo-merge', { id: merge.keptId, details: { kind: pair.kind } })
  })
}

async function lastMerge(ctx: Ctx, duplicateId: string): Promise<MergeRow> {
  const { id: networkId } = await currentNetwork(ctx)
  const [merge] = await ctx.db
    .select()
    .from(directoryMerges)
    .where(
      and(
        eq(directoryMerges.duplicateId, duplicateId),
        eq(directoryMerges.networkId, networkId),
        isNull(directoryMerges.undoneAt),
      ),
    )
    .orderBy(desc(directoryMerges.mergedAt))
    .limit(1)
    .for('update')
  if (!merge) throw new AppError('directory-duplicate.not-merged')
  return merge
}

async function restorePeople(ctx: Ctx, writer: Writer, merge: MergeRow): Promise<void> {
  const { keptId, archivedId, fields } = merge
  const kept = await stillThere(lockPerson(ctx, keptId, 'directory.manage'))
  const [gone] = await ctx.db
    .select()
    .from(directoryPeople)
    .where(and(eq(directoryPeople.id, archivedId), eq(directoryPeople.mergedIntoId, keptId)))
    .for('update')
  if (!gone) throw new AppError('directory-duplicate.not-merged')
  // A number or an account belongs to one record at a time: the one that lends it back comes first.
  await updatePerson(ctx, backed(writer, fields), keptId, unmerged<PersonRow>(kept, fields))
  const hasLent = fields.after.userId !== undefined && fields.after.userId === kept.userId
  await ctx.db
    .update(directoryPeople)
    .set({ ...BACK, userId: hasLent ? kept.userId : null, ...stamp(ctx, writer, gone) })
    .where(eq(directoryPeople.id, archivedId))
  await tellReturn(ctx, writer, { kind: 'person', id: archivedId, archivedAt: gone.archivedAt, keptId })
}

async function restoreStructures(ctx: Ctx, writer: Writer, merge: MergeRow): Promise<void> {
  const { keptId, archivedId, fields } = merge
  const kept = await stillThere(lockStructure(ctx, keptId, 'directory.manage'))
  const [gone] = await ctx.db
    .select()
    .from(directoryStructures)
    .where(and(eq(directoryStructures.id, archivedId), eq(directoryStructures.mergedIntoId, keptId)))
    .for('update')
  if (!gone) throw new AppError('directory-duplicate.not-merged')
  await updateStructure(ctx, backed(writer, fields), keptId, unmerged<StructureRow>(kept, fields))
  await ctx.db
    .update(directoryStructures)
    .set({ ...BACK, ...stamp(ctx, writer, gone) })
    .where(eq(directoryStructures.id, archivedId))
  await tellReturn(ctx, writer, { kind: 'structure', id: archivedId, archivedAt: gone.archivedAt, keptId })
}

const BACK = { archivedAt: null, archivedReason: null, mergedIntoId: null }

function stamp(ctx: Ctx, writer: Writer, { revision }: { revision: number }) {
  return { revision: revision + 1, updatedAt: ctx.now, updatedBy: writer.by }
}

type Return = { kind: 'person' | 'structure'; id: string; archivedAt: Date | null; keptId: string }

async function tellReturn(ctx: Ctx, writer: Writer, { kind, id, archivedAt, keptId }: Return): Promise<void> {
  await recordChanges(ctx, writer, [
    {
      subjectKind: kind,
      subjectId: id,
      what: kind,
      rowId: id,
      before: { archivedAt, mergedIntoId: keptId },
      after: { archivedAt: null, mergedIntoId: null },
    },
  ])
}

/** The record kept, unless it was itself merged since: that merge is then undone first. */
async function stillThere<Row>(locked: Promise<Row>): Promise<Row> {
  try {
    return await locked
  } catch (error) {
    if (error instanceof AppError && error.code === 'directory.not-found') {
      throw new AppError('directory-duplicate.kept-changed', {}, { cause: error })
    }
    throw error
  }
}

/** A value given back has the source it had. */
function backed(writer: Writer, { provenance }: MergedFields): Writer {
  return { ...writer, sources: provenance }
}

/** The fields that still hold what the merge gave them, as they were before it. */
function unmerged<Row extends PersonRow | StructureRow>(
  kept: Row,
  { before, after }: MergedFields,
): Patch<Row> {
  const entries = Object.keys(after)
    .filter((field) => JSON.stringify(Reflect.get(kept, field)) === JSON.stringify(after[field]))
    .map((field) => [field, field === 'objectedAt' ? instantOf(before[field]) : before[field]])
  return Object.fromEntries(entries) as Patch<Row>
}

/** Kept as JSON, an instant is a text. */
function instantOf(value: unknown): Date | null {
  return typeof value === 'string' ? new Date(value) : null
}
