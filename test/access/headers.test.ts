import t from 'tap'
import { testApp } from '../support/app.js'
import { ANONYMOUS, addressOf, ask, type Door, personasOf, type Target } from '../support/doors.js'
import { twoNetworks } from '../support/two-networks.js'

/** What every answer says, whatever the route and the status. */
const EVERYWHERE = {
  'content-security-policy':
    /^default-src 'none';style-src 'self' 'nonce-[0-9a-f]{32}';script-src 'nonce-[0-9a-f]{32}';img-src 'self' data:;connect-src 'self';form-action 'self'[^;]*;base-uri 'none';frame-ancestors 'none'$/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^(same-origin|no-referrer)$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
} as const

const PRIVATE = /^no-store$/
const STATIC = /^public, max-age=\d+/

function faultsOf(url: string, { headers }: { headers: Record<string, unknown> }): string[] {
  const wrong = Object.entries(EVERYWHERE).filter(([name, pattern]) => !pattern.test(String(headers[name])))
  const cache = url.startsWith('/assets/') ? /no-store|^public/ : PRIVATE
  if (!cache.test(String(headers['cache-control']))) wrong.push(['cache-control', cache])
  if (headers['x-powered-by'] !== undefined || headers.server !== undefined) wrong.push(['server', /./])
  return wrong.map(([name]) => `${url}: ${name} is « ${String(headers[name])} »`)
}

t.test('every route says the same protective headers with every status', async (t) => {
  const { app, db } = await testApp(t)
  const world = await twoNetworks(db)
  const personas = await personasOf(app, db, world.mine)
  const people = personas.filter(({ name }) => ['nobody', 'professional', 'admin'].includes(name))
  const seen = new Map<number, number>()
  const faults: string[] = []
  const look = async (door: Door, url: string, persona = ANONYMOUS) => {
    const response = await ask(app, door, { persona, url })
    seen.set(response.statusCode, (seen.get(response.statusCode) ?? 0) + 1)
    faults.push(
      ...faultsOf(
        `${door.method} ${door.url} ${response.statusCode}`.replace(/^\w+ (?=\/assets)/, ''),
        response,
      ),
    )
    if (/text\/html/.test(String(response.headers['content-type'])))
      faults.push(...scriptsWithoutNonce(door.url, response))
  }
  for (const door of app.doors) {
    // An act upon oneself would end the session of the next request.
    for (const persona of door.permission === 'account.own' ? [ANONYMOUS] : people) {
      for (const target of ['own', 'unknown'] as Target[]) {
        const url = addressOf(door, target, world, persona)
        if (url !== null) await look(door, url, persona)
      }
    }
  }
  const extra = (url: string, method = 'GET') => look({ method, url, permission: 'anyone', schema: {} }, url)
  for (const url of [
    '/nulle-part',
    '/api/nulle-part',
    '/assets/nulle-part.js',
    '/assets/trame.css',
    '/assets/trame.svg',
  ]) {
    await extra(url)
  }
  t.comment(
    [...seen]
      .sort()
      .map(([status, count]) => `${status} × ${count}`)
      .join(', '),
  )
  t.same([...new Set(faults)], [])
  t.ok(
    [200, 303, 400, 401, 403, 404].every((status) => seen.has(status)),
    'each kind of answer was seen',
  )
})

t.test('a bug, a body too large and an address that cannot be read say them too', async (t) => {
  const { app, db } = await testApp(t)
  const world = await twoNetworks(db)
  const [admin] = (await personasOf(app, db, world.mine)).filter(({ name }) => name === 'admin')
  const headers = (await admin!.proof({ url: '/api/x' } as Door)).headers
  const large = await app.inject({
    method: 'POST',
    url: '/api/authorisations',
    headers,
    payload: { reference: 'x'.repeat(2_000_000) },
  })
  t.equal(large.statusCode, 413)
  t.same(faultsOf('413', large), [])
  for (const url of ['/%ff', '/%', `/${'a'.repeat(20_000)}`]) {
    const response = await app.inject({ url })
    t.ok(response.statusCode >= 400 && response.statusCode < 500, url.slice(0, 10))
    t.match(String(response.headers['content-security-policy']), /default-src 'none'/)
    t.match(String(response.headers['x-content-type-options']), /nosniff/)
    t.match(String(response.headers['cache-control']), /no-store/)
    t.notMatch(response.body, /%ff|not a valid url/, 'what was asked is not echoed')
  }
})

t.test('static files may be kept, and only by their version', async (t) => {
  const { app } = await testApp(t)
  const page = await app.inject('/connexion')
  const [, sheet = ''] = /href="(\/assets\/trame\.css\?v=[^"]+)"/.exec(page.body) ?? []
  t.match(String((await app.inject(sheet)).headers['cache-control']), /immutable/)
  t.match(String((await app.inject('/assets/trame.css')).headers['cache-control']), STATIC)
  t.equal((await app.inject('/assets/nulle-part.js')).statusCode, 404)
})

t.test('each answer has a nonce of its own', async (t) => {
  const { app } = await testApp(t)
  const nonces = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { headers } = await app.inject('/connexion')
      return /script-src 'nonce-([0-9a-f]+)'/.exec(String(headers['content-security-policy']))?.[1]
    }),
  )
  t.equal(new Set(nonces).size, 20)
})

t.test('the control: these checks see what is missing', async (t) => {
  t.equal(faultsOf('/', { headers: {} }).length, Object.keys(EVERYWHERE).length + 1)
  const headers = { 'content-security-policy': "script-src 'nonce-abc'" }
  t.same(scriptsWithoutNonce('/', { headers, body: '<script nonce="abc" src="/a.js"></script>' }), [])
  t.equal(scriptsWithoutNonce('/', { headers, body: '<script src="/a.js"></script>' }).length, 1)
  t.equal(scriptsWithoutNonce('/', { headers, body: '<p style="color:red"><b onclick="x()">' }).length, 2)
})

/** Scripts that the browser would not run, and the inline styles and handlers it would refuse. */
function scriptsWithoutNonce(
  url: string,
  { headers, body }: { headers: Record<string, unknown>; body: string },
): string[] {
  const nonce = /script-src 'nonce-([0-9a-f]+)'/.exec(String(headers['content-security-policy']))?.[1]
  const scripts = [...body.matchAll(/<script\b[^>]*>/g)].filter(([tag]) => !tag.includes(`nonce="${nonce}"`))
  const inline = [...body.matchAll(/<[a-z][^>]*\s(style|on[a-z]+)="/g)]
  return [...scripts.map(([tag]) => `${url}: ${tag}`), ...inline.map(([, name]) => `${url}: inline ${name}`)]
}
