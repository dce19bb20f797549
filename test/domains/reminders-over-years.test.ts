import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { remindOfReports } from '../../src/domains/birth-house-reports/reminding.js'
import { remindOfAuthorisations } from '../../src/domains/birth-houses/authorisation-reminding.js'
import { remindOfConventions } from '../../src/domains/birth-houses/convention-reminding.js'
import { askReturns } from '../../src/domains/birth-registers/returns.js'
import { MOST_ASKINGS } from '../../src/domains/directory-upkeep/review-rules.js'
import { sendWave } from '../../src/domains/directory-upkeep/waves.js'
import { remindEchographers } from '../../src/domains/echographers/reminding.js'
import { attributeIdentifier } from '../../src/domains/echographers/service.js'
import { digestTime } from '../../src/domains/mail/rules.js'
import { mails } from '../../src/domains/mail/tables.js'
import { addDays, civilDate } from '../../src/web/dates.js'
import { aGrantedFile } from '../support/authorisation-files.js'
import { aBirthHouse, aConvention } from '../support/birth-houses.js'
import {
  aNetwork,
  anAccount,
  anEstablishment,
  type Db,
  type NetworkRow,
  systemCtx,
} from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aPerson } from '../support/directory-records.js'
import { asCoordinator } from '../support/directory-team.js'
import { asOwner } from '../support/dump.js'

/**
 * The jobs of each day run as the worker asks for them: once at the beginning of each day of UTC, in the five
 * territories, over three years, with 29 February, the nights when clocks change and the ends of years. The everyday
 * suite takes a third of a year in one territory, by chance; `YEARS=all` all of them.
 */
const ZONES = [
  'Europe/Paris',
  'America/Guadeloupe',
  'Indian/Reunion',
  'Indian/Mayotte',
  'America/Cayenne',
] as const
const YEARS = [2026, 2027, 2028] as const
const ALL = { from: '2026-01-01', to: '2028-12-31' }
const seed = Number(process.env.YEARS_SEED ?? Math.trunc(Math.random() * 1e6))
const isEverything = process.env.YEARS === 'all'
const tried = isEverything ? ZONES.map((timeZone) => ({ timeZone, years: YEARS, window: ALL })) : [byChance()]

/** Days on which something must be recalled: where the calendar or the clock is not as usual. */
const special = (year: number) => [
  `${year}-01-01`,
  year % 4 === 0 ? `${year}-02-29` : `${year}-02-28`,
  lastSunday(year, 3),
  lastSunday(year, 10),
  `${year}-12-31`,
]

/** A third of a year, in one territory. */
function byChance(): { timeZone: string; years: readonly number[]; window: Window } {
  const year = YEARS[Math.trunc(seed / 5) % YEARS.length]!
  const thirds = [
    { from: `${year}-01-01`, to: `${year}-04-30` },
    { from: `${year}-05-01`, to: `${year}-08-31` },
    { from: `${year}-09-01`, to: `${year}-12-31` },
  ]
  return { timeZone: ZONES[seed % 5]!, years: [year], window: thirds[Math.trunc(seed / 15) % 3]! }
}

for (const { timeZone, years, window } of tried) {
  t.test(
    `in ${timeZone}, from ${window.from} to ${window.to}, each reminder comes once, on its day`,
    async (t) => {
      if (!isEverything) t.comment(`YEARS_SEED=${seed}`)
      const stage = await setTheStage(t, timeZone, years[0]!, years.flatMap(special))
      const { told, asked } = await liveThrough(stage, window)
      t.same(told, expectedIn(years, window))
      t.ok(asked.size >= years.length * 5)
      for (const [address, days] of asked) {
        t.ok(days.length <= MOST_ASKINGS, `${address} is asked ${days.length} times about her record`)
        t.ok(
          days.every((day, rank) => rank === 0 || day > addDays(days[rank - 1]!, 29)),
          'a month apart',
        )
      }
      t.comment(`${told.length} reminders, ${asked.size} people asked about their record`)
    },
  )
}

t.test('each Monday of three years has its digest, at eight where the network is', async (t) => {
  for (const timeZone of ZONES) {
    const times: string[] = []
    for (let day = '2026-01-01'; day < '2029-01-01'; day = addDays(day, 1)) {
      const time = digestTime(new Date(`${day}T00:05:00Z`), timeZone)
      if (time) times.push(time.toLocaleString('sv-SE', { timeZone }))
    }
    const mondays = Array.from({ length: 156 }, (_, week) => `${addDays('2026-01-05', week * 7)} 08:00:00`)
    t.same(times, mondays, timeZone)
  }
})

