import { and, eq } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { establishments } from '../networks/tables.js'
import { houseToWrite, ofHouse, writerOf } from './house-in-reach.js'
import { reachableHouse, requireSite } from './service.js'
import type { SavedSituation, Situation } from './situation-schemas.js'
import { birthHouses } from './tables.js'

const PERMISSION = 'birth-house.manage'

const partners = alias(establishments, 'partners')

/** Name, partner and closing of a house. Throws `birth-house.not-found`. */
export async function readSituation(ctx: Ctx, houseId: string): Promise<SavedSituation> {
  return inTransaction(ctx, (ctx) => situationNow(ctx, houseId))
}

/**
 * Changes them; the same again changes nothing. A closed house declares nothing that happened after that day; its
 * register and its reports stay. Throws `birth-house.not-found`, `establishment.not-found`,
 * `birth-house.edited-meanwhile`, `birth-house.closed-before-opening`.
 */
export async function changeSituation(
  ctx: Ctx,
  houseId: string,
  { revision, ...given }: Situation,
): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId, PERMISSION)
    const saved = await situationNow(ctx, house.id)
    if (saved.revision !== revision) throw new AppError('birth-house.edited-meanwhile')
    const { name, partnerEstablishmentId, closedOn } = given
    if (
      saved.name === name &&
      saved.partnerEstablishmentId === partnerEstablishmentId &&
      saved.closedOn === closedOn
    )
      return
    refuseClosedBeforeOpening(saved.openedOn, closedOn)
    await requireSite(ctx, partnerEstablishmentId, 'maternity')
    await ctx.db
      .update(establishments)
      .set({ name })
      .where(
        and(
          eq(establishments.id, house.id),
          within(ctx.actor, PERMISSION, { network: establishments.networkId }),
        ),
      )
    await ctx.db
      .update(birthHouses)
      .set({
        partnerEstablishmentId,
        closedOn,
        revision: revision + 1,
        updatedAt: ctx.now,
        updatedBy: writerOf(ctx),
      })
      .where(ofHouse(ctx, PERMISSION, birthHouses, house))
    const now = await situationNow(ctx, house.id)
    await audit(ctx, 'birth-house.situation', {
      id: house.id,
      details: { name: house.shortName },
      before: factsOf(saved),
      after: factsOf(now),
    })
  })
}

async function situationNow(ctx: Ctx, houseId: string): Promise<SavedSituation> {
  const [row] = await ctx.db
    .select({
      name: establishments.name,
      partnerEstablishmentId: birthHouses.partnerEstablishmentId,
      partnerName: partners.name,
      openedOn: birthHouses.openedOn,
      closedOn: birthHouses.closedOn,
      revision: birthHouses.revision,
      updatedAt: birthHouses.updatedAt,
      updatedBy: birthHouses.updatedBy,
    })
    .from(birthHouses)
    .innerJoin(establishments, eq(establishments.id, birthHouses.establishmentId))
    .leftJoin(partners, eq(partners.id, birthHouses.partnerEstablishmentId))
    .where(and(eq(birthHouses.establishmentId, houseId), reachableHouse(ctx, PERMISSION)))
    .limit(1)
  if (!row) throw new AppError('birth-house.not-found')
  return { ...row, updatedAt: row.updatedAt.toISOString() }
}

function factsOf({ name, partnerName, closedOn }: SavedSituation) {
  return { name, partner: partnerName, closedOn }
}

function refuseClosedBeforeOpening(openedOn: string | null, closedOn: string | null): void {
  if (openedOn === null || closedOn === null || openedOn <= closedOn) return
  const fields = { closedOn: 'La fermeture vient avant l’ouverture : corrigez l’une des deux dates.' }
  throw new AppError('birth-house.closed-before-opening', {}, { fields })
}
