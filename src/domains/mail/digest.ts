import { and, asc, eq, gt, isNotNull, isNull, lte } from 'drizzle-orm'
import type { Role } from '../../access/actor.js'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import { invitations, roleGrants, users } from '../accounts/tables.js'
import type { DigestKind } from './digest-lines.js'
import { senderOf } from './senders.js'
import { queueMail } from './service.js'
import { mails } from './tables.js'

/** Who reads a digest, under one of her rights. */
export type DigestReader = { userId: string; role: Role }

/** Counts what waits for a reader; zero says nothing. */
export type DigestSource = {
  kind: DigestKind
  roles: readonly Role[]
  count: (ctx: Ctx, reader: DigestReader) => Promise<number>
}

const MOST_READERS = 5000
const WEEK = 7 * 24 * 3_600_000

/** Writes the mail of the week of each person of the network for whom something waits. Done again, it adds nothing. */
export async function writeDigests(ctx: Ctx, networkId: string, sources: DigestSource[]): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { timeZone } = await senderOf(ctx, networkId)
    const week = civilDate(ctx.now, timeZone)
    for (const [userId, rights] of await readersOf(ctx)) {
      const [first] = rights
      const lines = await linesOf(ctx, rights, sources)
      if (!first || lines.length === 0) continue
      await queueMail(ctx, {
        template: 'weekly-digest',
        params: { week, lines },
        to: { address: first.email, name: first.name, userId },
        event: `weekly-digest:${networkId}:${week}`,
      })
    }
  })
}

type Right = DigestReader & { email: string; name: string }

/** The persons who hold a right in the network, each with her rights. */
async function readersOf(ctx: Ctx): Promise<Map<string, Right[]>> {
  const rows = await ctx.db
    .select({ userId: users.id, role: roleGrants.role, email: users.email, name: users.name })
    .from(roleGrants)
    .innerJoin(users, eq(users.id, roleGrants.userId))
    .where(
      and(
        within(ctx.actor, 'mail.send', { network: roleGrants.networkId }),
        isNull(roleGrants.revokedAt),
        isNull(users.deactivatedAt),
      ),
    )
    .orderBy(asc(roleGrants.grantedAt), asc(roleGrants.id))
    .limit(MOST_READERS)
  const readers = new Map<string, Right[]>()
  for (const row of rows) readers.set(row.userId, [...(readers.get(row.userId) ?? []), row])
  return readers
}

/** One line a kind, under the first right that has something to say. */
async function linesOf(ctx: Ctx, rights: Right[], sources: DigestSource[]) {
  const lines: { kind: DigestKind; count: number }[] = []
  for (const { kind, roles, count } of sources) {
    const reader = rights.find(({ role }) => roles.includes(role))
    const found = reader ? await count(ctx, { userId: reader.userId, role: reader.role }) : 0
    if (found > 0) lines.push({ kind, count: found })
  }
  return lines
}

/** For who can send them again: the mails that could not leave. */
export const failedMails: DigestSource = {
  kind: 'mail.failed',
  roles: ['coordinator', 'admin'],
  count: (ctx) =>
    ctx.db.$count(
      mails,
      and(
        within(ctx.actor, 'mail.send', { network: mails.networkId }),
        isNotNull(mails.failedAt),
        isNull(mails.dismissedAt),
      ),
    ),
}

/** For who can send them again: the invitations that end within a week without an answer. */
export const endingInvitations: DigestSource = {
  kind: 'account.invitations-ending',
  roles: ['coordinator', 'admin'],
  count: (ctx) =>
    ctx.db.$count(
      invitations,
      and(
        within(ctx.actor, 'mail.send', { network: invitations.networkId }),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
        gt(invitations.expiresAt, ctx.now),
        lte(invitations.expiresAt, new Date(ctx.now.getTime() + WEEK)),
      ),
    ),
}
