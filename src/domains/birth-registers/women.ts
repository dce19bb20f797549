import { and, asc, desc, eq, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { type Permission, within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import { refuseAfterClosing } from '../birth-houses/closing.js'
import { birthHouseMidwives } from '../birth-houses/tables.js'
import { directoryPeople } from '../directory/tables.js'
import { settle } from './findings.js'
import { missingOf } from './missing.js'
import { readNumber, womanNumber } from './numbers.js'
import {
  type Correction,
  changesOf,
  correctionsOf,
  herDelivery,
  oneWriterAtATime,
  openRegister,
  traceCorrection,
  writerName,
} from './register.js'
import { birthHouseDeliveries, birthHouseNewborns, birthHouseTransfers, birthHouseWomen } from './tables.js'
import { termDaysOn } from './terms.js'
import { judgeEnd, judgeInclusion } from './woman-rules.js'
import type {
  DeliveryView,
  EndOfFollowUp,
  NewbornView,
  NewWoman,
  Woman,
  WomanChange,
  WomanFilter,
  WomanRecord,
} from './woman-schemas.js'

type WomanRow = typeof birthHouseWomen.$inferSelect
type DeliveryRow = typeof birthHouseDeliveries.$inferSelect
type NewbornRow = typeof birthHouseNewborns.$inferSelect

const MOST_WOMEN = 500

/** Takes a woman in, under the next number of the year. Throws `register.impossible`, `register.to-confirm`. */
export async function includeWoman(ctx: Ctx, given: NewWoman): Promise<{ id: string; number: string }> {
  const Included = z.strictObject({ id: z.uuid(), number: z.string() })
  return once(ctx, Included, async (ctx) => {
    const house = await openRegister(ctx, 'birth-register.write')
    await oneWriterAtATime(ctx, house)
    const { confirmed, ...fields } = given
    refuseAfterClosing(house, fields.includedOn)
    settle(judgeInclusion(fields, civilDate(ctx.now, house.timeZone)), confirmed)
    await requireMidwife(ctx, fields.referentMidwifeId)
    const year = Number(fields.includedOn.slice(0, 4))
    const [row] = await ctx.db
      .insert(birthHouseWomen)
      .values({
        ...fields,
        networkId: house.networkId,
        establishmentId: house.id,
        year,
        rank: await nextRank(ctx, year),
        createdAt: ctx.now,
        updatedAt: ctx.now,
        updatedBy: writerName(ctx),
      })
      .returning()
    if (!row) throw new Error('the woman was not written')
    const number = womanNumber(row)
    await audit(ctx, 'birth-register.include', { id: row.id, details: { number } })
    return { id: row.id, number }
  })
}

/** Corrects an inclusion, with its trace. Throws `woman.not-found`, `register.edited-meanwhile`, and as `includeWoman`. */
export async function changeWoman(ctx: Ctx, id: string, given: WomanChange): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const house = await openRegister(ctx, 'birth-register.write')
    const row = await lockWoman(ctx, id)
    const { confirmed, revision, ...fields } = given
    if (row.revision !== revision) throw new AppError('register.edited-meanwhile')
    settle(judgeInclusion(fields, civilDate(ctx.now, house.timeZone)), confirmed)
    await requireMidwife(ctx, fields.referentMidwifeId)
    await writeWoman(ctx, house, row, fields, 'birth-register.correct')
  })
}

