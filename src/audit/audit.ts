import { networksOf, personOf } from '../access/actor.js'
import type { Ctx } from '../context.js'
import { auditEntries } from './tables.js'

/** What a person or a job may do that leaves a trace. */
export type AuditAction =
  | 'session.open'
  | 'session.close'
  | 'authorisation.record'
  | 'authorisation.revoke'
  | 'pmsi.import'
  | 'pmsi.cancel'
  | 'pmsi.finish'
  | 'pmsi.fail'
  | 'pmsi.read-findings'
  | 'tracer.publish'
  | 'tracer.enter-published'

/** Writes the trace of an act, in the act's own transaction: if it cannot be written, the act is undone. */
export async function audit(
  ctx: Ctx,
  action: AuditAction,
  subject: { id?: string; details?: Record<string, string | number | boolean | null> } = {},
): Promise<void> {
  await ctx.db.insert(auditEntries).values({
    at: ctx.now,
    action,
    actorRole: ctx.actor.role,
    actorUserId: personOf(ctx.actor)?.userId ?? null,
    networkId: networksOf(ctx.actor)[0] ?? null,
    subjectId: subject.id ?? null,
    details: subject.details ?? {},
  })
}
