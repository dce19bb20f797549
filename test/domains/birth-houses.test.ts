import t, { type Test } from 'tap'
import { browserOf, testApp } from '../support/app.js'
import { aBirthHouse } from '../support/birth-houses.js'
import { aNetwork, anAccount, anEstablishment } from '../support/builders.js'
import { journalOf } from '../support/journal.js'
import { apiOf, sendForm } from '../support/people.js'

const HOUSE = {
  name: 'Maison de naissance des Tilleuls',
  finessGeo: '990007777',
  shortName: 'Tilleuls',
  openedOn: '2026-01-05',
}

async function scene(t: Test) {
  const test = await testApp(t)
  const { app, db } = test
  const network = await aNetwork(db)
  const partner = await anEstablishment(db, network)
  const coordinator = await anAccount(db, { role: 'coordinator', networkId: network.id })
  return {
    test,
    network,
    partner,
    asCoordinator: await apiOf(test, coordinator),
    browser: await browserOf(app, coordinator),
  }
}

t.test(
  'a coordinator opens a house beside a maternity, by a form or a call, and invites its midwife',
  async (t) => {
    const { test, partner, asCoordinator, browser } = await scene(t)
    const form = await sendForm(test, browser, '/maisons-de-naissance', {
      ...HOUSE,
      partnerEstablishmentId: partner.id,
    })
    t.equal(form.statusCode, 303)
    const page = await test.app.inject({ url: String(form.headers.location), headers: browser.headers })
    t.match(page.body, `Maison de naissance attenante à ${partner.name}.`)
    const [, invitation = ''] = /href="(\/comptes\/invitations\/nouvelle[^"]+)"/.exec(page.body) ?? []
    const invite = await test.app.inject({
      url: invitation.replaceAll('&amp;', '&'),
      headers: browser.headers,
    })
    t.match(invite.body, /<option value="[0-9a-f-]+" selected>Maison de naissance des Tilleuls/)
    t.notMatch(invite.body, partner.name, 'a midwife is not invited to a maternity')

    const call = await asCoordinator('POST', '/birth-houses', {
      name: 'Maison de la Côte',
      finessGeo: '990008888',
      shortName: 'Côte',
    })
    t.equal(call.statusCode, 201)
    const houses = (await asCoordinator('GET', '/birth-houses')).json<{ name: string }[]>()
    t.same(houses.map(({ name }) => name).sort(), ['Maison de la Côte', HOUSE.name])
    t.same(await journalOf(t), { 'birth-house.open': 2 })
  },
)

t.test(
  'a house with a site, a number or a short name already taken is refused, and nothing typed is lost',
  async (t) => {
    const { test, network, partner, asCoordinator, browser } = await scene(t)
    const known = await aBirthHouse(test.db, network, partner, { shortName: 'Côte' })
    const post = (fields: Record<string, string>) => sendForm(test, browser, '/maisons-de-naissance', fields)
    const cases: [Record<string, string>, number, RegExp][] = [
      [{ ...HOUSE, finessGeo: known.finessGeo }, 409, /déjà celui d’un site du réseau/],
      [{ ...HOUSE, shortName: 'Côte' }, 409, /Une autre maison du réseau porte ce nom court/],
      [{ ...HOUSE, finessGeo: '12' }, 400, /Un n° FINESS compte neuf chiffres/],
      [{ shortName: 'Tilleuls' }, 400, /Choisissez un site de la liste, ou indiquez le nom/],
      [{ ...HOUSE, partnerEstablishmentId: known.id }, 404, /n’existe pas dans ce réseau/],
      [{ shortName: 'Autre', establishmentId: partner.id }, 404, /n’existe pas dans ce réseau/],
      [{ shortName: 'Autre', establishmentId: known.id }, 409, /déjà cet emplacement/],
    ]
    for (const [fields, status, words] of cases) {
      const answer = await post(fields)
      t.equal(answer.statusCode, status, answer.body.slice(0, 200))
      t.match(answer.body, words)
      t.match(answer.body, `value="${fields.shortName}"`)
    }
    t.equal((await asCoordinator('GET', '/birth-houses')).json<unknown[]>().length, 1)
  },
)

t.test(
  'a house is opened of what is in the network: another one lends neither site nor short name',
  async (t) => {
    const { test, asCoordinator } = await scene(t)
    const elsewhere = await aNetwork(test.db)
    const maternity = await anEstablishment(test.db, elsewhere)
    const theirs = await aBirthHouse(test.db, elsewhere, maternity, { shortName: HOUSE.shortName })
    const open = async (fields: object) => (await asCoordinator('POST', '/birth-houses', fields)).json().type
    const cases: [object, string][] = [
      [{ ...HOUSE, territoryId: maternity.territoryId }, 'territory.not-found'],
      [{ ...HOUSE, partnerEstablishmentId: maternity.id }, 'establishment.not-found'],
      [{ shortName: 'Autre', establishmentId: theirs.id }, 'establishment.not-found'],
    ]
    for (const [fields, refusal] of cases) t.equal(await open(fields), `urn:problem:${refusal}`)
    t.equal(
      (await asCoordinator('POST', '/birth-houses', HOUSE)).statusCode,
      201,
      'a short name they have too',
    )
  },
)

t.test('a right of a midwife is about a birth house, a right of a referent about a maternity', async (t) => {
  const { test, network, partner, asCoordinator } = await scene(t)
  const house = await aBirthHouse(test.db, network, partner)
  const invite = (role: string, establishmentId: string) =>
    asCoordinator('POST', '/invitations', {
      email: `${role}@exemple.test`,
      name: 'Personne invitée',
      role,
      establishmentId,
    })
  t.equal((await invite('birth_house', partner.id)).statusCode, 404)
  t.equal((await invite('establishment', house.id)).statusCode, 404)
  t.equal((await invite('birth_house', house.id)).statusCode, 201)
  t.equal((await invite('establishment', partner.id)).statusCode, 201)
})

t.test('a midwife opens the page of her house and of no other; the agency opens them all', async (t) => {
  const { test, network, partner } = await scene(t)
  const [mine, other] = [
    await aBirthHouse(test.db, network, partner),
    await aBirthHouse(test.db, network, partner),
  ]
  const grant = { role: 'birth_house', networkId: network.id, establishmentId: mine.id } as const
  const midwife = await apiOf(test, await anAccount(test.db, grant))
  const agency = await apiOf(test, await anAccount(test.db, { role: 'ars', regionCode: network.regionCode }))
  t.equal((await midwife('GET', `/birth-houses/${mine.id}`)).statusCode, 200)
  t.equal((await midwife('GET', `/birth-houses/${other.id}`)).statusCode, 404)
  t.equal((await midwife('GET', '/birth-houses')).json<unknown[]>().length, 1)
  t.equal((await midwife('POST', '/birth-houses', HOUSE)).statusCode, 403)
  t.equal((await agency('GET', '/birth-houses')).json<unknown[]>().length, 2)
})
