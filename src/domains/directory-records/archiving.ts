import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import type { Writer } from '../directory/changes.js'
import { lockSubject, updateSubject } from '../directory/writing.js'
import { refreshCardsOf, type Subject } from './subject.js'
import { teamWriter } from './writer.js'

/** Takes a record out of the directory: nobody finds it any more, what cites it still does. */
export async function archiveRecord(ctx: Ctx, subject: Subject, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { archivedAt } = await lockSubject(ctx, subject.kind, subject.id, 'directory.manage')
    if (archivedAt !== null) return
    const patch = { archivedAt: ctx.now, archivedReason: reason }
    if (!(await write(ctx, await teamWriter(ctx), subject, patch))) return
    await audit(ctx, 'directory.archive-record', { id: subject.id, details: { kind: subject.kind } })
  })
}

/** Puts a record back in the directory. */
export async function restoreRecord(ctx: Ctx, subject: Subject): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const patch = { archivedAt: null, archivedReason: null }
    if (!(await write(ctx, await teamWriter(ctx), subject, patch))) return
    await audit(ctx, 'directory.restore-record', { id: subject.id, details: { kind: subject.kind } })
  })
}

type Patch = { archivedAt: Date | null; archivedReason: string | null }

async function write(ctx: Ctx, writer: Writer, subject: Subject, patch: Patch): Promise<boolean> {
  const hasChanged = await updateSubject(ctx, writer, subject, patch)
  if (hasChanged) await refreshCardsOf(ctx, subject)
  return hasChanged
}
