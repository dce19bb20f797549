import { randomUUID } from 'node:crypto'
import formbody from '@fastify/formbody'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { refuseLooseInput } from '../../src/access/strict-input.js'
import { AppError } from '../../src/errors/app-error.js'
import { type TestApp, testApp } from '../support/app.js'
import {
  ANONYMOUS,
  acceptableBody,
  addressOf,
  ask,
  changesState,
  type Door,
  isApi,
  type Persona,
  personasOf,
  proofOf,
} from '../support/doors.js'
import { dumpOf } from '../support/dump.js'
import { twoNetworks, type World } from '../support/two-networks.js'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

type Stage = TestApp & { world: World; admin: Persona; personas: Persona[]; doors: Door[] }

/** One stage for the whole file: what is refused here leaves it as it was. */
const stage = await setTheStage(t)

async function setTheStage(t: Test): Promise<Stage> {
  const app = await testApp(t)
  const world = await twoNetworks(app.db)
  const personas = await personasOf(app.app, app.db, world.mine)
  return {
    ...app,
    world,
    personas,
    doors: app.app.doors,
    admin: personas.find(({ name }) => name === 'admin')!,
  }
}

const writes = () => stage.doors.filter(changesState)
const forms = () => writes().filter((door) => !isApi(door))

t.test('a parameter given twice is refused at every door, and nothing is done', async (t) => {
  const before = await dumpOf(stage.url)
  const faults: string[] = []
  for (const door of stage.doors.filter(({ method }) => method !== 'HEAD')) {
    const persona = holderOf(door)
    const url = addressOf(door, 'own', stage.world, persona)
    if (url === null || door.url.startsWith('/assets')) continue
    const body = acceptableBody(door)
    const twice = await ask(stage.app, door, {
      persona,
      url: `${url}${url.includes('?') ? '&' : '?'}p=1&p=2`,
      body,
    })
    if (twice.statusCode !== 400) faults.push(`${door.method} ${door.url}: ${twice.statusCode} for ?p=1&p=2`)
    if (isApi(door) || !changesState(door)) continue
    const { headers, csrf } = await persona.proof(door)
    const payload = `_csrf=${csrf}&p=1&p=2`
    const again = await stage.app.inject({ method: 'POST', url, headers: { ...headers, ...FORM }, payload })
    if (again.statusCode !== 400) faults.push(`${door.url}: ${again.statusCode} for a field twice`)
  }
  t.same(faults, [])
  t.same(await dumpOf(stage.url), before)
})

t.test('a field no schema knows is refused at every door that changes something', async (t) => {
  const before = await dumpOf(stage.url)
  const faults: string[] = []
  for (const door of writes()) {
    const persona = holderOf(door)
    const url = addressOf(door, 'own', stage.world, persona)
    if (url === null) continue
    for (const name of ['networkId', 'role', 'id', 'deactivatedAt', 'constructor', '__proto__']) {
      if (takesField(door, name)) continue
      const body = Object.assign(Object.create(null), acceptableBody(door), { [name]: 'x' })
      const response = await ask(stage.app, door, { persona, url, body })
      // A link that no longer works is refused before its form is read.
      if (![400, 410].includes(response.statusCode))
        faults.push(`${door.method} ${door.url} + ${name}: ${response.statusCode}`)
    }
  }
  t.same(faults, [])
  t.same(await dumpOf(stage.url), before)
})

t.test('a body is neither deep nor wide, even where a schema takes anything', async (t) => {
  const { post } = anything(t)
  const nested = (levels: number): object => (levels === 0 ? {} : { in: nested(levels - 1) })
  const wide = (keys: number) =>
    Object.fromEntries(Array.from({ length: keys }, (_, key) => [`k${key}`, key]))
  t.same(await Promise.all([9, 10].map((levels) => post(nested(levels)))), [200, 400])
  t.same(await Promise.all([1000, 1001].map((keys) => post(wide(keys)))), [200, 400])
  t.equal(await post({ lists: [wide(600), wide(600)] }), 400, 'wide in all')
})

