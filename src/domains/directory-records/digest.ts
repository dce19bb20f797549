import { and } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { DigestSource } from '../mail/digest.js'
import { directoryRecordRequests } from './tables.js'
import { WAITS } from './waiting-requests.js'

/** Those who ask the team for their record, and have no answer yet. */
export const requestsToAnswer: DigestSource = {
  kind: 'directory.requests',
  roles: ['coordinator', 'admin'],
  count: (ctx) =>
    ctx.db.$count(
      directoryRecordRequests,
      and(within(ctx.actor, 'directory.run-upkeep', { network: directoryRecordRequests.networkId }), WAITS),
    ),
}
