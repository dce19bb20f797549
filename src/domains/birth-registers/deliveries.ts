import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { type Permission, within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { judgeDelivery, judgeNewborn } from './delivery-rules.js'
import { type QuestionCode, question, settle } from './findings.js'
import { transferNumber, womanNumber } from './numbers.js'
import { changesOf, type OwnHouse, openRegister, traceCorrection, writerName } from './register.js'
import { birthHouseDeliveries, birthHouseNewborns, birthHouseTransfers } from './tables.js'
import type { DeliveryChange, NewbornChange } from './woman-schemas.js'
import { lockWoman } from './women.js'

type DeliveryRow = typeof birthHouseDeliveries.$inferSelect
type NewbornRow = typeof birthHouseNewborns.$inferSelect

const MOST_CHILDREN = 4

/**
 * Writes the labour and the birth of a woman, with their trace; a birth makes its first child. Throws
 * `woman.not-found`, `register.edited-meanwhile`, `register.impossible`, `register.to-confirm`.
 */
export async function writeDelivery(ctx: Ctx, womanId: string, change: DeliveryChange): Promise<void> {
  const { revision, confirmed, ...given } = change
  await inTransaction(ctx, async (ctx) => {
    const house = await openRegister(ctx, 'birth-register.write')
    const woman = await lockWoman(ctx, womanId)
    const row = await deliveryOf(ctx, womanId)
    if ((row?.revision ?? 0) !== revision) throw new AppError('register.edited-meanwhile')
    const instant = (iso: string | null) => (iso === null ? null : new Date(iso))
    const delivered = {
      ...given,
      labourAdmittedAt: instant(given.labourAdmittedAt),
      bornAt: instant(given.bornAt),
      leftHouseAt: instant(given.leftHouseAt),
      // Born in the house, she was cared for there in labour: it need not be said twice.
      labourInHouse: given.labourInHouse ?? (given.birthPlace === 'house' ? true : null),
    }
    const known = {
      now: ctx.now,
      timeZone: house.timeZone,
      woman,
      transfers: await transfersOf(ctx, womanId),
    }
    settle(judgeDelivery(delivered, known), confirmed)
    const changes = changesOf<Partial<DeliveryRow>>(row ?? {}, delivered)
    if (changes === null) return
    await saveDelivery(ctx, house, womanId, row, delivered)
    if (row) await traceCorrection(ctx, house, { what: 'delivery', rowId: womanId, ...changes })
    if (delivered.bornAt !== null) await followBirth(ctx, house, womanId, delivered.birthPlace === 'house')
    const isBirth = delivered.bornAt !== null && !row?.bornAt
    await audit(ctx, isBirth ? 'birth-register.birth' : 'birth-register.correct', {
      id: womanId,
      details: { number: womanNumber(woman) },
    })
  })
}

/** Writes what is known of a child, with its trace. Throws `newborn.not-found`, and as `writeDelivery`. */
export async function writeNewborn(
  ctx: Ctx,
  womanId: string,
  rank: number,
  change: NewbornChange,
): Promise<void> {
  const { revision, confirmed, ...born } = change
  await inTransaction(ctx, async (ctx) => {
    const house = await openRegister(ctx, 'birth-register.write')
    const woman = await lockWoman(ctx, womanId)
    const row = (await childrenOf(ctx, womanId)).find((one) => one.rank === rank)
    if (!row) throw new AppError('newborn.not-found')
    if (row.revision !== revision) throw new AppError('register.edited-meanwhile')
    const delivery = await deliveryOf(ctx, womanId)
    settle(judgeNewborn(born, { bornAt: delivery?.bornAt ?? null, now: ctx.now }), confirmed)
    const changes = changesOf<Partial<NewbornRow>>(row, born)
    if (changes === null) return
    await ctx.db
      .update(birthHouseNewborns)
      .set({ ...born, revision: row.revision + 1, ...stamp(ctx) })
      .where(and(eq(birthHouseNewborns.id, row.id), ofChildren(ctx, 'birth-register.write')))
    await traceCorrection(ctx, house, { what: 'newborn', rowId: row.id, ...changes })
    await audit(ctx, 'birth-register.correct', { id: womanId, details: { number: womanNumber(woman) } })
  })
}

/** Adds a child to a birth: no multiple pregnancy is expected in a house, so it is asked to be confirmed. */
export async function addChild(
  ctx: Ctx,
  womanId: string,
  confirmed: readonly QuestionCode[],
): Promise<number> {
  return once(ctx, z.int(), async (ctx) => {
    const house = await openRegister(ctx, 'birth-register.write')
    const woman = await lockWoman(ctx, womanId)
    const delivery = await deliveryOf(ctx, womanId)
    const children = await childrenOf(ctx, womanId)
    if (!delivery?.bornAt || children.length === 0 || children.length >= MOST_CHILDREN) {
      throw new AppError('newborn.not-found')
    }
    settle([question('several-children', SEVERAL)], confirmed)
    const rank = children.length + 1
    await ctx.db.insert(birthHouseNewborns).values({
      ...of(house),
      womanId,
      rank,
      bornInHouse: delivery.birthPlace === 'house',
      ...stamp(ctx),
    })
    await audit(ctx, 'birth-register.birth', { id: womanId, details: { number: womanNumber(woman) } })
    return rank
  })
}

const SEVERAL =
  'Un enfant est déjà enregistré, et une maison de naissance ne suit que des grossesses uniques.'

async function saveDelivery(
  ctx: Ctx,
  house: OwnHouse,
  womanId: string,
  row: DeliveryRow | null,
  delivered: Partial<DeliveryRow>,
): Promise<void> {
  if (row === null) {
    await ctx.db.insert(birthHouseDeliveries).values({ ...of(house), womanId, ...delivered, ...stamp(ctx) })
    return
  }
  await ctx.db
    .update(birthHouseDeliveries)
    .set({ ...delivered, revision: row.revision + 1, ...stamp(ctx) })
    .where(and(eq(birthHouseDeliveries.womanId, womanId), ofDeliveries(ctx, 'birth-register.write')))
}

/** Every birth has a child, born where its mother gave birth. */
async function followBirth(ctx: Ctx, house: OwnHouse, womanId: string, bornInHouse: boolean): Promise<void> {
  await ctx.db
    .insert(birthHouseNewborns)
    .values({ ...of(house), womanId, rank: 1, bornInHouse, ...stamp(ctx) })
    .onConflictDoNothing()
  await ctx.db
    .update(birthHouseNewborns)
    .set({ bornInHouse })
    .where(
      and(
        eq(birthHouseNewborns.womanId, womanId),
        sql`${birthHouseNewborns.bornInHouse} <> ${bornInHouse}`,
        ofChildren(ctx, 'birth-register.write'),
      ),
    )
}

async function deliveryOf(ctx: Ctx, womanId: string): Promise<DeliveryRow | null> {
  const [row] = await ctx.db
    .select()
    .from(birthHouseDeliveries)
    .where(and(eq(birthHouseDeliveries.womanId, womanId), ofDeliveries(ctx, 'birth-register.read')))
    .limit(1)
  return row ?? null
}

async function childrenOf(ctx: Ctx, womanId: string): Promise<NewbornRow[]> {
  return ctx.db
    .select()
    .from(birthHouseNewborns)
    .where(and(eq(birthHouseNewborns.womanId, womanId), ofChildren(ctx, 'birth-register.read')))
    .orderBy(asc(birthHouseNewborns.rank))
    .limit(MOST_CHILDREN)
}

async function transfersOf(ctx: Ctx, womanId: string) {
  const rows = await ctx.db
    .select()
    .from(birthHouseTransfers)
    .where(
      and(
        eq(birthHouseTransfers.womanId, womanId),
        isNull(birthHouseTransfers.cancelledAt),
        within(ctx.actor, 'birth-register.read', {
          network: birthHouseTransfers.networkId,
          establishment: birthHouseTransfers.establishmentId,
        }),
      ),
    )
    .orderBy(asc(birthHouseTransfers.decidedAt))
    .limit(20)
  return rows.map((row) => ({ ...row, number: transferNumber(row) }))
}

function of(house: OwnHouse) {
  return { networkId: house.networkId, establishmentId: house.id }
}

function stamp(ctx: Ctx) {
  return { updatedAt: ctx.now, updatedBy: writerName(ctx) }
}

function ofDeliveries(ctx: Ctx, permission: Permission): SQL {
  return within(ctx.actor, permission, {
    network: birthHouseDeliveries.networkId,
    establishment: birthHouseDeliveries.establishmentId,
  })
}

function ofChildren(ctx: Ctx, permission: Permission): SQL {
  return within(ctx.actor, permission, {
    network: birthHouseNewborns.networkId,
    establishment: birthHouseNewborns.establishmentId,
  })
}
