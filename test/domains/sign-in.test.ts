import { and, eq, isNull } from 'drizzle-orm'
import t from 'tap'
import { signLink } from '../../src/access/action-links.js'
import { deriveKey } from '../../src/access/secrets.js'
import { auditEntries } from '../../src/audit/tables.js'
import { type Ctx, inTransaction } from '../../src/context.js'
import { giveRight } from '../../src/domains/accounts/accounts.js'
import { codeAt, resetSecondFactor } from '../../src/domains/accounts/second-factor.js'
import { loadActor } from '../../src/domains/accounts/sessions.js'
import { apiTokens, passwordResets, roleGrants, sessions, users } from '../../src/domains/accounts/tables.js'
import { mails } from '../../src/domains/mail/tables.js'
import { APP_SECRET, bearerOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, anEstablishment, PASSWORD, systemCtx } from '../support/builders.js'
import { heldTogether } from '../support/held-table.js'
import { NOW } from '../support/now.js'
import { aBrowser, codeOf, withSecondFactor } from '../support/sign-in.js'

const NEW_PASSWORD = 'girouette parapluie gravier'
const later = (seconds: number, from = NOW) => new Date(from.getTime() + seconds * 1000)

t.test('a professional signs in with her password alone, and lands where she was going', async (t) => {
  const { app, db } = await testApp(t)
  const network = await aNetwork(db)
  const account = await anAccount(db, { role: 'professional', networkId: network.id })
  const browser = aBrowser(app, { userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' })
  const response = await browser.post('/connexion', { ...account.credentials, next: '/maternites' })
  t.match(response, { statusCode: 303, headers: { location: '/maternites' } })
  t.equal((await browser.get('/maternites')).statusCode, 200)
  const [session] = await db.select().from(sessions).where(eq(sessions.userId, account.userId))
  t.match(session, { device: 'Firefox sous Windows', method: 'password', grantId: account.grantId })
})

t.test('a coordinator sets her second factor at her first sign-in, then signs in with a code', async (t) => {
  const { app, db, clock } = await testApp(t)
  const network = await aNetwork(db)
  const account = await anAccount(db, { role: 'coordinator', networkId: network.id })
  const browser = aBrowser(app)
  const first = await browser.post('/connexion', { ...account.credentials, next: '/imports' })
  t.equal(first.headers.location, '/connexion/second-facteur')
  t.notOk(browser.cookies.has('trame'), 'the password alone opened nothing')
  t.equal((await browser.get('/imports')).statusCode, 303)

  const page = await browser.get('/connexion/second-facteur')
  const [, shown = ''] = /<code class="secret-key">([A-Z2-7 ]+)<\/code>/.exec(page.body) ?? []
  t.match(page.body, /<svg class="qr-code" role="img"/)
  const again = await browser.get('/connexion/second-facteur')
  t.ok(again.body.includes(shown), 'the same secret when the page is loaded again')
  const secret = shown.replaceAll(' ', '')
  t.equal((await browser.post('/connexion/second-facteur', { code: '000000' })).statusCode, 401)
  const set = await browser.post('/connexion/second-facteur', { code: codeAt(secret, NOW) })
  t.equal(set.statusCode, 200)
  const codes = [...set.body.matchAll(/<code>([0-9A-Z]{5}-[0-9A-Z]{5})<\/code>/g)].map(([, code]) => code!)
  t.equal(new Set(codes).size, 10)
  t.match(set.body, /href="\/imports"/)
  t.equal((await browser.get('/imports')).statusCode, 200)
  const [row] = await db.select().from(users).where(eq(users.id, account.userId))
  t.notMatch(JSON.stringify(row), secret, 'sealed at rest')

  const other = aBrowser(app)
  const asked = await other.post('/connexion', { ...account.credentials, next: '/imports' })
  t.equal(asked.headers.location, '/connexion/code')
  t.equal(
    (await other.post('/connexion/code', { code: codeAt(secret, NOW) })).statusCode,
    401,
    'the code of the enrolment has served',
  )
  clock.now = later(30)
  t.equal(
    (await other.post('/connexion/code', { code: codeAt(secret, clock.now) })).headers.location,
    '/imports',
  )
  t.equal((await other.get('/imports')).statusCode, 200)
})

t.test('a code serves once, from whichever browser', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'admin', networkId: (await aNetwork(db)).id })
  await withSecondFactor(db, account)
  const code = await codeOf(db, account)
  const browsers = [aBrowser(app), aBrowser(app), aBrowser(app)]
  for (const browser of browsers) await browser.post('/connexion', account.credentials)
  const answers = await Promise.all(browsers.map((browser) => browser.post('/connexion/code', { code })))
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [303, 401, 401])
  // The control: forget the last step and the same code opens again, so it is the row that refuses.
  await db.update(users).set({ totpLastStep: null }).where(eq(users.id, account.userId))
  const control = aBrowser(app)
  await control.post('/connexion', account.credentials)
  t.equal((await control.post('/connexion/code', { code })).statusCode, 303, 'the control opens')
})

