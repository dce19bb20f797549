import { eq } from 'drizzle-orm'
import t from 'tap'
import { signLink } from '../../src/access/action-links.js'
import { deriveKey } from '../../src/access/secrets.js'
import { inTransaction } from '../../src/context.js'
import { codeAt, resetSecondFactor } from '../../src/domains/accounts/second-factor.js'
import { endSessionsOf, loadActor } from '../../src/domains/accounts/sessions.js'
import { apiTokens, passwordResets, recoveryCodes, users } from '../../src/domains/accounts/tables.js'
import { mails } from '../../src/domains/mail/tables.js'
import { APP_SECRET, bearerOf, type TestApp, testApp } from '../support/app.js'
import { aNetwork, anAccount, PASSWORD, systemCtx, type TestAccount } from '../support/builders.js'
import { NOW } from '../support/now.js'
import { aBrowser, withSecondFactor } from '../support/sign-in.js'

const NEW_PASSWORD = 'girouette parapluie gravier'
const CHOSEN = { password: NEW_PASSWORD, confirmation: NEW_PASSWORD }
const TOKEN = { name: 'Tableur', permissions: ['tracer.read'], days: 90 }

type Network = Awaited<ReturnType<typeof aNetwork>>

/** Gives a program the key of an account, and says whether it still opens. */
async function aProgram({ app }: TestApp, account: TestAccount) {
  const headers = await bearerOf(app, account)
  const payload = { ...TOKEN, currentPassword: PASSWORD }
  const made = await app.inject({ method: 'POST', url: '/api/tokens', headers, payload })
  const authorization = `Bearer ${made.json<{ token: string }>().token}`
  return async () => (await app.inject({ url: '/api/tracers', headers: { authorization } })).statusCode
}

/** What the mails tell somebody of the keys of her account. */
async function toldTo({ db }: TestApp, network: Network, account: TestAccount) {
  const rows = await inTransaction(systemCtx(db, network.id), ({ db }) =>
    db.select().from(mails).where(eq(mails.toAddress, account.credentials.email)),
  )
  return rows
    .filter(({ template }) => template === 'account-security-notice')
    .map(({ params }) => (params as { what: string }).what)
    .sort()
}

t.test('whoever takes her account back takes it back from the programs too', async (t) => {
  const test = await testApp(t)
  const { app, db } = test
  const network = await aNetwork(db)
  const admin = await anAccount(db, { role: 'admin', networkId: network.id })
  const asAdmin = {
    db,
    now: NOW,
    actor: (await loadActor(db, { kind: 'session', id: await admin.openSession() }, NOW))!,
  }
  const recoveries: [string, (account: TestAccount) => Promise<unknown>][] = [
    [
      'her password changed',
      async (account) => {
        const browser = aBrowser(app)
        browser.cookies.set('trame', app.jwt.sign({ sid: await account.openSession() }))
        const form = { currentPassword: PASSWORD, ...CHOSEN }
        t.equal((await browser.send('/mon-compte/mot-de-passe', form)).statusCode, 303)
      },
    ],
    [
      'her password chosen again by mail',
      async ({ userId }) => {
        const expiresAt = new Date(NOW.getTime() + 3600_000)
        const reset = { userId, createdAt: NOW, expiresAt }
        const [row] = await db.insert(passwordResets).values(reset).returning()
        const link = { purpose: 'password-reset', id: row!.id, version: 1, expiresAt } as const
        const browser = aBrowser(app)
        browser.cookies.set('trame-lien', signLink(deriveKey(APP_SECRET, 'links'), link))
        t.equal((await browser.post('/mot-de-passe/nouveau', CHOSEN)).statusCode, 303)
      },
    ],
    ['her second factor taken away', ({ userId }) => resetSecondFactor(asAdmin, userId)],
  ]
  for (const [name, recover] of recoveries) {
    const account = await anAccount(db, { role: 'coordinator', networkId: network.id })
    await withSecondFactor(db, account)
    const neighbour = await anAccount(db, { role: 'coordinator', networkId: network.id })
    const [reach, reachOfNeighbour] = [await aProgram(test, account), await aProgram(test, neighbour)]
    t.equal(await reach(), 200)
    await recover(account)
    t.equal(await reach(), 401, name)
    t.equal(await reachOfNeighbour(), 200, 'nobody else’s')
    // The control: ending the sessions alone, as before, leaves the program in.
    await db.update(apiTokens).set({ revokedAt: null }).where(eq(apiTokens.userId, account.userId))
    await inTransaction(systemCtx(db, network.id), (ctx) => endSessionsOf(ctx, account.userId))
    t.equal(await reach(), 200, 'the control: sessions ended, the token opens')
  }
})

t.test('signing out everywhere leaves the tokens, and its page says so', async (t) => {
  const test = await testApp(t)
  const account = await anAccount(test.db, { role: 'coordinator', networkId: (await aNetwork(test.db)).id })
  const reach = await aProgram(test, account)
  const browser = aBrowser(test.app)
  browser.cookies.set('trame', test.app.jwt.sign({ sid: await account.openSession() }))
  const page = await browser.get('/mon-compte/sessions')
  t.match(page.body, /<a href="\/mon-compte\/jetons">jetons de vos programmes<\/a>[\s\S]*restent valables/)
  t.equal((await browser.send('/mon-compte/sessions/fin')).statusCode, 303)
  t.equal((await browser.get('/mon-compte')).statusCode, 303)
  t.equal(await reach(), 200)
})

