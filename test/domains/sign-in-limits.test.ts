import { hash } from '@node-rs/argon2'
import { eq, sql } from 'drizzle-orm'
import pg from 'pg'
import t from 'tap'
import { passwordMatches } from '../../src/access/passwords.js'
import { bucketKey, type Limit, takeTry } from '../../src/access/rate-limits.js'
import { rateBuckets } from '../../src/access/tables.js'
import { auditEntries } from '../../src/audit/tables.js'
import { inTransaction } from '../../src/context.js'
import { testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { NOW } from '../support/now.js'
import { aBrowser, codeOf, withSecondFactor } from '../support/sign-in.js'

const KNOWN_AND_UNKNOWN = 60
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000)

t.test(
  'known and unknown addresses get the same answer, byte for byte, in about the same time',
  async (t) => {
    const { app, db } = await testApp(t)
    const network = await aNetwork(db)
    const account = await anAccount(db, { role: 'professional', networkId: network.id })
    // One hash for all: the test is about the answers, not about making accounts.
    await db.execute(sql`insert into users (email, name, password_hash, created_at)
    select 'connue' || n || '@exemple.test', 'Personne', (select password_hash from users where id = ${account.userId}), now()
    from generate_series(0, ${KNOWN_AND_UNKNOWN - 1}) n`)
    const milliseconds = { known: [] as number[], unknown: [] as number[] }
    const bodies = new Map<string, string>()
    const reset = new Map<string, string>()
    for (let index = 0; index < KNOWN_AND_UNKNOWN; index += 1) {
      for (const kind of index % 2 === 0
        ? (['known', 'unknown'] as const)
        : (['unknown', 'known'] as const)) {
        const email = `${kind === 'known' ? 'connue' : 'absente'}${index}@exemple.test`
        // A range each: the limits are another test's.
        const browser = aBrowser(app, { ip: `10.${kind === 'known' ? 1 : 2}.${index}.1` })
        const start = performance.now()
        const response = await browser.post('/connexion', { email, password: 'pas le bon' })
        milliseconds[kind].push(performance.now() - start)
        bodies.set(`${response.statusCode} ${masked(response.body, email)}`, email)
        if (index < 5) {
          const asked = await browser.post('/mot-de-passe-oublie', { email })
          reset.set(`${asked.statusCode} ${masked(asked.body, email)}`, email)
        }
      }
    }
    t.equal(bodies.size, 1, 'one body for all sign-ins refused')
    t.equal(reset.size, 1, 'one body for all resets asked')
    const gap = median(milliseconds.known) - median(milliseconds.unknown)
    t.comment(
      `refused sign-ins, median: known ${median(milliseconds.known).toFixed(1)} ms, unknown ${median(milliseconds.unknown).toFixed(1)} ms, gap ${gap.toFixed(1)} ms`,
    )
  },
)

t.test('control: without the hash of nobody, the time tells who has an account', async (t) => {
  const known = await hash('un mot de passe', { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  const careless = async (passwordHash: string | null) =>
    passwordHash !== null && passwordMatches(passwordHash, 'faux')
  const time = async (check: typeof careless, passwordHash: string | null) => {
    const all = []
    for (let index = 0; index < 15; index += 1) {
      const start = performance.now()
      await check(passwordHash)
      all.push(performance.now() - start)
    }
    return median(all)
  }
  const careful = (passwordHash: string | null) => passwordMatches(passwordHash, 'faux')
  await careful(null)
  const [a, b] = [await time(careful, known), await time(careful, null)]
  const [c, d] = [await time(careless, known), await time(careless, null)]
  t.comment(
    `median: ours ${a.toFixed(1)} and ${b.toFixed(1)} ms; without the decoy ${c.toFixed(1)} and ${d.toFixed(3)} ms`,
  )
  t.ok(d < c / 10, 'the careless one tells them apart')
  t.ok(b > a / 4, 'ours does not answer strangers at once')
})

t.test(
  'of a thousand tries at one account, five are looked at; the victim enters from elsewhere',
  async (t) => {
    const { app, db } = await testApp(t)
    const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
    const { email } = account.credentials
    const statuses = new Map<number, number>()
    for (let start = 0; start < 1000; start += 50) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          app.inject({
            method: 'POST',
            url: '/api/sessions',
            remoteAddress: '203.0.113.9',
            // Nobody believes it: no proxy is configured.
            headers: { 'x-forwarded-for': `198.51.100.${(start + index) % 250}`, forwarded: 'for=192.0.2.1' },
            payload: { email, password: `essai ${start + index}` },
          }),
        ),
      )
      for (const { statusCode } of answers) statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1)
    }
    t.same(Object.fromEntries(statuses), { 401: 5, 429: 995 })
    const from = (ip: string) => aBrowser(app, { ip }).post('/connexion', account.credentials)
    const refused = await from('203.0.113.9')
    t.equal(refused.statusCode, 429)
    t.match(refused.body, /Réessayez dans \d+\smin/)
    t.equal((await from('203.0.113.10')).statusCode, 303, 'the victim, from another address')
    t.equal((await from('2001:db8::1')).statusCode, 303)
  },
)

