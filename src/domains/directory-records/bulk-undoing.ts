import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { differences, recordChanges, type Writer } from '../directory/changes.js'
import type { MembershipRow } from '../directory/records.js'
import { directoryChanges, directoryMemberships } from '../directory/tables.js'
import { lockSubject, updateSubject } from '../directory/writing.js'
import { actsInReach } from './bulk-reading.js'
import { MOST_BULK } from './bulk-rules.js'
import { MEMBERSHIP_CODES } from './membership-schemas.js'
import { membershipOf, saveMembership } from './memberships.js'
import { refreshCardsOf, type Subject } from './subject.js'
import { directoryBulkActs } from './tables.js'
import { authorName, teamWriter } from './writer.js'

type ChangeRow = typeof directoryChanges.$inferSelect

/**
 * Puts back what an act on many records changed, save what somebody has changed since; how many records were left.
 * Throws `directory.no-bulk-act`, `directory.bulk-act-undone`.
 */
export async function undoBulkAct(ctx: Ctx, id: string): Promise<number> {
  return once(ctx, z.int(), async (ctx) => {
    const mine = and(eq(directoryBulkActs.id, id), actsInReach(ctx))
    const [act] = await ctx.db.select().from(directoryBulkActs).where(mine).for('update')
    if (!act) throw new AppError('directory.no-bulk-act')
    if (act.undoneAt !== null) throw new AppError('directory.bulk-act-undone')
    const writer = await teamWriter(ctx, 'acte sur plusieurs fiches annulé')
    const back: Subject[] = []
    const changes = await changesOf(ctx, id)
    for (const change of changes) {
      if (await putBack(ctx, writer, change)) back.push(subjectOf(change))
    }
    await ctx.db
      .update(directoryBulkActs)
      .set({ undoneAt: ctx.now, undoneBy: authorName(ctx) })
      .where(mine)
    await refreshCardsOf(ctx, ...back)
    await audit(ctx, 'directory.undo-many', { id, details: { records: back.length } })
    return changes.length - back.length
  })
}

/** Of an act in reach, in the order in which records are locked; one change for each record. */
function changesOf(ctx: Ctx, id: string): Promise<ChangeRow[]> {
  return ctx.db
    .select()
    .from(directoryChanges)
    .where(eq(directoryChanges.bulkId, id))
    .orderBy(asc(directoryChanges.subjectKind), asc(directoryChanges.subjectId))
    .limit(MOST_BULK)
}

const subjectOf = ({ subjectKind, subjectId }: ChangeRow): Subject => ({ kind: subjectKind, id: subjectId })

/** False when the record no longer says what the act made it say, or is out of reach by now. */
async function putBack(ctx: Ctx, writer: Writer, change: ChangeRow): Promise<boolean> {
  const subject = subjectOf(change)
  const row = await stillInReach(lockSubject(ctx, subject.kind, subject.id, writer.through))
  if (row === null) return false
  if (change.what === 'membership') return putMembershipBack(ctx, writer, change)
  if (differences<Record<string, unknown>>(row, change.after ?? {}) !== null) return false
  return updateSubject(ctx, writer, subject, RecordBefore.parse(change.before))
}

/** A record merged since, or that now belongs to another territory, is left where it is. */
async function stillInReach<Row>(locked: Promise<Row>): Promise<Row | null> {
  try {
    return await locked
  } catch (error) {
    if (error instanceof AppError && error.code === 'directory.not-found') return null
    throw error
  }
}

async function putMembershipBack(ctx: Ctx, writer: Writer, change: ChangeRow): Promise<boolean> {
  const subject = subjectOf(change)
  const current = await membershipOf(ctx, subject)
  const asDone = MembershipFields.partial().parse(change.after)
  if (current === null || differences<MembershipRow>(current, asDone) !== null) return false
  if (change.before !== null) {
    const input = MembershipFields.parse({ ...current, ...change.before })
    return saveMembership(ctx, writer, subject, { current, input })
  }
  await ctx.db.delete(directoryMemberships).where(eq(directoryMemberships.id, current.id))
  await recordChanges(ctx, writer, [
    {
      ...{ subjectKind: subject.kind, subjectId: subject.id, what: 'membership', rowId: current.id },
      ...{ before: current, after: null },
    },
  ])
  return true
}

const instant = z.iso
  .datetime()
  .transform((text) => new Date(text))
  .nullable()

/** What an act may have changed of a record, as its history keeps it. */
const RecordBefore = z
  .strictObject({
    territoryId: z.uuid().nullable(),
    archivedAt: instant,
    archivedReason: z.string().nullable(),
  })
  .partial()

const day = z.iso.date().nullable()
const MembershipFields = z.object({
  state: z.enum(MEMBERSHIP_CODES),
  stateSince: z.iso.date(),
  appliedOn: day,
  charterSignedOn: day,
  college: z.string().nullable(),
  note: z.string().nullable(),
})
