import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { personOf } from '../../access/actor.js'
import { once } from '../../access/once.js'
import { type Permission, within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { roleGrants } from '../accounts/tables.js'
import { currentNetwork } from '../networks/service.js'
import { establishments, territories } from '../networks/tables.js'
import type { House, NewHouse } from './schemas.js'
import { birthHouses } from './tables.js'

const MOST_HOUSES = 200
const MOST_SITES = 500

const partners = alias(establishments, 'partners')

/** The houses within reach, by name. */
export async function listHouses(ctx: Ctx, permission: Permission = 'birth-house.read'): Promise<House[]> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await selectHouses(ctx)
      .where(reachableHouse(ctx, permission))
      .orderBy(asc(establishments.name), asc(establishments.id))
      .limit(MOST_HOUSES)
    return rows.map(asHouse)
  })
}

/** One house. Throws `birth-house.not-found`. */
export async function getHouse(
  ctx: Ctx,
  id: string,
  permission: Permission = 'birth-house.read',
): Promise<House> {
  return inTransaction(ctx, async (ctx) => {
    const [row] = await selectHouses(ctx)
      .where(and(eq(birthHouses.establishmentId, id), reachableHouse(ctx, permission)))
      .limit(1)
    if (!row) throw new AppError('birth-house.not-found')
    return asHouse(row)
  })
}

/** The house the midwife works for. Throws `birth-house.not-found` when nobody has opened it at her site. */
export async function ownHouse(ctx: Ctx): Promise<House> {
  if (ctx.actor.role !== 'birth_house') throw new AppError('birth-house.not-found')
  return getHouse(ctx, ctx.actor.establishmentId)
}

/**
 * Opens a house at a site of the network, made for it when it is not known yet. Its midwives may then be invited.
 * Throws `establishment.not-found`, `territory.not-found`, `territory.closed`, `birth-house.site-taken`, `birth-house.short-name-taken`.
 */
