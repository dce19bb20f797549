import t from 'tap'
import { aDelivery, aTransfer, aWoman } from '../support/birth-houses.js'
import { anAccount, anEstablishment } from '../support/builders.js'
import { houseScene } from '../support/house-scene.js'
import { journalOf } from '../support/journal.js'
import { apiOf, sendForm } from '../support/people.js'

const OUTCOME = {
  bornAt: '2026-03-02T08:00:00.000Z',
  mode: 'instrumental',
  bloodLossMl: 600,
  sphincterInjury: false,
  intensiveCare: null,
  apgar5: 9,
  childOutcome: null,
}

async function received(t: Parameters<typeof houseScene>[0]) {
  const scene = await houseScene(t)
  const transfer = await aTransfer(scene.db, scene.house, {
    womanId: scene.woman.id,
    destinationEstablishmentId: scene.partner.id,
    difficulty: 'Ascenseur en panne',
    decidedAt: new Date('2026-03-02T03:00:00Z'),
  })
  const outcome = (change: object, seen: string | null = null) =>
    scene.referent('PUT', `/received-transfers/${transfer.id}/outcome`, { seen, ...OUTCOME, ...change })
  const record = async () => (await scene.midwife('GET', `/birth-register/${scene.woman.id}`)).json()
  return { ...scene, transfer, outcome, record }
}

t.test(
  'the partner sees the declarations addressed to it, nothing of the register, and completes the outcome',
  async (t) => {
    const { test, app, referent, referentBrowser, transfer, woman, house } = await received(t)
    const list = await referent('GET', '/received-transfers')
    t.match(list.json(), [{ id: transfer.id, house: house.name, outcome: null, cancelled: false }])
    for (const secret of [woman.id, 'Ascenseur'])
      t.notMatch(list.body, secret, 'neither the woman nor the difficulty')
    const sent = await sendForm(test, referentBrowser, `/transferts-recus/${transfer.id}`, {
      seen: '',
      bornAt: '2026-03-02T09:00',
      mode: 'caesarean',
      bloodLossMl: '700',
      sphincterInjury: '',
      apgar5: '10',
    })
    t.equal(sent.statusCode, 303, sent.body.slice(0, 300))
    const page = await app.inject({ url: String(sent.headers.location), headers: referentBrowser.headers })
    t.match(page.body, 'L’issue est enregistrée et proposée à la maison.')
    t.match((await referent('GET', `/received-transfers/${transfer.id}`)).json(), {
      outcome: { mode: 'caesarean', bloodLossMl: 700, sphincterInjury: null },
    })
    t.same(await journalOf(t), { 'birth-transfer.outcome': 1 })
  },
)

t.test(
  'another maternity, the agency, the coordinator and the house itself are not the destination',
  async (t) => {
    const { db, test, network, transfer, midwife, coordinator, agency, house } = await received(t)
    const other = await anEstablishment(db, network)
    const grant = { role: 'establishment', networkId: network.id, establishmentId: other.id } as const
    const elsewhere = await apiOf(test, await anAccount(db, grant))
    const url = `/received-transfers/${transfer.id}`
    t.equal((await elsewhere('GET', url)).statusCode, 404)
    t.equal((await elsewhere('PUT', `${url}/outcome`, { seen: null, ...OUTCOME })).statusCode, 404)
    t.same((await elsewhere('GET', '/received-transfers')).json(), [])
    for (const [name, call] of Object.entries({ midwife, coordinator, agency })) {
      t.equal((await call('GET', url)).statusCode, 403, name)
    }
    const away = await aTransfer(db, house, { destinationWords: 'Une maternité d’une autre région' })
    t.equal((await elsewhere('GET', `/received-transfers/${away.id}`)).statusCode, 404)
  },
)

