import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { currentNetwork } from '../networks/service.js'
import type { Signature } from './schemas.js'
import { mailSignatures } from './tables.js'

/** Who signs the mails of the network, or null when nobody does yet. */
export async function currentSignature(ctx: Ctx): Promise<Signature | null> {
  return inTransaction(ctx, readSignature)
}

/** Says who signs the mails of the network from now on. */
export async function signMails(ctx: Ctx, signature: Signature): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const network = await currentNetwork(ctx)
    const before = await readSignature(ctx)
    await ctx.db
      .insert(mailSignatures)
      .values({ ...signature, networkId: network.id, updatedAt: ctx.now })
      .onConflictDoUpdate({
        target: mailSignatures.networkId,
        set: { ...signature, updatedAt: ctx.now },
        setWhere: within(ctx.actor, 'mail.sign', { network: mailSignatures.networkId }),
      })
    await audit(ctx, 'mail.sign', { id: network.id, ...(before && { before }), after: signature })
  })
}

async function readSignature(ctx: Ctx): Promise<Signature | null> {
  const network = await currentNetwork(ctx)
  const { signer, position, phone, replyTo } = mailSignatures
  const [row] = await ctx.db
    .select({ signer, position, phone, replyTo })
    .from(mailSignatures)
    .where(
      and(
        eq(mailSignatures.networkId, network.id),
        within(ctx.actor, 'mail.sign', { network: mailSignatures.networkId }),
      ),
    )
    .limit(1)
  return row ?? null
}
