// Whether the time of an answer tells who has an account: sign-ins refused and resets asked for, at addresses that have
// an account and at as many that have none, in turn. Reference: the two kinds against each other, in the same run.
// Control: a door of this bench that looks the address up and checks the password only when it finds somebody.
// The rank-sum statistic is that of Mann and Whitney: beyond 2.6 either way, chance alone would do it once in a hundred.
// Goal: within it, or medians less than 5 ms apart.
//   node src/cli/run.mjs bench/unknown-addresses.ts [addresses] [resets]
import type { FastifyInstance } from 'fastify'
import { hashPassword, passwordMatches } from '../src/access/passwords.js'
import { buildApp } from '../src/app.js'
import { createAccount } from '../src/domains/accounts/accounts.js'
import { accountOfAddress } from '../src/domains/accounts/sign-in.js'
import { asOwner, BENCH_SECRET, type BenchDatabase, withDatabase } from './support/database.js'
import { median, millisecondsOf, numberArgument, say, sayMachine } from './support/measuring.js'
import { inScratch } from './support/scratch.js'

const addresses = numberArgument(1, 500)
const resets = numberArgument(2, 100)
const WRONG = 'girouette parapluie gravier'
const ORIGIN = 'http://mesure.test'

await inScratch((scratch) =>
  withDatabase(scratch, async (database) => {
    await openAccounts(database)
    const app = await openApp(database, scratch)
    sayMachine()
    const payload = (email: string) => ({ email, password: WRONG })
    await compare('sign-in refused', addresses, (email, remoteAddress) =>
      app.inject({ method: 'POST', url: '/api/sessions', remoteAddress, payload: payload(email) }),
    )
    await compare('control: nobody’s password is not checked', addresses, (email, remoteAddress) =>
      app.inject({ url: `/control?email=${email}`, remoteAddress }),
    )
    await compare('reset asked for', resets, (email, remoteAddress) =>
      app.inject({
        ...{ method: 'POST', url: '/mot-de-passe-oublie', remoteAddress },
        headers: { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ email }).toString(),
      }),
    )
    await app.close()
  }),
)

/** As many accounts with a right, under one hash: what is measured is not their making. */
async function openAccounts({ db, networkId, url, ctx }: BenchDatabase): Promise<void> {
  const grant = { role: 'professional', networkId } as const
  const first = { email: 'connue@mesure.test', name: 'Mesure', password: WRONG, grant }
  const { userId } = await createAccount(db, first, ctx.now)
  const hash = await hashPassword('un mot de passe que personne ne tape')
  await asOwner(url, async (owner) => {
    await owner.query(
      `with people as (
         insert into users (email, name, password_hash, created_at)
         select 'connue' || n || '@mesure.test', 'Mesure', $1, now() from generate_series(1, $2::int) n returning id)
       insert into role_grants (user_id, role, network_id, granted_at)
       select people.id, role, network_id, granted_at from people, role_grants where user_id = $3`,
      [hash, addresses, userId],
    )
    await owner.query('vacuum analyze users, role_grants')
  })
}

async function openApp({ db }: BenchDatabase, dataDir: string): Promise<FastifyInstance> {
  const app = await buildApp({
    db,
    clock: () => new Date(),
    config: {
      ...{ appSecret: BENCH_SECRET, cookieSecure: false, publicUrl: ORIGIN, trustedProxies: [] },
      ...{ uploadMaxBytes: 1e6, dataDir, logLevel: 'silent' },
    },
  })
  app.get('/control', { config: { permission: 'anyone' } }, async (request, reply) => {
    const { email } = request.query as { email: string }
    const user = await accountOfAddress(request.ctx, email)
    if (user) await passwordMatches(user.passwordHash, WRONG)
    return reply.code(401).send('')
  })
  await app.ready()
  return app
}

/** Asks for addresses of both kinds, in an order that changes, each from a range of its own. */
async function compare(
  what: string,
  count: number,
  ask: (email: string, ip: string) => Promise<{ statusCode: number }>,
): Promise<void> {
  const times = { known: [] as number[], unknown: [] as number[] }
  const statuses = new Set<number>()
  for (let rank = 1; rank <= count; rank += 1) {
    const kinds = rank % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)
    for (const kind of kinds) {
      const email = `${kind === 'known' ? 'connue' : 'absente'}${rank}@mesure.test`
      const ip = `10.${kind === 'known' ? 1 : 2}.${rank >> 8}.${rank & 255}`
      times[kind].push(
        await millisecondsOf(async () => {
          statuses.add((await ask(email, ip)).statusCode)
        }),
      )
    }
  }
  const [known, unknown] = [median(times.known), median(times.unknown)]
  say(`${what}: ${count} addresses of each kind, status ${[...statuses].join(' and ')}`)
  say(
    `  median ${known.toFixed(2)} ms with an account, ${unknown.toFixed(2)} without, gap ${(known - unknown).toFixed(2)}, rank sum ${rankSum(times.known, times.unknown).toFixed(2)}`,
  )
}

/** The statistic of Mann and Whitney, as a number of standard deviations. */
function rankSum(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((value) => ({ value, isOfA: true })), ...b.map((value) => ({ value, isOfA: false }))]
  all.sort((one, other) => one.value - other.value)
  const sum = all.reduce((total, { isOfA }, index) => total + (isOfA ? index + 1 : 0), 0)
  const [n, m] = [a.length, b.length]
  const expected = (n * (n + m + 1)) / 2
  return (sum - expected) / Math.sqrt((n * m * (n + m + 1)) / 12)
}