t.test('a recovery code replaces the telephone, once, and says how many are left', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'ars', regionCode: (await aNetwork(db)).regionCode })
  const codes = await withSecondFactor(db, account)
  const stored = JSON.stringify(await db.execute('select * from recovery_codes'))
  t.notOk(
    codes.some((code) => stored.includes(code.replace('-', ''))),
    'only hashes are kept',
  )
  const enter = async (code: string) => {
    const browser = aBrowser(app)
    await browser.post('/connexion', account.credentials)
    return browser.post('/connexion/code', { code, kind: 'secours' })
  }
  t.match((await enter(codes[3]!.toLowerCase().replace('-', ' '))).body, /Il vous reste 9\s*codes de secours/)
  t.equal((await enter(codes[3]!)).statusCode, 401)
  t.match((await enter(codes[4]!)).body, /Il vous reste 8\s*codes/)
})

t.test('of two uses of one recovery code at once, one enters', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'admin', networkId: (await aNetwork(db)).id })
  const [code] = await withSecondFactor(db, account)
  const browsers = [aBrowser(app), aBrowser(app), aBrowser(app), aBrowser(app)]
  for (const browser of browsers) await browser.post('/connexion', account.credentials)
  const answers = await Promise.all(
    browsers.map((browser) => browser.post('/connexion/code', { code: code!, kind: 'secours' })),
  )
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [200, 401, 401, 401])
})

t.test('a step of another browser, an ended one or an invented one opens nothing', async (t) => {
  const { app, db, clock } = await testApp(t)
  const account = await anAccount(db, { role: 'admin', networkId: (await aNetwork(db)).id })
  await withSecondFactor(db, account)
  const victim = aBrowser(app)
  await victim.post('/connexion', account.credentials)
  const stranger = aBrowser(app)
  for (const cookie of ['', 'x', '5b1f7c3e-0000-4000-8000-000000000000', "' or 1=1 --"]) {
    if (cookie) stranger.cookies.set('trame-etape', cookie)
    const response = await stranger.post('/connexion/code', { code: await codeOf(db, account) })
    t.match(response, { statusCode: 303, headers: { location: '/connexion' } }, `« ${cookie} »`)
  }
  clock.now = later(601)
  const late = await victim.post('/connexion/code', { code: await codeOf(db, account, clock.now) })
  t.equal(late.headers.location, '/connexion', 'ten minutes later')
  clock.now = NOW
  for (let wrong = 0; wrong < 5; wrong += 1) await victim.post('/connexion/code', { code: '000000' })
  const spent = await victim.post('/connexion/code', { code: await codeOf(db, account) })
  t.equal(spent.headers.location, '/connexion', 'after five tries')
})

t.test('a step of a sign-in serves once, even with a code that has not served', async (t) => {
  const { app, db, clock } = await testApp(t)
  const account = await anAccount(db, { role: 'admin', networkId: (await aNetwork(db)).id })
  await withSecondFactor(db, account)
  const [victim, thief] = [aBrowser(app), aBrowser(app)]
  await victim.post('/connexion', account.credentials)
  thief.cookies.set('trame-etape', victim.cookies.get('trame-etape') ?? '')
  await victim.post('/connexion/code', { code: await codeOf(db, account) })
  t.ok(victim.cookies.has('trame'))
  clock.now = later(60)
  const again = await thief.post('/connexion/code', { code: await codeOf(db, account, clock.now) })
  t.equal(again.headers.location, '/connexion')
  t.notOk(thief.cookies.has('trame'))
})

t.test('a sign-in begun before the second factor was set cannot replace it', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'admin', networkId: (await aNetwork(db)).id })
  const thief = aBrowser(app)
  await thief.post('/connexion', account.credentials)
  const page = await thief.get('/connexion/second-facteur')
  const [, shown = ''] = /secret-key">([A-Z2-7 ]+)</.exec(page.body) ?? []
  await withSecondFactor(db, account)
  const answer = await thief.post('/connexion/second-facteur', {
    code: codeAt(shown.replaceAll(' ', ''), NOW),
  })
  t.equal(answer.headers.location, '/connexion')
  t.notOk(thief.cookies.has('trame'))
})

