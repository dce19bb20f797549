import { eq } from 'drizzle-orm'
import type { Ctx } from '../../context.js'
import { networks } from '../networks/tables.js'
import { mailSignatures } from './tables.js'

/** Who writes: the network, and the person who signs for it and reads the answers. */
export type Sender = {
  networkName: string
  timeZone: string
  signature: { signer: string; position: string; phone: string; replyTo: string } | null
}

const PLATFORM: Sender = { networkName: 'Trame', timeZone: 'Europe/Paris', signature: null }

/** What a page that a mail leads to carries, as the mail did: whose it is, and how to reach its team. */
export type Letterhead = { network: { name: string }; contact: { phone: string; email: string } | null }

export function letterheadOf({ networkName, signature }: Sender): Letterhead {
  const contact = signature && { phone: signature.phone, email: signature.replyTo }
  return { network: { name: networkName }, contact }
}

/** The sender of a network's mails, in the caller's transaction; without a network, the platform itself. */
export async function senderOf(ctx: Ctx, networkId: string | null): Promise<Sender> {
  if (networkId === null) return PLATFORM
  const [row] = await ctx.db
    .select({
      networkName: networks.name,
      timeZone: networks.timeZone,
      signer: mailSignatures.signer,
      position: mailSignatures.position,
      phone: mailSignatures.phone,
      replyTo: mailSignatures.replyTo,
    })
    .from(networks)
    .leftJoin(mailSignatures, eq(mailSignatures.networkId, networks.id))
    .where(eq(networks.id, networkId))
    .limit(1)
  if (!row) return PLATFORM
  const { networkName, timeZone, signer, position, phone, replyTo } = row
  const isSigned = signer !== null && position !== null && phone !== null && replyTo !== null
  return { networkName, timeZone, signature: isSigned ? { signer, position, phone, replyTo } : null }
}
