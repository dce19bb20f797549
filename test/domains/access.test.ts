import jwt from '@fastify/jwt'
import Fastify from 'fastify'
import pg from 'pg'
import t from 'tap'
import type { Actor } from '../../src/access/actor.js'
import { installGate } from '../../src/access/gate.js'
import { PERMISSIONS, reachOf, within } from '../../src/access/policy.js'
import { inTransaction } from '../../src/context.js'
import { roleGrants, sessions, users } from '../../src/domains/accounts/tables.js'
import { establishments } from '../../src/domains/networks/tables.js'
import { bearerOf, browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, anEstablishment, systemCtx } from '../support/builders.js'
import { NOW } from '../support/now.js'

t.test('the application refuses to start with a route that declares no permission', async (t) => {
  const app = Fastify()
  await app.register(jwt, { secret: 'x' })
  installGate(app, {
    db: undefined as never,
    secrets: { current: 'x', previous: null },
    clock: () => NOW,
    cookieSecure: false,
    loadActor: async () => null,
  })
  t.throws(() => app.get('/naked', async () => 'hello'), /declares no permission/)
  t.doesNotThrow(() => app.get('/dressed', { config: { permission: 'anyone' } }, async () => 'hello'))
})

t.test('a role without a permission reaches no row, whatever the query', async (t) => {
  const { db } = await testApp(t)
  const network = await aNetwork(db)
  await anEstablishment(db, network)
  const actors: Actor[] = [
    { role: 'public' },
    {
      role: 'professional',
      isMember: true,
      networkId: network.id,
      grantId: '',
      userId: '',
      userName: '',
      networkName: '',
      sessionId: '',
    },
  ]
  for (const actor of actors) {
    for (const permission of PERMISSIONS.filter((one) => reachOf(actor.role, one) === null)) {
      const rows = await inTransaction({ ...systemCtx(db, network.id) }, ({ db }) =>
        db
          .select()
          .from(establishments)
          .where(within(actor, permission, { network: establishments.networkId })),
      )
      t.same(rows, [], `${actor.role} ${permission}`)
    }
  }
})

t.test('with the policy out of the way, row-level security alone hides the other network', async (t) => {
  const { db, url } = await testApp(t)
  const [mine, theirs] = [await aNetwork(db), await aNetwork(db)]
  await anEstablishment(db, mine, { name: 'À nous' })
  await anEstablishment(db, theirs, { name: 'canari-8d1c' })
  const seen = await inTransaction(systemCtx(db, mine.id), ({ db }) => db.select().from(establishments))
  t.same(
    seen.map((row) => row.name),
    ['À nous'],
  )
  t.same(await db.select().from(establishments), [], 'outside a transaction nothing is seen')
  await t.rejects(
    inTransaction(systemCtx(db, mine.id), ({ db }) =>
      db
        .insert(establishments)
        .values({ networkId: theirs.id, name: 'x', finessGeo: '990000001', finessPmsi: '990000001' }),
    ),
    'nor written',
  )
  // The control: with the lock taken off both are seen, so the test can fail.
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  t.teardown(() => owner.end())
  await owner.query('alter table establishments disable row level security')
  t.same((await db.select().from(establishments)).length, 2)
})

t.test(
  'two networks over a pool of two never see each other in a thousand interleaved transactions',
  async (t) => {
    const { db } = await testApp(t, { max: 2 })
    const networks = [await aNetwork(db), await aNetwork(db)]
    for (const network of networks) await anEstablishment(db, network, { name: network.id })
    const seen = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const network = networks[index % 2]!
        const rows = await inTransaction(systemCtx(db, network.id), ({ db }) =>
          db.select().from(establishments),
        )
        return rows.length === 1 && rows[0]!.name === network.id
      }),
    )
    t.ok(seen.every(Boolean))
  },
)

