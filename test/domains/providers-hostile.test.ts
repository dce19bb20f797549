import * as oidc from 'openid-client'
import pg from 'pg'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { linkIdentity } from '../../src/domains/accounts/providers/identities.js'
import { sessions, signInSteps } from '../../src/domains/accounts/tables.js'
import { testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import {
  CLIENT_SECRET,
  HostileProvider,
  type Keys,
  newKeys,
  type Person,
  type Script,
  STRANGER,
  signed,
  signedByHmac,
  unsigned,
} from '../support/hostile-provider.js'
import { comeBack, depart, type Journey } from '../support/sign-in-journey.js'

const PSC = 'pro-sante-connect'
const HTML = { headers: { 'content-type': 'text/html' }, body: '<h1>We are sorry…</h1>' }
const KEYCLOAK = { ...HTML, status: 500 }
const HUGE = { headers: { 'content-type': 'application/json' }, body: `{"x":"${'a'.repeat(400_000)}"}` }
const MUCH = { more: 'a'.repeat(400_000) }
const elsewhere = { status: 302, headers: { location: 'https://ailleurs.example/' }, body: '' }
/** Sends on to the same place, which then answers as it should. */
const sentRoundOnce = (location: string) => {
  let times = 0
  return (answer: Record<string, unknown>) => {
    times += 1
    return times === 1 ? { status: 307, headers: { location }, body: '' } : answer
  }
}
const asJwt = (body: string) => ({ headers: { 'content-type': 'application/jwt' }, body })
const stranger = (keys: Keys): Keys => ({ kid: keys.kid, ...STRANGER })
const now = () => Math.floor(Date.now() / 1000)

/** A platform with one provider that obeys a script, and a coordinator known to it as « zoé ». */
async function scene(t: Test) {
  const hostile = await HostileProvider.start(t)
  const other = await HostileProvider.start(t)
  const platform = await testApp(t, {
    signInProviders: [hostile.settings(PSC), other.settings('proconnect')],
  })
  const { app, db, clock, url } = platform
  const network = await aNetwork(db)
  const { userId } = await anAccount(db, { role: 'coordinator', networkId: network.id })
  const identities = [
    { provider: PSC, issuer: hostile.issuer, subject: 'zoé', claims: {} },
    { provider: 'proconnect', issuer: other.issuer, subject: 'zoé', claims: {} },
  ] as const
  for (const identity of identities) {
    await inTransaction(systemCtx(db, network.id), (ctx) => linkIdentity(ctx, userId, identity))
  }
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  t.teardown(() => owner.end())
  const refusals = async () => {
    const { rows } = await owner.query(
      "select details->>'reason' as reason from audit_entries where action = 'session.refused' order by id",
    )
    return rows.map(({ reason }: { reason: string }) => reason)
  }
  const leave = () => {
    clock.now = new Date(clock.now.getTime() + 60_000) // the store of tries refills
    return depart(app, `/connexion/${PSC}`)
  }
  const zoe: Person = { subject: 'zoé', acr: 'eidas1' }
  const signIn = async () => {
    const { departure, cookie } = await leave()
    return comeBack(app, PSC, hostile.consent(departure, zoe), cookie)
  }
  return { ...platform, hostile, other, zoe, userId, owner, refusals, leave, signIn }
}

type Scene = Awaited<ReturnType<typeof scene>>
type Answer = Awaited<ReturnType<typeof comeBack>>

let refused = 0

/** One attack: no session, a French page, one line in the audit with a coarse reason. */
async function refuses(t: Test, scene: Scene, name: string, attack: () => Promise<Answer>) {
  const before = { sessions: await scene.db.$count(sessions), refusals: (await scene.refusals()).length }
  const answer = await attack()
  scene.hostile.script = {}
  scene.other.script = {}
  const reasons = await scene.refusals()
  t.ok([403, 503].includes(answer.statusCode), `${name}: ${answer.statusCode}`)
  t.match(answer.headers['content-type'], /html/)
  t.match(answer.body, /Pro Santé Connect|ProConnect/)
  t.match(answer.body, /<code>[\w-]+<\/code>/, 'with a reference')
  t.notMatch(answer.body, /zoé|eidas|OAUTH|sorry/, 'and no word of the provider')
  t.notMatch(String(answer.headers['set-cookie']), /trame=/)
  t.equal(await scene.db.$count(sessions), before.sessions, 'no session')
  t.equal(reasons.length, before.refusals + 1, `audit: ${reasons.at(-1)}`)
  t.match(reasons.at(-1), /^[a-z-]+$/)
  refused += 1
}

/** The control of a group: the same harness lets the honest case in. */
async function accepts(t: Test, scene: Scene, attempt: () => Promise<Answer> = scene.signIn) {
  const before = await scene.db.$count(sessions)
  const answer = await attempt()
  t.equal(answer.statusCode, 303, 'the control: the honest case enters')
  t.match(String(answer.headers['set-cookie']), /trame=ey/)
  t.equal(await scene.db.$count(sessions), before + 1)
}

t.test('an id_token that is not exactly ours is refused', async (t) => {
  const s = await scene(t)
  const { hostile } = s
  await accepts(t, s)
  let firstNonce = ''
  const attacks: Record<string, Script> = {
    'no signature': { sign: (claims) => `${unsigned(claims, { alg: 'RS256', kid: hostile.keys.kid })}.` },
    'alg none': { sign: (claims) => `${unsigned(claims, { alg: 'none' })}.` },
    'signed with the secret of the client': { sign: (claims) => signedByHmac(claims, CLIENT_SECRET) },
    'signed with the public key as a secret': {
      sign: (claims, keys) =>
        signedByHmac(claims, keys.publicKey.export({ type: 'spki', format: 'pem' }) as string, keys.kid),
    },
    'signed by a stranger under our kid': { sign: (claims, keys) => signed(claims, stranger(keys)) },
    'signed by a key carried in its own header': {
      sign: (claims, keys) =>
        signed(claims, stranger(keys), {
          jwk: STRANGER.publicKey.export({ format: 'jwk' }),
        }),
    },
    'an unknown kid': { sign: (claims, keys) => signed(claims, { ...keys, kid: 'autre' }) },
    'an algorithm not allowed': {
      sign: (claims, keys) => signed(claims, keys, { alg: 'RS512' }, 'RSA-SHA512'),
    },
    'a critical extension': { sign: (claims, keys) => signed(claims, keys, { crit: ['x'], x: 1 }) },
    'claims changed after signing': {
      sign: (claims, keys) => {
        const [head, , signature] = signed({ ...claims, sub: 'autre' }, keys).split('.')
        return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`
      },
    },
    'another issuer': { idClaims: (claims) => ({ ...claims, iss: 'https://ailleurs.example' }) },
    'our issuer with a slash': { idClaims: (claims) => ({ ...claims, iss: `${claims.iss}/` }) },
    'another audience': { idClaims: (claims) => ({ ...claims, aud: 'autre-client' }) },
    'several audiences without azp': { idClaims: (claims) => ({ ...claims, aud: [claims.aud, 'autre'] }) },
    'several audiences, azp of another': {
      idClaims: (claims) => ({ ...claims, aud: [claims.aud, 'autre'], azp: 'autre' }),
    },
    'our audience, azp of another': { idClaims: (claims) => ({ ...claims, azp: 'autre' }) },
    expired: { idClaims: (claims) => ({ ...claims, exp: now() - 120 }) },
    'without an end': { idClaims: ({ exp: _, ...claims }) => claims },
    'not valid yet': { idClaims: (claims) => ({ ...claims, nbf: now() + 3600 }) },
    'the nonce of an earlier sign-in': { idClaims: (claims) => ({ ...claims, nonce: firstNonce }) },
    'no nonce': { idClaims: ({ nonce: _, ...claims }) => claims },
    'no level': { idClaims: ({ acr: _, ...claims }) => claims },
    'a lower level': { idClaims: (claims) => ({ ...claims, acr: 'eidas0' }) },
    'a level that only begins alike': { idClaims: (claims) => ({ ...claims, acr: 'eidas1-mfa' }) },
    'a list of levels': { idClaims: (claims) => ({ ...claims, acr: ['eidas1'] }) },
    'no id_token': { token: ({ id_token: _, ...body }) => body },
    'an id_token that is no token': { token: (body) => ({ ...body, id_token: 'a.b.c' }) },
  }
  hostile.script = {
    idClaims: (claims) => {
      firstNonce = String(claims.nonce)
      return claims
    },
  }
  await accepts(t, s)
  for (const [name, script] of Object.entries(attacks)) {
    await refuses(t, s, name, () => {
      hostile.script = script
      return s.signIn()
    })
  }
  await accepts(t, s)
})

t.test('a profile of somebody else, or badly signed, is refused', async (t) => {
  const s = await scene(t)
  const { hostile } = s
  const attacks: Record<string, Script> = {
    'another subject': { userinfo: (claims) => ({ ...claims, sub: 'yves' }) },
    'no subject': { userinfo: ({ sub: _, ...claims }) => claims },
    'signed with a shared secret': { userinfo: (claims) => asJwt(signedByHmac(claims, CLIENT_SECRET)) },
    'alg none': { userinfo: (claims) => asJwt(`${unsigned(claims, { alg: 'none' })}.`) },
    'signed by a stranger': { userinfo: (claims) => asJwt(signed(claims, stranger(hostile.keys))) },
    'signed for another client': {
      userinfo: (claims) => asJwt(signed({ ...claims, aud: 'autre' }, hostile.keys)),
    },
    'signed, of another subject': {
      userinfo: (claims) => asJwt(signed({ ...claims, sub: 'yves' }, hostile.keys)),
    },
  }
  for (const [name, script] of Object.entries(attacks)) {
    await refuses(t, s, name, () => {
      hostile.script = script
      return s.signIn()
    })
  }
  await accepts(t, s)
  hostile.script = { userinfo: (claims) => asJwt(signed(claims, hostile.keys)) }
  await accepts(t, s)
})

t.test('a provider that answers badly, too much, too late or not at all is refused in time', async (t) => {
  const s = await scene(t)
  const { hostile } = s
  const bad = {
    HTML,
    'a Keycloak error': KEYCLOAK,
    'too much': HUGE,
    nothing: 'hang',
    'a cut line': 'cut',
  } as const
  const attacks: [string, Script][] = Object.entries(bad).flatMap(([how, answer]) => [
    [`token: ${how}`, { token: () => answer }],
    [`keys: ${how}`, { jwks: () => answer }],
    [`profile: ${how}`, { userinfo: () => answer }],
  ])
  attacks.push(
    ['token: sent elsewhere', { token: () => elsewhere }],
    ['profile: sent elsewhere', { userinfo: () => elsewhere }],
    ['keys: none', { jwks: () => [] }],
    ['keys: two of one name', { jwks: ([key]) => [key!, key!] }],
    // Right but for their size, or for the way there: only our own limits refuse them.
    ['token: too much besides', { token: (body) => ({ ...body, ...MUCH }) }],
    ['keys: too much besides', { jwks: ([key]) => [{ ...key, ...MUCH }] }],
    ['profile: too much besides', { userinfo: (claims) => ({ ...claims, ...MUCH }) }],
    ['token: sent round', { codesServeAgain: true, token: sentRoundOnce('/token') }],
    ['profile: sent round', { userinfo: sentRoundOnce('/userinfo') }],
  )
  await accepts(t, s)
  for (const [name, script] of attacks) {
    const start = performance.now()
    await refuses(t, s, name, () => {
      hostile.script = script
      return s.signIn()
    })
    t.ok(performance.now() - start < 5000, `${name}: answered in time`)
  }
  await accepts(t, s)
})

t.test('keys that rotate are followed: the new one enters, the withdrawn one does not', async (t) => {
  const s = await scene(t)
  const { hostile } = s
  const old = hostile.keys
  await accepts(t, s)
  hostile.keys = newKeys()
  await accepts(t, s)
  await refuses(t, s, 'the withdrawn key', () => {
    hostile.script = { sign: (claims) => signed(claims, old) }
    return s.signIn()
  })
})

t.test('a description that is not the provider’s stops the departure', async (t) => {
  const attacks: Record<string, Script['discovery'] & object> = {
    'another issuer': (metadata) => ({ ...metadata, issuer: 'https://ailleurs.example' }),
    'the issuer with a slash': (metadata) => ({ ...metadata, issuer: `${metadata.issuer}/` }),
    'keys in clear elsewhere': (metadata) => ({ ...metadata, jwks_uri: 'http://ailleurs.example/jwks' }),
    'no keys': ({ jwks_uri: _, ...metadata }) => metadata,
    HTML: () => HTML,
    'a Keycloak error': () => KEYCLOAK,
    'too much': () => HUGE,
    'too much besides': (metadata) => ({ ...metadata, ...MUCH }),
    nothing: () => 'hang',
    'sent elsewhere': () => elsewhere,
    'sent round': sentRoundOnce('/.well-known/openid-configuration'),
  }
  const s = await scene(t)
  for (const [name, discovery] of Object.entries(attacks)) {
    await refuses(t, s, name, () => {
      s.hostile.script = { discovery }
      return s.app.inject({
        method: 'POST',
        url: `/connexion/${PSC}`,
        headers: { origin: 'http://trame.test', 'content-type': 'application/x-www-form-urlencoded' },
        payload: '',
      })
    })
  }
  t.equal(await s.db.$count(signInSteps), 0)
  await accepts(t, s)
})

t.test('a return that is not the one this browser left for is refused', async (t) => {
  const s = await scene(t)
  const { app, hostile, other, zoe, clock, leave } = s
  const back = ({ departure, cookie }: Journey, change: Record<string, string> = {}) =>
    comeBack(app, PSC, { ...hostile.consent(departure, zoe), ...change }, cookie)
  await accepts(t, s, async () => back(await leave()))

  await refuses(t, s, 'without the cookie', async () => back({ ...(await leave()), cookie: '' }))
  await refuses(t, s, 'with the cookie of another browser', async () =>
    back({ ...(await leave()), cookie: (await leave()).cookie }),
  )
  await refuses(t, s, 'with a made-up cookie', async () =>
    back({ ...(await leave()), cookie: 'trame-etape=5b1f7c3e-0000-4000-8000-000000000000' }),
  )
  await refuses(t, s, 'another state', async () => back(await leave(), { state: 'un-autre-etat' }))
  await refuses(t, s, 'the issuer of another', async () => back(await leave(), { iss: other.issuer }))
  await refuses(t, s, 'ten minutes later', async () => {
    const journey = await leave()
    clock.now = new Date(clock.now.getTime() + 11 * 60_000)
    return back(journey)
  })

  const journey = await leave()
  const query = hostile.consent(journey.departure, zoe)
  await accepts(t, s, () => comeBack(app, PSC, query, journey.cookie))
  await refuses(t, s, 'the same return twice', () => comeBack(app, PSC, query, journey.cookie))
  await refuses(t, s, 'a code already used, in a new sign-in', async () =>
    back(await leave(), { code: query.code! }),
  )
  await refuses(t, s, 'a code obtained in another browser (PKCE)', async () => {
    const attacker = await leave()
    const { code } = hostile.consent(attacker.departure, zoe)
    const victim = await leave()
    // A provider that would not look at the nonce either: the verifier alone tells the two browsers apart.
    const nonce = new URL(victim.departure).searchParams.get('nonce')
    hostile.script = { idClaims: (claims) => ({ ...claims, nonce }) }
    return back(victim, { code: code! })
  })
  await refuses(t, s, 'left for one provider, back from the other', async () => {
    const { departure, cookie } = await leave()
    return comeBack(app, 'proconnect', hostile.consent(departure, zoe), cookie)
  })
  await refuses(t, s, 'left for one, a whole sign-in at the other', async () => {
    const { departure, cookie } = await leave()
    return comeBack(app, 'proconnect', other.consent(departure, zoe), cookie)
  })
  await accepts(t, s, async () => {
    const { departure, cookie } = await depart(app, '/connexion/proconnect')
    return comeBack(app, 'proconnect', other.consent(departure, zoe), cookie)
  })
  const twice = await leave()
  const shown = hostile.consent(twice.departure, zoe)
  hostile.script = { codesServeAgain: true }
  await accepts(t, s, () => comeBack(app, PSC, shown, twice.cookie))
  await refuses(t, s, 'the same return twice, at a provider whose codes serve again', () =>
    comeBack(app, PSC, shown, twice.cookie),
  )
  await refuses(t, s, 'the code of the other provider', async () => {
    const { departure, cookie } = await leave()
    return comeBack(app, PSC, { ...other.consent(departure, zoe), iss: hostile.issuer }, cookie)
  })
  await refuses(t, s, 'the person gave up', async () => {
    const { departure, cookie } = await leave()
    const { state } = hostile.consent(departure, zoe)
    return comeBack(app, PSC, { state: state!, error: 'access_denied' }, cookie)
  })
  await refuses(t, s, 'no code', async () => {
    const { departure, cookie } = await leave()
    return comeBack(app, PSC, { state: hostile.consent(departure, zoe).state! }, cookie)
  })
  await accepts(t, s, async () => back(await leave()))

  const crawled = await app.inject({ url: `/connexion/retour/${PSC}` })
  t.equal(crawled.statusCode, 400, 'a bare visit is no return')
  const before = await s.refusals()
  await app.inject({ url: `/connexion/retour/${PSC}?state=a&state=b` })
  t.same(await s.refusals(), before, 'and leaves no trace')
})

t.test('an identity nobody linked opens nothing, and its words are not in the page', async (t) => {
  const s = await scene(t)
  const { departure, cookie } = await s.leave()
  const person = { subject: 'inconnue', acr: 'eidas1', claims: { email: 'inconnue@exemple.test' } }
  const answer = await comeBack(s.app, PSC, s.hostile.consent(departure, person), cookie)
  t.equal(answer.statusCode, 403)
  t.match(answer.body, /Aucun compte Trame n’est relié à cette identité/)
  t.notMatch(answer.body, /inconnue/)
  t.equal(await s.db.$count(sessions), 0)
  t.same(await s.refusals(), ['unknown-identity'])
})

t.test('the control: the library left to its defaults lets several of these attacks in', async (t) => {
  const hostile = await HostileProvider.start(t)
  const settings = hostile.settings(PSC)
  const attempt = async (script: Script) => {
    hostile.script = {}
    const client = await oidc.discovery(
      new URL(settings.discoveryUrl),
      settings.clientId,
      settings.clientSecret,
      undefined,
      { execute: [oidc.allowInsecureRequests] },
    )
    const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()]
    const departure = oidc.buildAuthorizationUrl(client, {
      redirect_uri: settings.redirectUri,
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    })
    hostile.script = script
    const query = hostile.consent(departure.href, { subject: 'zoé', acr: 'eidas1' })
    const tokens = await oidc.authorizationCodeGrant(
      client,
      new URL(`${settings.redirectUri}?${new URLSearchParams(query)}`),
      { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
    )
    return tokens.claims()?.sub
  }
  const letIn: Record<string, Script> = {
    'signed by a stranger under our kid': { sign: (claims, keys) => signed(claims, stranger(keys)) },
    'an unknown kid': { sign: (claims, keys) => signed(claims, { ...keys, kid: 'autre' }) },
    'a shared-secret signature the provider says it uses': {
      sign: (claims) => signedByHmac(claims, 'un autre secret'),
    },
    'our audience, azp of another': { idClaims: (claims) => ({ ...claims, azp: 'autre' }) },
    'a lower level': { idClaims: (claims) => ({ ...claims, acr: 'eidas0' }) },
    'too much': { token: (body) => ({ ...body, more: 'a'.repeat(400_000) }) },
  }
  for (const [name, script] of Object.entries(letIn)) t.equal(await attempt(script), 'zoé', name)
  await t.rejects(
    attempt({ idClaims: (claims) => ({ ...claims, aud: 'autre' }) }),
    'and it refuses others by itself',
  )
  t.comment(`${Object.keys(letIn).length} attacks enter through the library’s defaults`)
})

t.test('at least twenty attacks were refused', async (t) => {
  t.comment(`${refused} attacks refused, each with a French page, a trace and no session`)
  t.ok(refused >= 20)
})
