import { and, desc, lte } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import type { PublicNetwork } from '../networks/public-networks.js'
import { ofHouse } from './house-in-reach.js'
import { getHouse } from './service.js'
import { birthHouseCharters } from './tables.js'

const PERMISSION = 'birth-house.present'

/** What anybody may know of a house (arrêté du 30 novembre 2021, annexe 1: its charter is public by its summary). */
export type Presentation = {
  name: string
  partner: string | null
  territory: string | null
  /** Null while the house is open, even when it is known to close. */
  closedOn: string | null
  charter: { adoptedOn: string; summary: string } | null
}

/**
 * The public face of a house of this network. Nothing else of its file is for everybody, so that this reads as a job and
 * gives these facts alone. Throws `birth-house.not-found`.
 */
export async function presentHouse(ctx: Ctx, network: PublicNetwork, id: string): Promise<Presentation> {
  const asJob: Ctx = { ...ctx, actor: { role: 'system', job: 'house-presentation', networkId: network.id } }
  return inTransaction(asJob, async (ctx) => {
    const { name, partner, territory, closedOn } = await getHouse(ctx, id, PERMISSION)
    const today = civilDate(ctx.now, network.timeZone)
    return {
      ...{ name, partner: partner?.name ?? null, territory },
      closedOn: closedOn !== null && closedOn < today ? closedOn : null,
      charter: await summaryInForce(ctx, id, today),
    }
  })
}

async function summaryInForce(ctx: Ctx, id: string, today: string): Promise<Presentation['charter']> {
  const [row] = await ctx.db
    .select({ adoptedOn: birthHouseCharters.adoptedOn, summary: birthHouseCharters.publicSummary })
    .from(birthHouseCharters)
    .where(
      and(lte(birthHouseCharters.adoptedOn, today), ofHouse(ctx, PERMISSION, birthHouseCharters, { id })),
    )
    .orderBy(desc(birthHouseCharters.version))
    .limit(1)
  const { adoptedOn = null, summary = null } = row ?? {}
  return adoptedOn === null || summary === null ? null : { adoptedOn, summary }
}
