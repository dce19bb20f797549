import { eq } from 'drizzle-orm'
import pg from 'pg'
import t, { type Test } from 'tap'
import { signLink } from '../../src/access/action-links.js'
import { hashPassword } from '../../src/access/passwords.js'
import { deriveKey } from '../../src/access/secrets.js'
import { sentenceOf } from '../../src/audit/sentences.js'
import { auditEntries } from '../../src/audit/tables.js'
import { readConfig } from '../../src/config.js'
import { inTransaction } from '../../src/context.js'
import { linkIdentity } from '../../src/domains/accounts/providers/identities.js'
import { invitations, sessions, userIdentities, users } from '../../src/domains/accounts/tables.js'
import { mails } from '../../src/domains/mail/tables.js'
import { APP_SECRET, bearerOf, browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, PASSWORD, systemCtx, type TestAccount } from '../support/builders.js'
import { realProvider, type SignedInPerson, walk } from '../support/openid-provider.js'
import { aBrowser } from '../support/sign-in.js'
import { comeBack, cookieNamed, depart } from '../support/sign-in-journey.js'

const PSC = 'pro-sante-connect'
const SAME_ADDRESS = 'camille@exemple.test'

const site = (name: string) => ({ raisonSocialeSite: name, numeroFinessSite: '', numeroSiretSite: '' })
const midwifeAt = (...names: string[]) => ({
  email: SAME_ADDRESS,
  SubjectNameID: '899700000019',
  SubjectRefPro: {
    exercices: [{ codeProfession: '50', codeCategorieProfessionnelle: 'C', activities: names.map(site) }],
  },
})

/** A platform with both providers, real, and a network. */
async function scene(t: Test) {
  const psc = await realProvider(t, PSC, { subject: 'f:1:8997', acr: 'eidas1', claims: midwifeAt('CABINET') })
  const proConnect = await realProvider(t, 'proconnect', {
    subject: 'agent-1',
    acr: 'eidas1-mfa',
    claims: { email: SAME_ADDRESS },
  })
  const platform = await testApp(t, { signInProviders: [psc.settings, proConnect.settings] })
  const network = await aNetwork(platform.db)
  const providers = { [PSC]: psc, proconnect: proConnect }
  const signIn = async (name: keyof typeof providers, form: Record<string, string> = {}) => {
    const { departure, cookie } = await depart(platform.app, `/connexion/${name}`, form)
    const back = await walk(departure)
    return comeBack(platform.app, name, Object.fromEntries(back.searchParams), cookie)
  }
  const link = (userId: string, name: keyof typeof providers, subject: string) =>
    inTransaction(systemCtx(platform.db, network.id), (ctx) =>
      linkIdentity(ctx, userId, {
        provider: name,
        issuer: providers[name].issuer,
        subject,
        claims: {},
      }),
    )
  const account = async (role: 'professional' | 'coordinator') =>
    anAccount(platform.db, { role, networkId: network.id })
  return { ...platform, psc, proConnect, network, signIn, link, account }
}

t.test('somebody known enters by either provider, on the page she asked for', async (t) => {
  const { app, db, signIn, link, account } = await scene(t)
  const { userId } = await account('coordinator')
  await link(userId, PSC, 'f:1:8997')
  await link(userId, 'proconnect', 'agent-1')
  for (const name of [PSC, 'proconnect'] as const) {
    const answer = await signIn(name, { next: '/imports?page=2' })
    t.equal(answer.statusCode, 303, answer.body)
    t.equal(answer.headers.location, '/imports?page=2')
    t.equal(cookieNamed(answer.cookies, 'trame-etape'), 'trame-etape=', 'the step is forgotten')
    const page = await app.inject({
      url: '/imports',
      headers: { cookie: cookieNamed(answer.cookies, 'trame') },
    })
    t.equal(page.statusCode, 200, 'without a code of a second factor: the provider has checked two')
  }
  const opened = await db.select().from(sessions).orderBy(sessions.method)
  t.match(opened, [
    { method: PSC, userId, practice: 'Sage-femme, CABINET' },
    { method: 'proconnect', userId, practice: null },
  ])
  const [identity] = await db.select().from(userIdentities).where(eq(userIdentities.provider, PSC))
  t.match(identity, { rppsNumber: '99700000019', subject: 'f:1:8997' })
  t.ok(identity?.lastUsedAt)
})

