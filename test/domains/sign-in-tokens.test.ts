import { createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import jwt from '@fastify/jwt'
import Fastify from 'fastify'
import t from 'tap'
import { deriveKey } from '../../src/access/secrets.js'
import { readToken, type Secrets } from '../../src/access/token-keys.js'
import { buildApp } from '../../src/app.js'
import { readConfig } from '../../src/config.js'
import { APP_SECRET, browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount } from '../support/builders.js'
import { NOW } from '../support/now.js'

const encode = (part: object | string) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())

/** Signs anything with any key, which our own signer would not. */
function forge(header: object, payload: object | string, key: Buffer | string, hash = 'sha256'): string {
  const said = `${encode(header)}.${encode(payload)}`
  return `${said}.${createHmac(hash, key).update(said).digest('base64url')}`
}

t.test('no hostile token is believed, and none breaks anything', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'coordinator', networkId: (await aNetwork(db)).id })
  const good = app.jwt.sign({ sid: await account.openSession() })
  const corpus = hostileTokens(good)
  t.ok(corpus.length >= 60, `${corpus.length} tokens`)
  const ask = async (token: string) =>
    (await app.inject({ url: '/api/tracers', headers: { authorization: `Bearer ${token}` } })).statusCode
  const wrong: string[] = []
  for (const [name, token] of corpus) {
    const status = await ask(token)
    if (status !== 401) wrong.push(`${name}: ${status}`)
    const cookie = await app.inject({
      url: '/mon-compte',
      headers: { cookie: `trame=${token.replace(/[\s;,]/g, '')}` },
    })
    if (cookie.statusCode !== 303) wrong.push(`${name}, in the cookie: ${cookie.statusCode}`)
  }
  t.same(wrong, [])
  t.equal(await ask(good), 200, 'the good one opens')
})

t.test(
  'control: a verifier that believes the algorithm and the key a token names accepts some of them',
  async (t) => {
    const { app } = await testApp(t)
    const good = app.jwt.sign({ sid: '5b1f7c3e-0000-4000-8000-000000000000' })
    const gullible = Fastify()
    await gullible.register(jwt, {
      secret: deriveKey(APP_SECRET, 'sessions'),
      verify: { algorithms: ['HS256', 'HS384', 'HS512'], cache: false },
    })
    const accepted = hostileTokens(good).filter(([, token]) => {
      try {
        return Boolean(gullible.jwt.verify(token))
      } catch {
        return false
      }
    })
    t.comment(`believed without the pins: ${accepted.map(([name]) => name).join(', ')}`)
    t.ok(accepted.length > 0, `${accepted.length} hostile tokens believed`)
  },
)

t.test('an API token without an end, or that also names a session, is none', async (t) => {
  const { app } = await testApp(t)
  const secrets = { current: APP_SECRET, previous: null }
  const id = '5b1f7c3e-0000-4000-8000-000000000000'
  const exp = Math.trunc(NOW.getTime() / 1000) + 60
  const read = (payload: object, now = NOW) => readToken(app, secrets, app.jwt.sign(payload), now)
  t.same(read({ tid: id, exp }), { kind: 'token', id })
  t.same(read({ sid: id }), { kind: 'session', id })
  t.equal(read({ tid: id }), null)
  t.equal(read({ tid: id, sid: id, exp }), null)
  t.equal(read({ tid: id, exp }, new Date((exp + 1) * 1000)), null)
  t.equal(read({ tid: [id], exp }), null)
})