t.test('a step answers what it asked, and nothing else', async (t) => {
  const { app, db, clock, url } = await testApp(t)
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  await withSecondFactor(db, account)
  const browser = aBrowser(app)
  const answer = (page: 'code' | 'second-facteur', code: string) =>
    browser.send(`/connexion/${page}`, { code })
  await browser.post('/connexion', account.credentials)
  const asNewFactor = await answer('second-facteur', await codeOf(db, account))
  t.equal(asNewFactor.headers.location, '/connexion', 'a step that asks a code sets no factor')
  t.equal(
    (await answer('code', await codeOf(db, account))).headers.location,
    '/',
    'the control: it asks this',
  )

  clock.now = later(60)
  await browser.send('/mon-compte/second-facteur', { currentPassword: PASSWORD })
  const session = browser.cookies.get('trame')
  const asCode = await answer('code', await codeOf(db, account, clock.now))
  t.equal(asCode.headers.location, '/connexion', 'a step that sets a factor opens nothing with the old one')
  t.equal(browser.cookies.get('trame'), session)
  const page = await browser.get('/connexion/second-facteur')
  const [, shown = ''] = /secret-key">([A-Z2-7 ]+)</.exec(page.body) ?? []
  const code = codeAt(shown.replaceAll(' ', ''), clock.now)
  const both = await heldTogether(url, 'rate_buckets', [
    () => answer('second-facteur', code),
    () => answer('second-facteur', code),
  ])
  t.same(
    both.map(({ statusCode }) => statusCode).sort(),
    [200, 303],
    'sent twice at once, it sets one factor',
  )
})

t.test('whose last right is taken away signs in nowhere, whatever step she has reached', async (t) => {
  const { app, db } = await testApp(t)
  const network = await aNetwork(db)
  const account = await anAccount(db, { role: 'professional', networkId: network.id })
  await withSecondFactor(db, account)
  const rightIs = (revokedAt: Date | null) =>
    inTransaction(systemCtx(db, network.id), ({ db }) =>
      db.update(roleGrants).set({ revokedAt }).where(eq(roleGrants.id, account.grantId)),
    )
  const [inside, outside] = [aBrowser(app), aBrowser(app)]
  await inside.post('/connexion', account.credentials)
  await rightIs(NOW)
  const late = await inside.post('/connexion/code', { code: await codeOf(db, account) })
  const first = await outside.post('/connexion', account.credentials)
  t.equal(late.statusCode, 403, 'she is told')
  t.notOk(inside.cookies.has('trame'))
  t.equal(first.statusCode, 403)
  t.match(first.body, /aucun rôle en cours/)
  await rightIs(null)
  const back = await outside.post('/connexion', account.credentials)
  t.equal(back.headers.location, '/connexion/code', 'the control: the right given back')
})

for (const lost of ['her last right', 'her account'] as const) {
  t.test(
    `who loses ${lost} between her password and a right code reads so, and nobody else does`,
    async (t) => {
      const { app, db } = await testApp(t)
      const network = await aNetwork(db)
      const account = await anAccount(db, { role: 'coordinator', networkId: network.id })
      const begin = async () => {
        const browser = aBrowser(app)
        await browser.post('/connexion', account.credentials)
        return browser
      }
      const unset = await begin()
      const [, key = ''] = /secret-key">([A-Z2-7 ]+)</.exec(
        (await unset.get('/connexion/second-facteur')).body,
      ) ?? ['', '']
      const [recovery] = await withSecondFactor(db, account)
      const [guessing, knowing, recovering, stranger] = [
        await begin(),
        await begin(),
        await begin(),
        aBrowser(app),
      ]
      if (lost === 'her account')
        await db.update(users).set({ deactivatedAt: NOW }).where(eq(users.id, account.userId))
      else
        await inTransaction(systemCtx(db, network.id), ({ db }) =>
          db.update(roleGrants).set({ revokedAt: NOW }).where(eq(roleGrants.id, account.grantId)),
        )
      const told = /Votre compte n’a aucun rôle en cours/
      const wrong = await guessing.post('/connexion/code', { code: '000000' })
      t.equal(wrong.statusCode, 401)
      t.match(wrong.body, /Ce code n’est pas le bon/)
      t.notMatch(wrong.body, told, 'without the code nothing is said')
      const unknown = await stranger.post('/connexion/code', { code: await codeOf(db, account) })
      t.equal(unknown.headers.location, '/connexion', 'nor without the password')
      for (const answer of [
        await knowing.post('/connexion/code', { code: await codeOf(db, account) }),
        await recovering.post('/connexion/code', { code: recovery!, kind: 'secours' }),
      ]) {
        t.equal(answer.statusCode, 403)
        t.match(answer.body, told)
        t.match(answer.body, /Demandez à l’administrateur de votre réseau/)
        t.same(answer.cookies, [], 'no session')
      }
      await db.update(users).set({ totpConfirmedAt: null }).where(eq(users.id, account.userId))
      const set = await unset.post('/connexion/second-facteur', {
        code: codeAt(key.replaceAll(' ', ''), NOW),
      })
      t.equal(set.statusCode, 403, 'she who was setting her factor is told too')
      t.match(set.body, told)
      t.notOk(unset.cookies.has('trame'))
    },
  )
}

