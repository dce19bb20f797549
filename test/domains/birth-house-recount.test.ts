import { eq } from 'drizzle-orm'
import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { loadActor } from '../../src/domains/accounts/sessions.js'
import { FIGURES, type FigureCode } from '../../src/domains/birth-house-reports/figure-list.js'
import { openReport } from '../../src/domains/birth-house-reports/service.js'
import { establishments } from '../../src/domains/networks/tables.js'
import { aBirth, aTransfer, IN_2025 } from '../support/birth-houses.js'
import { anAccount, type EstablishmentRow } from '../support/builders.js'
import { theDemoHouse } from '../support/demo-house.js'
import { NOW } from '../support/now.js'
import { ownerOf } from '../support/people.js'

const YEAR = 2025

/**
 * The rows the figures are about, in SQL and nothing of our code: births of the year ($1) where the house is, those of
 * the women it had in labour or transferred, their children, its transfers decided in the year.
 */
const ROWS = `with birth as (
    select *, coalesce(born_at, labour_admitted_at) at time zone 'Europe/Paris' as day,
      coalesce(labour_in_house or birth_place = 'house', birth_place = 'house') as in_labour
    from birth_house_deliveries
  ), born as (select * from birth where extract(year from day) = $1
  ), contact as (
    select * from born where in_labour or woman_id in (
      select woman_id from birth_house_transfers where who = 'mother' and cancelled_at is null)
  ), child as (select n.* from birth_house_newborns n join born using (woman_id)
  ), close_child as (select n.* from birth_house_newborns n join contact using (woman_id)
  ), gone as (
    select *, coalesce(woman_id, id) as woman, coalesce(newborn_id, woman_id, id) as baby from birth_house_transfers
    where cancelled_at is null and extract(year from decided_at at time zone 'Europe/Paris') = $1
  )`

const RECOUNT: Record<FigureCode, string> = {
  'I.a': 'count(*) from birth_house_women where extract(year from first_consultation_on) = $1',
  'II.a': `count(*) from born where birth_place = 'house'`,
  'II.b': 'count(*) from born where in_labour',
  'II.c': `count(*) from born where birth_place = 'outside'`,
  'II.d': `count(*) from born where in_labour and mode = 'caesarean'`,
  'III.a': `count(distinct woman) from gone where who = 'mother'`,
  'III.a.i': `count(distinct woman) from gone where phase = 'pre-partum'`,
  'III.a.ii': `count(distinct woman) from gone where phase = 'per-partum'`,
  'III.a.iii': `count(distinct woman) from gone where phase = 'post-partum'`,
  'III.b': 'count(*) from contact where blood_loss_ml >= 500',
  'III.c': 'count(*) from contact where blood_loss_ml >= 1000',
  'III.d': 'count(*) from contact where sphincter_injury',
  'III.e': `count(*) from contact where mode = 'instrumental'`,
  'III.f': 'count(*) from contact where intensive_care',
  'III.g': 'count(*) from contact where died',
  'IV.a': 'count(*) from child where born_in_house',
  'IV.b': `count(*) from close_child where apgar5 < 7 and outcome <> 'labour'`,
  'IV.c': `count(*) from close_child where resuscitation or intervention in ('samu', 'paediatrician', 'both')`,
  'IV.d': `count(*) from close_child where outcome not in ('alive', 'labour') and died_in_house`,
  'IV.e': `count(*) from close_child where outcome in ('labour', 'birth', 'first-week')`,
  'IV.f': `count(distinct baby) from gone where who = 'newborn'`,
  'IV.g': `count(*) from close_child where readmitted and outcome in ('alive', 'later')`,
  'IV.h': 'count(*) from contact where readmitted',
}

/** What the annex asks beside a number: figure, label, and the count of each value in SQL. */
const DETAILS: [code: FigureCode, label: string, sql: string][] = [
  [
    'III.a.i',
    'Termes (SA révolues)',
    `term_days / 7 as value, count(*) from gone where phase = 'pre-partum'`,
  ],
  ['III.a.i', 'Motifs', `reason_code as value, count(*) from gone where phase = 'pre-partum'`],
  ['III.a.ii', 'Motifs', `reason_code as value, count(*) from gone where phase = 'per-partum'`],
  ['III.a.iii', 'Motifs', `reason_code as value, count(*) from gone where phase = 'post-partum'`],
  [
    'IV.c',
    'Causes',
    `intervention_cause as value, count(*) from close_child where resuscitation or intervention <> 'none'`,
  ],
  [
    'IV.c',
    'Lieux',
    `intervention_place as value, count(*) from close_child where resuscitation or intervention <> 'none'`,
  ],
  ['IV.f', 'Motifs', `reason_code as value, count(*) from gone where who = 'newborn'`],
  [
    'IV.f',
    'Lieux',
    `coalesce(destination_establishment_id::text, destination_words) as value, count(*) from gone where who = 'newborn'`,
  ],
  ['IV.h', 'Causes', 'readmission_cause as value, count(*) from contact where readmitted'],
  ['IV.h', 'Lieux', 'readmission_place as value, count(*) from contact where readmitted'],
]

