import t from 'tap'
import { anEstablishment } from '../support/builders.js'
import { houseScene } from '../support/house-scene.js'
import { journalOf } from '../support/journal.js'
import { sendForm } from '../support/people.js'

t.test(
  'the coordination renames a house and gives it another partner; what was declared stays',
  async (t) => {
    const scene = await houseScene(t)
    const { test, db, network, house, partner, coordinator, coordinatorBrowser, midwife, declaration } = scene
    const before = (await midwife('POST', '/birth-transfers', declaration())).json<{ id: string }>()
    const next = await anEstablishment(db, network, { name: 'Maternité du Val' })
    const base = `/maisons-de-naissance/${house.id}`
    const sent = await sendForm(test, coordinatorBrowser, `${base}/situation`, {
      name: 'Maison des Érables',
      partnerEstablishmentId: next.id,
      closedOn: '',
      revision: '1',
    })
    t.equal(sent.statusCode, 303, sent.body.slice(0, 300))
    const page = await test.app.inject({ url: base, headers: coordinatorBrowser.headers })
    t.match(page.body, 'Maison des Érables')
    t.match(page.body, 'Maternité du Val')
    t.match((await midwife('GET', `/birth-transfers/${before.id}`)).json(), {
      destination: { id: partner.id },
    })
    const earlier = declaration({ decidedAt: '2026-03-01T08:00:00Z' })
    const after = (await midwife('POST', '/birth-transfers', earlier)).json<{ id: string }>()
    t.match((await midwife('GET', `/birth-transfers/${after.id}`)).json(), { destination: { id: next.id } })
    const journal = await coordinator('GET', '/audit-entries')
    t.match(journal.body, 'a changé le nom, la partenaire ou la fermeture')
    t.same(await journalOf(t), { 'birth-house.situation': 1, 'birth-transfer.declare': 2 })
  },
)

t.test(
  'a closed house declares what happened before, and nothing after; reopened, it does again',
  async (t) => {
    const { house, coordinator, midwife, declaration, test, browser } = await houseScene(t)
    const path = `/birth-houses/${house.id}/situation`
    const { name, partnerEstablishmentId } = (await coordinator('GET', path)).json()
    const change = (closedOn: string | null, revision: number) =>
      coordinator('PUT', path, { name, partnerEstablishmentId, closedOn, revision })
    t.equal((await change('2026-01-31', 1)).statusCode, 204)
    const late = await midwife('POST', '/birth-transfers', declaration())
    t.match(late.json(), { status: 409, type: 'urn:problem:birth-house.closed' })
    t.match(late.body, '31/01/2026')
    const ofThen = declaration({ decidedAt: '2026-01-31T10:00:00Z', womanId: null })
    t.not((await midwife('POST', '/birth-transfers', ofThen)).json().type, 'urn:problem:birth-house.closed')
    const home = await test.app.inject({ url: '/maison', headers: browser.headers })
    t.match(home.body, 'La maison est fermée depuis le 31/01/2026')
    t.equal((await change(null, 2)).statusCode, 204)
    t.equal((await midwife('POST', '/birth-transfers', declaration())).statusCode, 201, 'the control')
  },
)

t.test(
  'a closing before the opening is refused beside its field; the second of two is shown both',
  async (t) => {
    const { test, house, coordinatorBrowser, partner } = await houseScene(t)
    const url = `/maisons-de-naissance/${house.id}/situation`
    const send = (fields: Record<string, string>) =>
      sendForm(test, coordinatorBrowser, url, {
        name: 'Maison',
        partnerEstablishmentId: partner.id,
        closedOn: '',
        revision: '1',
        ...fields,
      })
    const early = await send({ closedOn: '2023-12-31' })
    t.equal(early.statusCode, 400)
    t.match(early.body, 'La fermeture vient avant l’ouverture')
    t.match(early.body, 'value="2023-12-31"', 'nothing typed is lost')
    t.equal((await send({ name: 'Première' })).statusCode, 303)
    const late = await send({ name: 'Seconde' })
    t.equal(late.statusCode, 409)
    t.match(late.body, 'Les deux versions')
    t.match(late.body, 'Première')
    t.equal((await send({ name: ' ', revision: '2' })).statusCode, 400)
  },
)

t.test(
  'the closing of a house says what becomes of its request and of its reports, and keeps both as they are',
  async (t) => {
    const { test, house, coordinator, coordinatorBrowser, midwife, browser } = await houseScene(t)
    const at = `/birth-houses/${house.id}/authorisation-files`
    const read = async (path: string, { headers } = browser) =>
      (await test.app.inject({ url: path, headers })).body
    const situation = () => read(`/maisons-de-naissance/${house.id}/situation`, coordinatorBrowser)
    t.match(await situation(), /Dossier d’autorisation.: aucun n’est en cours/)
    await midwife('POST', at, { purpose: 'creation' })
    const elements = { volume: { text: 'Soixante naissances', documentIds: [] } }
    t.equal((await midwife('PUT', `${at}/draft`, { revision: 1, elements })).statusCode, 204)
    t.match(await situation(), /\(première demande\).: le brouillon est gardé/)
    for (const year of [2025, 2026]) {
      t.equal((await midwife('GET', `/birth-house-reports/own/${year}`)).statusCode, 200)
    }
    const path = `/birth-houses/${house.id}/situation`
    const { name, partnerEstablishmentId } = (await coordinator('GET', path)).json()
    const close = (closedOn: string | null, revision: number) =>
      coordinator('PUT', path, { name, partnerEstablishmentId, closedOn, revision })
    await close('2025-11-30', 1)
    const closed = { status: 409, type: 'urn:problem:birth-file.house-closed' }
    t.match((await midwife('PUT', `${at}/draft`, { revision: 2, elements })).json(), closed)
    t.match((await midwife('POST', `${at}/versions`, { revision: 2, reason: null })).json(), closed)
    t.match((await midwife('GET', `${at}/draft`)).body, 'Soixante naissances', 'what was written is read')
    const page = await read(`/maisons-de-naissance/${house.id}/autorisation`)
    t.match(page, 'La maison est fermée depuis le 30/11/2025.')
    t.match(page, 'il ne se complète ni ne se transmet plus')
    const reports = await read('/maison/rapports')
    t.match(reports, 'Rapport 2025', 'it was open that year')
    t.notMatch(reports, 'Rapport 2026')
    t.match((await midwife('GET', '/birth-house-reports/own/2026')).json(), {
      type: 'urn:problem:birth-report.bad-year',
    })
    const sending = { reason: null }
    t.match((await midwife('POST', '/birth-house-reports/own/2026/versions', sending)).json(), {
      type: 'urn:problem:birth-report.bad-year',
    })
    t.match((await midwife('POST', '/birth-house-reports/own/2025/versions', sending)).json(), {
      type: 'urn:problem:birth-report.incomplete',
    })
    await close('2026-03-02', 2)
    t.equal((await midwife('PUT', `${at}/draft`, { revision: 2, elements })).statusCode, 204, 'its last day')
    await close(null, 3)
    t.equal((await midwife('PUT', `${at}/draft`, { revision: 3, elements })).statusCode, 204, 'the control')
    t.match(await read('/maison/rapports'), 'Rapport 2026')
  },
)

t.test('a midwife, the agency and a maternity change none of it', async (t) => {
  const { house, midwife, agency, referent, partner } = await houseScene(t)
  const body = { name: 'X', partnerEstablishmentId: partner.id, closedOn: null, revision: 1 }
  for (const person of [midwife, agency, referent]) {
    t.equal((await person('PUT', `/birth-houses/${house.id}/situation`, body)).statusCode, 403)
  }
})