t.test('the API asks for the code in words a program reads', async (t) => {
  const { app, db } = await testApp(t)
  const networkId = (await aNetwork(db)).id
  const account = await anAccount(db, { role: 'coordinator', networkId })
  const open = (payload: object) => app.inject({ method: 'POST', url: '/api/sessions', payload })
  t.match((await open(account.credentials)).json(), {
    status: 403,
    type: 'urn:problem:access.second-factor-not-set',
  })
  await withSecondFactor(db, account)
  t.match((await open(account.credentials)).json(), {
    status: 401,
    type: 'urn:problem:access.second-factor-required',
  })
  t.match((await open({ ...account.credentials, code: '000000' })).json(), {
    status: 401,
    type: 'urn:problem:access.bad-code',
  })
  t.match((await open({ ...account.credentials, password: 'faux', code: '000000' })).json(), {
    type: 'urn:problem:access.bad-credentials',
  })
  const opened = await open({ ...account.credentials, code: await codeOf(db, account) })
  t.match(opened.json(), { role: 'coordinator', token: /\./ })
})

t.test(
  'an administrator of the network resets a lost second factor: sessions end, a mail leaves',
  async (t) => {
    const { app, db } = await testApp(t)
    const [here, there] = [await aNetwork(db), await aNetwork(db)]
    const account = await anAccount(db, { role: 'coordinator', networkId: here.id })
    await withSecondFactor(db, account)
    const bearer = await bearerOf(app, account)
    const asAdmin = async (networkId: string, role: 'admin' | 'coordinator' = 'admin'): Promise<Ctx> => {
      const sessionId = await (await anAccount(db, { role, networkId })).openSession()
      const actor = await loadActor(db, { kind: 'session', id: sessionId }, NOW)
      return { db, actor: actor!, now: NOW }
    }
    await t.rejects(resetSecondFactor(await asAdmin(there.id), account.userId), { code: 'person.not-found' })
    await t.rejects(resetSecondFactor(await asAdmin(here.id, 'coordinator'), account.userId), {
      code: 'account.not-yours',
    })
    t.equal((await app.inject({ url: '/api/tracers', headers: bearer })).statusCode, 200)
    await resetSecondFactor(await asAdmin(here.id), account.userId)
    t.equal((await app.inject({ url: '/api/tracers', headers: bearer })).statusCode, 401)
    const [mail] = await mailsTo(db, here.id, account.credentials.email)
    t.match(mail, { template: 'account-security-notice', params: { what: 'second-factor-reset' } })
    const browser = aBrowser(app)
    const next = await browser.post('/connexion', account.credentials)
    t.equal(next.headers.location, '/connexion/second-facteur', 'she sets another at her next sign-in')
  },
)