t.test('the secret changes under way: nobody is turned away, then the old one is dead', async (t) => {
  const { app: before, db, clock } = await testApp(t)
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  const sid = await account.openSession()
  const until = new Date(NOW.getTime() + 600_000)
  const previous = { secret: APP_SECRET, until }
  const current = 'another secret, drawn for the change of March'
  const changed = async (previousSecret: Secrets['previous']) => {
    const app = await buildApp({
      db,
      clock: () => clock.now,
      logTo: { write: () => undefined },
      config: {
        appSecret: current,
        previousSecret,
        cookieSecure: false,
        publicUrl: 'http://trame.test',
        trustedProxies: [],
        uploadMaxBytes: 1e6,
        dataDir: '/nonexistent',
        logLevel: 'silent',
      },
    })
    t.teardown(() => app.close())
    return app
  }
  const after = await changed(previous)
  const [old, recent] = [before.jwt.sign({ sid }), after.jwt.sign({ sid })]
  const oldPage = await browserOf(before, account)
  const ask = async (app: typeof after, token: string) =>
    (await app.inject({ url: '/api/establishments', headers: { authorization: `Bearer ${token}` } }))
      .statusCode
  const statuses: number[] = []
  for (let round = 0; round < 50; round += 1) {
    statuses.push(...(await Promise.all([old, recent, old, recent].map((token) => ask(after, token)))))
  }
  t.same([...new Set(statuses)], [200], '200 requests, half of them old: none refused')
  const form = new URLSearchParams({ _csrf: oldPage.csrf, grantId: account.grantId }).toString()
  const headers = { ...oldPage.headers, 'content-type': 'application/x-www-form-urlencoded' }
  const send = () => after.inject({ method: 'POST', url: '/mon-compte/role', headers, payload: form })
  t.equal((await send()).statusCode, 303, 'a page opened before still sends its form')
  const { kid } = decode(recent.split('.')[0]!)
  t.not(kid, decode(old.split('.')[0]!).kid)
  t.same(decode(after.jwt.sign({ sid }).split('.')[0]!).kid, kid, 'the old one signs nothing')

  clock.now = new Date(until.getTime())
  t.equal(await ask(after, old), 401, 'at its date')
  t.equal(await ask(after, recent), 200)
  clock.now = NOW
  t.equal(
    await ask(await changed(null), old),
    401,
    'the control: without the previous secret, refused at once',
  )
})

t.test('the platform does not start with a short or well-known secret', async (t) => {
  const start = (values: Record<string, string>) => () =>
    readConfig({ DATABASE_URL: 'postgres://u@127.0.0.1/x', ...values })
  const good = 'c2f0a6d1e8b9473f5a60d7be9c1842e3'
  for (const APP_SECRET of [
    'short',
    'a'.repeat(64),
    'abcabcabc'.repeat(8),
    'changeme-changeme-changeme-changeme',
    'change_me_to_something_long_and_random',
    'this-is-an-example-secret-of-32-chars-x',
    'motdepasse-motdepasse-motdepasse-xyz',
    '0123456789abcdef0123456789abcdef',
  ]) {
    t.throws(start({ APP_SECRET }), /APP_SECRET/, APP_SECRET)
  }
  t.throws(start({}), /APP_SECRET/)
  t.throws(start({ APP_SECRET: good, APP_SECRET_PREVIOUS: good }), /go together/)
  t.throws(
    start({ APP_SECRET: good, APP_SECRET_PREVIOUS: 'short', APP_SECRET_PREVIOUS_UNTIL: '2026-04-01' }),
    /PREVIOUS/,
  )
  t.match(start({ APP_SECRET: good, APP_SECRET_PREVIOUS: good, APP_SECRET_PREVIOUS_UNTIL: '2026-04-01' })(), {
    previousSecret: { secret: good, until: new Date('2026-04-01T00:00:00Z') },
    demo: false,
  })
  t.equal(
    start({ APP_SECRET: good, DEMO: 'true', demo: 'true' })().demo,
    false,
    'no environment makes a demonstration',
  )
})

