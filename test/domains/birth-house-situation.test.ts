import t from 'tap'
import { anEstablishment } from '../support/builders.js'
import { houseScene } from '../support/house-scene.js'
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

t.test('a midwife, the agency and a maternity change none of it', async (t) => {
  const { house, midwife, agency, referent, partner } = await houseScene(t)
  const body = { name: 'X', partnerEstablishmentId: partner.id, closedOn: null, revision: 1 }
  for (const person of [midwife, agency, referent]) {
    t.equal((await person('PUT', `/birth-houses/${house.id}/situation`, body)).statusCode, 403)
  }
})
