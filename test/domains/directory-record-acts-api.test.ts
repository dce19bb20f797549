import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { updatePerson } from '../../src/domains/directory/writing.js'
import { aDesk, type Caller } from '../support/directory-desk.js'
import { aPerson, aStructure } from '../support/directory-records.js'
import { dumpOf } from '../support/dump.js'
import { HOSTILE, keptOf } from '../support/hostile-lines.js'
import { journalOf } from '../support/journal.js'

const APPLIED = {
  since: null,
  state: 'applied',
  stateSince: '2026-02-01',
  appliedOn: '2026-02-01',
  charterSignedOn: null,
  college: null,
  note: null,
}
const CLEARED = { reason: 'retraite' }

t.test('a membership goes from state to state, from the one that was read', async (t) => {
  const { desk, team, subjects } = await aScene(t)
  for (const path of subjects) {
    const put = (body: object) => team('PUT', `${path}/membership`, body)
    const read = async () => (await team('GET', path)).json().membership
    t.equal(await read(), null)
    t.equal((await put(APPLIED)).statusCode, 204)
    const { updatedAt: since, ...membership } = await read()
    t.match(membership, { state: 'applied', appliedOn: '2026-02-01', updatedBy: 'Camille Roy' })

    desk.clock.now = new Date(desk.clock.now.getTime() + 60_000)
    const active = { ...APPLIED, since, state: 'active', stateSince: '2026-03-01' }
    const unsigned = await put(active)
    t.match(unsigned.json(), { status: 400, errors: [{ pointer: '/charterSignedOn' }] })
    const signed = { ...active, charterSignedOn: '2026-03-01', college: 'professionnels libéraux' }
    t.equal((await put(signed)).statusCode, 204)
    t.match(await read(), { state: 'active', college: 'professionnels libéraux', stateSince: '2026-03-01' })
    for (const late of [
      { ...signed, note: 'tard' },
      { ...APPLIED, since: null },
    ]) {
      t.match((await put(late)).json(), { status: 409, type: 'urn:problem:directory.edited-meanwhile' })
    }
    const { updatedAt } = await read()
    const back = await put({ ...signed, since: updatedAt, state: 'applied' })
    t.match(back.json(), { status: 400, errors: [{ pointer: '/state', detail: /ne peut pas suivre/ }] })
    const { entries } = (await team('GET', `${path}/history`)).json()
    t.match(entries[0], { what: 'membership', before: { state: 'applied' }, after: { state: 'active' } })
  }
  t.same(await journalOf(t), { 'directory.membership': 4 })
})

t.test('a record taken out is found by nobody, keeps its history, and comes back', async (t) => {
  const { team, subjects, cards } = await aScene(t)
  for (const [index, path] of subjects.entries()) {
    const found = async () => (await team('GET', cards[index]!)).statusCode
    t.equal(await found(), 200)
    for (const reason of [{}, { reason: ' ' }, { reason: 'x'.repeat(201) }])
      t.equal((await team('POST', `${path}/archiving`, reason)).statusCode, 400)
    t.equal(await found(), 200, 'refused, it changes nothing')
    for (const _ of [1, 2]) t.equal((await team('POST', `${path}/archiving`, CLEARED)).statusCode, 204)
    t.equal(await found(), 404)
    t.match((await team('GET', path)).json(), { archivedAt: /^2026/, archivedReason: 'retraite' })
    for (const _ of [1, 2]) t.equal((await team('POST', `${path}/restoration`)).statusCode, 204)
    t.match((await team('GET', path)).json(), { archivedAt: null, archivedReason: null })
    t.equal(await found(), 200)
  }
  t.same(await journalOf(t), { 'directory.archive-record': 2, 'directory.restore-record': 2 })
})

