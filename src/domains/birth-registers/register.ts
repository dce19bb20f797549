import { and, eq, sql } from 'drizzle-orm'
import { personOf } from '../../access/actor.js'
import { type Permission, within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { birthHouses } from '../birth-houses/tables.js'
import { currentNetwork } from '../networks/service.js'
import { birthHouseCorrections, birthHouseDeliveries, birthHouseWomen } from './tables.js'

/** The house a midwife writes for, and where it is. */
export type OwnHouse = {
  id: string
  networkId: string
  timeZone: string
  partnerId: string | null
  openedOn: string | null
  closedOn: string | null
}

/** The house of the actor, in her transaction. Throws `birth-house.not-found` for who has none, or an unopened one. */
export async function openRegister(ctx: Ctx, permission: Permission): Promise<OwnHouse> {
  const network = await currentNetwork(ctx)
  const [house] = await ctx.db
    .select({
      id: birthHouses.establishmentId,
      partnerId: birthHouses.partnerEstablishmentId,
      openedOn: birthHouses.openedOn,
      closedOn: birthHouses.closedOn,
    })
    .from(birthHouses)
    .where(
      within(ctx.actor, permission, {
        network: birthHouses.networkId,
        establishment: birthHouses.establishmentId,
      }),
    )
    .limit(1)
  if (!house || ctx.actor.role !== 'birth_house') throw new AppError('birth-house.not-found')
  return { ...house, networkId: network.id, timeZone: network.timeZone }
}

/** What joins the women of the register to their labour and birth. */
export function herDelivery(ctx: Ctx) {
  return and(
    eq(birthHouseDeliveries.womanId, birthHouseWomen.id),
    within(ctx.actor, 'birth-register.read', {
      network: birthHouseDeliveries.networkId,
      establishment: birthHouseDeliveries.establishmentId,
    }),
  )
}

/** Two people who write at once in one house wait here: numbers follow each other, and each sees what the other wrote. */
export async function oneWriterAtATime(ctx: Ctx, house: { id: string }): Promise<void> {
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`register:${house.id}`}, 0))`)
}

/** The name of who writes, kept beside what she wrote. */
export function writerName(ctx: Ctx): string {
  return personOf(ctx.actor)?.userName ?? 'Trame'
}

type Row = Record<string, unknown>
type Corrected = {
  what: 'woman' | 'delivery' | 'newborn' | 'transfer'
  rowId: string
  before: Row
  after: Row
  reason?: string | null
}

/** The fields of `patch` that differ from the row, before and after; null when none does. */
export function changesOf<Given extends Row>(
  row: Given,
  patch: Partial<Given>,
): { before: Row; after: Row } | null {
  const changed = Object.keys(patch).filter((field) => !isSame(row[field], patch[field]))
  if (changed.length === 0) return null
  const only = (of: Row) => Object.fromEntries(changed.map((field) => [field, of[field] ?? null]))
  return { before: only(row), after: only(patch) }
}

/** Writes what was changed in the register, by whom and from what. */
export async function traceCorrection(ctx: Ctx, house: OwnHouse, corrected: Corrected): Promise<void> {
  await ctx.db.insert(birthHouseCorrections).values({
    networkId: house.networkId,
    establishmentId: house.id,
    at: ctx.now,
    by: writerName(ctx),
    reason: null,
    ...corrected,
  })
}

/** What was corrected of a row, the latest first. */
export async function correctionsOf(ctx: Ctx, rowId: string) {
  return ctx.db
    .select()
    .from(birthHouseCorrections)
    .where(
      and(
        eq(birthHouseCorrections.rowId, rowId),
        within(ctx.actor, 'birth-register.read', {
          network: birthHouseCorrections.networkId,
          establishment: birthHouseCorrections.establishmentId,
        }),
      ),
    )
    .orderBy(sql`${birthHouseCorrections.at} desc`, birthHouseCorrections.id)
    .limit(MOST_CORRECTIONS)
}
export type Correction = Awaited<ReturnType<typeof correctionsOf>>[number]

const MOST_CORRECTIONS = 100

function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}
