import { randomUUID } from 'node:crypto'
import t from 'tap'
import { aConvention } from '../support/birth-houses.js'
import { anEstablishment } from '../support/builders.js'
import { houseScene } from '../support/house-scene.js'
import { journalOf } from '../support/journal.js'
import { sendForm } from '../support/people.js'

const IDENTITY = {
  legalName: 'Association des Tilleuls',
  legalForm: 'Association loi 1901',
  legalFinessNumber: '99 000 0137',
  legalAddress: '',
  statutesOn: '2020-05-04',
  premises: 'Deux chambres au rez-de-chaussée',
  partnerAccess: 'Couloir vitré',
  partnerAccessMinutes: '3',
  rooms: '2',
  capacity: '80',
  openedOn: '2024-01-01',
  onCallPhone: '01 99 00 00 00',
}

t.test('what a house says of itself is written by its midwife and read by the agency', async (t) => {
  const { test, app, house, browser, agencyBrowser, midwife } = await houseScene(t)
  const base = `/maisons-de-naissance/${house.id}`
  const sent = await sendForm(test, browser, `${base}/identite`, { ...IDENTITY, revision: '1' })
  t.equal(sent.statusCode, 303, sent.body.slice(0, 300))
  t.match((await midwife('GET', `/birth-houses/${house.id}/identity`)).json(), {
    legalFinessNumber: '990000137',
    legalAddress: null,
    rooms: 2,
    capacity: 80,
    revision: 2,
    updatedBy: 'Zoé Sage',
  })
  const page = await app.inject({ url: base, headers: agencyBrowser.headers })
  t.match(page.body, 'Deux chambres au rez-de-chaussée')
  t.match(page.body, '04/05/2020')
  t.notMatch(page.body, 'Modifier l’identité', 'the agency reads')
  const short = await app.inject({ url: '/maison/fiche', headers: browser.headers })
  t.equal(short.headers.location, base)
  t.same(await journalOf(t), { 'birth-house.identity': 1 })
})

t.test('of two who write at once the second is shown both versions, and then decides', async (t) => {
  const { test, house, browser, colleagueBrowser, midwife } = await houseScene(t)
  const url = `/maisons-de-naissance/${house.id}/identite`
  await sendForm(test, colleagueBrowser, url, { ...IDENTITY, capacity: '60', revision: '1' })
  const late = await sendForm(test, browser, url, { ...IDENTITY, revision: '1' })
  t.equal(late.statusCode, 409)
  t.match(late.body, 'Les deux versions')
  t.match(late.body, 'Alba Sage')
  t.match(late.body, /<td[^>]*><span[^>]*>60</)
  t.match(late.body, 'name="revision" value="2"')
  t.equal((await sendForm(test, browser, url, { ...IDENTITY, revision: '2' })).statusCode, 303)
  t.match((await midwife('GET', `/birth-houses/${house.id}/identity`)).json(), { capacity: 80, revision: 3 })
  t.equal((await sendForm(test, browser, url, { ...IDENTITY, revision: '3' })).statusCode, 303)
  t.match(
    (await midwife('GET', `/birth-houses/${house.id}/identity`)).json(),
    { revision: 3 },
    'the same again changes nothing',
  )
})

t.test('what cannot be is refused beside its field', async (t) => {
  const { test, house, browser } = await houseScene(t)
  const cases: [Record<string, string>, RegExp][] = [
    [{ legalFinessNumber: '12' }, /neuf chiffres/],
    [{ rooms: '0' }, /un nombre entre 1 et 50/],
    [{ capacity: 'beaucoup' }, /nombre entier de naissances/],
    [{ openedOn: '2024-02-31' }, /Indiquez une date/],
  ]
  for (const [wrong, words] of cases) {
    const typed = { ...IDENTITY, ...wrong, revision: '1' }
    const answer = await sendForm(test, browser, `/maisons-de-naissance/${house.id}/identite`, typed)
    t.equal(answer.statusCode, 400)
    t.match(answer.body, words)
    t.match(answer.body, 'Association des Tilleuls')
  }
})