/** Ends a follow-up, or opens it again. Throws as `changeWoman`. */
export async function endFollowUp(ctx: Ctx, id: string, given: EndOfFollowUp): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const house = await openRegister(ctx, 'birth-register.write')
    const row = await lockWoman(ctx, id)
    if (row.revision !== given.revision) throw new AppError('register.edited-meanwhile')
    const on = (instant: Date | null | undefined) => (instant ? civilDate(instant, house.timeZone) : null)
    const [delivery] = await deliveriesOf(ctx, [id])
    const [transfer] = await ctx.db
      .select({
        last: sql<Date | null>`max(${birthHouseTransfers.decidedAt})`.mapWith(birthHouseTransfers.decidedAt),
      })
      .from(birthHouseTransfers)
      .where(
        and(
          eq(birthHouseTransfers.womanId, id),
          isNull(birthHouseTransfers.cancelledAt),
          within(ctx.actor, 'birth-register.read', {
            network: birthHouseTransfers.networkId,
            establishment: birthHouseTransfers.establishmentId,
          }),
        ),
      )
    settle(
      judgeEnd(given, {
        includedOn: row.includedOn,
        bornOn: on(delivery?.bornAt),
        lastTransferOn: on(transfer?.last),
        today: civilDate(ctx.now, house.timeZone),
      }),
      [],
    )
    const ended = { followUpEndedOn: given.endedOn, endReason: given.reason }
    await writeWoman(ctx, house, row, ended, 'birth-register.end')
  })
}

/** The women of the register, near their term first; a number typed finds her whatever the state. */
export async function listWomen(
  ctx: Ctx,
  filter: WomanFilter,
): Promise<{ women: WomanRecord[]; total: number }> {
  return inTransaction(ctx, async (ctx) => {
    const { timeZone } = await openRegister(ctx, 'birth-register.read')
    const today = civilDate(ctx.now, timeZone)
    const number = filter.search ? readNumber(filter.search) : null
    const rows = await selectWomen(ctx)
      .where(and(ofHouse(ctx, 'birth-register.read'), conditionOf(filter, number)))
      .orderBy(...orderOf(filter, today))
      .limit(MOST_WOMEN)
    const records = await recordsOf(ctx, rows, timeZone)
    const women =
      filter.state === 'to-complete' ? records.filter(({ missing }) => missing.length > 0) : records
    return { women, total: women.length }
  })
}

/** All the register says of one woman. Throws `woman.not-found`. */
export async function getWoman(ctx: Ctx, id: string): Promise<WomanRecord> {
  return inTransaction(ctx, async (ctx) => {
    const { timeZone } = await openRegister(ctx, 'birth-register.read')
    const rows = await selectWomen(ctx)
      .where(and(eq(birthHouseWomen.id, id), ofHouse(ctx, 'birth-register.read')))
      .limit(1)
    const [record] = await recordsOf(ctx, rows, timeZone)
    if (!record) throw new AppError('woman.not-found')
    return record
  })
}

/** What was corrected of a woman, of her birth and of her children, the latest first. */
export async function womanCorrections(ctx: Ctx, { woman, newborns }: WomanRecord): Promise<Correction[]> {
  return inTransaction(ctx, async (ctx) => {
    const traces: Correction[] = []
    for (const id of [woman.id, ...newborns.map((one) => one.id)])
      traces.push(...(await correctionsOf(ctx, id)))
    return traces.sort((a, b) => b.at.getTime() - a.at.getTime())
  })
}

export type MidwifeChoice = { id: string; name: string }

/** The midwives a woman may be referred to today. */
export async function midwifeChoices(ctx: Ctx): Promise<MidwifeChoice[]> {
  return inTransaction(ctx, async (ctx) => {
    const { timeZone } = await openRegister(ctx, 'birth-register.read')
    const today = civilDate(ctx.now, timeZone)
    const rows = await ctx.db
      .select({ id: birthHouseMidwives.id, name: fullName })
      .from(birthHouseMidwives)
      .innerJoin(directoryPeople, eq(directoryPeople.id, birthHouseMidwives.personId))
      .where(
        and(
          sql`${birthHouseMidwives.startsOn} <= ${today}`,
          sql`coalesce(${birthHouseMidwives.endsOn}, ${today}) >= ${today}`,
          ofMidwives(ctx),
        ),
      )
      .orderBy(asc(fullName))
      .limit(100)
    return rows
  })
}

