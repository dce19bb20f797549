import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import t from 'tap'
import { requireSafeServer } from '../../src/db/check-server.js'
import { connect, surviveLostConnections, WEB_LIMITS } from '../../src/db/connect.js'
import { testDatabase } from '../support/database.js'
import { privatePostgres } from '../support/private-postgres.js'
import { isRunning, startProcess } from '../support/processes.js'
import { nothingLost, onServer, underLoad } from '../support/under-load.js'

/** A few in the everyday suite, twenty with `npm run test:faults`. */
const CRASHES = Number(process.env.FAULT_ROUNDS ?? 2)

t.test('PostgreSQL crashes under load: what was acknowledged is kept', async (t) => {
  const postgres = await privatePostgres(t)
  const test = await underLoad(t, postgres)
  const backAfter: number[] = []
  for (let crash = 1; crash <= CRASHES; crash += 1) {
    await test.written(40)
    await postgres.crash()
    await test.refused(10)
    await postgres.restart()
    backAfter.push(await test.firstSuccess())
  }
  const { acknowledged, refusals, jobs, drainSeconds } = await test.end()

  t.comment(
    `${CRASHES} crashes: ${acknowledged.length} acknowledged, ${refusals.length} refused meanwhile; first success ${backAfter.map((ms) => `${ms} ms`).join(', ')} after PostgreSQL was back`,
  )
  t.ok(Math.max(...backAfter) <= 3000)
  const runs = await nothingLost(t, test, { acknowledged, refusals, jobs })
  const again = [...runs.values()].filter((count) => count > 1).length
  t.comment(
    `${jobs.length} jobs, ${again} of which ran twice (cut before their end could be written); the last ended ${drainSeconds.toFixed(1)} s after the load`,
  )
  t.ok(again <= CRASHES * 2, 'and, but for those in hand at a crash, once')
})

t.test('every connection is cut at once: the processes live and serve the next request', async (t) => {
  const postgres = await privatePostgres(t)
  const test = await underLoad(t, postgres)
  for (let round = 0; round < CRASHES; round += 1) {
    await test.written(40)
    await onServer(postgres.url, (client) =>
      client.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()'),
    )
    t.ok((await test.firstSuccess()) <= 3000)
  }
  const { acknowledged, refusals, jobs, drainSeconds } = await test.end()
  t.comment(
    `${CRASHES} cuts: ${acknowledged.length} acknowledged, ${refusals.length} refused; ${jobs.length} jobs, the last ended ${drainSeconds.toFixed(1)} s after the load`,
  )
  t.ok(isRunning(test.web) && isRunning(test.worker))
  t.same(
    refusals.filter(({ status }) => status !== 503),
    [],
  )
  const kept = await test.rows('select reference as key from data_authorisations')
  t.same(
    acknowledged.filter((reference) => kept.get(reference) !== 1),
    [],
  )
  const runs = await test.rows('select id::text as key from job_runs')
  t.same(
    jobs.filter((id) => !runs.has(id)),
    [],
  )
})

t.test(
  'the control: with the commits that do not wait for the disk, a crash loses acknowledged writes',
  async (t) => {
    const lost = { on: 0, off: 0 }
    let written = 0
    for (const mode of ['on', 'off'] as const) {
      // The longest the server may wait before it writes by itself: the loss does not depend on luck.
      const postgres = await privatePostgres(t, { synchronous_commit: mode, wal_writer_delay: '10s' })
      await onServer(postgres.url, (client) => client.query('create table acts (id int primary key)'))
      await onServer(postgres.url, (client) => client.query('checkpoint'))
      for (let crash = 0; crash < 2; crash += 1) {
        const acknowledged = await onServer(postgres.url, async (client) => {
          const ids: number[] = []
          for (let i = 0; i < 200; i += 1) {
            written += 1
            await client.query('insert into acts values ($1)', [written])
            ids.push(written)
          }
          client.once('error', () => undefined)
          await postgres.crash()
          return ids
        })
        await postgres.restart()
        const { rows } = await onServer(postgres.url, (client) =>
          client.query<{ kept: number }>('select count(*)::int as kept from acts where id = any ($1)', [
            acknowledged,
          ]),
        )
        lost[mode] += acknowledged.length - (rows[0]?.kept ?? 0)
      }
      if (mode === 'on') await requireSafeServer(postgres.url)
      else await t.rejects(requireSafeServer(postgres.url), /synchronous_commit is off/)
    }
    t.comment(
      `acknowledged writes lost in 2 crashes: ${lost.on} of 400 waiting for the disk, ${lost.off} of 400 not`,
    )
    t.equal(lost.on, 0)
    t.ok(lost.off > 0)
  },
)

