import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { directorySettings } from '../directory/tables.js'
import { currentNetwork } from '../networks/service.js'

/** Colleges of the general assembly of this network, in its own words. */
export async function listColleges(ctx: Ctx): Promise<string[]> {
  return inTransaction(ctx, async (ctx) => {
    const [row] = await ctx.db
      .select({ colleges: directorySettings.colleges })
      .from(directorySettings)
      .where(within(ctx.actor, 'directory.read-records', { network: directorySettings.networkId }))
      .limit(1)
    return row?.colleges ?? []
  })
}

/** Chooses the colleges among which members are. Memberships keep the one they have. */
export async function chooseColleges(ctx: Ctx, colleges: readonly string[]): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { id: networkId } = await currentNetwork(ctx)
    const mine = within(ctx.actor, 'directory.settings', { network: directorySettings.networkId })
    const values = { colleges: [...colleges], updatedAt: ctx.now }
    await ctx.db
      .insert(directorySettings)
      .values({ networkId, ...values })
      .onConflictDoUpdate({ target: directorySettings.networkId, set: values, setWhere: mine })
    await audit(ctx, 'directory.choose-colleges', { details: { results: colleges.length } })
  })
}