/** A woman in reach for writing, locked until the transaction ends. Throws `woman.not-found`. */
export async function lockWoman(ctx: Ctx, id: string): Promise<WomanRow> {
  const [row] = await ctx.db
    .select()
    .from(birthHouseWomen)
    .where(and(eq(birthHouseWomen.id, id), ofHouse(ctx, 'birth-register.write')))
    .for('update')
  if (!row) throw new AppError('woman.not-found')
  return row
}

async function writeWoman(
  ctx: Ctx,
  house: Awaited<ReturnType<typeof openRegister>>,
  row: WomanRow,
  fields: Partial<WomanRow>,
  action: 'birth-register.correct' | 'birth-register.end',
): Promise<void> {
  const changes = changesOf<Partial<WomanRow>>(row, fields)
  if (changes === null) return
  await ctx.db
    .update(birthHouseWomen)
    .set({ ...fields, revision: row.revision + 1, updatedAt: ctx.now, updatedBy: writerName(ctx) })
    .where(and(eq(birthHouseWomen.id, row.id), ofHouse(ctx, 'birth-register.write')))
  await traceCorrection(ctx, house, { what: 'woman', rowId: row.id, ...changes })
  await audit(ctx, action, { id: row.id, details: { number: womanNumber(row) } })
}

const fullName = sql<string>`concat_ws(' ', ${directoryPeople.firstName}, ${directoryPeople.lastName})`

function ofHouse(ctx: Ctx, permission: Permission): SQL {
  return within(ctx.actor, permission, {
    network: birthHouseWomen.networkId,
    establishment: birthHouseWomen.establishmentId,
  })
}

function ofMidwives(ctx: Ctx): SQL {
  return within(ctx.actor, 'birth-register.read', {
    network: birthHouseMidwives.networkId,
    establishment: birthHouseMidwives.establishmentId,
  })
}

async function requireMidwife(ctx: Ctx, id: string | null): Promise<void> {
  if (id === null) return
  const known = await ctx.db.$count(birthHouseMidwives, and(eq(birthHouseMidwives.id, id), ofMidwives(ctx)))
  if (known > 0) return
  throw new AppError(
    'register.impossible',
    {},
    {
      fields: { referentMidwifeId: 'Choisissez une sage-femme de la maison.' },
    },
  )
}

async function nextRank(ctx: Ctx, year: number): Promise<number> {
  const [last] = await ctx.db
    .select({ rank: sql<number>`coalesce(max(${birthHouseWomen.rank}), 0)::int` })
    .from(birthHouseWomen)
    .where(and(eq(birthHouseWomen.year, year), ofHouse(ctx, 'birth-register.write')))
  return (last?.rank ?? 0) + 1
}

function selectWomen(ctx: Ctx) {
  return ctx.db
    .select({ woman: birthHouseWomen, delivery: birthHouseDeliveries, referent: fullName })
    .from(birthHouseWomen)
    .leftJoin(birthHouseDeliveries, herDelivery(ctx))
    .leftJoin(birthHouseMidwives, eq(birthHouseMidwives.id, birthHouseWomen.referentMidwifeId))
    .leftJoin(directoryPeople, eq(directoryPeople.id, birthHouseMidwives.personId))
    .$dynamic()
}

function conditionOf({ state }: WomanFilter, number: { year: number; rank: number } | null): SQL | undefined {
  if (number) return and(eq(birthHouseWomen.year, number.year), eq(birthHouseWomen.rank, number.rank))
  if (state === 'ended') return isNotNull(birthHouseWomen.followUpEndedOn)
  if (state === 'all' || state === 'to-complete') return undefined
  const going = isNull(birthHouseWomen.followUpEndedOn)
  if (state === 'born') return and(going, isNotNull(birthHouseDeliveries.bornAt))
  const labour = state === 'in-labour' ? isNotNull(birthHouseDeliveries.labourAdmittedAt) : undefined
  return and(going, isNull(birthHouseDeliveries.bornAt), labour)
}

