import { eq } from 'drizzle-orm'
import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { forAgency } from '../../src/domains/birth-registers/counts.js'
import { transferReasons } from '../../src/domains/birth-registers/tables.js'
import { establishments } from '../../src/domains/networks/tables.js'
import { aDelivery, aTransfer, aWoman } from '../support/birth-houses.js'
import { aNetwork, anAccount, anEstablishment, systemCtx } from '../support/builders.js'
import { houseScene } from '../support/house-scene.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'
import { apiOf, sendForm } from '../support/people.js'

const at = (iso: string) => new Date(iso)

t.test(
  'a coordinator reads counts by month, phase, reason and house, the median delay, and difficulties alone',
  async (t) => {
    const { app, db, house, other, woman, coordinator, coordinatorBrowser } = await houseScene(t)
    const moved = (decided: string, minutes: number | null) => ({
      decidedAt: at(decided),
      arrivedAt: minutes === null ? null : new Date(at(decided).getTime() + minutes * 60_000),
    })
    await aTransfer(db, house, { womanId: woman.id, ...moved('2026-01-31T23:30:00Z', 10), urgent: true })
    await aTransfer(db, house, { ...moved('2026-02-10T10:00:00Z', 30), difficulty: 'Ascenseur en panne' })
    await aTransfer(db, house, {
      ...moved('2026-02-11T10:00:00Z', null),
      phase: 'post-partum',
      reasonCode: 'haemorrhage',
    })
    await aTransfer(db, other, moved('2026-02-12T10:00:00Z', 60))
    await aTransfer(db, other, {
      ...moved('2026-02-13T10:00:00Z', 5),
      cancelledAt: at('2026-02-13T11:00:00Z'),
    })
    await aTransfer(db, other, { ...moved('2025-06-01T10:00:00Z', 5), year: 2025 })
    const answer = await coordinator('GET', '/birth-transfer-counts?year=2026')
    const counts = answer.json<Record<string, unknown[]>>()
    t.match(counts, {
      total: 4,
      urgent: 1,
      houses: 2,
      arrivals: 3,
      medianMinutes: 30,
      years: [2026, 2025],
      withheld: [],
    })
    t.equal(counts.phases!.length, 2)
    t.match(counts.byHouse, [
      { house: house.name, count: 3 },
      { house: other.name, count: 1 },
    ])
    t.same(
      (counts.months as { month: number; phase: string; count: number }[])
        .filter(({ month }) => month === 2)
        .map(({ count }) => count)
        .sort(),
      [1, 3],
      'the night of 31 January is in February where the house is',
    )
    t.same(counts.difficulties, ['Ascenseur en panne'])
    t.notMatch(answer.body, new RegExp(`${woman.id}|T-2026|Zoé`), 'no row, no number, nobody')
    const page = await app.inject({
      url: '/maisons-de-naissance/transferts?annee=2026',
      headers: coordinatorBrowser.headers,
    })
    t.match(page.body, /4.transferts déclarés en 2026 par 2.maisons, dont 1.urgent/)
    t.match(page.body, /délai médian est de 30.min \(connu pour 3\)/)
  },
)

t.test(
  'the agency reads no small count, no difficulty, and no table a small count could be found in',
  async (t) => {
    const { app, db, house, agency, agencyBrowser } = await houseScene(t)
    for (let day = 1; day <= 12; day += 1) {
      const decidedAt = at(`2026-01-${String(day).padStart(2, '0')}T10:00:00Z`)
      await aTransfer(db, house, {
        decidedAt,
        urgent: day < 4,
        difficulty: 'Attente',
        ...(day === 1 && { phase: 'post-partum', reasonCode: 'haemorrhage' }),
      })
    }
    const counts = (await agency('GET', '/birth-transfer-counts?year=2026')).json()
    t.match(counts, { total: 12, urgent: null, phases: [], reasons: [], months: [], difficulties: [] })
    t.same(counts.withheld, ['phases', 'months', 'reasons'])
    t.match(counts.byHouse, [{ count: 12 }], 'a table without a small count is shown')
    const page = await app.inject({
      url: '/maisons-de-naissance/transferts?annee=2026',
      headers: agencyBrowser.headers,
    })
    t.match(page.body, 'Un effectif de 1 à 10 n’est pas montré')
    t.notMatch(page.body, 'Attente')
  },
)

