import { and, asc, desc, eq, gte, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { readLink } from '../../access/action-links.js'
import { type Permission, within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate, instantOfLocal } from '../../web/dates.js'
import { midwifeAccounts } from '../birth-houses/midwife-accounts.js'
import { birthHouses } from '../birth-houses/tables.js'
import { type Letterhead, letterheadOf, senderOf } from '../mail/senders.js'
import { queueMailToEach } from '../mail/service.js'
import { currentNetwork } from '../networks/service.js'
import { establishments } from '../networks/tables.js'
import {
  askingOf,
  isOfHouse,
  type Month,
  type MonthState,
  monthAfter,
  monthBefore,
  monthOf,
  monthState,
} from './months.js'
import { openRegister, writerName } from './register.js'
import { birthHouseMonthlyReturns, birthHouseTransfers } from './tables.js'

const LINK_DAYS = 45
const MOST_HOUSES = 500
const SHOWN_MONTHS = 18

type ReturnRow = typeof birthHouseMonthlyReturns.$inferSelect

/** A month of a house: what is known of it. */
export type HouseMonth = {
  month: Month
  state: MonthState
  transfers: number
  nilAt: Date | null
  nilBy: string | null
}

/**
 * Asks the midwives of each house of the network that declared no transfer last month whether there was none: one mail,
 * later one reminder. Run again the same day, it writes nothing more.
 */
export async function askReturns(ctx: Ctx): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { timeZone } = await currentNetwork(ctx)
    const today = civilDate(ctx.now, timeZone)
    const month = monthBefore(monthOf(today))
    const houses = await ctx.db
      .select({
        id: birthHouses.establishmentId,
        networkId: birthHouses.networkId,
        name: establishments.name,
        openedOn: birthHouses.openedOn,
        closedOn: birthHouses.closedOn,
      })
      .from(birthHouses)
      .innerJoin(establishments, eq(establishments.id, birthHouses.establishmentId))
      .where(within(ctx.actor, 'birth-transfer.ask-return', { network: birthHouses.networkId }))
      .orderBy(asc(birthHouses.establishmentId))
      .limit(MOST_HOUSES)
    for (const house of houses.filter((one) => isOfHouse(month, one))) {
      if ((await transfersIn(ctx, house.id, month, timeZone, 'birth-transfer.ask-return')) > 0) continue
      const row = await returnOf(ctx, house, month)
      if (row.nilAt === null) await askMidwives(ctx, { ...house, month, row, asking: askingOf(today) })
    }
  })
}

/** The months of the midwife’s house, the latest first. */
export async function listMonths(ctx: Ctx): Promise<HouseMonth[]> {
  return inTransaction(ctx, async (ctx) => {
    const house = await openRegister(ctx, 'birth-transfer.declare')
    return monthsOf(ctx, house, house.timeZone, 'birth-transfer.declare')
  })
}

/** Says that nothing happened in a month of one’s house. Throws `monthly-return.has-transfers`, `monthly-return.not-over`. */
export async function declareNil(ctx: Ctx, month: Month): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const house = await openRegister(ctx, 'birth-transfer.declare')
    if (monthOf(civilDate(ctx.now, house.timeZone)) <= month) throw new AppError('monthly-return.not-over')
    const row = await returnOf(ctx, house, month, 'birth-transfer.declare')
    await sayNil(ctx, row, house.timeZone, writerName(ctx), 'birth-transfer.declare')
  })
}

/** What the link of a mail is about: the house, the month, and what is known of it. Throws `monthly-return.link-dead`. */
export type LinkedReturn = {
  house: string
  month: Month
  transfers: number
  nilAt: Date | null
  timeZone: string
  letterhead: Letterhead
}

/** Shows what a link would say, and does nothing. Throws `monthly-return.link-dead`. */
export async function readReturn(
  ctx: Ctx,
  linkKeys: readonly Buffer[],
  token: string,
): Promise<LinkedReturn> {
  return asNetwork(ctx, linkKeys, token, async (ctx, row, timeZone) => {
    const [house] = await ctx.db
      .select({ name: establishments.name })
      .from(establishments)
      .where(
        and(
          eq(establishments.id, row.establishmentId),
          within(ctx.actor, 'birth-transfer.ask-return', { network: establishments.networkId }),
        ),
      )
      .limit(1)
    return {
      house: house?.name ?? '',
      month: row.month,
      transfers: await transfersIn(
        ctx,
        row.establishmentId,
        row.month,
        timeZone,
        'birth-transfer.ask-return',
      ),
      nilAt: row.nilAt,
      timeZone,
      letterhead: letterheadOf(await senderOf(ctx, row.networkId)),
    }
  })
}

