import { type Ctx, inTransaction } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import type { PublicNetwork } from '../networks/public-networks.js'
import { listCharters } from './charters.js'
import { getHouse } from './service.js'

/** What anybody may know of a house (arrêté du 30 novembre 2021, annexe 1: its charter is public by its summary). */
export type Presentation = {
  id: string
  name: string
  partner: string | null
  territory: string | null
  openedOn: string | null
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
    const { name, partner, territory, openedOn, closedOn } = await getHouse(ctx, id)
    const today = civilDate(ctx.now, network.timeZone)
    const [inForce] = (await listCharters(ctx, id)).filter(
      ({ adoptedOn }) => adoptedOn !== null && adoptedOn <= today,
    )
    const { adoptedOn = null, publicSummary = null } = inForce ?? {}
    return {
      ...{ id, name, partner: partner?.name ?? null, territory, openedOn, closedOn },
      charter: adoptedOn === null || publicSummary === null ? null : { adoptedOn, summary: publicSummary },
    }
  })
}