t.test('after sign-in one stays on this site, whatever « next » says', async (t) => {
  const { signIn, link, account } = await scene(t)
  await link((await account('coordinator')).userId, 'proconnect', 'agent-1')
  for (const next of [
    '//ailleurs.example',
    '/\\ailleurs.example',
    'https://ailleurs.example',
    '/%0d%0ax:y',
  ]) {
    const location = String((await signIn('proconnect', { next })).headers.location)
    t.match(location, /^\/(?![/\\])/, `${next} → ${location}`)
  }
})

t.test('the request to each provider carries what it needs, and nothing it does not know', async (t) => {
  const { app, psc, proConnect } = await scene(t)
  const asked = async (name: string) => {
    const { departure } = await depart(app, `/connexion/${name}`)
    return Object.fromEntries(new URL(departure).searchParams)
  }
  const common = ['client_id', 'code_challenge', 'code_challenge_method', 'nonce', 'redirect_uri']
  const first = await asked(PSC)
  t.same(Object.keys(first).sort(), ['acr_values', ...common, 'response_type', 'scope', 'state'])
  t.match(first, {
    acr_values: 'eidas1',
    scope: 'openid scope_all',
    code_challenge_method: 'S256',
    redirect_uri: psc.settings.redirectUri,
  })
  const second = await asked('proconnect')
  t.same(Object.keys(second).sort(), ['claims', ...common, 'response_type', 'scope', 'state'])
  t.same(JSON.parse(second.claims!), {
    id_token: { acr: { essential: true, values: proConnect.settings.acrValues } },
  })
  for (const one of [first, second]) {
    t.ok(one.state!.length >= 32 && one.nonce!.length >= 32)
    t.not(one.state, one.nonce)
  }
  t.not((await asked(PSC)).state, first.state)
})