t.test('every figure of a synthetic year is recounted in SQL, with its rows and its details', async (t) => {
  const test = await theDemoHouse(t, new Date('2026-02-10T09:00:00Z'))
  const { db, ctx, clock, networkId } = test
  const [house] = await inTransaction(ctx, ({ db }) =>
    db.select().from(establishments).where(eq(establishments.kind, 'birth-house')),
  )
  await addTheRarest(db, house!)
  const owner = await ownerOf(t, test)
  const grant = { role: 'birth_house', networkId, establishmentId: house!.id } as const
  const account = await anAccount(db, grant)
  const actor = await loadActor(db, { kind: 'session', id: await account.openSession() }, clock.now)
  const { figures } = await openReport({ db, actor: actor!, now: clock.now }, YEAR)
  const counted = new Map(figures.map((figure) => [figure.code, figure]))
  t.equal(counted.size, FIGURES.length)
  const ask = async (sql: string) => (await owner.query(`${ROWS} select ${sql}`, [YEAR])).rows

  for (const { code } of FIGURES) {
    const [row] = await ask(`(select ${RECOUNT[code]})::int as value`)
    const figure = counted.get(code)
    t.equal(figure?.value, row.value, code)
    t.ok(row.value > 0, `${code}: the year has one, nothing is not what is recounted`)
    const behind = new Set(figure?.rows.map(({ id }) => id))
    t.equal(behind.size, figure?.rows.length, `${code}: each row once behind the number`)
    t.ok(behind.size >= row.value, code)
  }
  for (const [code, label, sql] of DETAILS) {
    const rows = await ask(`${sql} group by 1`)
    const detail = counted.get(code)?.details.find((one) => one.label === label)
    t.same(
      detail?.counts.map(({ count }) => count).sort(),
      rows.map(({ count }) => Number(count)).sort(),
      `${code}, ${label}`,
    )
  }
})

/** What thirty follow-ups do not have: deaths, a child of a first week, a second transfer, another year. */
async function addTheRarest(db: Parameters<typeof aBirth>[0], house: EstablishmentRow): Promise<void> {
  const year = YEAR
  // Above those of the demonstration.
  let rank = 9000
  const aTransferOfIt = (fields: Parameters<typeof aTransfer>[2]) => {
    rank += 1
    return aTransfer(db, house, { ...IN_2025, rank, ...fields })
  }
  const lost = await aBirth(db, house, {
    year,
    rank: 901,
    delivery: { died: true, intensiveCare: true },
    newborn: {
      outcome: 'birth',
      diedInHouse: true,
      apgar5: 0,
      resuscitation: true,
      interventionCause: 'Asphyxie',
      interventionPlace: 'transport',
    },
  })
  await aTransferOfIt({
    womanId: lost.womanId,
    phase: 'post-partum',
    reasonCode: 'haemorrhage',
    reasonWords: null,
  })
  await aBirth(db, house, { year, rank: 902, newborn: { outcome: 'labour', apgar5: 0 } })
  await aBirth(db, house, {
    year,
    rank: 903,
    newborn: { outcome: 'later', diedInHouse: false, readmitted: true },
  })
  const twice = await aBirth(db, house, {
    year,
    rank: 904,
    delivery: { birthPlace: 'partner', bloodLossMl: 500, readmitted: true, readmissionCause: 'Fièvre' },
    newborn: { bornInHouse: false, readmitted: true },
  })
  for (const phase of ['pre-partum', 'per-partum'] as const)
    await aTransferOfIt({
      womanId: twice.womanId,
      phase,
      reasonCode: 'hypertension',
      reasonWords: null,
      termDays: phase === 'pre-partum' ? 270 : null,
    })
  await aTransferOfIt({
    womanId: twice.womanId,
    who: 'newborn',
    phase: 'newborn',
    newbornId: twice.newbornId,
    reasonCode: 'jaundice',
    reasonWords: null,
  })
  await aTransferOfIt({ decidedAt: new Date('2025-12-31T23:30:00Z') })
  await aTransferOfIt({ cancelledAt: NOW, cancelledReason: 'erreur' })
  await aBirth(db, house, {
    year,
    rank: 905,
    delivery: {
      bornAt: new Date('2024-12-31T23:30:00Z'),
      labourAdmittedAt: new Date('2024-12-31T20:00:00Z'),
    },
  })
  await aBirth(db, house, { year, rank: 906, delivery: { bornAt: new Date('2024-12-31T22:30:00Z') } })
}