t.test(
  'a lost password: the link serves once, ends sessions, and the second factor stays asked',
  async (t) => {
    const { app, db, clock } = await testApp(t)
    const network = await aNetwork(db)
    const account = await anAccount(db, { role: 'coordinator', networkId: network.id })
    await withSecondFactor(db, account)
    const bearer = await bearerOf(app, account)
    const browser = aBrowser(app)
    t.equal(
      (await browser.post('/mot-de-passe-oublie', { email: account.credentials.email.toUpperCase() }))
        .statusCode,
      200,
    )
    const [reset] = await db.select().from(passwordResets)
    const [mail] = await mailsTo(db, network.id, account.credentials.email)
    t.match(mail, { template: 'account-password-reset', params: { resetId: reset!.id } })
    const token = signLink(deriveKey(APP_SECRET, 'links'), {
      purpose: 'password-reset',
      id: reset!.id,
      version: 1,
      expiresAt: reset!.expiresAt,
    })
    t.notMatch(JSON.stringify(mail), token, 'the token is kept nowhere')

    const opened = await browser.get(`/mot-de-passe/nouveau?jeton=${token}`)
    t.match(
      opened,
      { statusCode: 303, headers: { location: '/mot-de-passe/nouveau' } },
      'the token leaves the address',
    )
    t.equal((await browser.get('/mot-de-passe/nouveau')).statusCode, 200)
    t.match(await db.select().from(passwordResets), [{ usedAt: null }], 'reading has no effect')
    t.equal((await app.inject({ url: '/api/tracers', headers: bearer })).statusCode, 200)

    const weak = await browser.post('/mot-de-passe/nouveau', {
      password: 'motdepasse2026',
      confirmation: 'motdepasse2026',
    })
    t.equal(weak.statusCode, 400)
    t.match(weak.body, /mots trop courants/)
    const unlike = await browser.post('/mot-de-passe/nouveau', {
      password: NEW_PASSWORD,
      confirmation: 'autre',
    })
    t.match(unlike.body, /Les deux saisies diffèrent/)
    const chosen = { password: NEW_PASSWORD, confirmation: NEW_PASSWORD }
    const done = await browser.post('/mot-de-passe/nouveau', chosen)
    t.equal(done.headers.location, '/connexion?fait=mot-de-passe')
    t.equal((await app.inject({ url: '/api/tracers', headers: bearer })).statusCode, 401, 'sessions ended')

    const twice = aBrowser(app)
    t.equal((await twice.get(`/mot-de-passe/nouveau?jeton=${token}`)).statusCode, 410, 'used')
    twice.cookies.set('trame-lien', token)
    t.equal((await twice.post('/mot-de-passe/nouveau', chosen)).statusCode, 410)
    t.equal((await browser.post('/connexion', account.credentials)).statusCode, 401, 'the old password')
    const credentials = { email: account.credentials.email, password: NEW_PASSWORD }
    t.equal((await browser.post('/connexion', credentials)).headers.location, '/connexion/code')
    t.match(
      (await mailsTo(db, network.id, account.credentials.email)).map(({ template }) => template).sort(),
      ['account-password-reset', 'account-security-notice'],
    )
    clock.now = later(3601)
    t.equal((await aBrowser(app).get(`/mot-de-passe/nouveau?jeton=${token}`)).statusCode, 410, 'expired')
  },
)

t.test('a link of another purpose, forged or cut chooses no password', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  const expiresAt = later(3600)
  const [reset] = await db
    .insert(passwordResets)
    .values({ userId: account.userId, createdAt: NOW, expiresAt })
    .returning()
  const link = { id: reset!.id, version: 1, expiresAt }
  const key = deriveKey(APP_SECRET, 'links')
  const good = signLink(key, { ...link, purpose: 'password-reset' })
  for (const token of [
    signLink(key, { ...link, purpose: 'invitation' }),
    signLink(deriveKey(APP_SECRET, 'forms'), { ...link, purpose: 'password-reset' }),
    signLink(key, { ...link, purpose: 'password-reset', expiresAt: NOW }),
    good.slice(0, -1),
    `${good}x`,
    good.replace(/\.1\./, '.2.'),
    'x',
    '',
  ]) {
    t.equal(
      (await aBrowser(app).get(`/mot-de-passe/nouveau?jeton=${token}`)).statusCode,
      410,
      token.slice(-20),
    )
  }
  t.equal(
    (await aBrowser(app).get(`/mot-de-passe/nouveau?jeton=${good}`)).statusCode,
    303,
    'the control: the good one',
  )
})

t.test('of two browsers sending one link at once, one chooses the password', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  const expiresAt = later(3600)
  const [reset] = await db
    .insert(passwordResets)
    .values({ userId: account.userId, createdAt: NOW, expiresAt })
    .returning()
  const link = { purpose: 'password-reset', id: reset!.id, version: 1, expiresAt } as const
  const token = signLink(deriveKey(APP_SECRET, 'links'), link)
  const answers = await Promise.all(
    [NEW_PASSWORD, `${NEW_PASSWORD} bis`].map((password) => {
      const browser = aBrowser(app)
      browser.cookies.set('trame-lien', token)
      return browser.post('/mot-de-passe/nouveau', { password, confirmation: password })
    }),
  )
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [303, 410])
})