t.test('the address of return comes from the configuration, not from the host asked for', async (t) => {
  const { app } = await scene(t)
  const response = await app.inject({
    method: 'POST',
    url: `/connexion/${PSC}`,
    headers: {
      host: 'ailleurs.example',
      'x-forwarded-host': 'ailleurs.example',
      origin: 'http://trame.test',
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: '',
  })
  t.match(response.headers.refresh, /redirect_uri=http%3A%2F%2Ftrame\.test%2F/)
  t.notMatch(response.headers.refresh, /ailleurs/)
})

t.test('a form from another site does not begin a sign-in', async (t) => {
  const { app } = await scene(t)
  const send = (origin: string) =>
    app.inject({
      method: 'POST',
      url: `/connexion/${PSC}`,
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      payload: '',
    })
  t.equal((await send('https://ailleurs.example')).statusCode, 403)
  t.equal((await send('http://trame.test')).statusCode, 200, 'the control: ours does')
})

t.test('without PKCE the provider refuses, with it the same request passes', async (t) => {
  const { app } = await scene(t)
  const { departure } = await depart(app, `/connexion/${PSC}`)
  const bare = new URL(departure)
  bare.searchParams.delete('code_challenge')
  bare.searchParams.delete('code_challenge_method')
  t.equal((await walk(bare.href)).searchParams.get('error'), 'invalid_request')
  t.ok((await walk(departure)).searchParams.get('code'))
})

t.test('a level lower than asked opens nothing', async (t) => {
  const { db, psc, signIn, link, account } = await scene(t)
  await link((await account('coordinator')).userId, PSC, 'f:1:8997')
  psc.person = { ...psc.person, acr: 'eidas0' }
  t.equal((await signIn(PSC)).statusCode, 403)
  t.equal(await db.$count(sessions), 0)
  psc.person = { ...psc.person, acr: 'eidas1' }
  t.equal((await signIn(PSC)).statusCode, 303, 'the control')
})

t.test('the same address at two providers and here makes three accounts, until she links them', async (t) => {
  const { db, signIn, link, network, account } = await scene(t)
  const local = await account('coordinator')
  await db.update(users).set({ email: SAME_ADDRESS }).where(eq(users.id, local.userId))
  for (const name of [PSC, 'proconnect'] as const) {
    const answer = await signIn(name)
    t.equal(answer.statusCode, 403)
    t.match(answer.body, /Aucun compte Trame n’est relié à cette identité/)
  }
  t.equal(await db.$count(sessions), 0)

  const token = await invite(db, network.id, 2)
  for (const [index, name] of ([PSC, 'proconnect'] as const).entries()) {
    t.equal((await signIn(name, { invitation: token[index]! })).statusCode, 303)
  }
  const holders = await db.select({ id: users.id }).from(users).where(eq(users.email, SAME_ADDRESS))
  t.equal(holders.length, 3, 'three accounts of one address')
  const opened = await db.select({ userId: sessions.userId }).from(sessions)
  t.equal(new Set(opened.map(({ userId }) => userId)).size, 2)
  t.notOk(
    opened.some(({ userId }) => userId === local.userId),
    'the local one was not entered',
  )
  await t.rejects(link(local.userId, PSC, 'f:1:8997'), { code: 'provider.already-linked' })
})

/** Invitations of a professional, as the mail's link carries them. */
async function invite(db: Parameters<typeof systemCtx>[0], networkId: string, count: number) {
  const ctx = systemCtx(db, networkId)
  const expiresAt = new Date(ctx.now.getTime() + 24 * 3600_000)
  const rows = await inTransaction(ctx, ({ db }) =>
    db
      .insert(invitations)
      .values(
        Array.from({ length: count }, () => ({
          email: SAME_ADDRESS,
          name: 'Camille Exemple',
          role: 'professional' as const,
          networkId,
          invitedAt: ctx.now,
          expiresAt,
        })),
      )
      .returning({ id: invitations.id }),
  )
  const key = deriveKey(APP_SECRET, 'links')
  return rows.map(({ id }) => signLink(key, { purpose: 'invitation', id, version: 1, expiresAt }))
}

t.test('an invitation is accepted once, with the identity proved; a made-up link is refused', async (t) => {
  const { app, db, signIn, network, proConnect } = await scene(t)
  const [token] = await invite(db, network.id, 1)
  t.equal((await signIn('proconnect', { invitation: token! })).statusCode, 303)
  t.equal((await signIn('proconnect')).statusCode, 303, 'and she comes back without it')
  proConnect.person = { ...proConnect.person, subject: 'agent-2' }
  t.equal((await signIn('proconnect', { invitation: token! })).statusCode, 410, 'it serves once')
  t.equal((await signIn('proconnect')).statusCode, 403)
  await t.rejects(depart(app, '/connexion/proconnect', { invitation: `${token}x` }), /410/)
})

t.test('a professional with two practices says where she practises before anything opens', async (t) => {
  const { app, db, psc, signIn, link, account } = await scene(t)
  const { userId } = await account('professional')
  await link(userId, PSC, 'f:1:8997')
  psc.person = { ...psc.person, claims: midwifeAt('CABINET', 'MAISON DE NAISSANCE') }
  const answer = await signIn(PSC, { next: '/maternites' })
  t.equal(answer.headers.location, '/connexion/structure')
  t.equal(await db.$count(sessions), 0)
  const cookie = cookieNamed(answer.cookies, 'trame-etape')
  const page = await app.inject({ url: '/connexion/structure', headers: { cookie } })
  t.match(page.body, /Sage-femme, CABINET[\s\S]*Sage-femme, MAISON DE NAISSANCE/)

  const choose = (practice: string, browser = cookie) =>
    app.inject({
      method: 'POST',
      url: '/connexion/structure',
      headers: {
        cookie: browser,
        origin: 'http://trame.test',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ practice }).toString(),
    })
  t.equal((await choose('1', '')).statusCode, 410, 'not from another browser')
  const refused = await choose('7')
  t.equal(refused.statusCode, 400)
  t.match(refused.body, /Choisissez la structure/)
  const both = await Promise.all([choose('1'), choose('1')])
  t.same(both.map(({ statusCode }) => statusCode).sort(), [303, 410], 'of two at once, one enters')
  t.equal(both.find(({ statusCode }) => statusCode === 303)?.headers.location, '/maternites')
  t.match(await db.select().from(sessions), [{ userId, practice: 'Sage-femme, MAISON DE NAISSANCE' }])
})

