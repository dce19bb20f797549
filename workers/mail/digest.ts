import { bookletsToRemake } from '../../src/domains/directory-publications/digest.js'
import { requestsToAnswer } from '../../src/domains/directory-records/digest.js'
import {
  bouncedRecords,
  duplicatesToDecide,
  recordsToVerify,
  reportsToModerate,
} from '../../src/domains/directory-upkeep/digest.js'
import { endingIdentifiers, renewalRequests } from '../../src/domains/echographers/digest.js'
import {
  type DigestSource,
  endingInvitations,
  failedMails,
  writeDigests,
} from '../../src/domains/mail/digest.js'
import { writeWeeklyDigest } from '../../src/domains/mail/jobs.js'
import { digestTime } from '../../src/domains/mail/rules.js'
import { senderOf } from '../../src/domains/mail/senders.js'
import { handle, RunLater } from '../../src/jobs/jobs.js'

/** What each module counts for the mail of the week. */
const SOURCES: DigestSource[] = [
  failedMails,
  endingInvitations,
  recordsToVerify,
  reportsToModerate,
  duplicatesToDecide,
  requestsToAnswer,
  bouncedRecords,
  bookletsToRemake,
  renewalRequests,
  endingIdentifiers,
]

/** On the day that holds the network's Monday at eight, waits for it, then writes the mails of the week. */
export const writeDigest = handle(writeWeeklyDigest, async (ctx) => {
  const networkId = ctx.actor.role === 'system' ? ctx.actor.networkId : null
  if (networkId === null) return
  const { timeZone } = await senderOf(ctx, networkId)
  const time = digestTime(ctx.now, timeZone)
  if (!time) return
  if (ctx.now < time) throw new RunLater(time)
  await writeDigests(ctx, networkId, SOURCES)
})