/** An application whose only doors take whatever comes. */
function anything(t: Test) {
  const app = Fastify()
  app.register(formbody)
  app.decorateRequest('isMultipart', () => false)
  refuseLooseInput(app)
  app.setErrorHandler((error, _, reply) => reply.code(error instanceof AppError ? 400 : 500).send())
  const schema = { body: {}, querystring: {} }
  app.post('/anything', { schema }, async ({ body, query }) => ({ query, body }))
  app.get('/anything/:name', async ({ params }) => params)
  t.teardown(() => app.close())
  const post = async (payload: object) =>
    (await app.inject({ method: 'POST', url: '/anything', payload })).statusCode
  return { app, post }
}

t.test('a NUL, which the database cannot keep, is a space in a form and refused elsewhere', async (t) => {
  const { app, post } = anything(t)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const typed = await app.inject({
    method: 'POST',
    url: '/anything?q=x%00y',
    headers: form,
    payload: 'a=b%00c',
  })
  t.same(typed.json(), { query: { q: 'x y' }, body: { a: 'b c' } })
  for (const body of [{ a: 'b\0c' }, { a: ['b\0c'] }, { 'a\0b': 'c' }]) t.equal(await post(body), 400)
  t.equal((await app.inject('/anything/x%00y')).statusCode, 400)
  t.equal((await app.inject('/anything/xy')).statusCode, 200, 'the control')
})

t.test('JSON is not coerced, nor deep, nor wide, nor poisoned', async (t) => {
  const headers = { ...(await proofOf(stage.app, stage.world.mine.people.admin)).api.headers }
  const send = (payload: string, type = 'application/json') =>
    stage.app.inject({
      method: 'POST',
      url: '/api/authorisations',
      headers: { ...headers, 'content-type': type },
      payload,
    })
  const good = JSON.stringify({
    reference: 'a',
    legalBasis: 'b',
    dataProtectionOfficer: 'c',
    healthDataHost: 'd',
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
  })
  const before = await dumpOf(stage.url)
  const wide = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`k${index}`, 1]))
  for (const [name, payload] of Object.entries({
    'a number for a text': good.replace('"a"', '7'),
    'a list for a text': good.replace('"a"', '["a"]'),
    'a flag for a text': good.replace('"a"', 'true'),
    'eleven levels': good.replace('"a"', '['.repeat(11) + ']'.repeat(11)),
    'a hundred thousand levels': '['.repeat(100_000) + ']'.repeat(100_000),
    'two thousand keys': JSON.stringify(wide),
    'a long key': good.replace('{', `{"${'k'.repeat(200)}":1,`),
    __proto__: good.replace('{', '{"__proto__":{"role":"admin"},'),
    constructor: good.replace('{', '{"constructor":{"prototype":{"role":"admin"}},'),
    'a plain constructor': good.replace('{', '{"constructor":1,'),
    'a list': `[${good}]`,
    'a string': JSON.stringify(good),
    null: 'null',
    'not JSON': `${good},`,
  })) {
    t.equal((await send(payload)).statusCode, 400, name)
  }
  for (const type of [
    'text/plain',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonp',
    'application/json-patch+json',
    'text/json',
    ', application/json',
    'application/json, text/plain',
    '',
  ]) {
    t.match(String((await send(good, type)).statusCode), /^(400|415)$/, `content type « ${type} »`)
  }
  t.same(await dumpOf(stage.url), before, 'nothing of this was done')
  // However the header is written, what reaches a handler went through its schema.
  for (const type of [
    'application/json',
    ' application/json',
    'application/json\t',
    'Application/JSON; charset=utf-8',
    'application/json ;a=b',
  ]) {
    const loose = await send(good.replace('{', '{"networkId":"x",'), type)
    t.match(String(loose.statusCode), /^(400|415)$/, `content type « ${type} » with an unknown field`)
  }
  t.equal((await send(good)).statusCode, 201, 'the control: the right body is accepted')
  t.equal(({} as { role?: unknown }).role, undefined)
})