t.test('without a practice today a professional’s right is not usable, another right is', async (t) => {
  const { db, psc, signIn, link, account } = await scene(t)
  await link((await account('professional')).userId, PSC, 'f:1:8997')
  await link((await account('coordinator')).userId, PSC, 'f:1:8998')
  const none = { SubjectNameID: '899700000019', SubjectRefPro: { exercices: [] } }
  const people: [string, SignedInPerson, number][] = [
    ['a professional struck off', { subject: 'f:1:8997', acr: 'eidas1', claims: none }, 403],
    ['a professional without SubjectRefPro', { subject: 'f:1:8997', acr: 'eidas1', claims: {} }, 403],
    ['a coordinator without SubjectRefPro', { subject: 'f:1:8998', acr: 'eidas1', claims: {} }, 303],
    ['the control', { subject: 'f:1:8997', acr: 'eidas1', claims: midwifeAt('CABINET') }, 303],
  ]
  for (const [name, person, expected] of people) {
    psc.person = person
    const answer = await signIn(PSC)
    t.equal(answer.statusCode, expected, name)
    if (expected === 403) t.match(answer.body, /n’indique aucun exercice en cours/)
  }
  t.equal(await db.$count(sessions), 2)
})

t.test('an account closed or without a right opens nothing', async (t) => {
  const { db, clock, signIn, link, account } = await scene(t)
  const { userId } = await account('coordinator')
  await link(userId, 'proconnect', 'agent-1')
  await db.update(users).set({ deactivatedAt: clock.now }).where(eq(users.id, userId))
  const answer = await signIn('proconnect')
  t.equal(answer.statusCode, 403)
  t.match(answer.body, /aucun rôle en cours/)
  t.equal(await db.$count(sessions), 0)
})

t.test('from her account she links an identity, after her password, and is told by mail', async (t) => {
  const { app, db, url, signIn, account, network } = await scene(t)
  const owner = await account('coordinator')
  const stranger = await account('coordinator')
  const browser = await browserOf(app, owner)
  const path = '/mon-compte/identites/proconnect'
  t.match((await app.inject({ url: path, headers: browser.headers })).body, /Votre mot de passe Trame/)
  const start = (form: Record<string, string>, one = browser) =>
    depart(app, path, { _csrf: one.csrf, ...form }, one.headers)

  await t.rejects(start({}), /403/, 'without the password')
  await t.rejects(start({ currentPassword: 'pas le bon du tout' }), /403[\s\S]*réponse à corriger/)
  await t.rejects(start({ currentPassword: PASSWORD, _csrf: 'x' }), /403/, 'without the token of the form')

  const { departure, cookie } = await start({ currentPassword: PASSWORD })
  const query = Object.fromEntries((await walk(departure)).searchParams)
  const other = await browserOf(app, stranger)
  const stolen = await comeBack(app, 'proconnect', query, `${cookie}; ${other.headers.cookie}`)
  t.equal(stolen.statusCode, 403, 'a return into the session of somebody else links nothing')
  t.equal(await db.$count(userIdentities), 0)

  const again = await start({ currentPassword: PASSWORD })
  const back = Object.fromEntries((await walk(again.departure)).searchParams)
  const linked = await comeBack(app, 'proconnect', back, `${again.cookie}; ${browser.headers.cookie}`)
  t.equal(linked.statusCode, 303, linked.body)
  t.match(linked.headers.location, /^\/mon-compte/)
  t.match(await db.select().from(userIdentities), [{ userId: owner.userId, subject: 'agent-1' }])
  const told = await inTransaction(systemCtx(db, network.id), ({ db }) => db.select().from(mails))
  t.match(told, [{ template: 'account-security-notice', params: { what: 'new-sign-in-method' } }])
  t.equal((await signIn('proconnect')).statusCode, 303, 'and it opens her account')
  t.match(
    (await app.inject({ url: '/mon-compte', headers: browser.headers })).body,
    /ProConnect<\/strong>, relié le/,
  )

  const client = new pg.Client({ connectionString: url })
  await client.connect()
  t.teardown(() => client.end())
  const { rows } = await client.query(
    "select actor_user_id, details from audit_entries where action = 'account.link-identity'",
  )
  t.same(rows, [{ actor_user_id: owner.userId, details: { method: 'proconnect' } }])
})

