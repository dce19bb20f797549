import { eq, sql } from 'drizzle-orm'
import { readLink } from '../../access/action-links.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { type Letterhead, letterheadOf, senderOf } from '../mail/senders.js'
import { currentNetwork } from '../networks/service.js'
import { type IdentifierRow, lockIdentifier, tell, todayOf } from './service.js'
import { echographerIdentifiers } from './tables.js'

/** The keys that may have signed a link, and what the browser sent of it. */
export type RenewalProof = { keys: readonly Buffer[]; token: string }

/** What the page of the link shows: her identifier, and whether there is still something to ask. */
export type RenewalPage = {
  identifier: string
  validUntil: string | null
  networkName: string
  letterhead: Letterhead
  state: 'open' | 'asked' | 'settled'
}

/** The identifier a link names, without any effect. Throws `echographer.dead-link`. */
export async function readRenewal(ctx: Ctx, proof: RenewalProof): Promise<RenewalPage> {
  const { ctx: asJob, id, version } = await openLink(ctx, proof)
  return inTransaction(asJob, async (ctx) => {
    const row = await lockIdentifier(ctx, id, 'directory.run-upkeep')
    const { id: networkId, name: networkName } = await currentNetwork(ctx)
    const letterhead = letterheadOf(await senderOf(ctx, networkId))
    const state = stateFor(row, version)
    return { identifier: row.identifier, validUntil: row.validUntil, networkName, letterhead, state }
  })
}

/** She asks for the renewal and says on what; said twice, it is kept once. Throws `echographer.dead-link`. */
export async function askRenewal(ctx: Ctx, proof: RenewalProof, evidence: string): Promise<void> {
  const { ctx: asJob, id, version } = await openLink(ctx, proof)
  await inTransaction(asJob, async (ctx) => {
    const row = await lockIdentifier(ctx, id, 'directory.run-upkeep')
    const state = stateFor(row, version)
    if (state === 'asked') return
    if (state === 'settled') throw new AppError('echographer.dead-link')
    // Its revision stays: her own link goes on showing her that she has asked.
    await ctx.db
      .update(echographerIdentifiers)
      .set({ renewalAskedAt: ctx.now })
      .where(eq(echographerIdentifiers.id, id))
    await tell(ctx, id, { kind: 'renewal-asked', on: await todayOf(ctx), note: evidence })
    await audit(ctx, 'echographer.ask-renewal', { id: row.personId })
  })
}

async function openLink(
  ctx: Ctx,
  { keys, token }: RenewalProof,
): Promise<{ ctx: Ctx; id: string; version: number }> {
  const link = readLink(keys, 'echographer-renewal', token, ctx.now)
  if (!link) throw new AppError('echographer.dead-link')
  const { rows } = await ctx.db.execute<{ networkId: string | null }>(
    sql`select network_of_echographer_identifier(${link.id}) as "networkId"`,
  )
  const networkId = rows[0]?.networkId ?? null
  if (networkId === null) throw new AppError('echographer.dead-link')
  return { ctx: { ...ctx, actor: { role: 'system', job: 'echographer-renewal', networkId } }, ...link }
}

/** Renewed, suspended or ended since, there is nothing left to ask. */
function stateFor(row: IdentifierRow, version: number): RenewalPage['state'] {
  if (row.revision !== version || row.ceasedOn !== null) return 'settled'
  return row.renewalAskedAt === null ? 'open' : 'asked'
}
