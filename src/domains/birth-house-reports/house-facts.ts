import { and, between, desc, eq, gte, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { asCharter } from '../birth-houses/charters.js'
import { ofHouse } from '../birth-houses/house-in-reach.js'
import {
  birthHouseCharters,
  birthHouseMeetings,
  birthHouseMidwives,
  birthHouseStaff,
  birthHouses,
} from '../birth-houses/tables.js'
import { establishments, networks } from '../networks/tables.js'
import type { ReportContent } from './content.js'

const PERMISSION = 'birth-house.read'
const partners = alias(establishments, 'partners')
/** Most midwives, staff lines or meetings of a house in a year. */
const MOST_ROWS = 2000

type HouseFacts = Pick<ReportContent, 'house' | 'workforce' | 'meetings' | 'charter'>

/**
 * What volet 1 takes from what the house keeps all year: people on the last day, meetings of the year, charter in
 * force then. Throws `birth-report.not-found` for a house out of reach.
 */
export async function houseFacts(ctx: Ctx, establishmentId: string, year: number): Promise<HouseFacts> {
  return {
    house: await identity(ctx, establishmentId),
    workforce: await workforce(ctx, establishmentId, `${year}-12-31`),
    meetings: await meetings(ctx, establishmentId, year),
    charter: await charter(ctx, establishmentId, `${year}-12-31`),
  }
}

async function identity(ctx: Ctx, establishmentId: string): Promise<ReportContent['house']> {
  const [row] = await ctx.db
    .select({
      name: establishments.name,
      finessNumber: establishments.finessGeo,
      legalName: birthHouses.legalName,
      legalForm: birthHouses.legalForm,
      partner: partners.name,
      network: networks.name,
    })
    .from(birthHouses)
    .innerJoin(establishments, eq(establishments.id, birthHouses.establishmentId))
    .innerJoin(networks, eq(networks.id, birthHouses.networkId))
    .leftJoin(partners, eq(partners.id, birthHouses.partnerEstablishmentId))
    .where(ofHouse(ctx, PERMISSION, birthHouses, { id: establishmentId }))
    .limit(1)
  if (!row) throw new AppError('birth-report.not-found')
  return row
}

async function workforce(
  ctx: Ctx,
  establishmentId: string,
  day: string,
): Promise<ReportContent['workforce']> {
  const midwives = await ctx.db
    .select({ role: birthHouseMidwives.role, fte: birthHouseMidwives.fte })
    .from(birthHouseMidwives)
    .where(
      and(
        ofHouse(ctx, PERMISSION, birthHouseMidwives, { id: establishmentId }),
        lte(birthHouseMidwives.startsOn, day),
        or(isNull(birthHouseMidwives.endsOn), gte(birthHouseMidwives.endsOn, day)),
      ),
    )
    .limit(MOST_ROWS)
  const others = await ctx.db
    .select({
      occupation: birthHouseStaff.occupation,
      headcount: birthHouseStaff.headcount,
      fte: birthHouseStaff.fte,
      missions: birthHouseStaff.missions,
    })
    .from(birthHouseStaff)
    .where(
      and(
        ofHouse(ctx, PERMISSION, birthHouseStaff, { id: establishmentId }),
        lte(birthHouseStaff.startsOn, day),
        or(isNull(birthHouseStaff.endsOn), gte(birthHouseStaff.endsOn, day)),
      ),
    )
    .orderBy(birthHouseStaff.occupation)
    .limit(MOST_ROWS)
  const global = midwives.filter(({ role }) => role === 'global')
  return {
    globalMidwives: global.length,
    globalFte: sumKnown(global.map(({ fte }) => fte)),
    supportMidwives: midwives.length - global.length,
    others,
  }
}

/** To the hundredth; null as soon as one is not known. */
function sumKnown(values: readonly (number | null)[]): number | null {
  let sum = 0
  for (const value of values) {
    if (value === null) return null
    sum += value
  }
  return Math.round(sum * 100) / 100
}

async function meetings(ctx: Ctx, establishmentId: string, year: number): Promise<ReportContent['meetings']> {
  const rows = await ctx.db
    .select({ kind: birthHouseMeetings.kind, subject: birthHouseMeetings.subject })
    .from(birthHouseMeetings)
    .where(
      and(
        ofHouse(ctx, PERMISSION, birthHouseMeetings, { id: establishmentId }),
        between(birthHouseMeetings.heldOn, `${year}-01-01`, `${year}-12-31`),
      ),
    )
    .orderBy(birthHouseMeetings.heldOn)
    .limit(MOST_ROWS)
  const of = (...kinds: string[]) => {
    const mine = rows.filter(({ kind }) => kinds.includes(kind))
    return { count: mine.length, subjects: [...new Set(mine.map(({ subject }) => subject))] }
  }
  return { partner: of('partner'), network: of('network', 'professionals'), staff: of('staff') }
}

/** The charter in force on a day; a house that had none yet joins the first it adopted since. */
async function charter(ctx: Ctx, establishmentId: string, day: string): Promise<ReportContent['charter']> {
  const [row] = await ctx.db
    .select()
    .from(birthHouseCharters)
    .where(
      and(
        ofHouse(ctx, PERMISSION, birthHouseCharters, { id: establishmentId }),
        isNotNull(birthHouseCharters.adoptedOn),
        or(lte(birthHouseCharters.adoptedOn, day), eq(birthHouseCharters.version, 1)),
      ),
    )
    .orderBy(desc(sql`${birthHouseCharters.adoptedOn} <= ${day}`), desc(birthHouseCharters.version))
    .limit(1)
  if (!row?.adoptedOn) return null
  const { version, adoptedOn } = row
  const { items, presenceMaxHours, bloodScreening, hearingScreening, publicSummary } = asCharter(row)
  const text = { items, presenceMaxHours, bloodScreening, hearingScreening, publicSummary }
  return { version, adoptedOn, text }
}
