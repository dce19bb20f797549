import { and, eq } from 'drizzle-orm'
import { can, within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate } from '../../web/dates.js'
import { birthHouses } from '../birth-houses/tables.js'
import { currentNetwork } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import { ownHouse } from './service.js'

/** Whether the reader’s house agreed to be named where houses are compared; null when she is of no house. */
export async function isNamedInComparison(ctx: Ctx): Promise<boolean | null> {
  if (!can(ctx.actor, 'birth-report.write')) return null
  return inTransaction(ctx, async (ctx) => {
    const [house] = await ctx.db
      .select({ since: birthHouses.namedInComparisonSince })
      .from(birthHouses)
      .where(ofOwn(ctx))
      .limit(1)
    return house ? house.since !== null : null
  })
}

/** Agrees that other houses read the name of one’s own beside its figures, or takes that back: it holds at once. */
export async function nameInComparison(ctx: Ctx, isNamed: boolean): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [house] = await ctx.db
      .select({ id: birthHouses.establishmentId, since: birthHouses.namedInComparisonSince })
      .from(birthHouses)
      .where(ofOwn(ctx))
      .for('update')
    if (!house || (house.since !== null) === isNamed) return
    const { timeZone } = await currentNetwork(ctx)
    await ctx.db
      .update(birthHouses)
      .set({ namedInComparisonSince: isNamed ? civilDate(ctx.now, timeZone) : null })
      .where(ofOwn(ctx))
    const [named] = await ctx.db
      .select({ name: establishments.name })
      .from(establishments)
      .where(
        and(
          eq(establishments.id, house.id),
          within(ctx.actor, 'network.read', { network: establishments.networkId }),
        ),
      )
    await audit(ctx, isNamed ? 'birth-house.named' : 'birth-house.unnamed', {
      id: house.id,
      details: { name: named?.name ?? '' },
    })
  })
}

function ofOwn(ctx: Ctx) {
  return and(
    eq(birthHouses.establishmentId, ownHouse(ctx)),
    within(ctx.actor, 'birth-report.write', {
      network: birthHouses.networkId,
      establishment: birthHouses.establishmentId,
    }),
  )
}
