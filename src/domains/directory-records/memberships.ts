import { eq } from 'drizzle-orm'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { cardDay } from '../directory/card-rows.js'
import { differences, recordChanges, type Writer } from '../directory/changes.js'
import type { MembershipRow } from '../directory/records.js'
import { directoryMemberships } from '../directory/tables.js'
import { lockSubject } from '../directory/writing.js'
import { currentNetwork } from '../networks/service.js'
import { membershipFaults } from './membership-rules.js'
import type { MembershipInput } from './membership-schemas.js'
import { refreshCardsOf, type Subject } from './subject.js'

/**
 * Writes the membership of a person or a structure, with its history. `since` is when the one a form was made with had
 * last changed, null for none. Throws `directory.edited-meanwhile`, `directory.not-found`, `request.invalid`.
 */
export async function writeMembership(
  ctx: Ctx,
  writer: Writer,
  subject: Subject,
  input: MembershipInput,
  since?: Date | null,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await lockSubject(ctx, subject.kind, subject.id, writer.through)
    const current = await membershipOf(ctx, subject)
    if (since !== undefined && since?.getTime() !== current?.updatedAt.getTime()) {
      throw new AppError('directory.edited-meanwhile')
    }
    const { today } = await cardDay(ctx)
    const fields = membershipFaults(current?.state ?? null, input, today)
    if (Object.keys(fields).length > 0) throw new AppError('request.invalid', {}, { fields })
    if (!(await saveMembership(ctx, writer, subject, { current, input }))) return
    await refreshCardsOf(ctx, subject)
    await audit(ctx, 'directory.membership', { id: subject.id, details: { kind: subject.kind } })
  })
}

/** The membership of a record, for its form; null when there is none. Who may read the record is for the caller to say. */
export function readMembership(ctx: Ctx, subject: Subject): Promise<MembershipRow | null> {
  return inTransaction(ctx, (ctx) => membershipOf(ctx, subject))
}

/** The membership of a record, or null. */
export async function membershipOf(ctx: Ctx, { kind, id }: Subject): Promise<MembershipRow | null> {
  const [row] = await ctx.db
    .select()
    .from(directoryMemberships)
    .where(eq(kind === 'person' ? directoryMemberships.personId : directoryMemberships.structureId, id))
    .limit(1)
  return row ?? null
}

type Saving = { current: MembershipRow | null; input: MembershipInput }

/** Writes what differs and its history; false when nothing does. The caller has locked the record. */
export async function saveMembership(
  ctx: Ctx,
  writer: Writer,
  { kind, id }: Subject,
  { current, input }: Saving,
): Promise<boolean> {
  const stamp = { updatedAt: ctx.now, updatedBy: writer.by }
  const change = { subjectKind: kind, subjectId: id, what: 'membership' } as const
  if (current === null) {
    const { id: networkId } = await currentNetwork(ctx)
    const owner = kind === 'person' ? { personId: id } : { structureId: id }
    const [row] = await ctx.db
      .insert(directoryMemberships)
      .values({ ...input, ...owner, ...stamp, networkId })
      .returning()
    if (!row) throw new Error('the membership was not written')
    await recordChanges(ctx, writer, [{ ...change, rowId: row.id, before: null, after: row }])
    return true
  }
  const changed = differences<MembershipRow>(current, input)
  if (changed === null) return false
  await ctx.db
    .update(directoryMemberships)
    .set({ ...input, ...stamp })
    .where(eq(directoryMemberships.id, current.id))
  await recordChanges(ctx, writer, [{ ...change, rowId: current.id, ...changed }])
  return true
}
