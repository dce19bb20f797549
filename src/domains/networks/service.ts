import { and, asc, desc, eq, gte, isNull, lte, or } from 'drizzle-orm'
import { z } from 'zod'
import { networksOf, personOf } from '../../access/actor.js'
import { once } from '../../access/once.js'
import { type Permission, within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import type { Authorisation, Establishment, NewAuthorisation } from './schemas.js'
import { dataAuthorisations, establishments, maternityTypes, networks, territories } from './tables.js'

const MOST_ESTABLISHMENTS = 500

export type Network = {
  id: string
  name: string
  regionCode: string
  regionName: string
  timeZone: string
}

/** The network this person works in; for a health agency with several, the first of its region or the one asked. */
export async function currentNetwork(ctx: Ctx, asked?: string): Promise<Network> {
  const reachable = networksOf(ctx.actor)
  const id = asked === undefined ? reachable[0] : reachable.find((networkId) => networkId === asked)
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
  return network
}

/** The time zone a person reads in: of her network, or of the mainland for who has none. */
export async function timeZoneOf(ctx: Ctx): Promise<string> {
  return networksOf(ctx.actor).length === 0 ? 'Europe/Paris' : (await currentNetwork(ctx)).timeZone
}

/** The maternities of the network with the type they hold today. */
export async function listEstablishments(
  ctx: Ctx,
  permission: Permission = 'network.read',
): Promise<Establishment[]> {
  return inTransaction(ctx, async (ctx) => {
    const network = await currentNetwork(ctx)
    const today = civilDate(ctx.now, network.timeZone)
    return ctx.db
      .selectDistinctOn([establishments.name, establishments.id], {
        id: establishments.id,
        name: establishments.name,
        finessGeo: establishments.finessGeo,
        finessPmsi: establishments.finessPmsi,
        territory: territories.name,
        type: maternityTypes.type,
      })
      .from(establishments)
      .leftJoin(territories, eq(territories.id, establishments.territoryId))
      .leftJoin(
        maternityTypes,
        and(
          eq(maternityTypes.establishmentId, establishments.id),
          or(isNull(maternityTypes.validFrom), lte(maternityTypes.validFrom, today)),
          or(isNull(maternityTypes.validTo), gte(maternityTypes.validTo, today)),
        ),
      )
      .where(
        and(
          eq(establishments.networkId, network.id),
          eq(establishments.kind, 'maternity'),
          within(ctx.actor, permission, { network: establishments.networkId }),
        ),
      )
      .orderBy(asc(establishments.name), asc(establishments.id))
      .limit(MOST_ESTABLISHMENTS)
  })
}

/** The dated types of every maternity of the network, as the indicator engine wants them. */
export async function listMaternityTypes(ctx: Ctx, permission: Permission) {
  return ctx.db
    .select({
      finessGeo: establishments.finessGeo,
      name: establishments.name,
      type: maternityTypes.type,
      validFrom: maternityTypes.validFrom,
      validTo: maternityTypes.validTo,
    })
    .from(maternityTypes)
    .innerJoin(establishments, eq(establishments.id, maternityTypes.establishmentId))
    .where(within(ctx.actor, permission, { network: maternityTypes.networkId }))
    .orderBy(asc(establishments.finessGeo), asc(maternityTypes.validFrom))
    .limit(MOST_ESTABLISHMENTS)
}

/** The legal basis in force today for row-level PMSI, or null. */
export async function currentAuthorisation(ctx: Ctx, permission: Permission): Promise<Authorisation | null> {
  return inTransaction(ctx, async (ctx) => {
    const network = await currentNetwork(ctx)
    const today = civilDate(ctx.now, network.timeZone)
    const [row] = await ctx.db
      .select(AUTHORISATION)
      .from(dataAuthorisations)
      .where(
        and(
          eq(dataAuthorisations.networkId, network.id),
          within(ctx.actor, permission, { network: dataAuthorisations.networkId }),
          isNull(dataAuthorisations.revokedAt),
          lte(dataAuthorisations.validFrom, today),
          gte(dataAuthorisations.validTo, today),
        ),
      )
      .orderBy(desc(dataAuthorisations.recordedAt))
      .limit(1)
    return row ?? null
  })
}

const AUTHORISATION = {
  id: dataAuthorisations.id,
  reference: dataAuthorisations.reference,
  legalBasis: dataAuthorisations.legalBasis,
  dataProtectionOfficer: dataAuthorisations.dataProtectionOfficer,
  healthDataHost: dataAuthorisations.healthDataHost,
  validFrom: dataAuthorisations.validFrom,
  validTo: dataAuthorisations.validTo,
  synthetic: dataAuthorisations.synthetic,
}

/** Records the legal basis; it replaces the one before, which stays in the history. */
export async function recordAuthorisation(ctx: Ctx, authorisation: NewAuthorisation): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const network = await currentNetwork(ctx)
    const mine = within(ctx.actor, 'authorisation.record', { network: dataAuthorisations.networkId })
    const userId = personOf(ctx.actor)?.userId ?? null
    await ctx.db
      .update(dataAuthorisations)
      .set({ revokedAt: ctx.now, revokedBy: userId })
      .where(and(mine, eq(dataAuthorisations.networkId, network.id), isNull(dataAuthorisations.revokedAt)))
    const [row] = await ctx.db
      .insert(dataAuthorisations)
      .values({ ...authorisation, networkId: network.id, recordedAt: ctx.now, recordedBy: userId })
      .returning({ id: dataAuthorisations.id })
    if (!row) throw new Error('the authorisation was not written')
    await audit(ctx, 'authorisation.record', { id: row.id, details: { reference: authorisation.reference } })
    return row.id
  })
}
