import { and, asc, gt, isNull, or } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { civilDate, daysBetween } from '../../web/dates.js'
import { womanNumber } from './numbers.js'
import { herDelivery, openRegister } from './register.js'
import { birthHouseDeliveries, birthHouseWomen } from './tables.js'
import { termDaysOn } from './terms.js'

/** A woman as a list to pick from shows her. */
export type Pickable = {
  id: string
  number: string
  termDays: number
  bornOn: string | null
  isInLabour: boolean
}

const MOST_WOMEN = 300
const WEEK = 7 * 86_400_000

/** The women a transfer may be about now, the likeliest first: in labour, delivered this week, then near their term. */
export async function womenToPick(ctx: Ctx): Promise<Pickable[]> {
  return inTransaction(ctx, async (ctx) => {
    const { timeZone } = await openRegister(ctx, 'birth-register.read')
    const today = civilDate(ctx.now, timeZone)
    const rows = await ctx.db
      .select({ woman: birthHouseWomen, delivery: birthHouseDeliveries })
      .from(birthHouseWomen)
      .leftJoin(birthHouseDeliveries, herDelivery(ctx))
      .where(
        and(
          isNull(birthHouseWomen.followUpEndedOn),
          or(
            isNull(birthHouseDeliveries.bornAt),
            gt(birthHouseDeliveries.bornAt, new Date(ctx.now.getTime() - WEEK)),
          ),
          within(ctx.actor, 'birth-register.read', {
            network: birthHouseWomen.networkId,
            establishment: birthHouseWomen.establishmentId,
          }),
        ),
      )
      .orderBy(asc(birthHouseWomen.dueOn), asc(birthHouseWomen.id))
      .limit(MOST_WOMEN)
    const dueIn = new Map(rows.map(({ woman }) => [woman.id, Math.abs(daysBetween(today, woman.dueOn))]))
    return rows
      .map(({ woman, delivery }) => ({
        id: woman.id,
        number: womanNumber(woman),
        termDays: termDaysOn(woman.dueOn, today),
        bornOn: delivery?.bornAt ? civilDate(delivery.bornAt, timeZone) : null,
        isInLabour: Boolean(delivery?.labourAdmittedAt) && delivery?.bornAt === null,
      }))
      .sort((a, b) => rankOf(a) - rankOf(b) || (dueIn.get(a.id) ?? 0) - (dueIn.get(b.id) ?? 0))
  })
}

function rankOf({ isInLabour, bornOn }: Pickable): number {
  if (isInLabour) return 0
  return bornOn === null ? 2 : 1
}
