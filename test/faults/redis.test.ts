import { randomUUID } from 'node:crypto'
import { eq, isNull, sql } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { dataAuthorisations } from '../../src/domains/networks/tables.js'
import { enqueue, handle } from '../../src/jobs/jobs.js'
import { type Courier, openCourier } from '../../src/jobs/queue.js'
import { outbox } from '../../src/jobs/tables.js'
import { startWorker } from '../../src/jobs/worker.js'
import { bearerOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { countRun } from '../support/count-run.js'
import { type PrivateRedis, privateRedis, redisIsInstalled } from '../support/private-redis.js'
import { authorisationNamed } from '../support/processes.js'
import { until } from '../support/worker.js'

const ROUNDS = 60
const HERE = { skip: redisIsInstalled() ? false : 'redis-server is not installed' }

t.test(
  'Redis stops under load: the web does not notice, and the queue goes on when it is back',
  HERE,
  async (t) => {
    const test = await underLoad(t)
    const calm = await test.writes(ROUNDS)
    // What Redis holds when it dies is handed over again after a minute, which is the next test.
    await test.drained()
    await test.redis.stop()
    const alone = await test.writes(ROUNDS)
    t.comment(`writes: p95 ${calm.p95.toFixed(0)} ms with Redis, ${alone.p95.toFixed(0)} ms without`)
    t.same([calm.failed, alone.failed], [0, 0])
    t.ok((await test.waiting()) >= ROUNDS, 'the jobs asked for meanwhile wait in PostgreSQL')
    await test.redis.restart()
    const started = performance.now()
    await test.drained()
    const seconds = (performance.now() - started) / 1000
    t.comment(`queue drained ${seconds.toFixed(1)} s after Redis was back (started empty)`)
    t.ok(seconds <= 30)
    t.same(test.lost(), [])
  },
)

t.test('Redis is emptied: every job it held is handed over again within a minute', HERE, async (t) => {
  const test = await underLoad(t, { working: false })
  await test.writes(ROUNDS)
  await test.publish()
  t.ok(Number(await test.redis.command('DBSIZE')) > ROUNDS, 'Redis holds the jobs')
  await test.redis.command('FLUSHALL')
  test.work()
  // A job of now, to show that the worker runs while the others are missing.
  await test.writes(1)
  await until(async () => test.ran.size === 1)
  t.equal(await test.waiting(), ROUNDS, 'the control: before its minute has passed, nothing brings them back')
  test.clock.now = new Date(test.clock.now.getTime() + 60_001)
  await test.drained()
  t.same(test.lost(), [])
  t.equal(Math.max(...test.ran.values()), 1, 'each ran once')
})

t.test(
  'Redis is full and refuses writes: nothing is lost, and all runs once it has room',
  HERE,
  async (t) => {
    const test = await underLoad(t)
    await test.writes(5)
    await test.drained()
    await test.redis.command('CONFIG', 'SET', 'maxmemory', '1')
    const full = await test.writes(ROUNDS)
    t.equal(full.failed, 0)
    await t.rejects(test.redis.command('SET', 'one', 'more'), /OOM/)
    t.equal(await test.waiting(), ROUNDS)
    await test.redis.command('CONFIG', 'SET', 'maxmemory', '0')
    const started = performance.now()
    await test.drained()
    t.comment(`drained ${((performance.now() - started) / 1000).toFixed(1)} s after Redis had room again`)
    t.same(test.lost(), [])
  },
)

t.test(
  'the control: jobs handed straight to Redis, without the outbox, are lost with it',
  HERE,
  async (t) => {
    const redis = await privateRedis(t)
    const courier = open(t, redis, randomUUID())
    await until(() =>
      courier.publish([randomUUID()]).then(
        () => true,
        () => false,
      ),
    )
    await courier.publish(Array.from({ length: 20 }, () => randomUUID()))
    await redis.command('FLUSHALL')
    const delivered: string[] = []
    const work = courier.work(async (id) => void delivered.push(id))
    await work.ready()
    await courier.publish(['after'])
    await until(async () => delivered.includes('after'))
    t.comment(`${21 - (delivered.length - 1)} of 21 lost`)
    t.same(delivered, ['after'])
    await work.close()
  },
)

t.test('the limits on sign-in hold while Redis is away: they do not live there', HERE, async (t) => {
  const test = await underLoad(t)
  await test.redis.stop()
  const statuses: number[] = []
  for (let i = 0; i < 40; i += 1) {
    const answer = await test.app.inject({
      method: 'POST',
      url: '/api/sessions',
      payload: { email: 'personne@exemple.test', password: 'ce n’est pas le sien' },
    })
    statuses.push(answer.statusCode)
  }
  t.ok(statuses.includes(429), `${statuses.filter((status) => status === 429).length} of 40 attempts refused`)
  t.notOk(statuses.some((status) => status >= 500))
  await test.redis.restart()
})

/** The application, and a worker whose queue is on a Redis that the test breaks. */
async function underLoad(t: Test, { working = true } = {}) {
  const redis = await privateRedis(t)
  const { app, db, pool, clock } = await testApp(t)
  const network = await aNetwork(db)
  const headers = await bearerOf(app, await anAccount(db, { role: 'admin', networkId: network.id }))
  const ctx = systemCtx(db, network.id)
  const ran = new Map<string, number>()
  const asked: string[] = []
  const prefix = network.id
  const work = () => {
    const worker = startWorker({
      db,
      courier: open(t, redis, prefix),
      handlers: [handle(countRun, async (_, { id }) => void ran.set(id, (ran.get(id) ?? 0) + 1))],
      tools: { pool, dataDir: '', appSecret: '', now: () => clock.now },
      onError: () => undefined,
      pollMilliseconds: 50,
    })
    t.teardown(() => worker.close())
  }
  if (working) work()
  const write = async (): Promise<{ ok: boolean; milliseconds: number }> => {
    const reference = randomUUID()
    const start = performance.now()
    const answer = await app.inject({
      method: 'POST',
      url: '/api/authorisations',
      headers: { ...headers, 'content-type': 'application/json' },
      payload: authorisationNamed(reference),
    })
    const milliseconds = performance.now() - start
    await inTransaction(ctx, async (ctx) => {
      const kept = await ctx.db.$count(dataAuthorisations, eq(dataAuthorisations.reference, reference))
      if (kept !== 1) throw new Error('an acknowledged write is not there')
      await enqueue(ctx, countRun, { id: reference })
    })
    asked.push(reference)
    return { ok: answer.statusCode === 201, milliseconds }
  }
  const waiting = () => db.$count(outbox, isNull(outbox.finishedAt))
  return {
    app,
    redis,
    clock,
    ran,
    work,
    waiting,
    writes: async (count: number) => {
      const answers: { ok: boolean; milliseconds: number }[] = []
      for (let i = 0; i < count; i += 1) answers.push(await write())
      const times = answers.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)
      return { failed: answers.filter(({ ok }) => !ok).length, p95: times[Math.floor(count * 0.95)] ?? 0 }
    },
    /** Hands the jobs over without anybody to run them, as a worker that then dies. */
    publish: async () => {
      const courier = open(t, redis, prefix)
      const ids = (await db.select({ id: outbox.id }).from(outbox)).map(({ id }) => id)
      await until(() =>
        courier.publish(ids).then(
          () => true,
          () => false,
        ),
      )
      await db.update(outbox).set({ publishedAt: clock.now, publications: sql`1` })
    },
    drained: () => until(async () => (await waiting()) === 0),
    lost: () => asked.filter((id) => !ran.has(id)),
  }
}

function open(t: Test, redis: PrivateRedis, prefix: string): Courier {
  const courier = openCourier({
    databaseUrl: '',
    redisUrl: redis.url,
    prefix,
    onError: () => undefined,
    lockMilliseconds: 3000,
  })
  t.teardown(() => courier.close())
  return courier
}
