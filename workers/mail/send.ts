import { sendMail, watchWay } from '../../src/domains/mail/jobs.js'
import { DENIED, INTERRUPTED } from '../../src/domains/mail/refusals.js'
import { lookAtWay } from '../../src/domains/mail/reopening.js'
import { failMail, sendOne } from '../../src/domains/mail/sending.js'
import { handle } from '../../src/jobs/jobs.js'

/** Sends a mail; one that will not leave says why to the coordinator. */
export const sendMails = handle(
  sendMail,
  (ctx, { mailId }, tools) => sendOne(ctx, mailId, tools),
  (ctx, { mailId }, _, why) => failMail(ctx, mailId, why === 'denied' ? DENIED : INTERRUPTED),
)

/** Wakes up the mails that wait for the server, as soon as it is back. */
export const watchMailWay = handle(watchWay, (ctx, _, tools) => lookAtWay(ctx, tools))