t.test('a value of a national file is taken or not, and the choice is remembered', async (t) => {
  const { desk, team, subjects } = await aScene(t)
  const [path] = subjects
  const said = {
    firstName: { value: 'Clara', source: 'rpps', on: '2026-10-08' },
    professionCode: { value: '10', source: 'rpps', on: '2026-10-08' },
  } as const
  await inTransaction(desk.ctx, (ctx) =>
    updatePerson(ctx, { source: 'rpps', on: '2026-10-08', by: 'Import' }, path!.split('/')[2]!, {
      saidElsewhere: said,
    }),
  )
  t.match((await team('GET', path!)).json(), { firstName: 'Claire', saidElsewhere: said })
  for (const [act, field] of [
    ['adoption', 'firstName'],
    ['dismissal', 'professionCode'],
    ['adoption', 'phone'],
    ['adoption', 'constructor'],
    ['dismissal', 'toString'],
  ]) {
    const done = await team('POST', `${path}/national-values/${act}`, { field })
    t.equal(done.statusCode, 204, `${act} of ${field}`)
  }
  const { firstName, professionCode, provenance, saidElsewhere } = (await team('GET', path!)).json()
  t.same([firstName, professionCode], ['Clara', '50'])
  t.match(provenance.firstName, { source: 'rpps', on: '2026-10-08' })
  t.same(saidElsewhere, { professionCode: { ...said.professionCode, keptOn: '2026-03-02' } })
  t.same(
    await journalOf(t),
    { 'directory.edit-record': 2 },
    'of a field about which nothing is said, nothing',
  )
})

t.test('formulas, HTML, headers and vCard lines go through as text', async (t) => {
  const { team, subjects } = await aScene(t)
  for (const hostile of HOSTILE) {
    const kept = keptOf(hostile)
    const [path] = subjects
    const { membership } = (await team('GET', path!)).json()
    const since = membership?.updatedAt ?? null
    const written = { ...APPLIED, since, college: hostile, note: hostile }
    t.equal((await team('PUT', `${path}/membership`, written)).statusCode, 204)
    await team('POST', `${path}/archiving`, { reason: hostile })
    const read = (await team('GET', path!)).json()
    t.match(read, { archivedReason: kept, membership: { college: kept, note: kept } })
    await team('POST', `${path}/restoration`)
  }
})

t.test('who may not, and who stands elsewhere, does none of these acts', async (t) => {
  const { desk, subjects, elsewhere } = await aScene(t)
  const { accounts } = desk
  const [stranger, ada, ...others] = await Promise.all(
    [desk.stranger, accounts.antenna, accounts.midwife, accounts.ars, accounts.referent].map(desk.callAs),
  )
  const tries = async (caller: Caller, path: string) => {
    const found = [(await caller('PUT', `${path}/membership`, APPLIED)).statusCode]
    for (const [end, body] of [
      ['archiving', CLEARED],
      ['restoration', undefined],
      ['national-values/adoption', { field: 'phone' }],
      ['national-values/dismissal', { field: 'phone' }],
    ] as const)
      found.push((await caller('POST', `${path}/${end}`, body)).statusCode)
    return found
  }
  const before = await dumpOf(desk.url)
  for (const path of subjects) {
    t.same(await tries(stranger!, path), Array(5).fill(404), 'another network')
    for (const caller of others) t.same(await tries(caller, path), Array(5).fill(403))
  }
  for (const path of elsewhere) t.same(await tries(ada!, path), Array(5).fill(404), 'another territory')
  t.same(await dumpOf(desk.url), before, 'nothing of this was done')
  for (const path of subjects) t.same(await tries(ada!, path), Array(5).fill(204), 'the control')
})

/** A person and a structure of a territory, and of another. */
async function aScene(t: Parameters<typeof aDesk>[0]) {
  const desk = await aDesk(t)
  const of = async (territoryId: string | null) => [
    `people/${await aPerson(desk.ctx, { territoryId })}`,
    `structures/${await aStructure(desk.ctx, { territoryId })}`,
  ]
  const here = await of(desk.site.territoryId)
  const there = await of(desk.elsewhere.territoryId)
  return {
    desk,
    team: await desk.callAs(desk.accounts.coordinator),
    subjects: here.map((one) => `/${one}`),
    cards: here.map((one) => `/cards/${one}`),
    elsewhere: there.map((one) => `/${one}`),
  }
}
