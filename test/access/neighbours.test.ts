import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { queueMail } from '../../src/domains/mail/service.js'
import { mails } from '../../src/domains/mail/tables.js'
import type { Handler } from '../../src/jobs/jobs.js'
import { HANDLERS } from '../../workers/handlers.js'
import { APP_SECRET } from '../support/app.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { asOwner, tablesOf, withoutRowSecurity } from '../support/dump.js'
import { JOB_FIXTURES, type JobFixture } from '../support/job-fixtures.js'
import { anInvitation } from '../support/mail-worker.js'
import { NOW } from '../support/now.js'
import { runAsQueued } from '../support/run-as-queued.js'

/** Of every table that names a network, how many rows this one has, and how many values in each column. */
type Filled = Record<string, Record<string, number>>

for (const handler of HANDLERS) {
  const fixture = JOB_FIXTURES[handler.job.name]
  if (!fixture) continue
  t.test(`${handler.job.name} does for its network what it does alone, and nothing to another`, async (t) => {
    const alone = await ranBeside(t, handler, fixture, 0)
    if (alone === null) return t.comment('of the platform: no network of its own')
    const beside = await ranBeside(t, handler, fixture, 1)
    t.same(beside?.own, alone.own, 'with the same work waiting in another network, done as alone')
    t.same(beside?.others.after, beside?.others.before, 'nothing of the other network changed')
  })
}

t.test('the control: without a lock, a job that looks at no network is seen', async (t) => {
  const { url, db } = await testDatabase(t)
  await withoutRowSecurity(url)
  const [mine, theirs] = [await aNetwork(db), await aNetwork(db)]
  for (const { id } of [mine, theirs]) {
    await inTransaction(systemCtx(db, id), (ctx) => queueMail(ctx, anInvitation()))
  }
  const before = await rowsOf(url, [theirs.id])
  await inTransaction(systemCtx(db, mine.id), ({ db }) => db.update(mails).set({ sentAt: NOW }))
  t.notSame(await rowsOf(url, [theirs.id]), before)
})

/** Runs a job in a database where other networks have the same work waiting; null when it is of no network. */
async function ranBeside(t: Test, handler: Handler, fixture: JobFixture, neighbours: number) {
  const database = await testDatabase(t)
  const others = []
  for (let one = 0; one < neighbours; one += 1) others.push((await fixture(t, database)).networkId)
  const { job, networkId, now, dataDir, mail } = await fixture(t, database)
  if (networkId === null) return null
  const before = await rowsOf(database.url, others)
  const { db, pool } = database
  await runAsQueued(
    handler,
    db,
    { networkId, payload: job.payload, now },
    { pool, dataDir, mail, appSecret: APP_SECRET },
  )
  return {
    own: await filled(database.url, networkId),
    others: { before, after: await rowsOf(database.url, others) },
  }
}

/** Each table of tenants with all its rows of these networks, as one print. */
function rowsOf(url: string, networks: (string | null)[]): Promise<Record<string, string>> {
  return asOwner(url, async (client) => {
    const prints: Record<string, string> = {}
    for (const table of await tablesOfNetworks(client)) {
      const { rows } = await client.query(
        `select md5(coalesce(string_agg(to_jsonb(t)::text, '|' order by to_jsonb(t)::text), '')) as print
         from "${table}" t where network_id = any($1)`,
        [networks],
      )
      prints[table] = rows[0].print
    }
    return prints
  })
}

function filled(url: string, network: string): Promise<Filled> {
  return asOwner(url, async (client) => {
    const found: Filled = {}
    for (const table of await tablesOfNetworks(client)) {
      const { rows } = await client.query(
        `select each.key, count(*) filter (where each.value <> 'null')::int as values
         from "${table}" t, jsonb_each(to_jsonb(t)) each where network_id = $1 group by each.key order by each.key`,
        [network],
      )
      found[table] = Object.fromEntries(rows.map(({ key, values }) => [key, values]))
    }
    return found
  })
}

async function tablesOfNetworks(client: Parameters<typeof tablesOf>[0]): Promise<string[]> {
  const { rows } = await client.query(
    "select distinct table_name from information_schema.columns where table_schema = 'public' and column_name = 'network_id'",
  )
  const named = new Set(rows.map(({ table_name }) => table_name as string))
  return (await tablesOf(client)).filter((table) => named.has(table))
}