/** Says, by the link of a mail, that nothing happened. Said twice, once. Throws `monthly-return.link-dead`, `…has-transfers`. */
export async function declareNilByLink(ctx: Ctx, linkKeys: readonly Buffer[], token: string): Promise<void> {
  await asNetwork(ctx, linkKeys, token, (ctx, row, timeZone) =>
    sayNil(ctx, row, timeZone, 'par le lien du courriel', 'birth-transfer.ask-return'),
  )
}

/** The houses of the network with their last months, for whoever counts. */
export async function listReturns(ctx: Ctx): Promise<{ house: string; months: HouseMonth[] }[]> {
  return inTransaction(ctx, async (ctx) => {
    const { timeZone } = await currentNetwork(ctx)
    const houses = await ctx.db
      .select({
        id: birthHouses.establishmentId,
        name: establishments.name,
        openedOn: birthHouses.openedOn,
        closedOn: birthHouses.closedOn,
      })
      .from(birthHouses)
      .innerJoin(establishments, eq(establishments.id, birthHouses.establishmentId))
      .where(
        within(ctx.actor, 'birth-transfer.count', {
          network: birthHouses.networkId,
          territory: establishments.territoryId,
        }),
      )
      .orderBy(asc(establishments.name))
      .limit(MOST_HOUSES)
    const lists: { house: string; months: HouseMonth[] }[] = []
    for (const house of houses) {
      lists.push({ house: house.name, months: await monthsOf(ctx, house, timeZone, 'birth-transfer.count') })
    }
    return lists
  })
}

async function askMidwives(
  ctx: Ctx,
  asked: { id: string; name: string; month: Month; row: ReturnRow; asking: 'question' | 'reminder' },
): Promise<void> {
  const { row, asking } = asked
  const readers = await midwifeAccounts(ctx, asked.id, 'birth-transfer.ask-return')
  await queueMailToEach(ctx, readers, {
    template: 'birth-nil-return',
    params: {
      returnId: row.id,
      linkVersion: row.linkVersion,
      month: asked.month,
      houseName: asked.name,
      isReminder: asking === 'reminder',
      expiresAt: new Date((row.askedAt ?? ctx.now).getTime() + LINK_DAYS * 86_400_000).toISOString(),
    },
    event: `nil-return:${row.id}:${asking}`,
  })
}

/** The row of a month, made when there is none yet. */
async function returnOf(
  ctx: Ctx,
  house: { id: string; networkId: string },
  month: Month,
  permission: Permission = 'birth-transfer.ask-return',
): Promise<ReturnRow> {
  const askedAt = permission === 'birth-transfer.ask-return' ? ctx.now : null
  await ctx.db
    .insert(birthHouseMonthlyReturns)
    .values({ networkId: house.networkId, establishmentId: house.id, month, askedAt })
    .onConflictDoNothing()
  const [row] = await ctx.db
    .select()
    .from(birthHouseMonthlyReturns)
    .where(
      and(
        eq(birthHouseMonthlyReturns.establishmentId, house.id),
        eq(birthHouseMonthlyReturns.month, month),
        ofReturns(ctx, permission),
      ),
    )
    .for('update')
  if (!row) throw new Error('the return was not written')
  return row
}

async function sayNil(
  ctx: Ctx,
  row: ReturnRow,
  timeZone: string,
  by: string,
  permission: Permission,
): Promise<void> {
  if (row.nilAt !== null) return
  const transfers = await transfersIn(ctx, row.establishmentId, row.month, timeZone, permission)
  if (transfers > 0) throw new AppError('monthly-return.has-transfers')
  await ctx.db
    .update(birthHouseMonthlyReturns)
    .set({ nilAt: ctx.now, nilBy: by })
    .where(
      and(
        eq(birthHouseMonthlyReturns.id, row.id),
        isNull(birthHouseMonthlyReturns.nilAt),
        ofReturns(ctx, permission),
      ),
    )
  await audit(ctx, 'birth-transfer.nil', {
    id: row.establishmentId,
    details: { month: row.month.slice(0, 7) },
  })
}