t.test('control: where every X-Forwarded-For is believed, the same thousand are all looked at', async (t) => {
  const { app, db } = await testApp(t, { config: { trustedProxies: ['203.0.113.9'] } })
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  const looked = []
  for (let index = 0; index < 20; index += 1) {
    const { statusCode } = await app.inject({
      method: 'POST',
      url: '/api/sessions',
      remoteAddress: '203.0.113.9',
      headers: { 'x-forwarded-for': `198.51.100.${index}` },
      payload: { email: account.credentials.email, password: 'faux' },
    })
    looked.push(statusCode)
  }
  t.same(looked, Array(20).fill(401), 'a proxy that is trusted is believed')
})

t.test('an address range meets its own limit over many accounts; a /64 is one range', async (t) => {
  const { db } = await testApp(t)
  const limit: Limit = { name: 'range', atOnce: 3, everySeconds: 60 }
  const key = bucketKey('s', limit, '2001:db8:1:2::/64')
  const take = async (seconds: number) => (await takeTry(db, limit, key, later(seconds))).waitSeconds
  t.same([await take(0), await take(0), await take(0), await take(0)], [0, 0, 0, 60])
  t.equal(await take(20), 40)
  t.equal(await take(60), 0, 'one a minute')
  t.not(await take(60), 0)
  t.equal(await take(10_000), 0)
  t.same([await take(10_000), await take(10_000)], [0, 0], 'never more than it holds')
  t.not(await take(10_000), 0)
  t.not(await take(0), 0, 'a clock that goes back gives nothing')
  const rows = await db.select().from(rateBuckets)
  t.notMatch(JSON.stringify(rows), /2001|db8/, 'no address is kept')
})

t.test('simultaneous tries are counted one by one', async (t) => {
  const { db } = await testApp(t)
  const limit: Limit = { name: 'race', atOnce: 7, everySeconds: 600 }
  const key = bucketKey('s', limit, 'x')
  const taken = await Promise.all(Array.from({ length: 60 }, () => takeTry(db, limit, key, NOW)))
  t.equal(taken.filter(({ waitSeconds }) => waitSeconds === 0).length, 7)
})

t.test('right passwords cost nothing: a hospital signs in from one address', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  for (let index = 0; index < 12; index += 1) {
    t.equal((await aBrowser(app).post('/connexion', account.credentials)).statusCode, 303)
  }
})

t.test('codes have their own limit', async (t) => {
  const { app, db } = await testApp(t)
  const account = await anAccount(db, { role: 'admin', networkId: (await aNetwork(db)).id })
  await withSecondFactor(db, account)
  const good = await codeOf(db, account)
  const statuses = []
  for (let index = 0; index < 9; index += 1) {
    const code = String((Number(good) + 1 + index * 7) % 1_000_000).padStart(6, '0')
    const payload = { ...account.credentials, code }
    statuses.push((await app.inject({ method: 'POST', url: '/api/sessions', payload })).statusCode)
  }
  t.same(statuses, [401, 401, 401, 401, 401, 429, 429, 429, 429])
  const payload = { ...account.credentials, code: good }
  const elsewhere = await app.inject({
    method: 'POST',
    url: '/api/sessions',
    payload,
    remoteAddress: '198.51.100.7',
  })
  t.equal(elsewhere.statusCode, 201, 'she enters from elsewhere')
})

t.test('with the database away nobody enters, and nobody is let through uncounted', async (t) => {
  const { app, db, url } = await testApp(t)
  const account = await anAccount(db, { role: 'professional', networkId: (await aNetwork(db)).id })
  const limit: Limit = { name: 'away', atOnce: 1, everySeconds: 60 }
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query('alter table rate_buckets rename to rate_buckets_away')
  await owner.end()
  const answer = await aBrowser(app).post('/connexion', account.credentials)
  t.ok(answer.statusCode >= 500, `refused: ${answer.statusCode}`)
  t.notOk(answer.headers['set-cookie'])
  await t.rejects(takeTry(db, limit, 'x', NOW))
  // The control: a limiter that lets through what it cannot count opens the session.
  const failingOpen = async () => takeTry(db, limit, 'x', NOW).catch(() => ({ waitSeconds: 0 }))
  t.same(await failingOpen(), { waitSeconds: 0 }, 'the control is open')
})

t.test(
  'a refused try leaves its trace in the journal of the network, without the address typed',
  async (t) => {
    const { app, db } = await testApp(t)
    const network = await aNetwork(db)
    const account = await anAccount(db, { role: 'professional', networkId: network.id })
    await aBrowser(app).post('/connexion', { ...account.credentials, password: 'faux' })
    await aBrowser(app).post('/connexion', { email: 'inconnue@exemple.test', password: 'faux' })
    await withSecondFactor(db, account)
    const browser = aBrowser(app)
    await browser.post('/connexion', account.credentials)
    t.equal((await browser.post('/connexion/code', { code: '000000' })).statusCode, 401)
    const traces = await inTransaction(systemCtx(db, network.id), ({ db }) =>
      db
        .select({ subjectId: auditEntries.subjectId, details: auditEntries.details })
        .from(auditEntries)
        .where(eq(auditEntries.action, 'session.refused'))
        .orderBy(auditEntries.id),
    )
    t.match(
      traces.filter(({ subjectId }) => subjectId !== null),
      [
        { subjectId: account.userId, details: { reason: 'password', known: true } },
        { subjectId: account.userId, details: { reason: 'code' } },
      ],
    )
    t.notMatch(JSON.stringify(traces), /exemple\.test/)
  },
)

function masked(body: string, email: string): string {
  return body.replaceAll(email, 'ADRESSE')
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
