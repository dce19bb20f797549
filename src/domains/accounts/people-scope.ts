import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { networksOf } from '../../access/actor.js'
import { type Permission, within } from '../../access/policy.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { establishments, networks, territories } from '../networks/tables.js'
import type { GrantScope } from './accounts.js'
import type { GivenRole } from './people-rules.js'
import type { Offer } from './people-schemas.js'
import { roleGrants, users } from './tables.js'

export type ChosenNetwork = {
  id: string
  name: string
  regionCode: string
  regionName: string
  timeZone: string
}

/** A context whose transactions and audit concern one network only. */
export type InNetwork = { ctx: Ctx; network: ChosenNetwork }

/**
 * The same act seen from one network: an administrator of the platform says which, the others have but one. Throws
 * `network.not-found`.
 */
export async function inNetwork(ctx: Ctx, asked?: string): Promise<InNetwork> {
  const { actor } = ctx
  const reachable = networksOf(actor)
  const id =
    asked === undefined && actor.role !== 'platform_admin'
      ? reachable[0]
      : reachable.find((one) => one === asked)
  if (id === undefined) throw new AppError('network.not-found')
  const [network] = await ctx.db
    .select({
      id: networks.id,
      name: networks.name,
      regionCode: networks.regionCode,
      regionName: networks.regionName,
      timeZone: networks.timeZone,
    })
    .from(networks)
    .where(eq(networks.id, id))
    .limit(1)
  if (!network) throw new AppError('network.not-found')
  const narrowed = actor.role === 'platform_admin' ? { ...actor, networkIds: [id] } : actor
  return { ctx: { ...ctx, actor: narrowed }, network }
}

type ScopeColumns = { networkId: PgColumn; territoryId: PgColumn; regionCode: PgColumn }

/** The rights, or invitations, within the actor's reach: those of her networks, and of their regions' agencies. */
export function reachable(ctx: Ctx, permission: Permission, row: ScopeColumns): SQL {
  const own = within(ctx.actor, permission, { network: row.networkId, territory: row.territoryId })
  const regions = sql`select ${networks.regionCode} from ${networks}
    where ${within(ctx.actor, permission, { network: networks.id })}`
  return sql`((${own}) or ${row.regionCode} in (${regions}))`
}

/** The right an offer makes in this network. Throws `establishment.not-found`, `territory.not-found`, `territory.closed`. */
export async function scopeOfOffer({ ctx, network }: InNetwork, offer: Offer): Promise<GrantScope> {
  const networkId = network.id
  if (offer.role === 'ars') return { role: offer.role, regionCode: network.regionCode }
  if (offer.role === 'antenna_coordinator') {
    const { role, territoryId } = offer
    const mine = and(
      eq(territories.id, territoryId),
      eq(territories.networkId, networkId),
      within(ctx.actor, 'account.manage', { network: territories.networkId }),
    )
    const [found] = await ctx.db.select({ closedOn: territories.closedOn }).from(territories).where(mine)
    if (!found) throw new AppError('territory.not-found')
    if (found.closedOn !== null) throw new AppError('territory.closed')
    return { role, networkId, territoryId }
  }
  if (offer.role !== 'establishment' && offer.role !== 'birth_house') return { role: offer.role, networkId }
  const { role, establishmentId } = offer
  const [site] = await ctx.db
    .select({ territoryId: establishments.territoryId })
    .from(establishments)
    .where(
      and(
        eq(establishments.id, establishmentId),
        eq(establishments.networkId, networkId),
        eq(establishments.kind, SITE_KINDS[role]),
        within(ctx.actor, 'account.manage', { network: establishments.networkId }),
      ),
    )
    .limit(1)
  if (!site) throw new AppError('establishment.not-found')
  return { role, networkId, establishmentId, territoryId: site.territoryId }
}

/** What a right over a site is about: of a maternity or of a birth house, never of the other. */
export const SITE_KINDS = { establishment: 'maternity', birth_house: 'birth-house' } as const

