import { networksOf, personOf } from '../access/actor.js'
import type { Ctx } from '../context.js'
import { auditEntries } from './tables.js'

/** What a person or a job may do that leaves a trace; `audit/sentences.ts` says each in French. */
export type AuditAction =
  | 'session.open'
  | 'session.close'
  | 'session.refused'
  | 'session.change-role'
  | 'account.invite'
  | 'account.resend-invitation'
  | 'account.cancel-invitation'
  | 'account.accept-invitation'
  | 'account.grant'
  | 'account.revoke'
  | 'account.deactivate'
  | 'account.reactivate'
  | 'account.change-password'
  | 'account.ask-reset'
  | 'account.set-second-factor'
  | 'account.reset-second-factor'
  | 'account.use-recovery-code'
  | 'account.link-identity'
  | 'account.unlink-identity'
  | 'account.create-token'
  | 'account.revoke-token'
  | 'account.export-data'
  | 'account.correct-data'
  | 'account.object'
  | 'directory.verify'
  | 'directory.ask-review'
  | 'directory.send-wave'
  | 'directory.change-rhythms'
  | 'directory.report'
  | 'directory.accept-report'
  | 'directory.refuse-report'
  | 'directory.answer-review'
  | 'directory.renew-review-link'
  | 'directory.note-dead-address'
  | 'directory.revive-address'
  | 'mail.retry'
  | 'mail.dismiss'
  | 'mail.sign'
  | 'audit.export'
  | 'audit.verify'
  | 'audit.archive'
  | 'privacy.purge'
  | 'authorisation.record'
  | 'authorisation.revoke'
  | 'pmsi.import'
  | 'pmsi.cancel'
  | 'pmsi.finish'
  | 'pmsi.fail'
  | 'pmsi.read-findings'
  | 'pmsi.read-rejections'
  | 'birth-report.send'
  | 'birth-report.acknowledge'
  | 'birth-report.write'
  | 'directory.create-record'
  | 'directory.edit-record'
  | 'directory.archive-record'
  | 'directory.restore-record'
  | 'directory.import'
  | 'directory.compare-import'
  | 'directory.finish-comparison'
  | 'directory.apply-import'
  | 'directory.finish-application'
  | 'directory.undo-import'
  | 'directory.finish-undoing'
  | 'directory.cancel-import'
  | 'directory.fail-import'
  | 'directory.publish'
  | 'directory.finish-publication'
  | 'directory.download'
  | 'tracer.publish'
  | 'tracer.enter-published'
  | 'birth-house.open'
  | 'birth-house.team'
  | 'birth-house.meeting'
  | 'birth-house.meeting-removed'
  | 'birth-transfer.declare'
  | 'birth-transfer.correct'
  | 'birth-transfer.cancel'
  | 'birth-transfer.outcome'
  | 'birth-transfer.reasons'
  | 'birth-transfer.nil'
  | 'birth-register.include'
  | 'birth-register.correct'
  | 'birth-register.end'
  | 'birth-register.birth'
  | 'birth-register.criteria'

/** What an entry may tell besides its action; `domains/audit/fact-words.ts` names each in French. */
export type FactName =
  | 'answer'
  | 'invitation'
  | 'closed'
  | 'known'
  | 'permissions'
  | 'rejections'
  | 'newAccount'
  | 'class'
  | 'code'
  | 'device'
  | 'email'
  | 'entries'
  | 'establishment'
  | 'everywhere'
  | 'expiresAt'
  | 'fault'
  | 'files'
  | 'format'
  | 'from'
  | 'indicator'
  | 'intact'
  | 'job'
  | 'kind'
  | 'left'
  | 'length'
  | 'method'
  | 'monthsIvg'
  | 'monthsPerson'
  | 'monthsStructure'
  | 'month'
  | 'name'
  | 'number'
  | 'person'
  | 'phone'
  | 'position'
  | 'provider'
  | 'reason'
  | 'records'
  | 'recoveryCodes'
  | 'remindersADay'
  | 'reference'
  | 'replyTo'
  | 'results'
  | 'right'
  | 'rights'
  | 'role'
  | 'scope'
  | 'signer'
  | 'source'
  | 'staysKept'
  | 'template'
  | 'to'
  | 'tokens'
  | 'unchanged'
  | 'value'
  | 'year'

export type Facts = { [Name in FactName]?: string | number | boolean | null }

export type AuditSubject = {
  /** The row the act is about. */
  id?: string
  /** Who acts when the actor is not yet, or no longer, the person herself. */
  by?: string
  details?: Facts
  before?: Facts
  after?: Facts
}

/**
 * Writes the trace of an act, in the act's own transaction: if it cannot be written, the act is undone. Call it
 * last: entries of one network wait for each other until their transactions end. No health datum in its facts.
 */
export async function audit(ctx: Ctx, action: AuditAction, subject: AuditSubject = {}): Promise<void> {
  await ctx.db.insert(auditEntries).values({
    at: ctx.now,
    action,
    actorRole: ctx.actor.role,
    actorUserId: personOf(ctx.actor)?.userId ?? subject.by ?? null,
    networkId: networksOf(ctx.actor)[0] ?? null,
    subjectId: subject.id ?? null,
    details: subject.details ?? {},
    before: subject.before ?? null,
    after: subject.after ?? null,
  })
}
