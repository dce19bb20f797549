import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { directorySettings } from '../directory/tables.js'
import { currentNetwork } from '../networks/service.js'
import type { Rhythms } from './schemas.js'

/** What a network that has chosen nothing follows: the defaults of its row. */
export const USUAL_RHYTHMS: Rhythms = {
  reviewMonthsPerson: 12,
  reviewMonthsStructure: 12,
  reviewMonthsIvg: 6,
  remindersADay: 20,
}

/** How often the records of this network are to be confirmed, and how many reminders leave a day. */
export async function rhythmsOf(ctx: Ctx): Promise<Rhythms> {
  const { id } = await currentNetwork(ctx)
  const [row] = await ctx.db
    .select({
      reviewMonthsPerson: directorySettings.reviewMonthsPerson,
      reviewMonthsStructure: directorySettings.reviewMonthsStructure,
      reviewMonthsIvg: directorySettings.reviewMonthsIvg,
      remindersADay: directorySettings.remindersADay,
    })
    .from(directorySettings)
    .where(eq(directorySettings.networkId, id))
    .limit(1)
  return row ?? USUAL_RHYTHMS
}

/** The same, for a page. */
export function readRhythms(ctx: Ctx): Promise<Rhythms> {
  return inTransaction(ctx, rhythmsOf)
}

/** Changes the rhythms of the network. */
export async function changeRhythms(ctx: Ctx, rhythms: Rhythms): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const { id: networkId } = await currentNetwork(ctx)
    const before = await rhythmsOf(ctx)
    await ctx.db
      .insert(directorySettings)
      .values({ networkId, ...rhythms, updatedAt: ctx.now })
      .onConflictDoUpdate({
        target: directorySettings.networkId,
        set: { ...rhythms, updatedAt: ctx.now },
        setWhere: within(ctx.actor, 'directory.settings', { network: directorySettings.networkId }),
      })
    await audit(ctx, 'directory.change-rhythms', {
      id: networkId,
      before: factsOf(before),
      after: factsOf(rhythms),
    })
  })
}

function factsOf(rhythms: Rhythms) {
  return {
    monthsPerson: rhythms.reviewMonthsPerson,
    monthsStructure: rhythms.reviewMonthsStructure,
    monthsIvg: rhythms.reviewMonthsIvg,
    remindersADay: rhythms.remindersADay,
  }
}
