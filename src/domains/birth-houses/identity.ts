import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { type HouseInReach, houseToRead, houseToWrite, ofHouse, writerOf } from './house-in-reach.js'
import { IDENTITY_FIELDS, type Identity, type SavedIdentity } from './identity-schemas.js'
import { birthHouses } from './tables.js'

/** What a house says of itself. Throws `birth-house.not-found`. */
export async function readIdentity(ctx: Ctx, houseId: string): Promise<SavedIdentity> {
  return inTransaction(ctx, async (ctx) => savedOf(ctx, await houseToRead(ctx, houseId), 'birth-house.read'))
}

/** Writes it; the same again changes nothing. Throws `birth-house.not-found`, `birth-house.edited-meanwhile`. */
export async function writeIdentity(
  ctx: Ctx,
  houseId: string,
  { revision, ...given }: Identity,
): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    const saved = await savedOf(ctx, house, 'birth-house.write')
    if (saved.revision !== revision) throw new AppError('birth-house.edited-meanwhile')
    if (IDENTITY_FIELDS.every((field) => saved[field] === given[field])) return
    await ctx.db
      .update(birthHouses)
      .set({ ...given, revision: revision + 1, updatedAt: ctx.now, updatedBy: writerOf(ctx) })
      .where(ofHouse(ctx, 'birth-house.write', birthHouses, house))
    await audit(ctx, 'birth-house.identity', { id: house.id, details: { name: house.shortName } })
  })
}

async function savedOf(
  ctx: Ctx,
  house: HouseInReach,
  permission: 'birth-house.read' | 'birth-house.write',
): Promise<SavedIdentity> {
  const [row] = await ctx.db
    .select({
      legalName: birthHouses.legalName,
      legalForm: birthHouses.legalForm,
      legalFinessNumber: birthHouses.legalFinessNumber,
      legalAddress: birthHouses.legalAddress,
      statutesOn: birthHouses.statutesOn,
      premises: birthHouses.premises,
      partnerAccess: birthHouses.partnerAccess,
      partnerAccessMinutes: birthHouses.partnerAccessMinutes,
      rooms: birthHouses.rooms,
      capacity: birthHouses.capacity,
      openedOn: birthHouses.openedOn,
      onCallPhone: birthHouses.onCallPhone,
      revision: birthHouses.revision,
      updatedAt: birthHouses.updatedAt,
      updatedBy: birthHouses.updatedBy,
    })
    .from(birthHouses)
    .where(and(eq(birthHouses.establishmentId, house.id), ofHouse(ctx, permission, birthHouses, house)))
    .limit(1)
  if (!row) throw new AppError('birth-house.not-found')
  return { ...row, updatedAt: row.updatedAt.toISOString() }
}
