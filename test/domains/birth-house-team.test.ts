import { randomUUID } from 'node:crypto'
import t from 'tap'
import { aMidwife, aMidwifeOfTheDirectory } from '../support/birth-houses.js'
import { anAccount } from '../support/builders.js'
import { houseScene } from '../support/house-scene.js'
import { journalOf } from '../support/journal.js'
import { apiOf, sendForm } from '../support/people.js'

const FORM = { role: 'global', fte: '0,8', startsOn: '2026-01-01', endsOn: '' }
const CALL = { role: 'support', fte: null, startsOn: '2026-01-01', endsOn: null }

t.test(
  'a midwife finds her colleague in the directory, adds her to the team, and may refer a woman to her',
  async (t) => {
    const { test, app, db, house, browser } = await houseScene(t)
    const personId = await aMidwifeOfTheDirectory(db, house, 'Lerouge')
    const base = `/maisons-de-naissance/${house.id}`
    const read = async (url: string) => (await app.inject({ url, headers: browser.headers })).body
    t.match(await read(base), 'Aucune sage-femme n’est encore inscrite')
    t.match(await read(`${base}/sages-femmes/nouvelle?q=lerouge`), `personne=${personId}`)
    t.match(await read(`${base}/sages-femmes/nouvelle?q=personne`), 'Aucune sage-femme de l’annuaire')
    t.match(await read(`${base}/sages-femmes/nouvelle?personne=${personId}`), 'LEROUGE Ève')
    const sent = await sendForm(test, browser, `${base}/sages-femmes`, { personId, ...FORM })
    t.equal(sent.statusCode, 303, sent.body.slice(0, 300))
    const page = await read(base)
    t.match(page, /1.sage-femme en suivi global \(0,8.{0,3}.ETP\), 0 en appui/u)
    t.match(page, 'Ève Lerouge')
    t.match(await read('/maison/registre/nouvelle'), 'Ève Lerouge', 'the register proposes her')
    t.same(await journalOf(t), { 'birth-house.team': 1 })
  },
)

t.test('what is wrong is refused beside its field, and nothing typed is lost', async (t) => {
  const { test, db, house, browser } = await houseScene(t)
  const personId = await aMidwifeOfTheDirectory(db, house)
  const url = `/maisons-de-naissance/${house.id}/sages-femmes`
  const cases: [Record<string, string>, RegExp][] = [
    [{ fte: '1,2' }, /un nombre entre 0 et 1/],
    [{ fte: 'mi-temps' }, /Indiquez un nombre/],
    [{ role: '' }, /suivi global ou appui/],
    [{ startsOn: '' }, /Indiquez une date/],
    [{ endsOn: '2025-12-31' }, /La fin vient avant le début/],
  ]
  for (const [wrong, words] of cases) {
    const typed = { personId, ...FORM, ...wrong }
    const answer = await sendForm(test, browser, url, typed)
    t.equal(answer.statusCode, 400)
    t.match(answer.body, words)
    if (typed.fte) t.match(answer.body, `value="${typed.fte}"`)
  }
  const noOne = await sendForm(test, browser, url, { ...FORM, personId: '' })
  t.match(noOne.body, 'Cherchez la sage-femme dans l’annuaire')
})