t.test('a form from elsewhere, without its token or with another’s does nothing at any door', async (t) => {
  const strangers = await proofOf(stage.app, stage.world.mine.people.coordinator)
  const foreigners = await proofOf(stage.app, stage.world.theirs.people.admin)
  const before = await dumpOf(stage.url)
  const faults: string[] = []
  let tried = 0
  for (const door of forms()) {
    const persona = holderOf(door)
    const url = addressOf(door, 'own', stage.world, persona)
    if (url === null) continue
    const { headers, csrf } = await persona.proof(door)
    const { origin: _, ...noOrigin } = headers
    const anotherToken = persona.name === 'coordinator' ? foreigners.pages.csrf : strangers.pages.csrf
    const attempts: [string, Record<string, string>, string, Record<string, string>][] = [
      ['no origin', noOrigin, csrf, FORM],
      ['origin null', { ...headers, origin: 'null' }, csrf, FORM],
      ['another origin', { ...headers, origin: 'https://trame.test.evil.example' }, csrf, FORM],
      ['our name over https', { ...headers, origin: 'https://trame.test' }, csrf, FORM],
      [
        'the origin of a forged Host',
        { ...headers, origin: 'http://evil.example', host: 'evil.example' },
        csrf,
        FORM,
      ],
      ['cross-site fetch', { ...noOrigin, 'sec-fetch-site': 'cross-site' }, csrf, FORM],
      ['text/plain', headers, csrf, { 'content-type': 'text/plain' }],
      ['JSON', headers, csrf, { 'content-type': 'application/json' }],
    ]
    // Before a sign-in there is no session whose token a form could carry: Origin alone guards it.
    if (persona.role !== null) {
      attempts.push(
        ['no token', headers, '', FORM],
        ['the token of another person', headers, anotherToken, FORM],
        ['the token of another network', headers, foreigners.pages.csrf, FORM],
        ['no token, as a multipart form', headers, '', { 'content-type': 'multipart/form-data; boundary=x' }],
      )
    }
    for (const [name, proof, token, type] of attempts) {
      tried += 1
      const response = await stage.app.inject({
        method: 'POST',
        url,
        headers: { ...proof, ...type },
        payload: payloadOf(type['content-type']!, {
          ...(acceptableBody(door) as object),
          ...(token && { _csrf: token }),
        }),
      })
      if (![403, 415].includes(response.statusCode))
        faults.push(`${door.url}, ${name}: ${response.statusCode}`)
    }
  }
  t.comment(`${tried} forged forms`)
  t.same(faults, [])
  t.same(await dumpOf(stage.url), before)
})

t.test('the control: the same form with its own origin and token passes', async (t) => {
  const door = forms().find(({ url }) => url === '/fondement-juridique')!
  const before = await dumpOf(stage.url)
  const response = await ask(stage.app, door, {
    persona: stage.admin,
    url: door.url,
    body: acceptableBody(door, 3),
  })
  t.match(String(response.statusCode), /^(303|400)$/)
  const right = {
    reference: 'a',
    legalBasis: 'b',
    dataProtectionOfficer: 'c',
    healthDataHost: 'd',
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
  }
  t.equal((await ask(stage.app, door, { persona: stage.admin, url: door.url, body: right })).statusCode, 303)
  t.notSame(await dumpOf(stage.url), before)
})

/** Between them they may read everything there is. */
const READERS = ['nobody', 'admin', 'establishment', 'platform_admin']

t.test('reading every page, export and answer changes nothing but the journal', async (t) => {
  const { personas } = stage
  const journal = ['audit_entries', 'audit_chains']
  const before = await dumpOf(stage.url, journal)
  let read = 0
  for (const door of stage.doors.filter(({ method }) => method === 'GET')) {
    for (const persona of personas.filter(({ name }) => READERS.includes(name))) {
      const url = addressOf(door, 'own', stage.world, persona)
      if (url === null) continue
      await ask(stage.app, door, { persona, url })
      read += 1
    }
  }
  t.comment(`${read} readings`)
  t.same(await dumpOf(stage.url, journal), before)
})