/** Tokens that must open nothing, made from a good one and, where it helps the attacker, with the right key. */
function hostileTokens(good: string): [string, string][] {
  const [head = '', body = '', mac = ''] = good.split('.')
  const [header, payload] = [decode(head), decode(body)]
  const key = deriveKey(APP_SECRET, 'sessions')
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string
  const rsa = (alg: string) => {
    const said = `${encode({ ...header, alg })}.${body}`
    return `${said}.${createSign('RSA-SHA256').update(said).sign(privateKey, 'base64url')}`
  }
  const tokens: [string, string][] = []
  for (const alg of [
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    'HS256 ',
    'hs256',
    'HS1',
    'ES256',
    'PS256',
    'EdDSA',
  ]) {
    tokens.push([`alg ${alg}, no signature`, `${encode({ ...header, alg })}.${body}.`])
    tokens.push([`alg ${alg}, the good signature`, `${encode({ ...header, alg })}.${body}.${mac}`])
  }
  tokens.push(
    ['signed with RSA', rsa('RS256')],
    ['RSA, said to be HS', rsa('HS256')],
    ['HS with the public key', forge(header, payload, pem)],
    ['HS384 with our key', forge({ ...header, alg: 'HS384' }, payload, key, 'sha384')],
    ['HS512 with our key', forge({ ...header, alg: 'HS512' }, payload, key, 'sha512')],
    ['empty key', forge(header, payload, '')],
    ['empty signature', `${head}.${body}.`],
    ['no signature at all', `${head}.${body}`],
    ['four parts', `${good}.${mac}`],
    ['signature with padding', `${good}=`],
    ['signature cut', good.slice(0, -4)],
    ['another body', `${head}.${encode({ ...payload, sid: 'x' })}.${mac}`],
    ['not JSON', `${encode('{')}.${encode('}')}.${mac}`],
    ['not base64', '!!.??.**'],
    ['empty', '.'],
    ['dots', '...'],
    ['header null', `${encode('null')}.${body}.${mac}`],
    ['header a list', `${encode('[]')}.${body}.${mac}`],
    ['body null', forge(header, 'null', key)],
    ['body a list', forge(header, '[]', key)],
    ['body a string', forge(header, '"x"', key)],
    ['oversized', forge(header, { ...payload, filler: 'x'.repeat(6000) }, key)],
  )
  const kids = [
    '../../../../dev/null',
    '/dev/null',
    "' or 1=1 --",
    "x' union select 'key",
    '| id',
    'https://evil.example/key',
    '',
    null,
    7,
    {},
    ['x'],
  ]
  for (const kid of kids) tokens.push([`kid ${JSON.stringify(kid)}`, forge({ ...header, kid }, payload, key)])
  const { kid: _, ...nameless } = header
  tokens.push(['no kid', forge(nameless, payload, key)])
  for (const extra of [
    { jku: 'https://evil.example/jwks.json' },
    { x5u: 'https://evil.example/cert.pem' },
    { jwk: publicKey.export({ format: 'jwk' }) },
    { x5c: ['MIIB'] },
  ]) {
    tokens.push([
      `${Object.keys(extra)} with a foreign key`,
      forge({ ...header, ...extra }, payload, 'foreign'),
    ])
  }
  tokens.push(['crit', forge({ ...header, crit: ['exp'] }, payload, key)])
  tokens.push(['unknown crit', forge({ ...header, crit: ['b64'], b64: false }, payload, key)])
  for (const [claim, values] of Object.entries({
    iss: ['evil', '', null, 7, ['trame', 'evil'], 'trame '],
    aud: ['other', '', null, ['other']],
  })) {
    for (const value of values) {
      tokens.push([`${claim} ${JSON.stringify(value)}`, forge(header, { ...payload, [claim]: value }, key)])
    }
    const { [claim]: __, ...without } = payload
    tokens.push([`no ${claim}`, forge(header, without, key)])
  }
  for (const typ of ['JWT', '', null, 'at+jwt'])
    tokens.push([`typ ${typ}`, forge({ ...header, typ }, payload, key)])
  const seconds = Math.trunc(NOW.getTime() / 1000)
  tokens.push(
    ['expired', forge(header, { ...payload, exp: seconds - 1 }, key)],
    ['expired long ago', forge(header, { ...payload, exp: 1 }, key)],
    ['exp in words', forge(header, { ...payload, exp: 'never' }, key)],
    ['not yet valid', forge(header, { ...payload, nbf: seconds + 60 }, key)],
    ['sid a list', forge(header, { ...payload, sid: [payload.sid] }, key)],
    ['sid an object', forge(header, { ...payload, sid: { id: payload.sid } }, key)],
    ['sid SQL', forge(header, { ...payload, sid: "' or true --" }, key)],
    ['tid and sid', forge(header, { ...payload, tid: payload.sid, exp: seconds + 60 }, key)],
    ['key of forms', forge(header, payload, deriveKey(APP_SECRET, 'forms'))],
    ['the secret itself', forge(header, payload, APP_SECRET)],
  )
  const signature = Buffer.from(mac, 'base64url')
  for (let bit = 0; bit < signature.length * 8; bit += 1) {
    const flipped = Buffer.from(signature)
    flipped[bit >> 3]! ^= 1 << (bit & 7)
    tokens.push([`signature bit ${bit}`, `${head}.${body}.${flipped.toString('base64url')}`])
  }
  return tokens
}
