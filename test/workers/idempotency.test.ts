import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { eq } from 'drizzle-orm'
import pg from 'pg'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { connect } from '../../src/db/connect.js'
import type { Handler } from '../../src/jobs/jobs.js'
import { outbox } from '../../src/jobs/tables.js'
import { HANDLERS } from '../../workers/handlers.js'
import { APP_SECRET } from '../support/app.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { type TestDatabase, testDatabase } from '../support/database.js'
import { JOB_FIXTURES, type JobScene } from '../support/job-fixtures.js'
import { runAsQueued, runOnce } from '../support/run-as-queued.js'

/** Kills at the first call, in the middle and at the last; `npm run test:faults` kills at every call. */
const EVERY_CALL = process.env.KILL_STEP === '1'

t.test('every handler has its scene here: a new one must show that it may run twice', async (t) => {
  t.same(Object.keys(JOB_FIXTURES).sort(), HANDLERS.map(({ job }) => job.name).sort())
})

for (const handler of HANDLERS) {
  const fixture = JOB_FIXTURES[handler.job.name]
  if (!fixture) continue
  t.test(handler.job.name, async (t) => {
    const scene = async (t: Test) => {
      const database = await testDatabase(t)
      return { database, ...(await fixture(t, database)) }
    }
    const alone = await scene(t)
    const before = JSON.stringify(await alone.state())
    const { calls } = await runToEnd(handler, alone)
    const expected = await alone.state()
    t.not(JSON.stringify(expected), before, 'it does something')
    await runToEnd(handler, alone)
    t.same(await alone.state(), expected, 'twice is once')

    const together = await scene(t)
    await runTogether(handler, together)
    t.same(await together.state(), expected, 'twice at the same time is once')
    t.same([alone.copies?.() ?? 1, together.copies?.() ?? 1], [1, 1], 'for the world outside too')

    for (const killAt of killsAmong(calls)) {
      const killed = await scene(t)
      await runUntilKilled(killed, killAt)
      await runToEnd(handler, killed)
      t.same(await killed.state(), expected, `killed at call ${killAt} of ${calls} and run again is once`)
      t.ok((killed.copies?.() ?? 1) <= 2, 'and one copy too many at most')
    }
    t.comment(`${handler.job.name}: twice, at once, and ${killsAmong(calls).length} kills of ${calls} calls`)
  })
}

t.test('the control: a handler that only adds is seen at the second run', async (t) => {
  const database = await testDatabase(t)
  const network = await aNetwork(database.db)
  const add = async () =>
    inTransaction(systemCtx(database.db, network.id), ({ db }) =>
      db.insert(outbox).values({ name: 'test.added', payload: {}, createdAt: new Date(), runAt: new Date() }),
    )
  const state = () => database.db.$count(outbox, eq(outbox.name, 'test.added'))
  await add()
  const expected = await state()
  await add()
  t.not(await state(), expected)
})

type Scene = JobScene & { database: TestDatabase }

function killsAmong(calls: number): number[] {
  if (EVERY_CALL) return Array.from({ length: calls }, (_, index) => index + 1)
  return [...new Set([1, Math.ceil(calls / 2), calls])].filter((call) => call >= 1)
}

/** In this process, on connections of their own, as two workers would meet; who is refused or put off runs after. */
async function runTogether(handler: Handler, scene: Scene): Promise<void> {
  const { database, job, networkId, now, dataDir, mail } = scene
  const { db, pool } = database
  const delivery = { networkId, payload: job.payload, now }
  const tools = { pool, dataDir, mail, appSecret: APP_SECRET }
  const run = () => runOnce(handler, db, delivery, tools)
  for (const end of await Promise.allSettled([run(), run()])) {
    const again = end.status === 'rejected' ? now : end.value
    if (again) await runAsQueued(handler, db, { ...delivery, now: again }, tools)
  }
}

/** In this process, which is not to be killed; counts the calls made to the database, as the doomed process does. */
async function runToEnd(handler: Handler, scene: Scene): Promise<{ calls: number }> {
  const { database, job, networkId, now, dataDir, mail } = scene
  const { db, pool, close } = connect(database.url, { max: 4 })
  const counter = countCalls()
  await runAsQueued(
    handler,
    db,
    { networkId, payload: job.payload, now },
    { pool, dataDir, mail, appSecret: APP_SECRET },
  ).finally(counter.stop)
  await close()
  return { calls: counter.calls }
}

function countCalls() {
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
  const counter = { calls: 0, stop: () => Object.assign(pg.Client.prototype, { query }) }
  Object.assign(pg.Client.prototype, {
    query(this: pg.Client, ...args: unknown[]) {
      counter.calls += 1
      return query.apply(this, args)
    },
  })
  return counter
}

async function runUntilKilled(scene: Scene, killAt: number): Promise<void> {
  await once(start(scene, killAt), 'exit')
}

function start({ database, job, dataDir, now, networkId, mail }: Scene, killAt: number): ChildProcess {
  const doomed = { url: database.url, dataDir, networkId, now, job, killAt, mail, appSecret: APP_SECRET }
  return fork(path.join(import.meta.dirname, '../support/doomed-job.js'), [JSON.stringify(doomed)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}