t.test(
  'an address asks for three mails and no more; a closed account and a provider’s get none',
  async (t) => {
    const { app, db } = await testApp(t)
    const networkId = (await aNetwork(db)).id
    const [account, closed, provider] = [
      await anAccount(db, { role: 'professional', networkId }),
      await anAccount(db, { role: 'professional', networkId }),
      await anAccount(db, { role: 'professional', networkId }),
    ]
    await db.update(users).set({ deactivatedAt: NOW }).where(eq(users.id, closed.userId))
    await db.update(users).set({ passwordHash: null }).where(eq(users.id, provider.userId))
    const browser = aBrowser(app)
    const asked = [account, account, account, account, account, closed, provider]
    const answers = await Promise.all(
      asked.map(({ credentials }) => browser.post('/mot-de-passe-oublie', { email: credentials.email })),
    )
    t.same([...new Set(answers.map(({ statusCode }) => statusCode))], [200])
    const rows = await db.select().from(passwordResets)
    t.same(
      rows.map(({ userId }) => userId),
      Array(3).fill(account.userId),
    )
  },
)

t.test(
  'she changes her password against the present one; her other sessions end and this one stays',
  async (t) => {
    const { app, db } = await testApp(t)
    const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
    const elsewhere = await bearerOf(app, account)
    const browser = aBrowser(app)
    await browser.post('/connexion', account.credentials)
    const chosen = { password: NEW_PASSWORD, confirmation: NEW_PASSWORD }
    const wrong = await browser.send('/mon-compte/mot-de-passe', { currentPassword: 'non', ...chosen })
    t.equal(wrong.statusCode, 403)
    t.match(wrong.body, /Ce n’est pas votre mot de passe actuel/)
    t.equal((await app.inject({ url: '/api/sessions', headers: elsewhere })).statusCode, 200)
    const done = await browser.send('/mon-compte/mot-de-passe', { currentPassword: PASSWORD, ...chosen })
    t.equal(done.headers.location, '/mon-compte?fait=mot-de-passe')
    t.equal((await browser.get('/mon-compte')).statusCode, 200)
    t.equal((await app.inject({ url: '/api/sessions', headers: elsewhere })).statusCode, 401)
  },
)

t.test('she changes role without signing in again, among her own rights only', async (t) => {
  const { app, db } = await testApp(t)
  const network = await aNetwork(db)
  const site = await anEstablishment(db, network, { name: 'Maternité des Saules' })
  const account = await anAccount(db, { role: 'professional', networkId: network.id })
  const stranger = await anAccount(db, { role: 'professional', networkId: network.id })
  const ctx = systemCtx(db, network.id, later(1)) // a sign-in takes the oldest right
  const give = (grant: Parameters<typeof giveRight>[2]) =>
    inTransaction(ctx, (ctx) => giveRight(ctx, account.userId, grant))
  const ofSite = await give({ role: 'establishment', networkId: network.id, establishmentId: site.id })
  const browser = aBrowser(app)
  await browser.post('/connexion', account.credentials)
  const page = await browser.get('/mon-compte')
  t.match(page.body, /Maternité des Saules/)
  t.equal((await browser.send('/mon-compte/role', { grantId: ofSite })).headers.location, '/')
  t.equal((await browser.get('/')).headers.location, '/indicateurs')
  t.equal((await browser.send('/mon-compte/role', { grantId: stranger.grantId })).statusCode, 404)
  t.equal(
    (await browser.send('/mon-compte/role', { grantId: '5b1f7c3e-0000-4000-8000-000000000000' })).statusCode,
    404,
  )
  const coordinator = await give({ role: 'coordinator', networkId: network.id })
  const refused = await browser.send('/mon-compte/role', { grantId: coordinator })
  t.equal(refused.statusCode, 403, 'a session without second factor does not take such a role')
  const [session] = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, account.userId), isNull(sessions.revokedAt)))
  t.equal(session!.grantId, ofSite)
  await withSecondFactor(db, account)
  t.equal(
    (await browser.send('/mon-compte/role', { grantId: coordinator })).statusCode,
    303,
    'the control: with one',
  )
  const traces = await inTransaction(ctx, ({ db }) =>
    db
      .select({ before: auditEntries.before, after: auditEntries.after })
      .from(auditEntries)
      .where(eq(auditEntries.action, 'session.change-role'))
      .orderBy(auditEntries.id),
  )
  t.same(traces, [
    { before: { role: 'professional' }, after: { role: 'establishment' } },
    { before: { role: 'establishment' }, after: { role: 'coordinator' } },
  ])
})

