import { desc } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { currentNetwork } from '../networks/service.js'
import { type LinkMaking, type ReadableMail, readableMail } from './message.js'
import { senderOf } from './senders.js'
import { mails } from './tables.js'

const SHOWN = 20

export type KeptMail = { id: string; to: string; createdAt: Date; mail: ReadableMail }

/**
 * The latest mails of the network as their readers would see them, links included: only where nothing leaves, so
 * that whoever tries the platform can follow an invitation.
 */
export async function listKeptMails(ctx: Ctx, linkKey: Buffer): Promise<KeptMail[]> {
  return inTransaction(ctx, async (ctx) => {
    const network = await currentNetwork(ctx)
    const sender = await senderOf(ctx, network.id)
    const rows = await ctx.db
      .select()
      .from(mails)
      .where(within(ctx.actor, 'mail.read', { network: mails.networkId }))
      .orderBy(desc(mails.createdAt), desc(mails.id))
      .limit(SHOWN)
    // Links lead to this very site: a demonstration has no other address.
    const links: LinkMaking = { publicUrl: '', linkKey }
    return rows.map((row) => ({
      id: row.id,
      to: row.toName === '' ? row.toAddress : `${row.toName} <${row.toAddress}>`,
      createdAt: row.createdAt,
      mail: readableMail(row, sender, links),
    }))
  })
}