/** Somebody in front of « Mon compte », and the page that removes each of her identities. */
async function unlinker(platform: Awaited<ReturnType<typeof scene>>, owner: TestAccount) {
  const { app, db } = platform
  const browser = aBrowser(app)
  browser.cookies.set('trame', app.jwt.sign({ sid: await owner.openSession() }))
  const identities = await db.select().from(userIdentities).where(eq(userIdentities.userId, owner.userId))
  const pages = identities.map(({ id }) => `/mon-compte/identites/${id}/retrait`)
  return { browser, identities, pages }
}

t.test('she removes an identity after her password: it opens nothing more, and she is told', async (t) => {
  const platform = await scene(t)
  const { app, db, account, link, signIn, network } = platform
  const [owner, stranger] = [await account('coordinator'), await account('coordinator')]
  await link(owner.userId, 'proconnect', 'agent-1')
  t.equal((await signIn('proconnect')).statusCode, 303, 'the control: it opens her account before')
  const elsewhere = await bearerOf(app, owner)
  const { browser, pages } = await unlinker(platform, owner)
  const [page] = pages
  t.ok((await browser.get('/mon-compte')).body.includes(`<a href="${page}">Délier`))
  t.match((await browser.get(page!)).body, /Votre mot de passe Trame/)

  t.equal((await browser.send(page!)).statusCode, 403, 'without the password')
  const wrong = await browser.send(page!, { currentPassword: 'pas le bon du tout' })
  t.equal(wrong.statusCode, 403)
  t.match(wrong.body, /Ce n’est pas votre mot de passe actuel/)
  const other = await unlinker(platform, stranger)
  t.equal((await other.browser.get(page!)).statusCode, 404, 'not hers')
  t.equal((await other.browser.send(page!, { currentPassword: PASSWORD })).statusCode, 404)
  t.equal((await app.inject({ url: '/api/sessions', headers: elsewhere })).statusCode, 200)
  t.equal(await db.$count(userIdentities), 1)

  const done = await browser.send(page!, { currentPassword: PASSWORD })
  t.equal(done.headers.location, '/mon-compte?fait=identite', done.body)
  t.match((await browser.get('/mon-compte?fait=identite')).body, /L’identité est déliée de votre compte/)
  t.equal(await db.$count(userIdentities), 0)
  t.equal((await app.inject({ url: '/api/sessions', headers: elsewhere })).statusCode, 401)
  t.match((await signIn('proconnect')).body, /Aucun compte Trame n’est relié/)
  t.equal((await browser.send(page!, { currentPassword: PASSWORD })).statusCode, 404, 'once')

  const ctx = systemCtx(db, network.id)
  const told = await inTransaction(ctx, ({ db }) => db.select().from(mails))
  t.match(told, [{ params: { what: 'sign-in-method-removed' }, toAddress: owner.credentials.email }])
  const action = 'account.unlink-identity'
  const traces = await inTransaction(ctx, ({ db }) =>
    db.select().from(auditEntries).where(eq(auditEntries.action, action)),
  )
  t.match(traces, [{ actorUserId: owner.userId, details: { method: 'proconnect' } }])
  t.equal(
    sentenceOf(action, { who: 'Camille', whom: null, facts: { method: 'proconnect' } }),
    'Camille a délié son compte de ProConnect',
  )
})