t.test(
  'who practises nowhere today takes no professional’s role in a session of Pro Santé Connect',
  async (t) => {
    const { app, db } = await testApp(t)
    const network = await aNetwork(db)
    const site = await anEstablishment(db, network)
    const account = await anAccount(db, {
      role: 'establishment',
      networkId: network.id,
      establishmentId: site.id,
    })
    const professional = await inTransaction(systemCtx(db, network.id), (ctx) =>
      giveRight(ctx, account.userId, { role: 'professional', networkId: network.id }),
    )
    const browser = aBrowser(app)
    await browser.post('/connexion', account.credentials)
    await browser.get('/mon-compte')
    const change = (practice: string | null, grantId: string) =>
      db
        .update(sessions)
        .set({ method: 'pro-sante-connect', practice })
        .where(eq(sessions.userId, account.userId))
        .then(() => browser.send('/mon-compte/role', { grantId }))
    const refused = await change(null, professional)
    t.equal(refused.statusCode, 403)
    t.match(refused.body, /aucun exercice en cours/)
    t.equal(
      (await change('Cabinet des Saules', professional)).statusCode,
      303,
      'the control: with a practice',
    )
  },
)

t.test('the same by the API', async (t) => {
  const { app, db } = await testApp(t)
  const network = await aNetwork(db)
  const site = await anEstablishment(db, network)
  const account = await anAccount(db, { role: 'professional', networkId: network.id })
  const grantId = await inTransaction(systemCtx(db, network.id), (ctx) =>
    giveRight(ctx, account.userId, {
      role: 'establishment',
      networkId: network.id,
      establishmentId: site.id,
    }),
  )
  const headers = await bearerOf(app, account)
  const change = (id: string) =>
    app.inject({ method: 'PUT', url: '/api/sessions/current/role', headers, payload: { grantId: id } })
  t.equal((await app.inject({ url: '/api/tracers', headers })).statusCode, 403)
  t.equal((await change(grantId)).statusCode, 204)
  t.equal((await app.inject({ url: '/api/tracers', headers })).statusCode, 200)
  t.equal((await change(account.userId)).statusCode, 404)
})

