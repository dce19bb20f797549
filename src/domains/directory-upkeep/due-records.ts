import { asc, type SQL, sql } from 'drizzle-orm'
import { type Permission, within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { directoryPeople } from '../directory/tables.js'
import { territories } from '../networks/tables.js'
import { MOST_ASKINGS } from './review-rules.js'
import type { DueFilter, DueState } from './schemas.js'
import { HAS_GONE_PLACE, IS_DUE, UPKEPT, type UpkeptRecord, upkeptRecords } from './upkept-records.js'

const PAGE_SIZE = 30
const MOST_TERRITORIES = 200

export type DueList = { records: UpkeptRecord[]; total: number; page: number; pageCount: number }

/** The records to be confirmed that the actor may confirm: those never confirmed first, then the oldest. */
export async function listDue(ctx: Ctx, filter: DueFilter): Promise<DueList> {
  return inTransaction(ctx, async (ctx) => {
    const upkept = await upkeptRecords(ctx, 'directory.upkeep')
    const shown = dueCondition(filter)
    const [counted] = await ctx.db
      .select({ total: sql`count(*)`.mapWith(Number) })
      .from(upkept)
      .where(shown)
    const total = counted?.total ?? 0
    const records = await ctx.db
      .select(UPKEPT)
      .from(upkept)
      .where(shown)
      .orderBy(sql`upkept.verified_at nulls first, upkept.name, upkept.id`)
      .limit(PAGE_SIZE)
      .offset((filter.page - 1) * PAGE_SIZE)
    return { records, total, page: filter.page, pageCount: Math.max(1, Math.ceil(total / PAGE_SIZE)) }
  })
}

function dueCondition({ kind, territory, state }: DueFilter): SQL {
  const conditions = [
    // A place that has gone is looked at whenever the record was last confirmed.
    state === 'gone-place' ? undefined : IS_DUE,
    kind && sql`upkept.kind = ${kind}`,
    territory &&
      (territory === 'none' ? sql`upkept.territory_id is null` : sql`upkept.territory_id = ${territory}`),
    state && STATES[state],
  ]
  return sql.join(
    conditions.filter((one) => one !== undefined && one !== ''),
    sql` and `,
  )
}

const STATES: Record<DueState, SQL> = {
  never: sql`upkept.verified_at is null`,
  'no-address': sql`(upkept.email is null or upkept.is_dead)`,
  unanswered: sql`upkept.askings >= ${MOST_ASKINGS}`,
  'gone-place': HAS_GONE_PLACE,
  bounced: sql`upkept.bounced_mail_id is not null and not upkept.is_dead`,
}

/** How fresh the records of a territory are; of none when `id` is null. */
export type TerritoryFreshness = {
  id: string | null
  name: string | null
  /** Records that are to be confirmed from time to time. */
  records: number
  due: number
  never: number
  /** Records with a place that is to be ended or kept. */
  gonePlaces: number
  /** Oldest confirmation among them. */
  oldest: Date | null
}

/**
 * The freshness of each territory in reach, by name: the open ones even where there is no record, a closed one while
 * records lie in it, then the records without territory.
 */
export async function freshnessByTerritory(ctx: Ctx, permission: Permission): Promise<TerritoryFreshness[]> {
  return inTransaction(ctx, async (ctx) => {
    const counted = await ctx.db
      .select({
        id: sql<string | null>`upkept.territory_id`,
        records: sql`count(*)`.mapWith(Number),
        due: sql`count(*) filter (where ${IS_DUE})`.mapWith(Number),
        never: sql`count(*) filter (where upkept.verified_at is null)`.mapWith(Number),
        gonePlaces: sql`count(*) filter (where ${HAS_GONE_PLACE})`.mapWith(Number),
        oldest: sql<Date | null>`min(upkept.verified_at)`.mapWith(directoryPeople.verifiedAt),
      })
      .from(await upkeptRecords(ctx, permission))
      .groupBy(sql`upkept.territory_id`)
      .limit(MOST_TERRITORIES + 1)
    const of = (id: string | null) => counted.find((one) => one.id === id)
    const inReach = (await territoriesInReach(ctx, permission)).map(({ id, name, closedOn }) => {
      const found = of(id)
      return closedOn !== null && !found ? null : { ...NOTHING, ...found, id, name }
    })
    const nowhere = of(null)
    return [...inReach, nowhere ? { ...nowhere, name: null } : null].filter((one) => one !== null)
  })
}

const NOTHING = { records: 0, due: 0, never: 0, gonePlaces: 0, oldest: null }

export type Territory = { id: string; name: string; closedOn: string | null }

/** The territories of the network whose records the actor keeps up. */
export async function territoriesInReach(ctx: Ctx, permission: Permission): Promise<Territory[]> {
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select({ id: territories.id, name: territories.name, closedOn: territories.closedOn })
      .from(territories)
      .where(within(ctx.actor, permission, { network: territories.networkId, territory: territories.id }))
      .orderBy(asc(territories.name))
      .limit(MOST_TERRITORIES),
  )
}
