import { and, asc, between, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { once } from '../../access/once.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import { houseToRead, houseToWrite, ofHouse, writerOf } from './house-in-reach.js'
import {
  MEETING_KINDS,
  type Meeting,
  type MeetingKind,
  type Meetings,
  type NewMeeting,
} from './meeting-schemas.js'
import { birthHouseMeetings } from './tables.js'

/** Far more than a house holds in a year. */
const MOST_MEETINGS = 1000
const MOST_YEARS = 50

/** The meetings of a house in a year, this one unless said otherwise. Throws `birth-house.not-found`. */
export async function listMeetings(ctx: Ctx, houseId: string, asked?: number): Promise<Meetings> {
  return inTransaction(ctx, async (ctx) => {
    const house = await houseToRead(ctx, houseId)
    const thisYear = Number(civilDate(ctx.now, house.timeZone).slice(0, 4))
    const year = asked ?? thisYear
    const mine = ofHouse(ctx, 'birth-house.read', birthHouseMeetings, house)
    const meetings = await ctx.db
      .select({
        id: birthHouseMeetings.id,
        kind: birthHouseMeetings.kind,
        heldOn: birthHouseMeetings.heldOn,
        subject: birthHouseMeetings.subject,
      })
      .from(birthHouseMeetings)
      .where(and(between(birthHouseMeetings.heldOn, `${year}-01-01`, `${year}-12-31`), mine))
      .orderBy(
        desc(birthHouseMeetings.heldOn),
        asc(birthHouseMeetings.recordedAt),
        asc(birthHouseMeetings.id),
      )
      .limit(MOST_MEETINGS)
    const held = sql<number>`extract(year from ${birthHouseMeetings.heldOn})::int`
    const years = await ctx.db
      .selectDistinct({ year: held })
      .from(birthHouseMeetings)
      .where(mine)
      .orderBy(desc(held))
      .limit(MOST_YEARS)
    const known = new Set([thisYear, year, ...years.map((row) => row.year)])
    return { year, years: [...known].sort((a, b) => b - a), meetings: meetings.filter(isMeeting) }
  })
}

/** Notes a meeting that was held. Throws `birth-house.not-found`, `birth-house.meeting-to-come`. */
export async function addMeeting(ctx: Ctx, houseId: string, given: NewMeeting): Promise<string> {
  return once(ctx, z.uuid(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    if (given.heldOn > civilDate(ctx.now, house.timeZone)) {
      const fields = { heldOn: 'Cette date est à venir : notez la réunion une fois tenue.' }
      throw new AppError('birth-house.meeting-to-come', {}, { fields })
    }
    const [row] = await ctx.db
      .insert(birthHouseMeetings)
      .values({
        ...given,
        networkId: house.networkId,
        establishmentId: house.id,
        recordedAt: ctx.now,
        recordedBy: writerOf(ctx),
      })
      .returning({ id: birthHouseMeetings.id })
    if (!row) throw new Error('the meeting was not written')
    await audit(ctx, 'birth-house.meeting', { id: house.id, details: { name: house.shortName } })
    return row.id
  })
}

/** Takes away a meeting noted by mistake. Throws `birth-house.not-found`, `birth-house.part-not-found`. */
export async function removeMeeting(ctx: Ctx, houseId: string, id: string): Promise<void> {
  await once(ctx, z.void(), async (ctx) => {
    const house = await houseToWrite(ctx, houseId)
    const [row] = await ctx.db
      .delete(birthHouseMeetings)
      .where(and(eq(birthHouseMeetings.id, id), ofHouse(ctx, 'birth-house.write', birthHouseMeetings, house)))
      .returning({ id: birthHouseMeetings.id })
    if (!row) throw new AppError('birth-house.part-not-found')
    await audit(ctx, 'birth-house.meeting-removed', { id: house.id, details: { name: house.shortName } })
  })
}

type Row = Omit<Meeting, 'kind'> & { kind: string }

function isMeeting(row: Row): row is Row & { kind: MeetingKind } {
  return row.kind in MEETING_KINDS
}
