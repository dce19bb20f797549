import { and, asc, eq, gte, isNull, ne, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { DirectoryCard } from '../directory/cards.js'
import { getCard } from '../directory/reading.js'
import { searchCards } from '../directory/search.js'
import { directoryPeople } from '../directory/tables.js'
import { asReaderOf } from '../networks/public-networks.js'
import { type HouseInReach, houseToRead, houseToWrite, ofHouse } from './house-in-reach.js'
import { birthHouseMidwives, birthHouseStaff } from './tables.js'
import {
  type Midwife,
  type MidwifeChange,
  type NewMidwife,
  type Staff,
  type StaffChange,
  type StaffLine,
  seenMidwife,
  seenStaff,
  type Team,
} from './team-schemas.js'

/** TRE_G15: sage-femme. */
const MIDWIFE = '50'
/** Most people a house ever had. */
const MOST_PEOPLE = 500

const fullName = sql<string>`concat_ws(' ', ${directoryPeople.firstName}, ${directoryPeople.lastName})`

/** Everybody of the house, those who left included. Throws `birth-house.not-found`. */
export async function readTeam(ctx: Ctx, houseId: string): Promise<Team> {
  return inTransaction(ctx, async (ctx) => {
    const house = await houseToRead(ctx, houseId)
    const midwives = await ctx.db
      .select({
        id: birthHouseMidwives.id,
        personId: birthHouseMidwives.personId,
        name: fullName,
        role: birthHouseMidwives.role,
        fte: birthHouseMidwives.fte,
        startsOn: birthHouseMidwives.startsOn,
        endsOn: birthHouseMidwives.endsOn,
      })
      .from(birthHouseMidwives)
      .innerJoin(directoryPeople, eq(directoryPeople.id, birthHouseMidwives.personId))
      .where(ofHouse(ctx, 'birth-house.read', birthHouseMidwives, house))
      .orderBy(asc(directoryPeople.lastName), asc(birthHouseMidwives.startsOn), asc(birthHouseMidwives.id))
      .limit(MOST_PEOPLE)
    const staff = await ctx.db
      .select()
      .from(birthHouseStaff)
      .where(ofHouse(ctx, 'birth-house.read', birthHouseStaff, house))
      .orderBy(asc(birthHouseStaff.occupation), asc(birthHouseStaff.startsOn), asc(birthHouseStaff.id))
      .limit(MOST_PEOPLE)
    return {
      midwives: midwives.map((row) => ({
        ...row,
        role: row.role === 'global' ? 'global' : 'support',
        seen: seenMidwife(row),
      })),
      staff: staff.map(({ networkId: _, establishmentId: __, ...line }) => ({
        ...line,
        seen: seenStaff(line),
      })),
    }
  })
}

/** The midwives of the directory whose name this is, for who composes the team. Throws `birth-house.not-found`. */
export async function findMidwives(ctx: Ctx, houseId: string, search: string): Promise<DirectoryCard[]> {
  return inTransaction(ctx, async (ctx) => {
    await houseToWrite(ctx, houseId)
    const { ctx: reader, network } = await asReaderOf(ctx)
    const found = await searchCards(reader, network, { search, kind: 'person', profession: MIDWIFE })
    return found.cards.map(({ card }) => card)
  })
}

/** A midwife of the directory. Throws `birth-house.not-a-midwife`, `directory.not-found`. */
export async function midwifeInDirectory(ctx: Ctx, personId: string): Promise<DirectoryCard> {
  const card = await getCard(ctx, 'person', personId)
  if (card.professionCode !== MIDWIFE) throw new AppError('birth-house.not-a-midwife')
  return card
}

/**
 * A midwife joins the house. Throws `birth-house.not-found`, `directory.not-found`, `birth-house.not-a-midwife`,
 * `birth-house.midwife-there`.
 */
export async function addMidwife(
  ctx: Ctx,
  houseId: string,
  { personId, ...given }: NewMidwife,
): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    await midwifeInDirectory(ctx, personId)
    await refuseTwice(ctx, house, { personId, ...given, id: null })
    const [row] = await ctx.db
      .insert(birthHouseMidwives)
      .values({ ...given, personId, networkId: house.networkId, establishmentId: house.id })
      .returning({ id: birthHouseMidwives.id })
    if (!row) throw new Error('the midwife was not written')
    await audit(ctx, 'birth-house.team', { id: house.id, details: { name: house.shortName } })
    return row.id
  })
}