t.test('she sees her sessions in words, ends one, then all', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  const other = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  const [here, there, foreign] = [
    aBrowser(app, { userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' }),
    aBrowser(app, { userAgent: 'Mozilla/5.0 (iPhone) Version/18.1 Safari/604.1' }),
    aBrowser(app),
  ]
  await here.post('/connexion', account.credentials)
  await there.post('/connexion', account.credentials)
  await foreign.post('/connexion', other.credentials)
  const list = await here.get('/mon-compte/sessions')
  t.match(list.body, /Firefox sous Windows<strong> \(cette session\)/)
  const [, id = ''] = /\/mon-compte\/sessions\/([0-9a-f-]{36})\/fin/.exec(list.body) ?? []
  t.match(list.body, /Safari sur iPhone/)
  t.equal((await foreign.send(`/mon-compte/sessions/${id}/fin`)).statusCode, 404, 'not hers')
  t.equal((await there.get('/mon-compte')).statusCode, 200)
  t.equal((await here.send(`/mon-compte/sessions/${id}/fin`)).statusCode, 303)
  t.equal((await there.get('/mon-compte')).statusCode, 303)
  t.equal((await here.send('/mon-compte/sessions/fin')).headers.location, '/connexion?fait=deconnexion')
  t.equal((await here.get('/mon-compte')).statusCode, 303)
  t.equal((await foreign.get('/mon-compte')).statusCode, 200, 'nobody else’s')
})

t.test(
  'a token does what was ticked and nothing else, never creates another, and ends when revoked',
  async (t) => {
    const { app, db, clock } = await testApp(t)
    const network = await aNetwork(db)
    const account = await anAccount(db, { role: 'coordinator', networkId: network.id })
    const headers = await bearerOf(app, account)
    const create = (payload: object, by = headers) =>
      app.inject({ method: 'POST', url: '/api/tokens', headers: by, payload })
    const wanted = {
      name: 'Tableur',
      permissions: ['tracer.read'],
      days: 90,
      currentPassword: PASSWORD,
    }
    for (const [permissions, status] of [
      [['account.own'], 400],
      [['account.manage'], 400],
      [['authorisation.record'], 400],
      [['nothing'], 400],
      [[], 400],
    ] as const) {
      t.equal((await create({ ...wanted, permissions })).statusCode, status, permissions.join())
    }
    t.equal((await create({ ...wanted, days: 366 })).statusCode, 400)
    const { id, token } = (await create(wanted)).json<{ id: string; token: string }>()
    const bearer = { authorization: `Bearer ${token}` }
    const reach = async (url: string) => (await app.inject({ url, headers: bearer })).statusCode
    t.equal(await reach('/api/tracers'), 200)
    t.equal(await reach('/api/establishments'), 403, 'another permission of the role')
    t.equal(await reach('/api/tokens'), 403)
    t.equal((await create(wanted, bearer)).statusCode, 403, 'a token creates no token')
    await db
      .update(apiTokens)
      .set({ permissions: ['tracer.read', 'account.own'] })
      .where(eq(apiTokens.id, id))
    t.equal((await create(wanted, bearer)).statusCode, 403, 'not even with a row that says so')
    t.match((await app.inject({ url: '/api/tokens', headers })).json(), [
      { id, name: 'Tableur', lastUsedAt: NOW.toISOString() },
    ])
    clock.now = later(90 * 86_400)
    t.equal(await reach('/api/tracers'), 401, 'its end')
    clock.now = NOW
    const stranger = await bearerOf(app, await anAccount(db, { role: 'coordinator', networkId: network.id }))
    const revoke = (by: { authorization: string }) =>
      app.inject({ method: 'DELETE', url: `/api/tokens/${id}`, headers: by })
    t.equal((await revoke(stranger)).statusCode, 404)
    t.equal(await reach('/api/tracers'), 200)
    t.equal((await revoke(headers)).statusCode, 204)
    t.equal(await reach('/api/tracers'), 401)
    t.equal((await revoke(headers)).statusCode, 404)
  },
)

t.test('a token is created and revoked by the pages too', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  const browser = aBrowser(app)
  await browser.post('/connexion', account.credentials)
  const empty = await browser.send('/mon-compte/jetons', { name: 'Carte', days: '30' })
  t.match(empty.body, /Cochez au moins une action/)
  t.match(empty.body, /value="Carte"/)
  const made = await browser.send('/mon-compte/jetons', {
    name: 'Carte',
    permissions: 'network.read',
    days: '30',
    currentPassword: PASSWORD,
  })
  const [, token = ''] = /<code>([\w-]+\.[\w-]+\.[\w-]+)<\/code>/.exec(made.body) ?? []
  const headers = { authorization: `Bearer ${token}` }
  t.equal((await app.inject({ url: '/api/establishments', headers })).statusCode, 200)
  const list = await browser.get('/mon-compte/jetons')
  t.notOk(list.body.includes(token), 'shown once')
  const [, url = ''] = /action="(\/mon-compte\/jetons\/[0-9a-f-]{36}\/revocation)"/.exec(list.body) ?? []
  t.equal((await browser.send(url)).headers.location, '/mon-compte/jetons?fait=revoque')
  t.equal((await app.inject({ url: '/api/establishments', headers })).statusCode, 401)
})

t.test('the demonstration alone says its codes, and only those of its accounts', async (t) => {
  const { app, db } = await testApp(t, { config: { demo: true } })
  const { app: plain } = await testApp(t)
  const account = await anAccount(db, { role: 'admin', networkId: (await aNetwork(db)).id })
  await withSecondFactor(db, account)
  t.match((await aBrowser(app).get('/connexion')).body, /coordination@trame\.test/)
  t.notMatch((await aBrowser(plain).get('/connexion')).body, /trame\.test"/)
  const browser = aBrowser(app)
  await browser.post('/connexion', account.credentials)
  t.notMatch((await browser.get('/connexion/code')).body, /votre code est/)
  const email = 'admin@trame.test'
  await db.update(users).set({ email }).where(eq(users.id, account.userId))
  await browser.post('/connexion', { ...account.credentials, email })
  const code = await codeOf(db, account)
  t.match((await browser.get('/connexion/code')).body, new RegExp(`votre code est ${code}`))
})

async function mailsTo(db: Parameters<typeof systemCtx>[0], networkId: string, address: string) {
  return inTransaction(systemCtx(db, networkId), ({ db }) =>
    db.select().from(mails).where(eq(mails.toAddress, address)),
  )
}
