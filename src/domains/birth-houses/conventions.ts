import { and, asc, desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { establishments } from '../networks/tables.js'
import {
  CONVENTION_ITEM_CODES,
  type Convention,
  type ConventionChange,
  type NewConvention,
} from './convention-schemas.js'
import { houseToRead, houseToWrite, ofHouse, writerOf } from './house-in-reach.js'
import { birthHouseConventions } from './tables.js'

const MOST_CONVENTIONS = 50
const MOST_MATERNITIES = 500

/** The conventions of a house with its partners, the latest first. Throws `birth-house.not-found`. */
export async function listConventions(ctx: Ctx, houseId: string): Promise<Convention[]> {
  return inTransaction(ctx, async (ctx) => {
    const house = await houseToRead(ctx, houseId)
    const rows = await ctx.db
      .select({ row: birthHouseConventions, partnerName: establishments.name })
      .from(birthHouseConventions)
      .innerJoin(establishments, eq(establishments.id, birthHouseConventions.partnerEstablishmentId))
      .where(ofHouse(ctx, 'birth-house.read', birthHouseConventions, house))
      .orderBy(desc(birthHouseConventions.startsOn), asc(birthHouseConventions.id))
      .limit(MOST_CONVENTIONS)
    return rows.map(({ row, partnerName }) => ({
      id: row.id,
      partner: { id: row.partnerEstablishmentId, name: partnerName },
      items: itemsOf(row.items),
      signatories: row.signatories,
      signedOn: row.signedOn,
      startsOn: row.startsOn,
      endsOn: row.endsOn,
      updatedAt: row.updatedAt.toISOString(),
      updatedBy: row.updatedBy,
    }))
  })
}

/** One of them. Throws `birth-house.not-found`, `birth-house.part-not-found`. */
export async function getConvention(ctx: Ctx, houseId: string, id: string): Promise<Convention> {
  const found = (await listConventions(ctx, houseId)).find((one) => one.id === id)
  if (!found) throw new AppError('birth-house.part-not-found')
  return found
}

/** Throws `birth-house.not-found`, `establishment.not-found`. */
export async function addConvention(ctx: Ctx, houseId: string, given: NewConvention): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    await requireMaternity(ctx, given.partnerEstablishmentId)
    const [row] = await ctx.db
      .insert(birthHouseConventions)
      .values({
        ...given,
        items: saidItems(given),
        networkId: house.networkId,
        establishmentId: house.id,
        updatedAt: ctx.now,
        updatedBy: writerOf(ctx),
      })
      .returning({ id: birthHouseConventions.id })
    if (!row) throw new Error('the convention was not written')
    await audit(ctx, 'birth-house.convention', { id: house.id, details: { name: house.shortName } })
    return row.id
  })
}

/** Throws as `addConvention`, `birth-house.part-not-found`, and `birth-house.edited-meanwhile`. */
export async function changeConvention(
  ctx: Ctx,
  houseId: string,
  id: string,
  { seen, convention }: ConventionChange,
): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    const mine = and(
      eq(birthHouseConventions.id, id),
      ofHouse(ctx, 'birth-house.write', birthHouseConventions, house),
    )
    const [row] = await ctx.db.select().from(birthHouseConventions).where(mine).for('update')
    if (!row) throw new AppError('birth-house.part-not-found')
    if (row.updatedAt.toISOString() !== new Date(seen).toISOString()) {
      throw new AppError('birth-house.edited-meanwhile')
    }
    await requireMaternity(ctx, convention.partnerEstablishmentId)
    await ctx.db
      .update(birthHouseConventions)
      .set({
        ...convention,
        items: saidItems(convention),
        // Another end is another reminder.
        remindedAt: convention.endsOn === row.endsOn ? row.remindedAt : null,
        updatedAt: ctx.now,
        updatedBy: writerOf(ctx),
      })
      .where(mine)
    await audit(ctx, 'birth-house.convention', { id: house.id, details: { name: house.shortName } })
  })
}

/** The maternities of the network, one of which is the partner. */
export async function maternityChoices(ctx: Ctx): Promise<{ id: string; name: string }[]> {
  return inTransaction(ctx, (ctx) =>
    ctx.db
      .select({ id: establishments.id, name: establishments.name })
      .from(establishments)
      .where(maternities(ctx))
      .orderBy(asc(establishments.name), asc(establishments.id))
      .limit(MOST_MATERNITIES),
  )
}

async function requireMaternity(ctx: Ctx, id: string): Promise<void> {
  const known = await ctx.db.$count(establishments, and(eq(establishments.id, id), maternities(ctx)))
  if (known === 0) throw new AppError('establishment.not-found')
}

function maternities(ctx: Ctx) {
  return and(
    eq(establishments.kind, 'maternity'),
    within(ctx.actor, 'network.read', { network: establishments.networkId }),
  )
}

function itemsOf(items: Record<string, string>): Convention['items'] {
  const of = (code: string) => items[code] ?? null
  return {
    reorientation: of('reorientation'),
    transfer: of('transfer'),
    information: of('information'),
    practices: of('practices'),
    anaesthesia: of('anaesthesia'),
    finances: of('finances'),
  }
}

/** The items that say something: a blank one is absent. */
function saidItems({ items }: NewConvention): Record<string, string> {
  return Object.fromEntries(
    CONVENTION_ITEM_CODES.flatMap((code) => (items[code] ? [[code, items[code]]] : [])),
  )
}
