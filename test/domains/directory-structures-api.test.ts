import t from 'tap'
import { aDesk, type Caller } from '../support/directory-desk.js'
import { dumpOf } from '../support/dump.js'
import { HOSTILE, keptOf } from '../support/hostile-lines.js'
import { journalOf } from '../support/journal.js'

const STRUCTURES = '/structures'
const PRACTICE = {
  name: 'Cabinet du Lavoir',
  category: 'professionals',
  street: '3 rue du Lavoir',
  postcode: '01440',
  communeName: 'Viriat',
  isPrivateAddress: false,
  accessibility: ['motor'],
  languages: ['fsl'],
}

t.test('a structure is made once: one like it is said first, the same number refused', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.callAs(desk.accounts.coordinator)
  const practice = { ...PRACTICE, openedOn: '2020-02-01', latitude: 46.2512, longitude: 5.2103 }
  const key = 'un-cabinet-une-fois'
  const first = await team('POST', STRUCTURES, practice, key)
  t.equal(first.statusCode, 201, first.body)
  t.equal((await team('POST', STRUCTURES, practice, key)).body, first.body)
  t.match((await team('GET', `${STRUCTURES}/${first.json().id}`)).json(), {
    revision: 1,
    name: 'Cabinet du Lavoir',
    communeCode: '01451',
    departmentCode: '01',
    latitude: 46.2512,
    positionSource: 'saisie',
    openedOn: '2020-02-01',
    accessibility: ['motor'],
    languages: ['fsl'],
    seenBy: { listing: 'members', emergencyPhone: 'emergency' },
    offers: [],
    activities: [],
    membership: null,
    team: [],
    mayManage: true,
    mayWrite: true,
  })

  const twin = await team('POST', STRUCTURES, { ...PRACTICE, name: 'CABINET DU LAVOIR' })
  t.match(twin.json(), { status: 409, type: 'urn:problem:directory.looks-alike' })
  t.equal((await team('POST', STRUCTURES, { ...PRACTICE, isAnother: true })).statusCode, 201)
  const site = { name: 'Site', category: 'health-establishments', finessNumber: '990000018' }
  t.equal((await team('POST', STRUCTURES, site)).statusCode, 201)
  const number = await team('POST', STRUCTURES, { ...site, name: 'Un tout autre site' })
  t.match(number.json(), {
    type: 'urn:problem:directory.number-taken',
    errors: [{ pointer: '/finessNumber' }],
  })
  t.same(await journalOf(t), { 'directory.create-record': 3 })
})

t.test('a structure is changed field by field, from the version that was read', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.callAs(desk.accounts.coordinator)
  const id = await made(team, { ...PRACTICE, latitude: 46.2512, longitude: 5.2103 })
  const path = `${STRUCTURES}/${id}`
  desk.clock.now = new Date(desk.clock.now.getTime() + 60_000)
  const moved = await team('PATCH', path, { revision: 1, street: '9 place de l’Église' })
  t.equal(moved.statusCode, 204, moved.body)
  t.match(
    (await team('GET', path)).json(),
    { revision: 2, street: '9 place de l’Église', communeName: 'Viriat', positionSource: 'la commune' },
    'the point of the former street is not kept',
  )
  const late = await team('PATCH', path, { revision: 1, hours: 'le lundi' })
  t.match(late.json(), { status: 409, type: 'urn:problem:directory.edited-meanwhile' })
  const { entries } = (await team('GET', `${path}/history`)).json()
  t.match(entries[0], { before: { street: '3 rue du Lavoir' }, after: { street: '9 place de l’Église' } })
  t.equal(entries.length, 2)
  t.same(await journalOf(t), { 'directory.create-record': 1, 'directory.edit-record': 1 })
})

t.test('each wrong value is refused in French beside its field, and nothing is written', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.callAs(desk.accounts.coordinator)
  const id = await made(team, PRACTICE)
  const before = await dumpOf(desk.url)
  const wrong: [object, RegExp][] = [
    [{ name: ' ' }, /Indiquez le nom de la structure/],
    [{ category: 'shops' }, /Choisissez la catégorie/],
    [{ finessNumber: '12345678901234' }, /c’est un SIRET/],
    [{ siret: '123' }, /il a 14 chiffres/],
    [{ postcode: '2A004' }, /code commune de l’Insee/],
    [{ latitude: 46.25 }, /donnez les deux, ou aucune/],
    [{ latitude: 91, longitude: 5 }, /90/],
    [{ latitude: -21.1, longitude: 55.5 }, /n’est pas dans le département 01/],
    [{ openedOn: '31/02/2026' }, /n’est pas une date du calendrier/],
    [{ openedOn: '2026-03-02', closedOn: '2026-03-01' }, /La fin vient avant le début/],
    [{ establishmentId: desk.network.id }, /n’existe pas dans ce réseau/],
    [{ hours: 'x'.repeat(501) }, /au plus 500 caractères/],
  ]
  for (const [fields, words] of wrong) {
    const making = await team('POST', STRUCTURES, { ...PRACTICE, name: 'Une autre', ...fields })
    const changing = await team('PATCH', `${STRUCTURES}/${id}`, { revision: 1, ...fields })
    for (const { statusCode, body } of [making, changing]) {
      t.ok([400, 404].includes(statusCode), `${JSON.stringify(fields)}: ${statusCode}`)
      t.match(body, words)
    }
  }
  t.same(await dumpOf(desk.url), before)
})