t.test(
  'the midwife takes what is proposed where she wrote nothing; what she wrote stays, and is shown beside',
  async (t) => {
    const { app, midwife, browser, db, woman, transfer, outcome, record } = await received(t)
    await aDelivery(
      db,
      woman,
      {
        birthPlace: 'partner',
        bornAt: new Date('2026-03-02T07:50:00Z'),
        labourAdmittedAt: new Date('2026-03-02T01:00:00Z'),
        mode: null,
        bloodLossMl: 500,
        sphincterInjury: null,
      },
      { apgar5: null },
    )
    t.equal((await outcome({})).statusCode, 204)
    const page = await app.inject({ url: `/maison/registre/${woman.id}`, headers: browser.headers })
    t.match(page.body, 'selon la maternité')
    t.match(page.body, /500.mL dans le registre/)
    t.match(page.body, /600.mL selon la maternité/)
    const taken = await midwife('POST', `/birth-transfers/${transfer.id}/outcome-acceptance`)
    t.equal(taken.statusCode, 200, taken.body)
    t.match(await record(), {
      delivery: {
        mode: 'instrumental',
        bloodLossMl: 500,
        sphincterInjury: false,
        bornAt: '2026-03-02T07:50:00.000Z',
      },
      newborns: [{ apgar5: 9 }],
    })
    const after = await app.inject({ url: `/maison/registre/${woman.id}`, headers: browser.headers })
    t.match(after.body, 'Zoé Sage', 'the trace is hers')
    t.notMatch(after.body, 'Reprendre ces réponses', 'nothing is left to take')
    const again = await midwife('POST', `/birth-transfers/${transfer.id}/outcome-acceptance`)
    t.equal(again.statusCode, 200, 'taken twice, it changes nothing')
  },
)

t.test('a register that says nothing yet takes the birth, its place and the child', async (t) => {
  const { midwife, transfer, outcome, record } = await received(t)
  t.equal((await record()).delivery, null)
  t.equal((await outcome({})).statusCode, 204)
  t.equal((await midwife('POST', `/birth-transfers/${transfer.id}/outcome-acceptance`)).statusCode, 200)
  t.match(await record(), {
    woman: { state: 'born' },
    delivery: { birthPlace: 'partner', mode: 'instrumental', bornAt: OUTCOME.bornAt, intensiveCare: null },
    newborns: [{ bornInHouse: false, apgar5: 9, outcome: null }],
  })
})

t.test(
  'another house takes nothing; an outcome is judged, and a second referent sees that it changed',
  async (t) => {
    const { neighbour, referent, transfer, outcome } = await received(t)
    for (const [change, status, words] of [
      [{ bornAt: '2026-03-03T12:00:00Z' }, 400, /à venir/],
      [{ bornAt: '2026-03-01T12:00:00Z' }, 400, /décidé avant la naissance/],
      [{ bornAt: null }, 400, /même approchée/],
      [{ childOutcome: 'labour' }, 400, /Apgar/],
      [{ bloodLossMl: 4000 }, 409, /4000 mL/],
      [{ apgar5: 11 }, 400, /de 0 à 10/],
    ] as const) {
      const answer = await outcome(change)
      t.equal(answer.statusCode, status)
      t.match(answer.body, words)
    }
    t.equal((await outcome({})).statusCode, 204)
    t.match((await outcome({ bloodLossMl: 650 })).json(), { type: 'urn:problem:register.edited-meanwhile' })
    const { outcomeAt } = (await referent('GET', `/received-transfers/${transfer.id}`)).json<{
      outcomeAt: string
    }>()
    t.equal((await outcome({ bloodLossMl: 650 }, outcomeAt)).statusCode, 204)
    t.equal((await neighbour('POST', `/birth-transfers/${transfer.id}/outcome-acceptance`)).statusCode, 404)
  },
)

t.test('a newborn’s transfer asks the newborn’s outcome alone; a cancelled one asks nothing', async (t) => {
  const { db, house, partner, referent, midwife } = await received(t)
  const woman = await aWoman(db, house)
  const { newbornId } = await aDelivery(db, woman, {}, { apgar5: null })
  const of = { womanId: woman.id, newbornId, destinationEstablishmentId: partner.id }
  const newborn = await aTransfer(db, house, {
    ...of,
    who: 'newborn',
    phase: 'newborn',
    reasonCode: 'jaundice',
  })
  const put = (id: string, change: object) =>
    referent('PUT', `/received-transfers/${id}/outcome`, { seen: null, ...OUTCOME, ...change })
  t.equal((await put(newborn.id, { apgar5: 8 })).statusCode, 204)
  t.match((await referent('GET', `/received-transfers/${newborn.id}`)).json(), {
    outcome: { apgar5: 8, mode: null, bloodLossMl: null },
  })
  await midwife('POST', `/birth-transfers/${newborn.id}/cancellation`, { reason: 'déclaré par erreur' })
  t.match((await put(newborn.id, {})).json(), { type: 'urn:problem:transfer.cancelled' })
})