t.test('somebody is in the team once at a time, and comes back after she left', async (t) => {
  const { db, house, midwife } = await houseScene(t)
  const row = await aMidwife(db, house, { startsOn: '2024-01-01' })
  const add = (dates: object) =>
    midwife('POST', `/birth-houses/${house.id}/midwives`, { personId: row.personId, ...CALL, ...dates })
  t.equal((await add({})).statusCode, 409)
  t.equal((await add({ startsOn: '2023-01-01', endsOn: '2024-01-01' })).statusCode, 409, 'one day in common')
  t.equal((await add({ startsOn: '2023-01-01', endsOn: '2023-12-31' })).statusCode, 201)
  const readTeam = async () =>
    (await midwife('GET', `/birth-houses/${house.id}/team`)).json<{
      midwives: { id: string; seen: string }[]
    }>()
  const seen = (await readTeam()).midwives.find(({ id }) => id === row.id)?.seen
  const left = { role: 'global', fte: 0.5, startsOn: '2024-01-01', endsOn: '2025-12-31', seen }
  const change = await midwife('PUT', `/birth-houses/${house.id}/midwives/${row.id}`, left)
  t.equal(change.statusCode, 204)
  const both = await Promise.all([add({}), add({})])
  t.same(both.map(({ statusCode }) => statusCode).sort(), [201, 409], 'two at once: once')
  t.equal((await readTeam()).midwives.length, 3)
  t.same(await journalOf(t), { 'birth-house.team': 3 })
})

t.test('other staff is a trade, a number and a time, which the report counts', async (t) => {
  const { test, app, house, browser, midwife } = await houseScene(t)
  const base = `/maisons-de-naissance/${house.id}`
  const line = {
    occupation: 'Secrétaire',
    headcount: '2',
    fte: '1,5',
    missions: 'Accueil',
    startsOn: '2025-01-01',
    endsOn: '',
  }
  t.equal((await sendForm(test, browser, `${base}/personnels`, line)).statusCode, 303)
  const wrong = await sendForm(test, browser, `${base}/personnels`, { ...line, headcount: '' })
  t.match(wrong.body, 'Au moins une personne.')
  const { staff } = (await midwife('GET', `/birth-houses/${house.id}/team`)).json<{
    staff: { id: string; seen: string }[]
  }>()
  t.match(staff, [{ occupation: 'Secrétaire', headcount: 2, fte: 1.5, missions: 'Accueil' }])
  const edit = await app.inject({ url: `${base}/personnels/${staff[0]!.id}`, headers: browser.headers })
  t.match(edit.body, 'value="1,5"')
  const gone = { ...line, endsOn: '2026-01-31', seen: staff[0]!.seen }
  t.equal((await sendForm(test, browser, `${base}/personnels/${staff[0]!.id}`, gone)).statusCode, 303)
})

t.test(
  'a team is written by its house and the coordination, read by the agency, hidden from another house',
  async (t) => {
    const { db, test, network, house, other, midwife, neighbour, coordinator, agency, referent } =
      await houseScene(t)
    const row = await aMidwife(db, house)
    const own = `/birth-houses/${house.id}`
    t.equal((await agency('GET', `${own}/team`)).statusCode, 200)
    t.equal((await referent('GET', `${own}/team`)).statusCode, 403)
    t.equal((await neighbour('GET', `${own}/team`)).statusCode, 404)
    const { midwives } = (await midwife('GET', `${own}/team`)).json<{ midwives: { seen: string }[] }>()
    const change = { ...CALL, role: 'support', seen: midwives[0]?.seen }
    t.equal((await neighbour('PUT', `${own}/midwives/${row.id}`, change)).statusCode, 404)
    t.equal((await midwife('PUT', `/birth-houses/${other.id}/midwives/${row.id}`, change)).statusCode, 404)
    t.equal((await midwife('PUT', `${own}/midwives/${randomUUID()}`, change)).statusCode, 404)
    t.equal((await agency('PUT', `${own}/midwives/${row.id}`, change)).statusCode, 403)
    t.equal((await coordinator('PUT', `${own}/midwives/${row.id}`, change)).statusCode, 204)
    t.equal(
      (await coordinator('PUT', `/birth-houses/${other.id}/midwives/${row.id}`, change)).statusCode,
      404,
    )
    const grant = {
      role: 'antenna_coordinator',
      networkId: network.id,
      territoryId: house.territoryId!,
    } as const
    const antenna = await apiOf(test, await anAccount(db, grant))
    t.equal(
      (await antenna('GET', `${own}/team`)).statusCode,
      200,
      'an antenna reads the houses of its territory',
    )
  },
)