async function monthsOf(
  ctx: Ctx,
  house: { id: string; openedOn: string | null; closedOn?: string | null },
  timeZone: string,
  permission: Permission,
): Promise<HouseMonth[]> {
  const today = civilDate(ctx.now, timeZone)
  const said = await ctx.db
    .select({
      month: birthHouseMonthlyReturns.month,
      nilAt: birthHouseMonthlyReturns.nilAt,
      nilBy: birthHouseMonthlyReturns.nilBy,
    })
    .from(birthHouseMonthlyReturns)
    .innerJoin(establishments, eq(establishments.id, birthHouseMonthlyReturns.establishmentId))
    .where(and(eq(birthHouseMonthlyReturns.establishmentId, house.id), ofReturns(ctx, permission)))
    .orderBy(desc(birthHouseMonthlyReturns.month))
    .limit(SHOWN_MONTHS * 2)
  const counts = await ctx.db
    .select({
      month: sql<string>`to_char(${birthHouseTransfers.decidedAt} at time zone ${timeZone}, 'YYYY-MM-01')`,
      count: sql<number>`count(*)::int`,
    })
    .from(birthHouseTransfers)
    .innerJoin(establishments, eq(establishments.id, birthHouseTransfers.establishmentId))
    .where(
      and(
        eq(birthHouseTransfers.establishmentId, house.id),
        isNull(birthHouseTransfers.cancelledAt),
        ofTransfers(ctx, permission),
      ),
    )
    .groupBy(sql`1`)
    .limit(600)
  const months: HouseMonth[] = []
  let month = monthOf(today)
  while (months.length < SHOWN_MONTHS && isOfHouse(month, { openedOn: house.openedOn, closedOn: null })) {
    const row = said.find((one) => one.month === month)
    const transfers = counts.find((one) => one.month === month)?.count ?? 0
    const nilAt = row?.nilAt ?? null
    months.push({
      month,
      transfers,
      nilAt,
      nilBy: row?.nilBy ?? null,
      state: monthState(month, { transfers, nilAt, today }),
    })
    month = monthBefore(month)
  }
  return months
}

async function transfersIn(
  ctx: Ctx,
  establishmentId: string,
  month: Month,
  timeZone: string,
  permission: Permission,
): Promise<number> {
  const begins = instantOfLocal(`${month}T00:00`, timeZone)
  const ends = instantOfLocal(`${monthAfter(month)}T00:00`, timeZone)
  if (!begins || !ends) throw new Error(`${month} is no month`)
  return ctx.db.$count(
    birthHouseTransfers,
    and(
      eq(birthHouseTransfers.establishmentId, establishmentId),
      gte(birthHouseTransfers.decidedAt, begins),
      lt(birthHouseTransfers.decidedAt, ends),
      isNull(birthHouseTransfers.cancelledAt),
      within(ctx.actor, permission, {
        network: birthHouseTransfers.networkId,
        establishment: birthHouseTransfers.establishmentId,
      }),
    ),
  )
}

function ofReturns(ctx: Ctx, permission: Permission): SQL {
  return within(ctx.actor, permission, {
    network: birthHouseMonthlyReturns.networkId,
    establishment: birthHouseMonthlyReturns.establishmentId,
    territory: establishments.territoryId,
  })
}

function ofTransfers(ctx: Ctx, permission: Permission): SQL {
  return within(ctx.actor, permission, {
    network: birthHouseTransfers.networkId,
    establishment: birthHouseTransfers.establishmentId,
    territory: establishments.territoryId,
  })
}

/** Runs as the network whose month the link names: it is that of the very row, and so needs no condition to find it. */
async function asNetwork<Result>(
  ctx: Ctx,
  linkKeys: readonly Buffer[],
  token: string,
  work: (ctx: Ctx, row: ReturnRow, timeZone: string) => Promise<Result>,
): Promise<Result> {
  const link = readLink(linkKeys, 'birth-nil-return', token, ctx.now)
  if (!link) throw new AppError('monthly-return.link-dead')
  const [found] = await ctx.db
    .select({ networkId: sql<string>`found.network_id` })
    // Its reader is nobody yet: the function says of which network this one month is.
    .from(sql`find_monthly_return(${link.id}) as found`)
    .limit(1)
  if (!found) throw new AppError('monthly-return.link-dead')
  const actor = { role: 'system', job: 'nil-return-link', networkId: found.networkId } as const
  return inTransaction({ ...ctx, actor }, async (ctx) => {
    const [row] = await ctx.db
      .select()
      .from(birthHouseMonthlyReturns)
      .where(
        and(eq(birthHouseMonthlyReturns.id, link.id), eq(birthHouseMonthlyReturns.linkVersion, link.version)),
      )
      .for('update')
    if (!row) throw new AppError('monthly-return.link-dead')
    return work(ctx, row, (await currentNetwork(ctx)).timeZone)
  })
}
