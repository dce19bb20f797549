import fc from 'fast-check'
import t from 'tap'
import { signLink } from '../../src/access/action-links.js'
import type { Actor } from '../../src/access/actor.js'
import { deriveKey } from '../../src/access/secrets.js'
import type { Ctx } from '../../src/context.js'
import { changeRole, ownAccount } from '../../src/domains/accounts/own-account.js'
import { provePresence } from '../../src/domains/accounts/presence.js'
import { safePath } from '../../src/domains/accounts/safe-path.js'
import { resetSecondFactor } from '../../src/domains/accounts/second-factor.js'
import { loadActor, openSession } from '../../src/domains/accounts/sessions.js'
import { apiTokens } from '../../src/domains/accounts/tables.js'
import { APP_SECRET, testApp } from '../support/app.js'
import { aNetwork, anAccount, PASSWORD } from '../support/builders.js'
import { NOW } from '../support/now.js'
import { aBrowser, SECRETS, withSecondFactor } from '../support/sign-in.js'

const IDLE_MINUTES = 30
const ABSOLUTE_MINUTES = 12 * 60
const after = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000)

t.test('a session lives as the model says, whatever the order of what happens to it', async (t) => {
  const { app, db, clock } = await testApp(t)
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  const step = fc.oneof(
    fc.record({ kind: fc.constant('use' as const), which: fc.nat(2) }),
    fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(1, 10, 29, 30, 31, 200, 690) }),
    fc.record({ kind: fc.constant('end' as const), which: fc.nat(2) }),
    fc.constant({ kind: 'everywhere' as const }),
  )
  let runs = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      runs += 1
      clock.now = after(runs * 10_000)
      let minute = 0
      const model = [0, 1, 2].map(() => ({ openedAt: 0, seenAt: 0, isOpen: true }))
      const browsers = model.map(() => aBrowser(app))
      for (const browser of browsers) {
        browser.cookies.set('trame', app.jwt.sign({ sid: await openAt(db, account, clock.now) }))
      }
      const expected = (one: (typeof model)[number]) =>
        one.isOpen && minute - one.seenAt < IDLE_MINUTES && minute - one.openedAt < ABSOLUTE_MINUTES
      const check = async (which: number) => {
        const one = model[which]!
        const isAlive = expected(one)
        const { statusCode } = await browsers[which]!.get('/mon-compte')
        if (statusCode !== (isAlive ? 200 : 303))
          throw new Error(`${minute} min: ${statusCode}, alive ${isAlive}`)
        if (isAlive) one.seenAt = minute
        else one.isOpen = false
        return isAlive
      }
      for (const one of steps) {
        if (one.kind === 'wait') {
          minute += one.minutes
          clock.now = new Date(clock.now.getTime() + one.minutes * 60_000)
        } else if (one.kind === 'use') {
          await check(one.which)
        } else if (one.kind === 'end' && (await check(one.which))) {
          const cookie = browsers[one.which]!.cookies.get('trame')!
          await browsers[one.which]!.send('/deconnexion')
          browsers[one.which]!.cookies.set('trame', cookie)
          model[one.which]!.isOpen = false
        } else if (one.kind === 'everywhere' && (await check(0))) {
          const cookie = browsers[0]!.cookies.get('trame')!
          await browsers[0]!.send('/mon-compte/sessions/fin')
          browsers[0]!.cookies.set('trame', cookie)
          for (const each of model) each.isOpen = false
        }
      }
      for (const which of [0, 1, 2]) await check(which)
    }),
    { seed: 2015, numRuns: 25, endOnFailure: true },
  )
})

t.test(
  'a session ends after thirty minutes without a request, and after twelve hours in any case',
  async (t) => {
    const { app, db, clock } = await testApp(t)
    const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
    const idle = aBrowser(app)
    await idle.post('/connexion', account.credentials)
    const busy = aBrowser(app)
    await busy.post('/connexion', account.credentials)
    for (let minutes = 20; minutes < ABSOLUTE_MINUTES; minutes += 20) {
      clock.now = after(minutes)
      t.equal((await busy.get('/mon-compte')).statusCode, 200)
      if (minutes === 40) t.equal((await idle.get('/mon-compte')).statusCode, 303)
    }
    clock.now = after(ABSOLUTE_MINUTES)
    t.equal((await busy.get('/mon-compte')).statusCode, 303)
  },
)

