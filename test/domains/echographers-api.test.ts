import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { echographerIdentifiers } from '../../src/domains/echographers/tables.js'
import { bearerOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx, type TestAccount } from '../support/builders.js'
import { aPerson, aStructure } from '../support/directory-records.js'
import { journalOf } from '../support/journal.js'

const GIVEN = { attributedOn: '2026-01-05', validUntil: null, evidence: 'DIU d’échographie, 2019' }
const ACT = { on: '2026-02-01', note: 'Décision du réseau' }

t.test('an identifier is given to somebody found by name, once, and lives through its acts', async (t) => {
  const { api, ctx } = await scene(t)
  const personId = await aPerson(ctx, { lastName: 'Sondeur' })
  const candidates = async () => (await api('GET', '/candidates?search=sondeur')).json().candidates
  t.match(await candidates(), [{ id: personId, hasOne: false }])
  const key = randomUUID()
  const give = () => api('POST', '', { ...GIVEN, personId, identifier: 'ec-0042' }, key)
  const first = await give()
  t.equal(first.statusCode, 201)
  t.same((await give()).json(), first.json(), 'sent twice under one key, it is given once')
  t.match(await candidates(), [{ hasOne: true }])
  t.match((await api('POST', '', { ...GIVEN, personId, identifier: 'EC-43' })).json(), {
    status: 409,
    type: 'urn:problem:echographer.person-has-one',
  })

  const { id } = first.json()
  const acts: [string, object][] = [
    ['suspension', ACT],
    ['resumption', { ...ACT, on: '2026-02-02' }],
    ['renewal', { ...ACT, on: '2026-02-03', validUntil: '2028-02-02' }],
    ['evidence', { ...ACT, on: '2026-02-04' }],
    ['cessation', { ...ACT, on: '2026-02-05' }],
  ]
  for (const [act, body] of acts) t.equal((await api('POST', `/${id}/${act}`, body)).statusCode, 204, act)
  t.equal((await api('POST', `/${id}/suspension`, ACT)).statusCode, 409, 'what has ended is not suspended')
  const detail = (await api('GET', `/${id}`)).json()
  t.match(detail, { identifier: 'EC-0042', personId, state: 'ceased', validUntil: '2028-02-02' })
  t.same(
    detail.events.map(({ kind, on }: { kind: string; on: string }) => `${kind} ${on}`),
    [
      'ceased 2026-02-05',
      'evidence-added 2026-02-04',
      'renewed 2026-02-03',
      'resumed 2026-02-02',
      'suspended 2026-02-01',
      'attributed 2026-01-05',
    ],
  )
  const found = async (query: string) =>
    (await api('GET', `?${query}`)).json().identifiers.map((one: { id: string }) => one.id)
  t.same(await found('search=EC%200042&state=ceased'), [id])
  t.same(await found('state=in-use'), [])
  t.match((await api('GET', '')).json(), { total: 1, counts: { ceased: 1, 'in-use': 0 } })
})

t.test(
  'an end to come is planned, told to laboratories, and taken back; a request is answered',
  async (t) => {
    const { api, ctx } = await scene(t)
    const personId = await aPerson(ctx)
    const given = { ...GIVEN, personId, identifier: 'EC-1', validUntil: '2026-04-20' }
    const { id } = (await api('POST', '', given)).json()
    t.equal((await api('POST', `/${id}/cessation`, { ...ACT, on: '2026-12-31' })).statusCode, 204)
    t.match((await api('GET', `/${id}`)).json(), { state: 'active', ceasedOn: '2026-12-31' })
    const listed = async () => (await api('GET', '/lists/laboratories')).json().identifiers
    t.match(await listed(), [{ identifier: 'EC-1', plannedEnd: '2026-12-31' }])
    const undo = { what: 'cessation', note: 'Elle reste' }
    t.equal((await api('POST', `/${id}/taking-back`, { ...undo, what: 'everything' })).statusCode, 400)
    t.equal((await api('POST', `/${id}/taking-back`, undo)).statusCode, 204)
    t.equal((await api('POST', `/${id}/taking-back`, undo)).statusCode, 409)
    t.match(await listed(), [{ plannedEnd: null }])

    t.equal((await api('POST', `/${id}/answer`, ACT)).statusCode, 409, 'nothing was asked')
    await inTransaction(ctx, ({ db }) =>
      db.update(echographerIdentifiers).set({ renewalAskedAt: new Date('2026-03-01T23:30:00Z') }),
    )
    t.match((await api('GET', '?state=asked')).json(), {
      counts: { asked: 1 },
      identifiers: [{ id, renewalAskedOn: '2026-03-02' }],
    })
    t.equal((await api('POST', `/${id}/answer`, ACT)).statusCode, 204)
    t.match((await api('GET', '')).json(), { counts: { asked: 0 }, identifiers: [{ renewalAskedOn: null }] })
  },
)

