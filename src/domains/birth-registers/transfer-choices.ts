import { and, asc, desc, eq } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { establishments } from '../networks/tables.js'
import { openRegister } from './register.js'
import { birthHouseTransfers } from './tables.js'

const MOST_MATERNITIES = 500
const MOST_YEARS = 30

/** The maternities a transfer may go to, the partner of the house first. */
export async function transferDestinations(
  ctx: Ctx,
): Promise<{ id: string; name: string; isPartner: boolean }[]> {
  return inTransaction(ctx, async (ctx) => {
    const { partnerId } = await openRegister(ctx, 'birth-transfer.declare')
    const rows = await ctx.db
      .select({ id: establishments.id, name: establishments.name })
      .from(establishments)
      .where(
        and(
          eq(establishments.kind, 'maternity'),
          within(ctx.actor, 'network.read', { network: establishments.networkId }),
        ),
      )
      .orderBy(asc(establishments.name), asc(establishments.id))
      .limit(MOST_MATERNITIES)
    return rows
      .map((row) => ({ ...row, isPartner: row.id === partnerId }))
      .sort((a, b) => Number(b.isPartner) - Number(a.isPartner))
  })
}

/** The years of the house with a declaration, the latest first. */
export async function transferYears(ctx: Ctx): Promise<number[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .selectDistinct({ year: birthHouseTransfers.year })
      .from(birthHouseTransfers)
      .where(
        within(ctx.actor, 'birth-transfer.declare', {
          network: birthHouseTransfers.networkId,
          establishment: birthHouseTransfers.establishmentId,
        }),
      )
      .orderBy(desc(birthHouseTransfers.year))
      .limit(MOST_YEARS)
    return rows.map(({ year }) => year)
  })
}