t.test('what the agency reads never lets a count of 1 to 10 be found by subtraction', async (t) => {
  const base = {
    year: 2026,
    years: [2026],
    houses: 1,
    months: [],
    reasons: [],
    byHouse: [],
    difficulties: [],
    withheld: [],
    medianMinutes: 20,
  }
  for (const [urgent, rest] of [
    [0, 0],
    [0, 5],
    [3, 20],
    [20, 3],
    [15, 20],
    [0, 20],
    [20, 0],
    [1, 1],
  ] as const) {
    const total = urgent + rest
    const phases = [
      { phase: 'per-partum' as const, count: urgent },
      { phase: 'newborn' as const, count: rest },
    ]
    const seen = forAgency({ ...base, total, urgent, arrivals: rest, phases })
    const small = (count: number | null) => count !== null && count > 0 && count < 11
    const known = [seen.total, seen.urgent, seen.arrivals, ...seen.phases.map(({ count }) => count)]
    t.notOk(known.some(small), `${urgent} of ${total}`)
    if (seen.total !== null && seen.urgent !== null)
      t.notOk(small(seen.total - seen.urgent), `the rest of ${total}`)
    if (seen.total !== null && seen.arrivals !== null) t.notOk(small(seen.total - seen.arrivals))
  }
})

t.test(
  'an antenna counts the houses of its territory; a midwife and a maternity count nothing here',
  async (t) => {
    const { db, test, network, house, other, midwife, referent } = await houseScene(t)
    const elsewhere = await anEstablishment(db, network)
    await inTransaction(systemCtx(db, network.id), ({ db }) =>
      db
        .update(establishments)
        .set({ territoryId: elsewhere.territoryId })
        .where(eq(establishments.id, other.id)),
    )
    await aTransfer(db, house)
    await aTransfer(db, other)
    await aTransfer(db, other)
    const grant = {
      role: 'antenna_coordinator',
      networkId: network.id,
      territoryId: elsewhere.territoryId!,
    } as const
    const antenna = await apiOf(test, await anAccount(db, grant))
    t.match((await antenna('GET', '/birth-transfer-counts?year=2026')).json(), { total: 2, houses: 1 })
    for (const call of [midwife, referent])
      t.equal((await call('GET', '/birth-transfer-counts')).statusCode, 403)
  },
)