/**
 * Throws `birth-house.not-found`, `birth-house.part-not-found`, `birth-house.edited-meanwhile`,
 * `birth-house.midwife-there`.
 */
export async function changeMidwife(
  ctx: Ctx,
  houseId: string,
  id: string,
  { seen, ...given }: MidwifeChange,
): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    const mine = and(
      eq(birthHouseMidwives.id, id),
      ofHouse(ctx, 'birth-house.write', birthHouseMidwives, house),
    )
    const [row] = await ctx.db.select().from(birthHouseMidwives).where(mine).for('update')
    if (!row) throw new AppError('birth-house.part-not-found')
    if (seenMidwife(row) !== seen) throw new AppError('birth-house.edited-meanwhile')
    await refuseTwice(ctx, house, { personId: row.personId, ...given, id })
    await ctx.db.update(birthHouseMidwives).set(given).where(mine)
    await audit(ctx, 'birth-house.team', { id: house.id, details: { name: house.shortName } })
  })
}

/** Throws `birth-house.not-found`. */
export async function addStaff(ctx: Ctx, houseId: string, given: StaffLine): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    const [row] = await ctx.db
      .insert(birthHouseStaff)
      .values({ ...given, networkId: house.networkId, establishmentId: house.id })
      .returning({ id: birthHouseStaff.id })
    if (!row) throw new Error('the staff was not written')
    await audit(ctx, 'birth-house.team', { id: house.id, details: { name: house.shortName } })
    return row.id
  })
}

/** Throws `birth-house.not-found`, `birth-house.part-not-found`, `birth-house.edited-meanwhile`. */
export async function changeStaff(
  ctx: Ctx,
  houseId: string,
  id: string,
  { seen, ...given }: StaffChange,
): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    const mine = and(eq(birthHouseStaff.id, id), ofHouse(ctx, 'birth-house.write', birthHouseStaff, house))
    const [row] = await ctx.db.select().from(birthHouseStaff).where(mine).for('update')
    if (!row) throw new AppError('birth-house.part-not-found')
    if (seenStaff(row) !== seen) throw new AppError('birth-house.edited-meanwhile')
    await ctx.db.update(birthHouseStaff).set(given).where(mine)
    await audit(ctx, 'birth-house.team', { id: house.id, details: { name: house.shortName } })
  })
}

/** One of the team, to be changed. Throws `birth-house.not-found`, `birth-house.part-not-found`. */
export async function midwifeOfHouse(ctx: Ctx, houseId: string, id: string): Promise<Midwife> {
  const { midwives } = await readTeam(ctx, houseId)
  const row = midwives.find((one) => one.id === id)
  if (!row) throw new AppError('birth-house.part-not-found')
  return row
}

/** One line of the staff, to be changed. Throws as `midwifeOfHouse`. */
export async function staffOfHouse(ctx: Ctx, houseId: string, id: string): Promise<Staff> {
  const { staff } = await readTeam(ctx, houseId)
  const row = staff.find((one) => one.id === id)
  if (!row) throw new AppError('birth-house.part-not-found')
  return row
}

type Stay = { id: string | null; personId: string; startsOn: string; endsOn: string | null }

/** Somebody is once in the house at a time: counted twice, she would be two in the report. */
async function refuseTwice(ctx: Ctx, house: HouseInReach, stay: Stay): Promise<void> {
  const others = await ctx.db.$count(
    birthHouseMidwives,
    and(
      eq(birthHouseMidwives.personId, stay.personId),
      or(isNull(birthHouseMidwives.endsOn), gte(birthHouseMidwives.endsOn, stay.startsOn)),
      stay.endsOn === null ? undefined : sql`${birthHouseMidwives.startsOn} <= ${stay.endsOn}`,
      stay.id === null ? undefined : ne(birthHouseMidwives.id, stay.id),
      ofHouse(ctx, 'birth-house.write', birthHouseMidwives, house),
    ),
  )
  if (others > 0) throw new AppError('birth-house.midwife-there')
}