t.test('a cookie planted before sign-in is worth nothing after it', async (t) => {
  const { app, db } = await testApp(t)
  const networkId = (await aNetwork(db)).id
  const [victim, thief] = [
    await anAccount(db, { role: 'professional', networkId }),
    await anAccount(db, { role: 'professional', networkId }),
  ]
  const planter = aBrowser(app)
  await planter.post('/connexion', thief.credentials)
  const planted = planter.cookies.get('trame')!
  const browser = aBrowser(app)
  browser.cookies.set('trame', planted)
  const form = await browser.get('/connexion')
  const [, _csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(form.body) ?? []
  await browser.post('/connexion', { ...victim.credentials, _csrf })
  t.not(browser.cookies.get('trame'), planted, 'a new session')
  t.match((await browser.get('/mon-compte')).body, victim.credentials.email)
  t.equal((await planter.get('/mon-compte')).statusCode, 303, 'the one that was in this browser has ended')
})

t.test('past the doors too, nobody, a job, a program and a lost account own nothing', async (t) => {
  const { db } = await testApp(t)
  const networkId = (await aNetwork(db)).id
  const { userId, grantId } = await anAccount(db, { role: 'coordinator', networkId })
  const key = { userId, grantId, name: 'Tableur', permissions: [], createdAt: NOW, expiresAt: after(60) }
  const [token] = await db.insert(apiTokens).values(key).returning()
  const program = (await loadActor(db, { kind: 'token', id: token!.id }, NOW))!
  const lost = { ...program, userId: token!.id }
  const nobody = { role: 'public' } as const
  const job = { role: 'system', job: 'test', networkId } as const
  const visit = { secrets: SECRETS, ip: '192.0.2.1', device: '' }
  const change = (ctx: Ctx) => changeRole(ctx, grantId)
  const prove = (ctx: Ctx) => provePresence(ctx, visit, PASSWORD)
  const takeFactor = (ctx: Ctx) => resetSecondFactor(ctx, userId)
  const [unsigned, forbidden] = ['access.sign-in-required', 'access.forbidden']
  for (const [what, act, actor, code] of [
    ['nobody has an account to read', ownAccount, nobody, unsigned],
    ['nor has a job', ownAccount, job, unsigned],
    ['nor who lost hers', ownAccount, lost, unsigned],
    ['nobody has a role to change', change, nobody, unsigned],
    ['a program keeps its own', change, program, unsigned],
    ['nobody is in front of a screen', prove, nobody, forbidden],
    ['nor is a program', prove, program, forbidden],
    ['nobody takes a second factor away', takeFactor, nobody, forbidden],
    ['nor does a program', takeFactor, program, forbidden],
  ] as [string, (ctx: Ctx) => Promise<unknown>, Actor, string][]) {
    await t.rejects(act({ db, actor, now: NOW }), { code }, what)
  }
  t.match(await ownAccount({ db, actor: program, now: NOW }), { hasPassword: true }, 'the control')
})

t.test('the cookie is bound to the host, hidden from scripts, and only for https', async (t) => {
  const { app, db } = await testApp(t, { config: { cookieSecure: true } })
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  const response = await aBrowser(app).post('/connexion', account.credentials)
  const cookie = response.cookies.find(({ name }) => name === '__Host-trame')
  t.match(cookie, { path: '/', httpOnly: true, secure: true, sameSite: 'Lax' })
  t.notOk(cookie && 'domain' in cookie)
})

const ELSEWHERE = [
  'https://evil.example',
  'http://evil.example/x',
  'HTTPS://evil.example',
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '/\\/evil.example',
  '\\\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '\u0000//evil.example',
  '\u2028//evil.example',
  '/%09/evil.example',
  '/%0d%0aLocation:%20https://evil.example',
  '/%0d%0aSet-Cookie:trame=x',
  '/imports\r\nSet-Cookie: trame=x',
  '/imports\nLocation: https://evil.example',
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'java\nscript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'ftp://evil.example',
  'blob:https://evil.example/x',
  'mailto:a@evil.example',
  'evil.example',
  'evil.example/imports',
  '@evil.example',
  '/@evil.example',
  ':80',
  '/..//evil.example',
  '/.//evil.example',
  '/./\\evil.example',
  '/imports/..//evil.example',
  '/imports/../..//evil.example',
  '/%2f%2fevil.example',
  '/%5cevil.example',
  '/%2e%2e//evil.example',
  '/?next=//evil.example',
  '/connexion?suite=//evil.example',
  '/connexion?suite=https://evil.example',
  '/imports#//evil.example',
  '/imports;//evil.example',
  '/imports?x=<script>',
  '/imports"onmouseover="x',
  "/imports'x",
  '/é',
  '/／／evil.example',
  '／／evil.example',
  '/evil。example',
  'https:evil.example',
  'https:/evil.example',
  'http:///evil.example',
  '/http://evil.example',
  '/https:%2f%2fevil.example',
  '/\u202e/evil.example',
  '*',
  '?',
  '#',
  '.',
  '..',
  '~',
  '/'.repeat(400),
  `/${'a'.repeat(499)}`,
  '',
]

t.test('no address sends a reader to another site, whichever route sends her on', async (t) => {
  const { app, db } = await testApp(t)
  const networkId = (await aNetwork(db)).id
  const plain = await anAccount(db, { role: 'professional', networkId })
  const strong = await anAccount(db, { role: 'admin', networkId })
  const codes = await withSecondFactor(db, strong)
  t.ok(ELSEWHERE.length >= 60, `${ELSEWHERE.length} addresses`)
  const left: string[] = []
  const follow = (route: string, next: string, location: unknown) => {
    const target = new URL(String(location), 'http://trame.test/connexion')
    if (target.origin !== 'http://trame.test' || /[\r\n\0]/.test(String(location)))
      left.push(`${route} ${next} → ${location}`)
  }
  for (const next of ELSEWHERE) {
    const posted = await aBrowser(app).post('/connexion', { ...plain.credentials, next })
    t.equal(posted.statusCode, 303, next)
    t.notMatch(posted.headers['set-cookie'], /trame=x/)
    follow('POST /connexion', next, posted.headers.location)
    const shown = await aBrowser(app).get(`/connexion?suite=${encodeURIComponent(next)}`)
    const [, hidden = '/'] = /name="next" value="([^"]*)"/.exec(shown.body) ?? []
    follow('GET /connexion', next, hidden.replaceAll('&amp;', '&'))
  }
  for (const next of ELSEWHERE.slice(0, codes.length)) {
    const browser = aBrowser(app)
    await browser.post('/connexion', { ...strong.credentials, next })
    const answer = await browser.post('/connexion/code', { code: codes.pop()!, kind: 'secours' })
    const [, href = '/'] = /class="button" href="([^"]*)"/.exec(answer.body) ?? []
    follow('POST /connexion/code', next, href)
  }
  t.same(left, [])
  t.equal(safePath('/imports?etat=1&page=2'), '/imports?etat=1&page=2', 'the control: our own pages')
  const careless = ELSEWHERE.filter((next) => {
    const target = next.startsWith('/') ? next : '/'
    return (
      URL.canParse(target, 'http://trame.test') && new URL(target, 'http://trame.test').host !== 'trame.test'
    )
  })
  t.ok(careless.length > 5, `control: asking only for a first slash lets ${careless.length} out`)
})

t.test('the links of our mails come from the configuration, never from the Host of a request', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  const link = { purpose: 'password-reset', id: account.userId, version: 1, expiresAt: after(5) } as const
  const token = signLink(deriveKey(APP_SECRET, 'links'), link)
  for (const url of [`/mot-de-passe/nouveau?jeton=${token}`, '/', '/mon-compte']) {
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
    }
    const response = await app.inject({ url, headers })
    t.notMatch(`${response.headers.location} ${response.body}`, /evil\.example/, url)
  }
})

async function openAt(
  db: Awaited<ReturnType<typeof testApp>>['db'],
  account: { userId: string; grantId: string },
  now: Date,
): Promise<string> {
  const ctx = { db, actor: { role: 'public' }, now } as const
  return (await openSession(ctx, { userId: account.userId, grantId: account.grantId, method: 'password' }))
    .sessionId
}
