import { and, eq } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../context.js'
import type { Db } from '../db/connect.js'
import { createAccount } from '../domains/accounts/accounts.js'
import { DEMO_ACCOUNTS, DEMO_PASSWORD, type DemoEmail } from '../domains/accounts/demo-accounts.js'
import { loadActor, openSession, signOut } from '../domains/accounts/sessions.js'
import { acknowledgeReport, writeExchange } from '../domains/birth-house-reports/agency.js'
import { openReport, saveReport, sendReport } from '../domains/birth-house-reports/service.js'
import {
  INVENTED_ANSWERS,
  INVENTED_EXPLANATION,
  INVENTED_EXPLANATIONS,
} from '../domains/birth-house-reports/synthesis/invented-answers.js'
import { adoptCharter, saveDraft } from '../domains/birth-houses/charters.js'
import { addConvention } from '../domains/birth-houses/conventions.js'
import { readIdentity, writeIdentity } from '../domains/birth-houses/identity.js'
import { addMeeting } from '../domains/birth-houses/meetings.js'
import { openHouse } from '../domains/birth-houses/service.js'
import {
  INVENTED_CHARTER,
  INVENTED_CONVENTION,
  INVENTED_IDENTITY,
  INVENTED_MEETINGS,
  INVENTED_STAFF,
} from '../domains/birth-houses/synthesis/house-text.js'
import { birthHouses } from '../domains/birth-houses/tables.js'
import { addMidwife, addStaff, findMidwives } from '../domains/birth-houses/team.js'
import { declareNil, listMonths } from '../domains/birth-registers/returns.js'
import { currentNetwork } from '../domains/networks/service.js'
import { establishments } from '../domains/networks/tables.js'
import { addDays, civilDate } from '../web/dates.js'
import type { DemoPerson } from './demo-accounts.js'
import { furnishRegister } from './demo-birth-register.js'
import { DEMO_HOUSE, DEMO_SITE } from './demo-data.js'

const MIDWIFE = 'maison@trame.test' satisfies DemoEmail
const GLOBAL_MIDWIVES = 3
const SUPPORT_MIDWIVES = 2
/** The month and day the house hands its report in, well before it is due. */
const SENT_ON = '02-12'

export type HousePeople = Record<'coordinator' | 'maternity' | 'agency', DemoPerson>

/**
 * The birth house of the demonstration, beside the maternity its visitor may be: its file, a register since the year
 * before, the report of that year handed in. Written by the services, each act at the time it would have been done, in
 * one transaction: all of it or nothing. A network that has a house already is left alone.
 */
export async function furnishBirthHouse(
  db: Db,
  networkId: string,
  people: HousePeople,
  now: Date,
): Promise<void> {
  await inTransaction({ db, actor: { role: 'system', job: 'demo', networkId }, now }, async (ctx) => {
    if ((await ctx.db.$count(birthHouses, eq(birthHouses.networkId, networkId))) > 0) return
    const coordinator = await enter(ctx, people.coordinator)
    const maternity = await enter(ctx, people.maternity)
    const agency = await enter(ctx, people.agency)
    const { timeZone } = await currentNetwork(ctx)
    const today = civilDate(now, timeZone)
    const lastYear = Number(today.slice(0, 4)) - 1
    const openedOn = `${lastYear}-01-06`

    const partner = await partnerOf(ctx, networkId)
    const houseId = await openHouse(at(coordinator, `${lastYear - 1}-09-02`), {
      ...DEMO_HOUSE,
      establishmentId: null,
      territoryId: partner.territoryId,
      partnerEstablishmentId: partner.id,
      openedOn,
    })
    const midwife = await enter(ctx, await midwifeAccount(ctx, networkId, houseId))
    const midwives = await composeFile(midwife, houseId, partner, openedOn)
    await furnishRegister({ midwife, maternity }, { midwives, from: addDays(openedOn, 4), today, timeZone })
    await sayQuietMonths(midwife)
    await holdMeetings(midwife, houseId, today, openedOn)
    await handReportIn({ midwife, agency }, lastYear, today)
    for (const one of [coordinator, maternity, agency, midwife]) await signOut(one)
  })
}

/** Acts as one of the people of the demonstration, with the rights she has. */
async function enter(ctx: Ctx, person: DemoPerson): Promise<Ctx> {
  const session = await openSession(
    { ...ctx, actor: { role: 'public' } },
    { ...person, method: 'password', device: 'Démonstration' },
  )
  const actor = await loadActor(ctx.db, { kind: 'session', id: session.sessionId }, ctx.now)
  if (!actor) throw new Error('somebody of the demonstration has no right')
  return { ...ctx, actor }
}

/** The same person on another day, towards noon. */
function at(ctx: Ctx, day: string): Ctx {
  return { ...ctx, now: new Date(`${day}T11:00:00Z`) }
}

