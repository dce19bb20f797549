import { accountInvitation } from './account-invitation.js'
import { accountPasswordReset } from './account-password-reset.js'
import { accountSecurityNotice } from './account-security-notice.js'
import { birthAnswerDue } from './birth-answer-due.js'
import { birthAuthorisationEnd } from './birth-authorisation-end.js'
import { birthConventionEnd } from './birth-convention-end.js'
import { birthFileNews } from './birth-file-news.js'
import { birthNilReturn } from './birth-nil-return.js'
import { birthReportDue } from './birth-report-due.js'
import { birthReportNews } from './birth-report-news.js'
import type { MailTemplate } from './define.js'
import { directoryRecordAnswer } from './directory-record-answer.js'
import { directoryRecordRequest } from './directory-record-request.js'
import { directoryReportAnswer } from './directory-report-answer.js'
import { directoryReview } from './directory-review.js'
import { echographerRenewal } from './echographer-renewal.js'
import { weeklyDigest } from './weekly-digest.js'

/** Every kind of mail the platform sends. */
export const TEMPLATES: MailTemplate[] = [
  accountInvitation,
  accountPasswordReset,
  accountSecurityNotice,
  directoryRecordAnswer,
  directoryRecordRequest,
  directoryReportAnswer,
  directoryReview,
  birthAnswerDue,
  birthAuthorisationEnd,
  birthConventionEnd,
  birthFileNews,
  birthNilReturn,
  birthReportDue,
  birthReportNews,
  echographerRenewal,
  weeklyDigest,
]

/** The template of this name. A mail without one is a mistake of ours. */
export function templateOf(name: string): MailTemplate {
  const template = TEMPLATES.find((one) => one.name === name)
  if (!template) throw new Error(`no mail template ${name}`)
  return template
}