t.test(
  'laboratories read those in use, the federation all of them, and each reading leaves a trace',
  async (t) => {
    const { api, callOf, ctx, network, db } = await scene(t)
    const place = await aStructure(ctx, { name: 'Centre', communeName: 'Viriat' })
    const inUse = await aPerson(ctx, { lastName: 'Sondeur', rppsNumber: '09900000001', at: place })
    await api('POST', '', { ...GIVEN, personId: inUse, identifier: '0042' })
    const gone = await aPerson(ctx, { lastName: 'Zwick', firstName: null })
    const { id } = (await api('POST', '', { ...GIVEN, personId: gone, identifier: '0043' })).json()
    await api('POST', `/${id}/cessation`, ACT)
    const head = { network: network.name, region: network.regionName, on: '2026-03-02' }
    const first = {
      identifier: '0042',
      lastName: 'Sondeur',
      rppsNumber: '09900000001',
      places: ['Centre (Viriat)'],
      validUntil: null,
    }
    const laboratories = (await api('GET', '/lists/laboratories')).json()
    t.match(laboratories, { ...head, identifiers: [first] })
    t.equal(laboratories.identifiers.length, 1)
    t.notOk('state' in laboratories.identifiers[0], 'they are told who may take part, not the rest')
    t.match((await api('GET', '/lists/federation')).json(), {
      ...head,
      identifiers: [
        { ...first, state: 'active', attributedOn: '2026-01-05', suspendedOn: null, ceasedOn: null },
        { identifier: '0043', firstName: null, places: [], state: 'ceased', ceasedOn: '2026-02-01' },
      ],
    })
    t.match(await journalOf(t), { 'echographer.export': 2 })
    const member = await callOf(await anAccount(db, { role: 'professional', networkId: network.id }))
    const stranger = await callOf(
      await anAccount(db, { role: 'coordinator', networkId: (await aNetwork(db)).id }),
    )
    for (const list of ['laboratories', 'federation']) {
      t.equal((await member('GET', `/lists/${list}`)).statusCode, 403)
      t.same((await stranger('GET', `/lists/${list}`)).json().identifiers, [])
    }
    t.equal((await api('GET', '/lists/everybody')).statusCode, 404)
  },
)

t.test('the rules of the network are read, changed, and hold', async (t) => {
  const { api, ctx } = await scene(t)
  const rules = {
    pattern: '99-A-0000',
    patternWords: 'département, lettre, rang',
    renewalMonths: 36,
    reminderDays: 90,
    source: null,
  }
  t.match((await api('GET', '/settings')).json(), { pattern: null, renewalMonths: null, reminderDays: 60 })
  t.equal((await api('PUT', '/settings', rules)).statusCode, 204)
  t.same((await api('GET', '/settings')).json(), rules)
  const personId = await aPerson(ctx)
  t.match((await api('POST', '', { ...GIVEN, personId, identifier: 'EC-1' })).json(), {
    status: 400,
    errors: [{ pointer: '#/identifier' }],
  })
  for (const wrong of [
    { pattern: '(a+)+$\\' },
    { renewalMonths: 0 },
    { reminderDays: '60' },
    { reminderDays: 366 },
    { networkId: randomUUID() },
  ]) {
    t.equal((await api('PUT', '/settings', { ...rules, ...wrong })).statusCode, 400, JSON.stringify(wrong))
  }
  t.same((await api('GET', '/settings')).json(), rules)
})

t.test('a date that is none, an end before the beginning and a missing proof are refused', async (t) => {
  const { api, ctx } = await scene(t)
  const given = { ...GIVEN, personId: await aPerson(ctx), identifier: 'EC-1' }
  for (const wrong of [
    { attributedOn: '05/01/2026' },
    { validUntil: '' },
    { validUntil: '2025-12-31' },
    { evidence: '  ' },
    { identifier: 'ÉCHO' },
    { personId: 'Claire' },
  ]) {
    t.equal((await api('POST', '', { ...given, ...wrong })).statusCode, 400, JSON.stringify(wrong))
  }
  t.equal((await api('POST', '', { ...given, personId: randomUUID() })).statusCode, 404)
  t.equal((await api('POST', '', given)).statusCode, 201, 'the control')
})

async function scene(t: Test) {
  const { app, db } = await testApp(t)
  const network = await aNetwork(db)
  const callOf = async (account: TestAccount) => {
    const headers = await bearerOf(app, account)
    return (method: 'GET' | 'POST' | 'PUT', path: string, payload?: object, key?: string) =>
      app.inject({
        method,
        url: `/api/directory/echographers${path}`,
        headers: { ...headers, ...(key && { 'idempotency-key': key }) },
        ...(payload && { payload }),
      })
  }
  return {
    db,
    network,
    ctx: systemCtx(db, network.id),
    callOf,
    api: await callOf(await anAccount(db, { role: 'coordinator', networkId: network.id })),
  }
}