type Partner = { id: string; territoryId: string | null }

function partnerOf(ctx: Ctx, networkId: string): Promise<Partner> {
  return inTransaction(ctx, async ({ db }) => {
    const [partner] = await db
      .select({ id: establishments.id, territoryId: establishments.territoryId })
      .from(establishments)
      .where(and(eq(establishments.networkId, networkId), eq(establishments.finessGeo, DEMO_SITE)))
      .limit(1)
    if (!partner) throw new Error('the maternity beside the house is missing')
    return partner
  })
}

function midwifeAccount(ctx: Ctx, networkId: string, establishmentId: string): Promise<DemoPerson> {
  const { email, name } = DEMO_ACCOUNTS.find((one) => one.email === MIDWIFE) ?? { email: MIDWIFE, name: '' }
  const grant = { role: 'birth_house', networkId, establishmentId } as const
  return createAccount(ctx.db, { email, name, password: DEMO_PASSWORD, grant }, ctx.now)
}

/** Identity, team, convention and charter, as they are the day it opens. Returns its midwives in global follow-up. */
async function composeFile(
  midwife: Ctx,
  houseId: string,
  partner: Partner,
  openedOn: string,
): Promise<string[]> {
  const before = at(midwife, addDays(openedOn, -120))
  const { revision } = await readIdentity(before, houseId)
  await writeIdentity(before, houseId, { ...INVENTED_IDENTITY, openedOn, revision })
  const startsOn = addDays(openedOn, -120)
  const found = await findMidwives(before, houseId, '')
  const midwives: string[] = []
  for (const [rank, { id }] of found.slice(0, GLOBAL_MIDWIVES + SUPPORT_MIDWIVES).entries()) {
    const isGlobal = rank < GLOBAL_MIDWIVES
    const given = { personId: id, startsOn, endsOn: null }
    const added = isGlobal
      ? await addMidwife(before, houseId, { ...given, role: 'global', fte: rank === 0 ? 1 : 0.8 })
      : await addMidwife(before, houseId, { ...given, role: 'support', fte: null })
    if (isGlobal) midwives.push(added)
  }
  for (const line of INVENTED_STAFF) await addStaff(before, houseId, { ...line, startsOn, endsOn: null })
  await addConvention(before, houseId, {
    ...INVENTED_CONVENTION,
    partnerEstablishmentId: partner.id,
    signedOn: addDays(openedOn, -30),
    startsOn: openedOn,
    endsOn: addDays(openedOn, 3 * 365),
  })
  await saveDraft(before, houseId, { ...INVENTED_CHARTER, revision: 0 })
  const adopting = at(midwife, addDays(openedOn, -20))
  await adoptCharter(adopting, houseId, { revision: 1, adoptedOn: addDays(openedOn, -20) })
  return midwives
}

/** Every month without a transfer was said to have none, save the last, which is asked about. */
async function sayQuietMonths(midwife: Ctx): Promise<void> {
  const months = await listMonths(midwife)
  for (const { month, state } of months.slice(2)) {
    if (state === 'awaited') await declareNil(at(midwife, addDays(month, 33)), month)
  }
}

async function holdMeetings(midwife: Ctx, houseId: string, today: string, openedOn: string): Promise<void> {
  const firstYear = Number(openedOn.slice(0, 4))
  for (let year = firstYear; year <= Number(today.slice(0, 4)); year += 1) {
    for (const { month, day, ...meeting } of INVENTED_MEETINGS) {
      const heldOn = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
      if (heldOn >= today) continue
      await addMeeting(at(midwife, heldOn), houseId, { ...meeting, heldOn })
    }
  }
}

/** The report of last year once February has come, read by the agency; and the draft of the one that comes next. */
async function handReportIn(
  { midwife, agency }: { midwife: Ctx; agency: Ctx },
  year: number,
  today: string,
): Promise<void> {
  const sentOn = `${year + 1}-${SENT_ON}`
  const isTime = sentOn < today
  const then = isTime ? at(midwife, sentOn) : midwife
  const { report, checks } = await openReport(then, year)
  const explanations = Object.fromEntries(
    checks.map(({ rule }) => [rule, INVENTED_EXPLANATIONS[rule] ?? INVENTED_EXPLANATION]),
  )
  await saveReport(then, year, { revision: report.revision, answers: INVENTED_ANSWERS, explanations })
  if (!isTime) return
  await sendReport(then, year, null)
  const reading = at(agency, addDays(sentOn, 1))
  await acknowledgeReport(reading, report.id)
  await writeExchange(reading, report.id, {
    kind: 'question',
    body: 'Quelles suites la revue commune avec la maternité a-t-elle données aux transferts pour stagnation ?',
    answerBy: addDays(sentOn, 45),
  })
  await openReport(midwife, year + 1)
}