export async function openHouse(ctx: Ctx, house: NewHouse): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const { id: networkId } = await currentNetwork(ctx)
    // Two people who open houses at once wait here: names and sites are then seen as they are.
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`houses:${networkId}`}, 0))`)
    await requireSite(ctx, house.partnerEstablishmentId, 'maternity')
    const establishmentId = house.establishmentId ?? (await makeSite(ctx, networkId, house))
    await requireSite(ctx, establishmentId, 'birth-house')
    await refuseTaken(ctx, establishmentId, house.shortName)
    await ctx.db.insert(birthHouses).values({
      establishmentId,
      networkId,
      shortName: house.shortName,
      partnerEstablishmentId: house.partnerEstablishmentId,
      openedOn: house.openedOn,
      updatedAt: ctx.now,
      updatedBy: personOf(ctx.actor)?.userName ?? 'Trame',
    })
    await audit(ctx, 'birth-house.open', { id: establishmentId, details: { name: house.shortName } })
    return establishmentId
  })
}

export type HouseChoices = {
  /** Sites of birth houses where none is open. */
  sites: { id: string; name: string }[]
  maternities: { id: string; name: string }[]
  territories: { id: string; name: string }[]
}

/** Among what a house is opened. */
export async function houseChoices(ctx: Ctx): Promise<HouseChoices> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .select({
        id: establishments.id,
        name: establishments.name,
        kind: establishments.kind,
        house: birthHouses.establishmentId,
      })
      .from(establishments)
      .leftJoin(birthHouses, eq(birthHouses.establishmentId, establishments.id))
      .where(within(ctx.actor, 'birth-house.manage', { network: establishments.networkId }))
      .orderBy(asc(establishments.name), asc(establishments.id))
      .limit(MOST_SITES)
    return {
      sites: rows.filter(({ kind, house }) => kind === 'birth-house' && house === null),
      maternities: rows.filter(({ kind }) => kind === 'maternity'),
      territories: await ctx.db
        .select({ id: territories.id, name: territories.name })
        .from(territories)
        .where(
          and(
            within(ctx.actor, 'birth-house.manage', { network: territories.networkId }),
            isNull(territories.closedOn),
          ),
        )
        .orderBy(asc(territories.name))
        .limit(MOST_SITES),
    }
  })
}

/** How many people may act for this house today. */
export async function countMidwifeAccounts(ctx: Ctx, establishmentId: string): Promise<number> {
  return inTransaction(ctx, (ctx) =>
    ctx.db.$count(
      roleGrants,
      and(
        eq(roleGrants.establishmentId, establishmentId),
        eq(roleGrants.role, 'birth_house'),
        isNull(roleGrants.revokedAt),
        within(ctx.actor, 'account.read', {
          network: roleGrants.networkId,
          territory: roleGrants.territoryId,
        }),
      ),
    ),
  )
}

/** The houses an actor reaches with a permission; the query joins `establishments` for the territory. */
export function reachableHouse(ctx: Ctx, permission: Permission) {
  return within(ctx.actor, permission, {
    network: birthHouses.networkId,
    territory: establishments.territoryId,
    establishment: birthHouses.establishmentId,
  })
}

function selectHouses(ctx: Ctx) {
  return ctx.db
    .select({
      id: birthHouses.establishmentId,
      name: establishments.name,
      shortName: birthHouses.shortName,
      finessGeo: establishments.finessGeo,
      territory: territories.name,
      partnerId: partners.id,
      partnerName: partners.name,
      openedOn: birthHouses.openedOn,
      closedOn: birthHouses.closedOn,
    })
    .from(birthHouses)
    .innerJoin(establishments, eq(establishments.id, birthHouses.establishmentId))
    .leftJoin(territories, eq(territories.id, establishments.territoryId))
    .leftJoin(partners, eq(partners.id, birthHouses.partnerEstablishmentId))
    .$dynamic()
}

type HouseRow = Omit<House, 'partner'> & { partnerId: string | null; partnerName: string | null }

function asHouse({ partnerId, partnerName, ...house }: HouseRow): House {
  const partner = partnerId === null || partnerName === null ? null : { id: partnerId, name: partnerName }
  return { ...house, partner }
}

async function makeSite(ctx: Ctx, networkId: string, house: NewHouse): Promise<string> {
  const { name, finessGeo, territoryId } = house
  if (name === null || finessGeo === null) throw new AppError('establishment.not-found')
  if (territoryId !== null) {
    const mine = within(ctx.actor, 'birth-house.manage', { network: territories.networkId })
    const [known] = await ctx.db
      .select({ closedOn: territories.closedOn })
      .from(territories)
      .where(and(eq(territories.id, territoryId), mine))
    if (!known) throw new AppError('territory.not-found')
    if (known.closedOn !== null) throw new AppError('territory.closed')
  }
  const [site] = await ctx.db
    .insert(establishments)
    // A birth house sends no hospital stays: its own number stands for both.
    .values({ networkId, territoryId, kind: 'birth-house', name, finessGeo, finessPmsi: finessGeo })
    .onConflictDoNothing()
    .returning({ id: establishments.id })
  if (!site) {
    throw new AppError(
      'birth-house.site-taken',
      {},
      {
        fields: {
          finessGeo: 'Ce n° FINESS est déjà celui d’un site du réseau. Choisissez-le dans la liste.',
        },
      },
    )
  }
  return site.id
}

/** A site of this kind within reach of who manages the houses. Throws `establishment.not-found`. */
export async function requireSite(
  ctx: Ctx,
  id: string | null,
  kind: 'maternity' | 'birth-house',
): Promise<void> {
  if (id === null) return
  const found = await ctx.db.$count(
    establishments,
    and(
      eq(establishments.id, id),
      eq(establishments.kind, kind),
      within(ctx.actor, 'birth-house.manage', { network: establishments.networkId }),
    ),
  )
  if (found === 0) throw new AppError('establishment.not-found')
}

async function refuseTaken(ctx: Ctx, id: string, shortName: string): Promise<void> {
  const mine = within(ctx.actor, 'birth-house.manage', { network: birthHouses.networkId })
  const atSite = and(eq(birthHouses.establishmentId, id), mine)
  if ((await ctx.db.$count(birthHouses, atSite)) > 0) throw new AppError('birth-house.site-taken')
  const named = and(eq(birthHouses.shortName, shortName), mine)
  if ((await ctx.db.$count(birthHouses, named)) > 0) {
    throw new AppError(
      'birth-house.short-name-taken',
      {},
      {
        fields: { shortName: 'Une autre maison du réseau porte ce nom court. Choisissez-en un autre.' },
      },
    )
  }
}