t.test(
  'a convention is kept with its six items, its signatories, and says when it is to be renewed',
  async (t) => {
    const { test, app, house, partner, browser, agencyBrowser } = await houseScene(t)
    const url = `/maisons-de-naissance/${house.id}/conventions`
    const read = async (path: string, { headers } = browser) =>
      (await app.inject({ url: path, headers })).body
    t.match(await read(url), 'Ici viendra la convention')
    t.match(await read(`${url}/nouvelle`), `value="${partner.id}" selected`, 'its partner is proposed')
    const form = {
      partnerEstablishmentId: partner.id,
      signatories: 'Zoé Sage, présidente\n\n Le directeur de l’hôpital \n',
      signedOn: '2023-12-15',
      startsOn: '2024-01-01',
      endsOn: '2026-05-01',
      transfer: 'Par le couloir, à tout moment',
      finances: 'Aucune',
    }
    const sent = await sendForm(test, browser, url, form)
    t.equal(sent.statusCode, 303, sent.body.slice(0, 300))
    const page = await read(url, agencyBrowser)
    t.match(page, /À renouveler/)
    t.match(page, /dans 60.jours/u)
    t.match(page, /2 sur 6/)
    t.match(page, 'Zoé Sage, présidente, Le directeur de l’hôpital')
    t.notMatch(page, 'Modifier', 'the agency reads')
    for (const [wrong, words] of [
      [{ endsOn: '2023-01-01' }, /La fin vient avant le début/],
      [{ partnerEstablishmentId: '' }, /Choisissez la maternité partenaire/],
      [{ partnerEstablishmentId: house.id }, /n’existe pas dans ce réseau/],
      [{ transfer: 'x'.repeat(5001) }, /Au plus 5000 caractères/],
    ] as const) {
      const answer = await sendForm(test, browser, url, { ...form, ...wrong })
      t.ok([400, 404].includes(answer.statusCode))
      t.match(answer.body, words)
      t.match(answer.body, 'Le directeur de l’hôpital')
    }
    t.same(await journalOf(t), { 'birth-house.convention': 1 })
  },
)

t.test('a convention is changed by its house and the coordination, from what they have read', async (t) => {
  const { clock, house, other, partner, db, midwife, neighbour, agency, coordinator } =
    await sceneWithClock(t)
  const id = await aConvention(db, house, { partnerEstablishmentId: partner.id })
  const at = `/birth-houses/${house.id}/conventions`
  const [saved] = (await midwife('GET', at)).json<{ updatedAt: string }[]>()
  const convention = {
    partnerEstablishmentId: partner.id,
    items: {
      reorientation: null,
      transfer: 'Autrement',
      information: null,
      practices: null,
      anaesthesia: null,
      finances: null,
    },
    signatories: [],
    signedOn: null,
    startsOn: '2024-01-01',
    endsOn: null,
  }
  const change = { seen: saved!.updatedAt, convention }
  t.equal((await agency('PUT', `${at}/${id}`, change)).statusCode, 403)
  t.equal((await neighbour('PUT', `${at}/${id}`, change)).statusCode, 404)
  t.equal((await neighbour('PUT', `/birth-houses/${other.id}/conventions/${id}`, change)).statusCode, 404)
  t.equal((await midwife('PUT', `${at}/${randomUUID()}`, change)).statusCode, 404)
  clock.now = new Date(clock.now.getTime() + 1000)
  t.equal((await coordinator('PUT', `${at}/${id}`, change)).statusCode, 204)
  t.equal((await midwife('PUT', `${at}/${id}`, change)).statusCode, 409, 'it was changed since she read it')
  t.same(await journalOf(t), { 'birth-house.convention': 1 })
})

t.test('a convention changed by a colleague meanwhile is shown beside what was typed', async (t) => {
  const { clock, network, house, partner, db, test, browser, colleagueBrowser, midwife } =
    await sceneWithClock(t)
  const next = await anEstablishment(db, network, { name: 'Maternité du Val' })
  const id = await aConvention(db, house, { partnerEstablishmentId: partner.id })
  const url = `/maisons-de-naissance/${house.id}/conventions/${id}`
  const read = (await midwife('GET', `/birth-houses/${house.id}/conventions`)).json()[0].updatedAt
  const typed = {
    partnerEstablishmentId: partner.id,
    startsOn: '2024-01-01',
    signatories: 'Zoé Sage\nNoé Direction',
    seen: read,
  }
  clock.now = new Date(clock.now.getTime() + 1000)
  const first = {
    ...typed,
    partnerEstablishmentId: next.id,
    endsOn: '2027-12-31',
    transfer: 'Par le couloir',
  }
  t.equal((await sendForm(test, colleagueBrowser, url, first)).statusCode, 303)
  const late = await sendForm(test, browser, url, { ...typed, endsOn: '2026-12-31', transfer: 'À pied' })
  t.equal(late.statusCode, 409)
  t.match(late.body, 'Les deux versions')
  t.match(late.body, 'Alba Sage')
  for (const cell of [
    'Maternité du Val',
    partner.name,
    '31/12/2027',
    '31/12/2026',
    'Par le couloir',
    'À pied',
  ]) {
    t.match(late.body, new RegExp(`<td[^>]*><span[^>]*>${cell}<`))
  }
  t.match(late.body, 'value="2026-12-31"', 'what she typed is in the form')
  const seen = /name="seen" value="([^"]+)"/.exec(late.body)?.[1] ?? ''
  t.not(seen, read)
  const again = await sendForm(test, browser, url, { ...typed, seen, endsOn: '2026-12-31' })
  t.equal(again.statusCode, 303, 'she has seen both, and decides')
})

async function sceneWithClock(t: Parameters<typeof houseScene>[0]) {
  const scene = await houseScene(t)
  return { ...scene, clock: scene.test.clock }
}
