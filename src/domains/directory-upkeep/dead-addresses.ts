import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { authorName } from '../directory-records/writer.js'
import { currentNetwork } from '../networks/service.js'
import { returnedIn } from './return-notices.js'
import type { Subject } from './schemas.js'
import { directoryDeadAddresses } from './tables.js'
import { UPKEPT, type UpkeptRecord, upkeptRecord, upkeptRecords } from './upkept-records.js'

const MOST_RETURNED = 200

/**
 * « Cette adresse ne répond plus »: nothing is sent any more to the address of this record, until the record has
 * another or `reviveAddress`. Throws `directory.not-found`, `directory.no-address`.
 */
export async function noteDeadAddress(ctx: Ctx, subject: Subject): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const { id: networkId } = await currentNetwork(ctx)
    await noteDead(ctx, networkId, subject, await addressOf(ctx, subject))
  })
}

export type ReturnedMails = {
  /** Records nothing is sent to any more, those known before included. */
  silent: UpkeptRecord[]
  /** What the notices name and no record in reach is asked at. */
  unknown: string[]
}

/**
 * Notes as dead the addresses that pasted notices of non-delivery name, where a record in reach is asked at one. Where
 * the notice does not declare its recipients, only records that were written to: its text also quotes other addresses.
 */
export async function noteReturnedMails(ctx: Ctx, notices: string): Promise<ReturnedMails> {
  const { addresses, isDeclared } = returnedIn(notices)
  if (addresses.length === 0) return { silent: [], unknown: [] }
  return inTransaction(ctx, async (ctx) => {
    const silent = await ctx.db
      .select(UPKEPT)
      .from(await upkeptRecords(ctx, 'directory.upkeep'))
      .where(
        and(
          sql`lower(upkept.email) = any (${sql.param(addresses)}::text[])`,
          isDeclared ? undefined : sql`upkept.last_asked_at is not null`,
        ),
      )
      .orderBy(sql`upkept.name, upkept.id`)
      .limit(MOST_RETURNED)
    const { id: networkId } = await currentNetwork(ctx)
    const found = new Set<string>()
    for (const record of silent) {
      const email = record.email?.toLowerCase() ?? ''
      found.add(email)
      await noteDead(ctx, networkId, record, email)
    }
    return { silent, unknown: isDeclared ? addresses.filter((one) => !found.has(one)) : [] }
  })
}

async function noteDead(ctx: Ctx, networkId: string, { kind, id }: Subject, email: string): Promise<void> {
  const { rowCount } = await ctx.db
    .insert(directoryDeadAddresses)
    .values({ networkId, email, notedAt: ctx.now, notedBy: authorName(ctx) })
    .onConflictDoNothing()
  if (rowCount === 0) return
  await audit(ctx, 'directory.note-dead-address', { id, details: { kind } })
}

/** The address of this record answers again. Throws as `noteDeadAddress`. */
export async function reviveAddress(ctx: Ctx, subject: Subject): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const email = await addressOf(ctx, subject)
    const { id: networkId } = await currentNetwork(ctx)
    const { rowCount } = await ctx.db
      .delete(directoryDeadAddresses)
      .where(and(eq(directoryDeadAddresses.networkId, networkId), eq(directoryDeadAddresses.email, email)))
    if (rowCount === 0) return
    await audit(ctx, 'directory.revive-address', { id: subject.id, details: { kind: subject.kind } })
  })
}

/** The address of a record in reach: whoever keeps up the record may say what becomes of its mails. */
async function addressOf(ctx: Ctx, subject: Subject): Promise<string> {
  const { email } = await upkeptRecord(ctx, subject)
  if (email === null) throw new AppError('directory.no-address')
  return email.toLowerCase()
}