t.test('the control: what forgets, or reads another clock, is seen', async (t) => {
  const year = 2027
  const window = { from: `${year}-02-26`, to: `${year}-03-04` }
  const expected = expectedIn([year], window)
  const days = special(year).filter((day) => day >= window.from && day <= window.to)
  const forgetful = await setTheStage(t, 'America/Guadeloupe', year, days)
  const { told } = await liveThrough(forgetful, window, { forgetting: true })
  t.ok(
    told.length > 2 * expected.length,
    `without memory, ${told.length} mails rather than ${expected.length}`,
  )

  const stage = await setTheStage(t, 'Europe/Paris', year, days)
  const { told: early } = await liveThrough({ ...stage, timeZone: 'America/Guadeloupe' }, window)
  t.notSame(early, expected, 'by the clock of Paris, it is not the day it is in Guadeloupe')
})

type Stage = { db: Db; url: string; network: NetworkRow; timeZone: string }

/** Houses whose conventions and authorisations, and echographers whose identifiers, are recalled on the special days. */
async function setTheStage(
  t: Test,
  timeZone: string,
  firstYear: number,
  days: readonly string[],
): Promise<Stage> {
  const { db, url } = await testDatabase(t)
  const network = await aNetwork(db, { timeZone })
  const networkId = network.id
  const site = await anEstablishment(db, network)
  const ctx = systemCtx(db, networkId, new Date(`${firstYear - 1}-06-01T08:00:00Z`))
  await anAccount(db, { role: 'coordinator', networkId })
  const first = await aBirthHouse(db, network, site, { openedOn: '2020-01-01' })
  await anAccount(db, { role: 'birth_house', networkId, establishmentId: first.id })
  let rank = 0
  for (const day of days) {
    rank += 1
    // Closed for its report and its register, which are the first house's: opened in a year to come.
    const house = await aBirthHouse(db, network, site, { openedOn: '2040-01-01' })
    await anAccount(db, { role: 'birth_house', networkId, establishmentId: house.id })
    const startsOn = `${firstYear - 5}-01-01`
    await aConvention(db, house, { partnerEstablishmentId: site.id, startsOn, endsOn: addDays(day, 90) })
    await aGrantedFile(db, house, { validTo: addDays(day, 60) })
    const personId = await aPerson(ctx, { email: `echo${rank}@exemple.test` })
    await attributeIdentifier(asCoordinator(ctx), {
      ...{ personId, identifier: `EC-${rank}`, attributedOn: startsOn, evidence: 'DIU' },
      validUntil: addDays(day, 60),
    })
  }
  return { db, url, network, timeZone }
}

type Written = { told: string[]; asked: Map<string, string[]> }
type Window = { from: string; to: string }

/** Runs the jobs of each day, and tells each mail with the civil date on which it was written. */
async function liveThrough(
  { db, url, network, timeZone }: Stage,
  { from, to }: Window,
  { forgetting = false } = {},
): Promise<Written> {
  const rows: MailRow[] = []
  const collect = async () =>
    rows.push(...(await inTransaction(systemCtx(db, network.id), ({ db }) => db.select().from(mails))))
  // What was late at the first day is told before it; west of Greenwich the last day begins in the next of UTC.
  for (let day = addDays(from, -1); day <= addDays(to, 1); day = addDays(day, 1)) {
    const ctx = systemCtx(db, network.id, new Date(`${day}T00:05:00Z`))
    for (const job of JOBS) await job(ctx)
    if (!forgetting) continue
    await collect()
    await asOwner(url, (owner) =>
      owner.query('delete from mails; update echographer_identifiers set reminded_at = null'),
    )
  }
  await collect()
  const dated = rows.map(({ template, createdAt, toAddress }) => ({
    ...{ template, toAddress },
    day: civilDate(createdAt, timeZone),
  }))
  const asked = new Map<string, string[]>()
  for (const { toAddress, day, template } of dated) {
    if (template === REVIEW) asked.set(toAddress, [...(asked.get(toAddress) ?? []), day].sort())
  }
  const told = dated
    .filter(({ template, day }) => template !== REVIEW && day >= from && day <= to)
    .map(({ day, template }) => `${day} ${template}`)
  return { told: told.sort(), asked }
}

type MailRow = typeof mails.$inferSelect

const REVIEW = 'directory-review'
const JOBS: ((ctx: Ctx) => Promise<unknown>)[] = [
  ...[remindOfReports, remindOfConventions, remindOfAuthorisations, askReturns, remindEchographers, sendWave],
]

/** What must be told in these days, computed apart from the rules. */
function expectedIn(years: readonly number[], { from, to }: Window): string[] {
  const days = years.flatMap((year) => [
    `${year}-03-01 birth-report-due`,
    `${year}-03-31 birth-report-due`,
    ...Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, '0')}`).flatMap(
      (month) => [`${month}-01 birth-nil-return`, `${month}-08 birth-nil-return`],
    ),
    ...special(year).flatMap((day) => [
      `${day} birth-convention-end`,
      `${day} birth-authorisation-end`,
      `${addDays(day, -120)} birth-authorisation-end`,
      `${day} echographer-renewal`,
    ]),
  ])
  return days.filter((one) => one.slice(0, 10) >= from && one.slice(0, 10) <= to).sort()
}

function lastSunday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month, 0))
  last.setUTCDate(last.getUTCDate() - last.getUTCDay())
  return last.toISOString().slice(0, 10)
}
