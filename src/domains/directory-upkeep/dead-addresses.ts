import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { authorName } from '../directory-records/writer.js'
import { currentNetwork } from '../networks/service.js'
import type { Subject } from './schemas.js'
import { directoryDeadAddresses } from './tables.js'
import { upkeptRecord } from './upkept-records.js'

/**
 * « Cette adresse ne répond plus »: nothing is sent any more to the address of this record, until the record has
 * another or `reviveAddress`. Throws `directory.not-found`, `directory.no-address`.
 */
export async function noteDeadAddress(ctx: Ctx, subject: Subject): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const email = await addressOf(ctx, subject)
    const { id: networkId } = await currentNetwork(ctx)
    const { rowCount } = await ctx.db
      .insert(directoryDeadAddresses)
      .values({ networkId, email, notedAt: ctx.now, notedBy: authorName(ctx) })
      .onConflictDoNothing()
    if (rowCount === 0) return
    await audit(ctx, 'directory.note-dead-address', { id: subject.id, details: { kind: subject.kind } })
  })
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