t.test('the only way in is not removed, even by two browsers at once', async (t) => {
  const platform = await scene(t)
  const { db, clock, account, link } = platform
  const owner = await account('coordinator')
  await link(owner.userId, 'proconnect', 'agent-1')
  await db.update(users).set({ passwordHash: null }).where(eq(users.id, owner.userId))
  const alone = await unlinker(platform, owner)
  for (const answer of [
    await alone.browser.get(alone.pages[0]!),
    await alone.browser.send(alone.pages[0]!),
  ]) {
    t.equal(answer.statusCode, 409)
    t.match(answer.body, /Cette identité est votre seul moyen de vous connecter/)
  }
  t.equal(await db.$count(userIdentities), 1)

  await link(owner.userId, PSC, 'f:1:8997')
  const { browser, pages, identities } = await unlinker(platform, owner)
  t.notMatch((await browser.get(pages[0]!)).body, /type="password"/)
  clock.now = new Date(clock.now.getTime() + 11 * 60_000)
  t.match(
    (await browser.send(pages[0]!)).body,
    /connectée ou connecté à l’instant/,
    'without a password, only just after signing in',
  )
  clock.now = new Date(clock.now.getTime() - 11 * 60_000)
  const both = await Promise.all(pages.map((page) => browser.send(page)))
  t.same(both.map(({ statusCode }) => statusCode).sort(), [303, 409])
  t.equal(await db.$count(userIdentities), 1)

  // The control: with a password the last one goes too, so it is the rule that refused.
  const passwordHash = await hashPassword(PASSWORD)
  await db.update(users).set({ passwordHash }).where(eq(users.id, owner.userId))
  const [left] = await db.select().from(userIdentities)
  t.ok(identities.some(({ id }) => id === left!.id))
  const last = await browser.send(`/mon-compte/identites/${left!.id}/retrait`, { currentPassword: PASSWORD })
  t.equal(last.statusCode, 303)
  t.equal(await db.$count(userIdentities), 0)
})

t.test('somebody without a password links another identity only just after signing in', async (t) => {
  const { app, db, clock, signIn, link, account } = await scene(t)
  const { userId } = await account('coordinator')
  await link(userId, 'proconnect', 'agent-1')
  await db.update(users).set({ passwordHash: null }).where(eq(users.id, userId))
  const cookie = cookieNamed((await signIn('proconnect')).cookies, 'trame')
  const page = await app.inject({ url: `/mon-compte/identites/${PSC}`, headers: { cookie } })
  t.notMatch(page.body, /type="password"/)
  const [, csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(page.body) ?? []
  const start = () => depart(app, `/mon-compte/identites/${PSC}`, { _csrf: csrf }, { cookie })
  t.ok((await start()).departure)
  clock.now = new Date(clock.now.getTime() + 11 * 60_000)
  await t.rejects(start(), /connectée ou connecté à l’instant/)
})

t.test(
  'a provider that is not configured has no page, and one badly configured stops the start',
  async (t) => {
    const { app } = await testApp(t)
    const headers = { origin: 'http://trame.test', 'content-type': 'application/x-www-form-urlencoded' }
    const response = await app.inject({ method: 'POST', url: `/connexion/${PSC}`, headers, payload: '' })
    t.equal(response.statusCode, 404)
    t.notMatch((await app.inject({ url: '/connexion' })).body, /Pro Santé Connect|ProConnect/)

    const complete = {
      PUBLIC_URL: 'https://trame.exemple.fr',
      PSC_ISSUER: 'https://auth.exemple.fr/realm',
      PSC_CLIENT_ID: 'trame',
      PSC_CLIENT_SECRET: 'secret',
      DATA_DIR: t.testdir({}),
    }
    t.same(readConfig(complete).signInProviders, [
      {
        provider: PSC,
        issuer: 'https://auth.exemple.fr/realm',
        discoveryUrl: 'https://auth.exemple.fr/realm/.well-known/openid-configuration',
        clientId: 'trame',
        clientSecret: 'secret',
        acrValues: ['eidas1'],
        redirectUri: 'https://trame.exemple.fr/connexion/retour/pro-sante-connect',
        timeoutSeconds: 5,
      },
    ])
    for (const missing of ['PUBLIC_URL', 'PSC_CLIENT_ID', 'PSC_CLIENT_SECRET', 'PSC_ISSUER']) {
      t.throws(() => readConfig({ ...complete, [missing]: '' }), /go together/, missing)
    }
    t.throws(
      () => readConfig({ ...complete, PSC_ISSUER: 'http://auth.exemple.fr/realm' }),
      /https is required/,
    )
    t.doesNotThrow(() => readConfig({ ...complete, PSC_ISSUER: 'http://127.0.0.1:9000' }))
    t.same(readConfig({ DATA_DIR: complete.DATA_DIR }).signInProviders, [])
  },
)
