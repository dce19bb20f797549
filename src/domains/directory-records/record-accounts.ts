import { and, asc, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { roleGrants, users } from '../accounts/tables.js'
import { updatePerson } from '../directory/writing.js'
import { refusingTwins } from './constraints.js'
import { tellAsker } from './request-mails.js'
import { directoryRecordRequests } from './tables.js'
import { authorName, teamWriter } from './writer.js'

export type Account = { id: string; name: string; email: string }

const MOST_FOUND = 20

/** Accounts with a right in the network whose name or address has this text. */
export async function findAccounts(ctx: Ctx, search: string): Promise<Account[]> {
  const text = search.trim()
  if (text === '') return []
  const like = `%${text.replace(/[%_\\]/g, '\\$&')}%`
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .selectDistinct({ id: users.id, name: users.name, email: users.email })
      .from(users)
      .innerJoin(roleGrants, eq(roleGrants.userId, users.id))
      .where(
        and(
          holdsRight(ctx),
          or(
            sql`${plain(sql`${users.name}`)} like ${plain(sql`${like}::text`)}`,
            sql`${users.email} ilike ${like}`,
          ),
        ),
      )
      .orderBy(asc(users.name), asc(users.id))
      .limit(MOST_FOUND),
  )
}

/**
 * Gives a record to an account, whose person keeps it from now on: if she had asked for hers, she has her answer.
 * Throws `directory.account-taken`, `directory.not-found`, `person.not-found`.
 */
export async function linkAccount(ctx: Ctx, personId: string, userId: string): Promise<void> {
  await refusingTwins(() =>
    inTransaction(ctx, async (ctx) => {
      await lockAccount(ctx, userId)
      const hasChanged = await updatePerson(ctx, await linker(ctx), personId, { userId })
      await answerRequest(ctx, personId, userId)
      if (hasChanged) await audit(ctx, 'directory.link-account', { id: personId })
    }),
  )
}

/** An account with a right in the network, locked until the transaction ends. Throws `person.not-found`. */
export async function lockAccount(ctx: Ctx, userId: string): Promise<void> {
  const holders = await ctx.db
    .select({ id: users.id })
    .from(users)
    .innerJoin(roleGrants, eq(roleGrants.userId, users.id))
    .where(and(eq(users.id, userId), holdsRight(ctx)))
    .limit(1)
    .for('update', { of: users })
  if (holders.length === 0) throw new AppError('person.not-found')
}

/** What this account had asked for, if it had, is answered by the record it now keeps. */
async function answerRequest(ctx: Ctx, personId: string, userId: string): Promise<void> {
  const [answered] = await ctx.db
    .update(directoryRecordRequests)
    .set({ answeredAt: ctx.now, answeredBy: authorName(ctx), personId })
    .where(
      and(
        within(ctx.actor, 'directory.link-account', { network: directoryRecordRequests.networkId }),
        eq(directoryRecordRequests.userId, userId),
        isNull(directoryRecordRequests.answeredAt),
      ),
    )
    .returning({ id: directoryRecordRequests.id, askedAt: directoryRecordRequests.askedAt })
  if (answered) await tellAsker(ctx, { ...answered, userId, decision: 'linked' })
}

/** Takes a record back from the account that kept it. */
export async function unlinkAccount(ctx: Ctx, personId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    if (!(await updatePerson(ctx, await linker(ctx), personId, { userId: null }))) return
    await audit(ctx, 'directory.unlink-account', { id: personId })
  })
}

async function linker(ctx: Ctx) {
  return { ...(await teamWriter(ctx)), through: 'directory.link-account' } as const
}

/** A right in force in this network, of an account that is open. */
function holdsRight(ctx: Ctx): SQL | undefined {
  return and(
    within(ctx.actor, 'directory.link-account', { network: roleGrants.networkId }),
    isNull(roleGrants.revokedAt),
    isNull(users.deactivatedAt),
  )
}

function plain(text: SQL): SQL {
  return sql`lower(regexp_replace(normalize(${text}, NFD), '[\u0300-\u036f]', '', 'g'))`
}