t.test('Trame does not start on a server that forgets', async (t) => {
  const postgres = await privatePostgres(t, { fsync: 'off' })
  await t.rejects(requireSafeServer(postgres.url), /fsync is off/)
  // Off for this role in this database only: what counts is what our own connections get.
  await onServer(postgres.url, (client) =>
    client.query('alter role app in database postgres set synchronous_commit = off'),
  )
  const web = startProcess(t, 'web-process.js', [], {
    DATABASE_URL: postgres.url,
    APP_SECRET: 'a secret for the tests, long enough',
    LOG_LEVEL: 'fatal',
    RUN_WORKER: 'false',
    PORT: '0',
  })
  const status = await new Promise((resolve) => web.once('exit', resolve))
  t.equal(status, 1)
})

t.test('a server whose own log would quote what persons typed is told at the start', async (t) => {
  const postgres = await privatePostgres(t)
  t.same(await requireSafeServer(postgres.url), [], 'the control: the one of the package does not')
  for (const setting of ["log_min_messages = 'error'", "log_statement = 'all'"]) {
    await onServer(postgres.url, (client) =>
      client.query(`alter role app in database postgres set ${setting}`),
    )
  }
  t.same(await requireSafeServer(postgres.url), [
    { setting: 'log_min_messages', value: 'error' },
    { setting: 'log_statement', value: 'all' },
  ])
})

t.test(
  'when every connection is taken, those who wait are told so in time, and the rest recovers',
  async (t) => {
    const { url } = await testDatabase(t)
    const limits = { ...WEB_LIMITS, waitSeconds: 0.3, statementSeconds: 1 }
    const { db, close } = connect(url, { max: 2, limits })
    t.teardown(close)
    const slow = Array.from({ length: 2 }, () => db.transaction((db) => db.execute(sql`select pg_sleep(30)`)))
    const ends = slow.map((one) => one.then(() => 'done', nameOf))
    const started = performance.now()
    const waiting = await Promise.all(
      Array.from({ length: 20 }, () => db.execute(sql`select 1`).then(() => 'done', nameOf)),
    )
    const waited = performance.now() - started
    t.comment(`20 refused after ${Math.round(waited)} ms`)
    t.same(new Set(waiting), new Set(['timeout exceeded when trying to connect']))
    t.ok(waited < 1000)
    t.same(await Promise.all(ends), Array(2).fill('canceling statement due to statement timeout'))
    t.equal((await db.execute(sql`select 1`)).rowCount, 1, 'the two connections are free again')
  },
)

t.test('a transaction that cannot begin gives its connection back', async (t) => {
  const { url } = await testDatabase(t)
  const { db, pool, close } = connect(url, { max: 1, limits: { ...WEB_LIMITS, waitSeconds: 0.5 } })
  t.teardown(close)
  for (let time = 0; time < 3; time += 1) {
    pool.once('acquire', cut)
    await t.rejects(db.transaction(async () => undefined))
  }
  t.equal((await db.execute(sql`select 1`)).rowCount, 1)

  // Never closed: closing would wait for the connection that is lost.
  const bare = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 500 })
  surviveLostConnections(bare)
  bare.once('acquire', cut)
  await t.rejects(drizzle(bare).transaction(async () => undefined))
  await t.rejects(
    bare.query('select 1'),
    'the control: with the library’s own, the connection is lost for good',
  )
})

function cut(client: pg.PoolClient): void {
  const { connection } = client as unknown as { connection: { stream: { destroy: () => void } } }
  connection.stream.destroy()
}

t.test('a connection cut in the middle of a transaction does not end the process', async (t) => {
  const { url } = await testDatabase(t)
  const end = async (how: string) => {
    const child = startProcess(t, 'cut-connection.js', [url, how])
    return new Promise((resolve) => child.once('exit', resolve))
  }
  t.equal(await end('as it is'), 0)
  t.equal(await end('without listeners'), 1, 'the control: without its listener, Node ends the process')
})

function nameOf(error: unknown): string {
  const { cause } = error as { cause?: unknown }
  return cause instanceof Error ? cause.message : (error as Error).message
}