t.test('a header, a field or a query that names another method is ignored', async (t) => {
  const before = await dumpOf(stage.url)
  const { api } = await proofOf(stage.app, stage.world.mine.people.admin)
  const overrides = ['x-http-method-override', 'x-http-method', 'x-method-override']
  for (const name of overrides) {
    const headers = { ...api.headers, [name]: 'DELETE' }
    const response = await stage.app.inject({ method: 'POST', url: '/api/sessions/current', headers })
    t.match(String(response.statusCode), /^(404|405)$/, name)
    t.equal((await stage.app.inject({ method: 'GET', url: '/api/establishments', headers })).statusCode, 200)
  }
  const query = await stage.app.inject({
    method: 'GET',
    url: '/api/establishments?_method=DELETE',
    headers: api.headers,
  })
  t.equal(query.statusCode, 400, 'a query nobody reads is refused by the API')
  // Opening the session above wrote to its own tables.
  const apart = ['sessions', 'audit_entries', 'audit_chains', 'users']
  t.same(
    await dumpOf(stage.url, apart),
    Object.fromEntries(Object.entries(before).filter(([name]) => !apart.includes(name))),
  )
})

t.test('a method that no route declares finds no door', async (t) => {
  const declared = new Set(stage.doors.map(({ method, url }) => `${method} ${url}`))
  const faults: string[] = []
  for (const url of new Set(stage.doors.map((door) => door.url))) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      if (declared.has(`${method} ${url}`)) continue
      const { headers } = await stage.admin.proof({ url } as Door)
      const at = url.replace(/:\w+/g, randomUUID())
      // Where another route takes this address too, it answers; a method nobody declares there never succeeds.
      const { statusCode } = await stage.app.inject({ method, url: at, headers })
      if (statusCode < 400) faults.push(`${method} ${url}: ${statusCode}`)
    }
  }
  t.same(faults, [])
})

t.test('no redirection leaves this site, wherever it is asked to go', async (t) => {
  const targets = [
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/%0d%0aLocation:%20//evil.example',
    '/%2f%2fevil.example',
    '/./..//evil.example',
    '/@evil.example',
    'http://trame.test@evil.example',
    ' //evil.example',
    '\t//evil.example',
    '/\t/evil.example',
    '///evil.example',
    '/%5cevil.example',
    '/?next=//evil.example',
    'evil.example',
  ]
  const faults: string[] = []
  const pages = stage.doors.filter(
    ({ method, url }) => method === 'GET' && !isApi({ url }) && !url.startsWith('/assets'),
  )
  for (const door of pages) {
    const names = Object.keys((door.schema.querystring as { shape?: object } | undefined)?.shape ?? {})
    const name = names.find((one) => ['suite', 'next', 'retour'].includes(one))
    for (const target of name === undefined ? targets.slice(0, 1) : targets) {
      for (const persona of [ANONYMOUS, stage.admin]) {
        const path = addressOf(door, 'own', stage.world, persona)
        if (path === null) continue
        const url = `${path}${path.includes('?') ? '&' : '?'}${name ?? 'suite'}=${encodeURIComponent(target)}`
        const response = await ask(stage.app, door, { persona, url, headers: { host: 'evil.example' } })
        if (leaves(response.headers.location)) faults.push(`${url} → ${response.headers.location}`)
        if (linksAway(response.body)) faults.push(`${url}: a link leaves`)
      }
    }
  }
  t.same(faults, [])
  t.ok(
    leaves('//evil.example') && leaves('/\\evil.example') && linksAway('<a href="//evil.example">'),
    'the control',
  )
})

function leaves(location: string | string[] | undefined): boolean {
  return location !== undefined && new URL(String(location), 'http://trame.test').host !== 'trame.test'
}

function linksAway(html: string): boolean {
  return [...html.matchAll(/\b(?:href|action|src)="([^"]*)"/g)].some(([, address]) => {
    const url = new URL(address!.replaceAll('&amp;', '&'), 'http://trame.test')
    return url.host.includes('evil.example') || ['javascript:', 'data:'].includes(url.protocol)
  })
}

/** Who holds the permission of each door. */
function holderOf(door: Door): Persona {
  const holder = stage.personas.find((one) => one.role !== null && one.holds(door.permission))
  return (door.permission !== 'anyone' && holder) || ANONYMOUS
}

function takesField({ schema }: Door, name: string): boolean {
  return JSON.stringify(Object.keys((schema.body as { shape?: object } | undefined)?.shape ?? {})).includes(
    `"${name}"`,
  )
}

function payloadOf(type: string, body: Record<string, unknown>): string {
  if (type === 'application/json') return JSON.stringify(body)
  if (type.startsWith('multipart'))
    return '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'
  return new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)])).toString()
}