t.test(
  'the network words, orders and retires its reasons; a code is kept, and « autre » stays',
  async (t) => {
    const { test, app, db, midwife, coordinator, coordinatorBrowser, browser, declaration } =
      await houseScene(t)
    const { id: networkId } = await aNetwork(db)
    const theirs = { networkId, phase: 'newborn', code: 'jaundice', label: 'Autrement', position: 7 } as const
    const elsewhere = systemCtx(db, networkId)
    await inTransaction(elsewhere, ({ db }) => db.insert(transferReasons).values(theirs))
    const all = async () =>
      (await midwife('GET', '/birth-transfer-reasons')).json<
        { phase: string; code: string; label: string; isRetired: boolean; seen: string }[]
      >()
    const before = (await all()).filter(({ phase }) => phase === 'newborn')
    const form: Record<string, string> = { seen: before[0]!.seen }
    for (const [slot, one] of before.filter(({ code }) => code !== 'other').entries()) {
      form[`code${slot}`] = one.code
      form[`label${slot}`] = one.code === 'jaundice' ? 'Ictère précoce' : one.label
      form[`position${slot}`] = String(one.code === 'jaundice' ? 0.5 + slot : slot + 1)
      if (one.code === 'malformation') form[`retired${slot}`] = 'oui'
    }
    const bad = await sendForm(test, coordinatorBrowser, '/maisons-de-naissance/motifs/newborn', form)
    t.equal(bad.statusCode, 400, 'a rank is a whole number')
    for (const name of Object.keys(form))
      if (name.startsWith('position')) form[name] = String(Number(name.slice(8)) + 2)
    const jaundice = before.findIndex(({ code }) => code === 'jaundice')
    form[`position${jaundice}`] = '1'
    form.label20 = 'Perte de poids'
    const sent = await sendForm(test, coordinatorBrowser, '/maisons-de-naissance/motifs/newborn', form)
    t.equal(sent.statusCode, 303, sent.body.slice(0, 200))
    const after = (await all()).filter(({ phase }) => phase === 'newborn')
    t.match(after[0], { code: 'jaundice', label: 'Ictère précoce' })
    t.match(after.at(-1), { code: 'other', isRetired: false })
    t.ok(after.some(({ code, label }) => code === 'perte-de-poids' && label === 'Perte de poids'))
    const page = await app.inject({ url: '/maison/transferts/nouveau', headers: browser.headers })
    t.notMatch(page.body, 'newborn:malformation', 'retired, it is not proposed')
    t.match(page.body, 'newborn:perte-de-poids')
    const late = declaration({ phase: 'newborn', reasonCode: 'malformation' })
    t.equal(
      (await midwife('POST', '/birth-transfers', late)).statusCode,
      201,
      'a form opened before is still taken',
    )
    const twice = {
      seen: after[0]!.seen,
      reasons: [1, 2].map((position) => ({ code: null, label: 'Deux fois', position, isRetired: false })),
    }
    t.equal((await coordinator('PUT', '/birth-transfer-reasons/newborn', twice)).statusCode, 400)
    t.equal((await midwife('PUT', '/birth-transfer-reasons/newborn', twice)).statusCode, 403)
    t.equal(
      (await all()).filter(({ phase }) => phase === 'per-partum').length,
      9,
      'the other phases are what they were',
    )
    t.match(
      await inTransaction(elsewhere, ({ db }) =>
        db.select().from(transferReasons).where(eq(transferReasons.networkId, networkId)),
      ),
      [theirs],
      'another network words its own',
    )
    t.same(await journalOf(t), { 'birth-transfer.declare': 1, 'birth-transfer.reasons': 1 })
  },
)

t.test(
  'the coordination reads transfers and births outside by house and year, zeros included; the agency no birth',
  async (t) => {
    const { test, app, db, network, house, other, coordinator, coordinatorBrowser, agency } =
      await houseScene(t)
    const outside = await aWoman(db, house)
    await aDelivery(db, outside, { birthPlace: 'outside', bornAt: at('2025-12-31T23:30:00Z') })
    await aTransfer(db, house)
    await aTransfer(db, house, { phase: 'newborn', who: 'newborn', reasonCode: 'jaundice' })
    await aTransfer(db, house, { cancelledAt: NOW })
    const of = async (year: number, reader = coordinator) =>
      (await reader('GET', `/birth-transfer-counts?year=${year}`)).json().byHouse
    t.same(await of(2026), [
      { house: house.name, count: 2, outsideBirths: 1 },
      { house: other.name, count: 0, outsideBirths: 0 },
    ])
    t.match(await of(2025), [
      { count: 0, outsideBirths: 0 },
      { count: 0, outsideBirths: 0 },
    ])
    const [site] = await inTransaction(systemCtx(db, network.id), ({ db }) =>
      db.select().from(establishments).where(eq(establishments.id, house.id)),
    )
    const elsewhere = await anEstablishment(db, network)
    for (const [territoryId, houses] of [
      [site!.territoryId, 2],
      [elsewhere.territoryId, 0],
    ] as const) {
      const grant = { role: 'antenna_coordinator', networkId: network.id, territoryId: territoryId! } as const
      const antenna = await apiOf(test, await anAccount(db, grant))
      t.equal((await of(2026, antenna)).length, houses, 'an antenna counts the houses of its territory')
    }
    t.notMatch(JSON.stringify(await of(2026, agency)), /outsideBirths":[0-9]/, 'the agency is not told')
    const page = await app.inject({
      url: '/maisons-de-naissance/transferts?annee=2026',
      headers: coordinatorBrowser.headers,
    })
    t.match(page.body, 'Naissances inopinées hors de la maison')
  },
)