t.test('formulas, HTML, headers and vCard lines go through every text field as text', async (t) => {
  const desk = await aDesk(t)
  const team = await desk.callAs(desk.accounts.coordinator)
  for (const hostile of HOSTILE) {
    const said = { name: hostile, longName: hostile, street: hostile, hours: hostile, owner: hostile }
    const id = await made(team, { ...PRACTICE, ...said, isAnother: true })
    const answer = (await team('GET', `${STRUCTURES}/${id}`)).json()
    for (const field of Object.keys(said)) t.equal(answer[field], keptOf(hostile), field)
  }
})

t.test('who answers for a structure reads and presents it, without what is for the team', async (t) => {
  const desk = await aDesk(t)
  const { accounts } = desk
  const team = await desk.callAs(accounts.coordinator)
  const site = { name: 'Maternité', category: 'health-establishments', notes: 'note de l’équipe' }
  const hers = await made(team, { ...site, establishmentId: desk.site.id })
  const another = await made(team, { ...site, name: 'Ailleurs', establishmentId: desk.elsewhere.id })
  const referent = await desk.callAs(accounts.referent)
  const path = `${STRUCTURES}/${hers}`
  const read = (await referent('GET', path)).json()
  t.match(read, { name: 'Maternité', notes: null, membership: null, mayManage: false, mayWrite: true })
  t.notOk('notes' in read.provenance, 'nor that there are notes')
  t.match((await team('GET', path)).json(), { notes: 'note de l’équipe' }, 'the control')

  const hours = { revision: 1, hours: 'jour et nuit', accessibility: ['motor', 'hearing'] }
  t.equal((await referent('PATCH', `${path}/presentation`, hours)).statusCode, 204)
  t.match((await team('GET', path)).json(), {
    hours: 'jour et nuit',
    accessibility: ['motor', 'hearing'],
    provenance: { hours: { source: 'person', by: 'Rosa Référente' } },
  })
  const renamed = await referent('PATCH', `${path}/presentation`, { revision: 2, name: 'Autre nom' })
  t.equal(renamed.statusCode, 400, 'its name is for the team')
  t.equal((await referent('PATCH', path, { revision: 2, hours: 'x' })).statusCode, 403)
  t.equal((await referent('GET', `${path}/history`)).statusCode, 403)
  t.equal((await referent('POST', STRUCTURES, site)).statusCode, 403)
  for (const method of ['GET', 'PATCH'] as const) {
    const end = method === 'GET' ? '' : '/presentation'
    const refused = await referent(method, `${STRUCTURES}/${another}${end}`, hours)
    t.equal(refused.statusCode, 404, 'another site of the network is as if it were not')
  }
})

t.test('who may not, and who stands elsewhere, neither reads nor writes a structure', async (t) => {
  const desk = await aDesk(t)
  const { accounts } = desk
  const team = await desk.callAs(accounts.coordinator)
  const here = await made(team, { ...PRACTICE, territoryId: desk.site.territoryId })
  const there = await made(team, { ...PRACTICE, name: 'Autre', territoryId: desk.elsewhere.territoryId })
  const [stranger, ada, midwife, agency] = await Promise.all(
    [desk.stranger, accounts.antenna, accounts.midwife, accounts.ars].map(desk.callAs),
  )
  const tries = async (caller: Caller, id: string) => {
    const path = `${STRUCTURES}/${id}`
    const read = await caller('GET', path)
    const history = await caller('GET', `${path}/history`)
    const write = await caller('PATCH', path, { revision: 1, notes: 'lu' })
    const present = await caller('PATCH', `${path}/presentation`, { revision: 2, hours: 'lu' })
    return [read, history, write, present].map(({ statusCode }) => statusCode)
  }
  const before = await dumpOf(desk.url)
  t.same(await tries(stranger!, here), [404, 404, 404, 404], 'another network')
  t.same(await tries(midwife!, here), [403, 403, 403, 404], 'a professional answers for no structure')
  t.same(await tries(agency!, here), [403, 403, 403, 403])
  t.same(await tries(ada!, there), [200, 200, 404, 404], 'an antenna writes in its territory')
  const ofOurSite = { ...PRACTICE, establishmentId: desk.site.id }
  t.equal((await stranger!('POST', STRUCTURES, ofOurSite)).statusCode, 404, 'nor ties one to our maternity')
  t.same(await dumpOf(desk.url), before, 'nothing of this was done')
  t.same(await tries(ada!, here), [200, 200, 204, 204], 'the control')
})

async function made(caller: Caller, fields: object): Promise<string> {
  const answer = await caller('POST', STRUCTURES, fields)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json().id
}