t.test('the runtime role can neither change nor delete the audit', async (t) => {
  const { pool } = await testApp(t)
  await t.rejects(pool.query("update audit_entries set action = 'x'"), /permission denied/)
  await t.rejects(pool.query('delete from audit_entries'), /permission denied/)
})

t.test('a right revoked, an account closed or a session ended acts on the next request', async (t) => {
  const { app, db } = await testApp(t)
  const network = await aNetwork(db)
  const onRights = (revokedAt: Date | null) =>
    inTransaction(systemCtx(db, network.id), ({ db }) => db.update(roleGrants).set({ revokedAt }))
  for (const revoke of [
    () => onRights(NOW),
    () => db.update(users).set({ deactivatedAt: NOW }),
    () => db.update(sessions).set({ revokedAt: NOW }),
  ]) {
    const headers = await bearerOf(app, await anAccount(db, { role: 'coordinator', networkId: network.id }))
    t.equal((await app.inject({ url: '/api/establishments', headers })).statusCode, 200)
    await revoke()
    t.equal((await app.inject({ url: '/api/establishments', headers })).statusCode, 401)
    await onRights(null)
    await db.update(users).set({ deactivatedAt: null })
  }
})

t.test('a session ends after thirty idle minutes and twelve hours at the most', async (t) => {
  const { app, db, clock } = await testApp(t)
  const headers = await bearerOf(
    app,
    await anAccount(db, { role: 'coordinator', networkId: (await aNetwork(db)).id }),
  )
  const at = async (minutes: number) => {
    clock.now = new Date(NOW.getTime() + minutes * 60_000)
    return (await app.inject({ url: '/api/establishments', headers })).statusCode
  }
  for (let minutes = 0; minutes < 12 * 60; minutes += 29) t.equal(await at(minutes), 200)
  t.equal(await at(12 * 60 + 1), 401)
  clock.now = NOW
  const other = await bearerOf(
    app,
    await anAccount(db, { role: 'coordinator', networkId: (await aNetwork(db)).id }),
  )
  clock.now = new Date(NOW.getTime() + 31 * 60_000)
  t.equal((await app.inject({ url: '/api/establishments', headers: other })).statusCode, 401)
})

t.test('a forged, altered or foreign token is no token', async (t) => {
  const { app, db } = await testApp(t)
  const { authorization } = await bearerOf(
    app,
    await anAccount(db, { role: 'coordinator', networkId: (await aNetwork(db)).id }),
  )
  const [head, body, signature] = authorization.slice(7).split('.') as [string, string, string]
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  const stranger = Fastify()
  await stranger.register(jwt, { secret: 'another secret, as long as the first one' })
  await stranger.ready()
  for (const token of [
    `${none}.${body}.`,
    `${head}.${body}.`,
    `${head}.${Buffer.from('{"sid":"x"}').toString('base64url')}.${signature}`,
    `${head}.${body}.${signature.split('').reverse().join('')}`,
    stranger.jwt.sign({ sid: '5b1f7c3e-0000-4000-8000-000000000000' }),
    'x',
  ]) {
    const response = await app.inject({
      url: '/api/establishments',
      headers: { authorization: `Bearer ${token}` },
    })
    t.equal(response.statusCode, 401, token.slice(0, 20))
  }
})

t.test('a wrong address and a wrong password get the same words', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'coordinator', networkId: (await aNetwork(db)).id })
  const answers = await Promise.all(
    [
      { ...account.credentials, password: 'faux' },
      { email: 'personne@exemple.test', password: 'faux' },
    ].map((payload) => app.inject({ method: 'POST', url: '/api/sessions', payload })),
  )
  const [a, b] = answers.map((answer) => ({
    ...answer.json(),
    instance: undefined,
    status: answer.statusCode,
  }))
  t.same(a, b)
  t.equal(a?.status, 401)
})