/** The columns of a scope, whatever the role: what is not its own is null. */
export function scopeColumns(scope: GrantScope) {
  return {
    role: scope.role,
    networkId: 'networkId' in scope ? scope.networkId : null,
    territoryId: ('territoryId' in scope ? scope.territoryId : null) ?? null,
    establishmentId: 'establishmentId' in scope ? scope.establishmentId : null,
    regionCode: 'regionCode' in scope ? scope.regionCode : null,
  }
}

/** The condition of a right, or an invitation, of exactly this scope. The territory follows from the site. */
export function sameScope(
  row: ScopeColumns & { role: PgColumn; establishmentId: PgColumn },
  scope: GrantScope,
): SQL {
  const { role, networkId, territoryId, establishmentId, regionCode } = scopeColumns(scope)
  const same = (column: PgColumn, value: string | null) =>
    value === null ? isNull(column) : eq(column, value)
  const site = same(row.establishmentId, establishmentId)
  const territory = establishmentId === null ? same(row.territoryId, territoryId) : undefined
  const condition = and(
    eq(row.role, role),
    same(row.networkId, networkId),
    same(row.regionCode, regionCode),
    site,
    territory,
  )
  return condition ?? sql`false`
}

/**
 * The name of the site, the territory or the region of a row, in the transaction of its network. A column of the row
 * may be written without its table: no column in sight inside a sub-select may bear the same name.
 */
export function scopeName(
  row: ScopeColumns & { role: PgColumn; establishmentId: PgColumn },
): SQL<string | null> {
  return sql<string | null>`case
    when ${row.establishmentId} is not null
      then (select e.name from ${establishments} e where e.id = ${row.establishmentId})
    when ${row.role} = 'antenna_coordinator'
      then (select t.name from ${territories} t where t.id = ${row.territoryId})
    when ${row.regionCode} is not null
      then (
        select min(r.label) from (select n.region_code code, n.region_name label from ${networks} n) r
        where r.code = ${row.regionCode}
      ) end`
}

/**
 * How many other people administer the network. Rights and accounts counted stay locked until the act ends: of two
 * administrators who remove each other at once, the second waits and is refused.
 */
export async function otherAdministrators(ctx: Ctx, networkId: string, userId: string): Promise<number> {
  const rows = await ctx.db
    .select({ userId: roleGrants.userId })
    .from(roleGrants)
    .innerJoin(users, eq(users.id, roleGrants.userId))
    .where(
      and(
        eq(roleGrants.role, 'admin'),
        eq(roleGrants.networkId, networkId),
        within(ctx.actor, 'account.manage', { network: roleGrants.networkId }),
        isNull(roleGrants.revokedAt),
        isNull(users.deactivatedAt),
      ),
    )
    .orderBy(roleGrants.id)
    .limit(500)
    .for('no key update')
  return new Set(rows.map((row) => row.userId).filter((one) => one !== userId)).size
}

export type ScopeChoices = {
  establishments: { id: string; name: string }[]
  territories: { id: string; name: string }[]
}

/** The sites and territories among which a right is given. */
export async function scopeChoices({ ctx, network }: InNetwork, role: GivenRole): Promise<ScopeChoices> {
  return inTransaction(ctx, async (ctx) => {
    const kind = role === 'establishment' || role === 'birth_house' ? SITE_KINDS[role] : null
    return {
      establishments: kind
        ? await ctx.db
            .select({ id: establishments.id, name: establishments.name })
            .from(establishments)
            .where(
              and(
                eq(establishments.networkId, network.id),
                eq(establishments.kind, kind),
                within(ctx.actor, 'account.manage', { network: establishments.networkId }),
              ),
            )
            .orderBy(establishments.name, establishments.id)
            .limit(500)
        : [],
      territories:
        role === 'antenna_coordinator'
          ? await ctx.db
              .select({ id: territories.id, name: territories.name })
              .from(territories)
              .where(
                and(
                  eq(territories.networkId, network.id),
                  isNull(territories.closedOn),
                  within(ctx.actor, 'account.manage', { network: territories.networkId }),
                ),
              )
              .orderBy(territories.name, territories.id)
              .limit(500)
          : [],
    }
  })
}
