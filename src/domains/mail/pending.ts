import { and, isNull, type SQL } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { mails } from './tables.js'

/** The mails of the actor's network, or of none, that have not ended. */
export function pendingMails(ctx: Ctx): SQL | undefined {
  const mine =
    'networkId' in ctx.actor && ctx.actor.networkId === null
      ? isNull(mails.networkId)
      : within(ctx.actor, 'mail.send', { network: mails.networkId })
  return and(mine, isNull(mails.sentAt), isNull(mails.failedAt), isNull(mails.dismissedAt))
}