t.test('a form from elsewhere, without its token or with another’s is refused', async (t) => {
  const { app, db } = await testApp(t)
  const network = await aNetwork(db)
  const grant = { role: 'admin', networkId: network.id } as const
  const mine = await browserOf(app, await anAccount(db, grant))
  const other = await browserOf(app, await anAccount(db, grant))
  const form = {
    reference: 'a',
    legalBasis: 'b',
    dataProtectionOfficer: 'c',
    healthDataHost: 'd',
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
  }
  const send = (headers: Record<string, string>, csrf: string | null) =>
    app.inject({
      method: 'POST',
      url: '/fondement-juridique',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ ...form, ...(csrf !== null && { _csrf: csrf }) }).toString(),
    })
  const { origin: _, ...withoutOrigin } = mine.headers
  t.equal((await send(mine.headers, null)).statusCode, 403)
  t.equal((await send(mine.headers, other.csrf)).statusCode, 403)
  t.equal((await send(withoutOrigin, mine.csrf)).statusCode, 403)
  t.equal((await send({ ...mine.headers, origin: 'https://ailleurs.example' }, mine.csrf)).statusCode, 403)
  t.equal((await send({ ...mine.headers, origin: 'null' }, mine.csrf)).statusCode, 403)
  t.equal((await send(mine.headers, mine.csrf)).statusCode, 303, 'the control: the right form passes')
})

t.test('a page that is refused signs out too', async (t) => {
  const { app, db } = await testApp(t)
  const { id: networkId } = await aNetwork(db)
  const browser = await browserOf(app, await anAccount(db, { role: 'professional', networkId }))
  const refused = await app.inject({ url: '/journal', headers: browser.headers })
  t.equal(refused.statusCode, 403)
  const [, token = ''] = /action="\/deconnexion"[\s\S]*?name="_csrf" value="([^"]+)"/.exec(refused.body) ?? []
  t.equal(token, browser.csrf)
})

t.test('the API takes no order from a cookie', async (t) => {
  const { app, db } = await testApp(t)
  const network = await aNetwork(db)
  const { headers } = await browserOf(app, await anAccount(db, { role: 'admin', networkId: network.id }))
  const response = await app.inject({ method: 'POST', url: '/api/authorisations', headers, payload: {} })
  t.equal(response.statusCode, 401)
})

t.test('an unknown field, a wrong type and a repeated parameter are refused, with the place', async (t) => {
  const { app, db } = await testApp(t)
  const headers = await bearerOf(
    app,
    await anAccount(db, { role: 'admin', networkId: (await aNetwork(db)).id }),
  )
  const good = {
    reference: 'a',
    legalBasis: 'b',
    dataProtectionOfficer: 'c',
    healthDataHost: 'd',
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
  }
  const send = (payload: object) =>
    app.inject({ method: 'POST', url: '/api/authorisations', headers, payload })
  t.equal((await send({ ...good, networkId: 'x' })).statusCode, 400)
  t.match((await send({ ...good, reference: 7 })).json(), {
    type: 'urn:problem:request.invalid',
    errors: [{ pointer: '#/reference' }],
  })
  t.equal((await send({ ...good, validTo: '2025-01-01' })).statusCode, 400)
  t.equal((await app.inject({ url: '/api/tracers?year=2024&year=2025', headers })).statusCode, 400)
  t.equal((await app.inject({ url: '/api/establishments?p=1', headers })).statusCode, 400)
  t.equal((await app.inject({ url: '/api/establishments', headers })).statusCode, 200, 'the control')
  t.equal((await send(good)).statusCode, 201)
})

t.test('after sign-in one goes back to a page of this site and no other', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  const go = async (next: string) => {
    const response = await app.inject({
      method: 'POST',
      url: '/connexion',
      headers: { origin: 'http://trame.test', 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ ...account.credentials, next }).toString(),
    })
    return response.headers.location
  }
  t.equal(await go('/imports?x=1'), '/imports?x=1')
  for (const next of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/%0d%0aSet-Cookie:x',
    '',
  ]) {
    const location = String(await go(next))
    t.ok(location === '/' || location.startsWith('/%'), `${next} → ${location}`)
  }
})