t.test('an open session alone creates no token: the password is asked, and a mail leaves', async (t) => {
  const test = await testApp(t)
  const { app, db, clock } = test
  const network = await aNetwork(db)
  const account = await anAccount(db, { role: 'coordinator', networkId: network.id })
  const headers = await bearerOf(app, account)
  const create = (extra: object) =>
    app.inject({ method: 'POST', url: '/api/tokens', headers, payload: { ...TOKEN, ...extra } })
  for (const extra of [{}, { currentPassword: '' }, { currentPassword: 'pas le bon' }]) {
    t.match((await create(extra)).json(), { status: 403, type: 'urn:problem:account.wrong-password' })
  }
  const browser = aBrowser(app)
  browser.cookies.set('trame', app.jwt.sign({ sid: await account.openSession() }))
  const form = { name: 'Carte', permissions: 'tracer.read', days: '180' }
  const refused = await browser.send('/mon-compte/jetons', { ...form, currentPassword: 'pas le bon' })
  t.equal(refused.statusCode, 403)
  t.match(refused.body, /Ce n’est pas votre mot de passe actuel/)
  t.match(refused.body, /value="Carte"[\s\S]*value="180" selected/, 'nothing typed is lost')
  t.notMatch(refused.body, /pas le bon/, 'but the password')
  t.equal(await db.$count(apiTokens), 0)
  t.same(await toldTo(test, network, account), [])

  t.equal((await create({ currentPassword: PASSWORD })).statusCode, 201, 'the control: with it')
  t.equal((await browser.send('/mon-compte/jetons', { ...form, currentPassword: PASSWORD })).statusCode, 200)
  t.same(await toldTo(test, network, account), ['token-created', 'token-created'])

  await db.update(users).set({ passwordHash: null }).where(eq(users.id, account.userId))
  t.notMatch((await browser.get('/mon-compte/jetons')).body, /type="password"/)
  t.equal((await create({})).statusCode, 201, 'without a password, just after signing in')
  clock.now = new Date(NOW.getTime() + 11 * 60_000)
  t.match((await create({})).json(), { status: 403, type: 'urn:problem:account.sign-in-again' })
})

t.test('no key of an account changes without a mail to its owner', async (t) => {
  const test = await testApp(t)
  const { app, db } = test
  const network = await aNetwork(db)
  const account = await anAccount(db, { role: 'coordinator', networkId: network.id })
  const browser = aBrowser(app)
  await browser.post('/connexion', account.credentials)
  const page = await browser.get('/connexion/second-facteur')
  const [, shown = ''] = /secret-key">([A-Z2-7 ]+)</.exec(page.body) ?? []
  t.equal((await browser.post('/connexion/second-facteur', { code: '000000' })).statusCode, 401)
  t.same(await toldTo(test, network, account), [], 'the control: nothing has changed, nothing is told')
  const code = codeAt(shown.replaceAll(' ', ''), NOW)
  t.equal((await browser.post('/connexion/second-facteur', { code })).statusCode, 200)
  t.same(await toldTo(test, network, account), ['second-factor-set'])

  const renew = (currentPassword: string) => browser.send('/mon-compte/codes-de-secours', { currentPassword })
  t.equal((await renew('pas le bon')).statusCode, 403)
  t.same(await toldTo(test, network, account), ['second-factor-set'])
  const renewed = await renew(PASSWORD)
  const codes = [...renewed.body.matchAll(/<code>([0-9A-Z]{5}-[0-9A-Z]{5})<\/code>/g)].map(([, one]) => one!)
  t.same(await toldTo(test, network, account), ['recovery-codes-renewed', 'second-factor-set'])

  for (const [code, status] of [
    [codes[0]!, 200],
    [codes[1]!, 200],
    [codes[1]!, 401],
  ] as const) {
    const other = aBrowser(app)
    await other.post('/connexion', account.credentials)
    t.equal((await other.post('/connexion/code', { code, kind: 'secours' })).statusCode, status)
  }
  t.same(
    (await toldTo(test, network, account)).filter((what) => what === 'recovery-code-used'),
    ['recovery-code-used', 'recovery-code-used'],
    'one mail for each code that served, none for the one that no longer did',
  )
})

t.test(
  'who has no second factor gets no recovery codes: they would open what nothing else guards',
  async (t) => {
    const test = await testApp(t)
    const network = await aNetwork(test.db)
    const account = await anAccount(test.db, { role: 'professional', networkId: network.id })
    const browser = aBrowser(test.app)
    await browser.post('/connexion', account.credentials)
    const renew = () => browser.send('/mon-compte/codes-de-secours', { currentPassword: PASSWORD })
    t.equal((await renew()).statusCode, 403)
    t.equal(await test.db.$count(recoveryCodes), 0)
    t.same(await toldTo(test, network, account), [])
    await withSecondFactor(test.db, account)
    t.equal((await renew()).statusCode, 200, 'the control: with one')
  },
)

t.test('a second factor sealed under a secret since withdrawn says so, and breaks nothing', async (t) => {
  const platform = await testApp(t)
  const { app, db } = platform
  const network = await aNetwork(db)
  const account = await anAccount(db, { role: 'coordinator', networkId: network.id })
  await withSecondFactor(db, account)
  const signIn = async () => {
    const browser = aBrowser(app)
    await browser.post('/connexion', account.credentials)
    return browser.post('/connexion/code', { code: '123456' })
  }
  t.equal((await signIn()).statusCode, 401, 'the control: readable, a wrong code is a wrong code')
  const [row] = await db.select().from(users).where(eq(users.id, account.userId))
  const sealed = row!.totpSecret!
  await db
    .update(users)
    .set({ totpSecret: `${sealed.slice(0, -2)}AA` })
    .where(eq(users.id, account.userId))
  const refused = await signIn()
  t.equal(refused.statusCode, 409)
  t.match(refused.body, /ne peut plus être lu/)
})