function orderOf({ state }: WomanFilter, today: string): SQL[] {
  if (state === 'born' || state === 'ended' || state === 'all' || state === 'to-complete') {
    return [desc(birthHouseWomen.dueOn), desc(birthHouseWomen.id)]
  }
  return [sql`abs(${birthHouseWomen.dueOn} - ${today}::date)`, asc(birthHouseWomen.id)]
}

async function deliveriesOf(ctx: Ctx, ids: string[]): Promise<DeliveryRow[]> {
  if (ids.length === 0) return []
  return ctx.db
    .select()
    .from(birthHouseDeliveries)
    .where(
      and(
        inArray(birthHouseDeliveries.womanId, ids),
        within(ctx.actor, 'birth-register.read', {
          network: birthHouseDeliveries.networkId,
          establishment: birthHouseDeliveries.establishmentId,
        }),
      ),
    )
    .limit(ids.length)
}

type Selected = { woman: WomanRow; delivery: DeliveryRow | null; referent: string }

async function recordsOf(ctx: Ctx, rows: Selected[], timeZone: string): Promise<WomanRecord[]> {
  if (rows.length === 0) return []
  const today = civilDate(ctx.now, timeZone)
  const children = await ctx.db
    .select()
    .from(birthHouseNewborns)
    .where(
      and(
        inArray(
          birthHouseNewborns.womanId,
          rows.map(({ woman }) => woman.id),
        ),
        within(ctx.actor, 'birth-register.read', {
          network: birthHouseNewborns.networkId,
          establishment: birthHouseNewborns.establishmentId,
        }),
      ),
    )
    .orderBy(asc(birthHouseNewborns.rank))
    .limit(rows.length * 4)
  const on = (instant: Date | null | undefined) => (instant ? civilDate(instant, timeZone) : null)
  return rows.map(({ woman, delivery, referent }) => {
    const hers = children.filter((one) => one.womanId === woman.id)
    const bornOn = on(delivery?.bornAt)
    return {
      woman: asWoman(woman, { referent, bornOn, isInLabour: Boolean(delivery?.labourAdmittedAt), today }),
      delivery: delivery && asDelivery(delivery),
      newborns: hers.map(asNewborn),
      missing: missingOf(
        { ...woman, bornOn, leftHouseOn: on(delivery?.leftHouseAt), delivery, children: hers },
        today,
      ),
    }
  })
}

type Around = { referent: string; bornOn: string | null; isInLabour: boolean; today: string }

function asWoman(row: WomanRow, { referent, bornOn, isInLabour, today }: Around): Woman {
  return {
    id: row.id,
    number: womanNumber(row),
    dueOn: row.dueOn,
    includedOn: row.includedOn,
    firstConsultationOn: row.firstConsultationOn,
    eligibility: row.eligibility,
    referent: row.referentMidwifeId === null ? null : { id: row.referentMidwifeId, name: referent },
    followUpEndedOn: row.followUpEndedOn,
    endReason: row.endReason,
    note: row.note,
    termDays: termDaysOn(row.dueOn, bornOn ?? today),
    state: stateOf(row, bornOn, isInLabour),
    bornOn,
    revision: row.revision,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
  }
}

function stateOf(row: WomanRow, bornOn: string | null, isInLabour: boolean): Woman['state'] {
  if (row.followUpEndedOn !== null) return 'ended'
  if (bornOn !== null) return 'born'
  return isInLabour ? 'in-labour' : 'followed'
}

function asDelivery(row: DeliveryRow): DeliveryView {
  const iso = (instant: Date | null) => instant?.toISOString() ?? null
  const { womanId: _, networkId: __, establishmentId: ___, ...said } = row
  return {
    ...said,
    labourAdmittedAt: iso(row.labourAdmittedAt),
    bornAt: iso(row.bornAt),
    leftHouseAt: iso(row.leftHouseAt),
    updatedAt: row.updatedAt.toISOString(),
  }
}

function asNewborn(row: NewbornRow): NewbornView {
  const { womanId: _, networkId: __, establishmentId: ___, ...said } = row
  return { ...said, updatedAt: row.updatedAt.toISOString() }
}
