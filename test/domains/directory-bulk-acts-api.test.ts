import t from 'tap'
import { aDesk, type Caller } from '../support/directory-desk.js'
import { aPerson, aStructure } from '../support/directory-records.js'
import { dumpOf } from '../support/dump.js'
import { journalOf } from '../support/journal.js'

const ACTS = '/bulk-acts'

t.test('the team lists its records, narrowed as on the page, and those withdrawn apart', async (t) => {
  const { desk, team, claire, structure } = await aScene(t)
  const stranger = await desk.callAs(desk.stranger)
  const list = async (query: string, caller = team) => (await caller('GET', `/records?${query}`)).json()
  t.match(await list(''), {
    counts: { current: 3, neverVerified: 3, objected: 0 },
    total: 3,
    page: 1,
    pageCount: 1,
  })
  t.match(await list('search=MARTIN'), {
    total: 1,
    records: [{ kind: 'person', id: claire, name: 'MARTIN Claire', code: '50', archivedAt: null }],
  })
  t.match(await list('kind=structure'), { total: 1, records: [{ id: structure, commune: 'Viriat' }] })
  t.match(await list('territory=none&sort=updated&order=desc'), { total: 3 })
  t.match(await list('membership=active'), { total: 0, records: [] })
  await team('POST', `/people/${claire}/archiving`, { reason: 'retraite' })
  t.match(await list('search=martin'), { total: 0, counts: { current: 2 } })
  t.match(await list('state=archived'), { total: 1, records: [{ id: claire, archivedAt: /^2026/ }] })
  t.match(await list('', stranger), { total: 0, counts: { current: 0 } }, 'another network lists its own')
  for (const query of ['kind=house', 'territory=ici', 'page=0', 'sort=notes', 'q=martin'])
    t.equal((await team('GET', `/records?${query}`)).statusCode, 400, query)
})

t.test('one act on many records is done to all or to none, once, and undone', async (t) => {
  const { desk, team, claire, other, structure, territoryOf } = await aScene(t)
  const { territoryId } = desk.site
  const named = [claire, other].map((id) => ({ kind: 'person', id }))
  const records = [...named, { kind: 'structure', id: structure }, ...named]
  const before = await dumpOf(desk.url)
  const unknown = { kind: 'person', id: desk.network.id }
  for (const [end, body, status] of [
    ['territory', { records: [...records, unknown], territoryId }, 404],
    ['territory', { records, territoryId: desk.network.id }, 404],
    ['territory', { records: [], territoryId }, 400],
    ['territory', { records: Array(201).fill(unknown), territoryId }, 400],
    ['archiving', { records, reason: ' ' }, 400],
  ] as const)
    t.equal(
      (await team('POST', `${ACTS}/${end}`, body)).statusCode,
      status,
      JSON.stringify(body).slice(0, 80),
    )
  t.same(await dumpOf(desk.url), before, 'none of these is half done')

  const key = 'un-acte-une-fois'
  const done = await team('POST', `${ACTS}/territory`, { records, territoryId }, key)
  t.equal(done.statusCode, 201, done.body)
  t.equal((await team('POST', `${ACTS}/territory`, { records, territoryId }, key)).body, done.body)
  t.same(await territoryOf(), [territoryId, territoryId, territoryId])
  const path = `${ACTS}/${done.json().id}`
  const read = (await team('GET', path)).json()
  t.match(read, { act: 'territory', records: 3, by: 'Camille Roy', undoneAt: null })
  t.same(new Set(read.changed.map(({ id }: { id: string }) => id)), new Set([claire, other, structure]))

  await team('PATCH', `/people/${claire}`, { revision: 2, territoryId: null })
  t.same((await team('POST', `${path}/undoing`)).json(), { left: 1 })
  t.same(await territoryOf(), [null, null, null])
  t.match((await team('POST', `${path}/undoing`)).json(), { status: 409 }, 'once')
  t.match((await team('GET', ACTS)).json(), { acts: [{ undoneBy: 'Camille Roy' }] })
  t.match(await journalOf(t), { 'directory.edit-many': 1, 'directory.undo-many': 1 })
})

t.test('memberships are noted together, refused together; records are withdrawn together', async (t) => {
  const { team, claire, other } = await aScene(t)
  const records = [claire, other].map((id) => ({ kind: 'person', id }))
  const active = { records, state: 'active', stateSince: '2026-03-01', appliedOn: null, college: null }
  const early = await team('POST', `${ACTS}/membership`, { ...active, charterSignedOn: null })
  t.match(early.json(), { status: 400, errors: [{ pointer: '/charterSignedOn', detail: /charte/ }] })
  const signed = { ...active, charterSignedOn: '2026-03-01' }
  t.equal((await team('POST', `${ACTS}/membership`, signed)).statusCode, 201)
  const archived = await team('POST', `${ACTS}/archiving`, { records, reason: '=cmd|calc' })
  t.equal(archived.statusCode, 201)
  for (const id of [claire, other]) {
    t.match((await team('GET', `/people/${id}`)).json(), {
      archivedReason: '=cmd|calc',
      membership: { state: 'active' },
    })
  }
})

t.test('who may not, and who stands elsewhere, acts on no record', async (t) => {
  const { desk, team, claire, other } = await aScene(t)
  const { accounts } = desk
  const [stranger, ada, ...others] = await Promise.all(
    [desk.stranger, accounts.antenna, accounts.midwife, accounts.ars, accounts.referent].map(desk.callAs),
  )
  const records = [{ kind: 'person', id: claire }]
  const done = (await team('POST', `${ACTS}/archiving`, { records, reason: 'retraite' })).json().id
  const tries = async (caller: Caller) => {
    const found = []
    for (const [method, path, body] of [
      ['GET', ACTS, undefined],
      ['GET', `${ACTS}/${done}`, undefined],
      ['POST', `${ACTS}/${done}/undoing`, undefined],
      ['POST', `${ACTS}/territory`, { records: [{ kind: 'person', id: other }], territoryId: null }],
      ['POST', `${ACTS}/archiving`, { records: [{ kind: 'person', id: other }], reason: 'non' }],
    ] as const)
      found.push((await caller(method, path, body)).statusCode)
    return found
  }
  const before = await dumpOf(desk.url)
  t.same(await tries(stranger!), [200, 404, 404, 404, 404], 'another network')
  t.same((await stranger!('GET', ACTS)).json(), { acts: [] })
  t.same(await tries(ada!), [200, 404, 404, 404, 404], 'an antenna finds her own acts alone')
  for (const caller of others) {
    t.same(await tries(caller), Array(5).fill(403))
    t.equal((await caller('GET', '/records')).statusCode, 403)
  }
  t.same(await dumpOf(desk.url), before, 'nothing of this was done')
  t.same((await team('POST', `${ACTS}/${done}/undoing`)).json(), { left: 0 }, 'the control')
})

/** Two people and a structure, in no territory. */
async function aScene(t: Parameters<typeof aDesk>[0]) {
  const desk = await aDesk(t)
  const team = await desk.callAs(desk.accounts.coordinator)
  const claire = await aPerson(desk.ctx, { lastName: 'Martin' })
  const other = await aPerson(desk.ctx)
  const structure = await aStructure(desk.ctx)
  const paths = [`/people/${claire}`, `/people/${other}`, `/structures/${structure}`]
  return {
    desk,
    team,
    claire,
    other,
    structure,
    territoryOf: () =>
      Promise.all(paths.map(async (path) => (await team('GET', path)).json().territoryId as string | null)),
  }
}
