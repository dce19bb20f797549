import { isNotNull } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { type Ctx, inTransaction } from '../../src/context.js'
import { defineJob, enqueue, handle } from '../../src/jobs/jobs.js'
import { type Courier, openCourier } from '../../src/jobs/queue.js'
import { outbox } from '../../src/jobs/tables.js'
import { startWorker } from '../../src/jobs/worker.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { type TestDatabase, testDatabase } from '../support/database.js'
import { NOW } from '../support/now.js'

const greet = defineJob({ name: 'test.greet', payload: z.strictObject({ id: z.string() }) })

const redisUrl = process.env.TEST_REDIS_URL
const BACKENDS = [
  { name: 'PostgreSQL', redisUrl: undefined },
  ...(redisUrl ? [{ name: 'Redis', redisUrl }] : []),
]

for (const backend of BACKENDS) {
  t.test(`on ${backend.name}`, async (t) => {
    t.test('a job asked for in a transaction runs once it is committed', async (t) => {
      const { ctx, start, ran } = await jobTest(t, backend.redisUrl)
      await inTransaction(ctx, (ctx) => enqueue(ctx, greet, { id: 'a' }))
      start()
      await eventually(() => ran.length === 1)
      t.same(ran, ['a'])
    })

    t.test('a job of a transaction undone never runs', async (t) => {
      const { ctx, start, ran, database } = await jobTest(t, backend.redisUrl)
      await t.rejects(
        inTransaction(ctx, async (ctx) => {
          await enqueue(ctx, greet, { id: 'undone' })
          throw new Error('no')
        }),
      )
      await inTransaction(ctx, (ctx) => enqueue(ctx, greet, { id: 'kept' }))
      start()
      await eventually(() => ran.length === 1)
      t.same(ran, ['kept'])
      t.equal(await database.db.$count(outbox), 1)
    })

    t.test('a job that fails is tried again later and keeps no word of the error', async (t) => {
      let failures = 0
      const { ctx, start, ran, database, clock } = await jobTest(t, backend.redisUrl, () => {
        failures += 1
        if (failures < 3) throw new Error('canary-7f3a name of a woman')
      })
      await inTransaction(ctx, (ctx) => enqueue(ctx, greet, { id: 'a' }))
      start()
      await eventually(() => {
        clock.now = new Date(clock.now.getTime() + 60_000)
        return ran.length === 1
      })
      t.equal(failures, 3)
      const [row] = await database.db.select().from(outbox)
      t.notMatch(JSON.stringify(row), /canary/)
      t.ok(row?.finishedAt)
    })

    t.test('a job delivered twice runs once when the first run has ended', async (t) => {
      const { ctx, start, ran, courier, database } = await jobTest(t, backend.redisUrl)
      await inTransaction(ctx, (ctx) => enqueue(ctx, greet, { id: 'a' }))
      start()
      await eventually(() => ran.length === 1)
      const [row] = await database.db.select().from(outbox)
      await courier.publish([row!.id])
      await inTransaction(ctx, (ctx) => enqueue(ctx, greet, { id: 'after' }))
      await eventually(() => ran.includes('after'))
      t.same(ran, ['a', 'after'])
    })

    t.test('two workers share forty jobs and run each once', async (t) => {
      const { ctx, start, ran } = await jobTest(t, backend.redisUrl)
      await inTransaction(ctx, async (ctx) => {
        for (let i = 0; i < 40; i += 1) await enqueue(ctx, greet, { id: String(i) })
      })
      start()
      start()
      await eventually(() => ran.length >= 40)
      t.equal(new Set(ran).size, 40)
      t.equal(ran.length, 40)
    })

    t.test('a job the queue has lost is handed over again a minute later', async (t) => {
      const { ctx, start, ran, database, clock } = await jobTest(t, backend.redisUrl)
      await inTransaction(ctx, (ctx) => enqueue(ctx, greet, { id: 'lost' }))
      await database.db.update(outbox).set({ publishedAt: clock.now, publications: 1 })
      clock.now = new Date(clock.now.getTime() + 61_000)
      start()
      await eventually(() => ran.length === 1)
      t.same(ran, ['lost'])
    })
  })
}
if (!redisUrl) t.test('on Redis', { skip: 'redis-server is not installed' }, async () => undefined)

t.test('every queue behaves alike, and one that would not is seen', async (t) => {
  for (const { name, redisUrl } of BACKENDS) t.same(await behaviourOn(t, redisUrl), EXPECTED, name)
  for (const [fault, altered] of Object.entries(ALTERED)) {
    const seen = await behaviourOn(t, undefined, altered)
    t.notSame(seen, EXPECTED, `the control: a queue that ${fault}, ${JSON.stringify(seen)}`)
  }
})

/** Forty jobs run once each, one that fails twice runs at its third try. */
const EXPECTED = { ranOnce: 40, tries: 3, ended: 41 }
/** Less than the minute after which the outbox would hand over again what a queue has lost. */
const LONGEST_SECONDS = 50

const ALTERED: Record<string, (courier: Courier, given: Set<string>) => Courier> = {
  'loses one job in three': (courier) => ({
    ...courier,
    publish: (ids) => courier.publish(ids.filter((id) => Number.parseInt(id.slice(0, 8), 16) % 3 > 0)),
  }),
  'gives a job to two workers': (courier) => ({
    ...courier,
    work: (process) =>
      courier.work(async (id) => {
        await Promise.all([process(id), process(id)])
      }),
  }),
  'refuses for ever a job it has given once': (courier, given) => ({
    ...courier,
    publish: async (ids) => {
      const others = ids.filter((id) => !given.has(id))
      for (const id of others) given.add(id)
      await courier.publish(others)
    },
  }),
}

/** What becomes of the same jobs on a queue: two workers, a clock that goes on by a second at each look. */
async function behaviourOn(
  t: Test,
  redis: string | undefined,
  alter: (courier: Courier, given: Set<string>) => Courier = (courier) => courier,
) {
  const tries = new Map<string, number>()
  const given = new Set<string>()
  const { ctx, database, clock, start } = await jobTest(t, redis, (id) => {
    const time = (tries.get(id) ?? 0) + 1
    tries.set(id, time)
    if (id === 'fails' && time < 3) throw new Error('not yet')
  })
  await inTransaction(ctx, async (ctx) => {
    for (let i = 0; i < 40; i += 1) await enqueue(ctx, greet, { id: String(i) })
    await enqueue(ctx, greet, { id: 'fails' })
  })
  for (const _ of ['a worker', 'another']) start((courier) => alter(courier, given))
  let ended = 0
  for (let second = 0; second < LONGEST_SECONDS && ended < EXPECTED.ended; second += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    clock.now = new Date(clock.now.getTime() + 1000)
    ended = await database.db.$count(outbox, isNotNull(outbox.finishedAt))
  }
  const once = [...tries].filter(([id, times]) => id !== 'fails' && times === 1)
  return { ranOnce: once.length, tries: tries.get('fails') ?? 0, ended }
}

async function jobTest(t: Test, redis: string | undefined, onRun: (id: string) => void = () => undefined) {
  const database: TestDatabase = await testDatabase(t)
  const network = await aNetwork(database.db)
  const ctx: Ctx = systemCtx(database.db, network.id)
  const clock = { now: NOW }
  const ran: string[] = []
  const handler = handle(greet, async (_, { id }) => {
    onRun(id)
    ran.push(id)
  })
  const open = (): Courier =>
    openCourier({ databaseUrl: database.url, redisUrl: redis, onError: () => undefined, prefix: network.id })
  const courier = open()
  t.teardown(() => courier.close())
  const start = (alter: (courier: Courier) => Courier = (courier) => courier) => {
    const own = alter(open())
    const worker = startWorker({
      db: database.db,
      courier: own,
      handlers: [handler],
      tools: { pool: database.pool, dataDir: '', appSecret: '', now: () => clock.now },
      onError: () => undefined,
      pollMilliseconds: 20,
    })
    t.teardown(async () => {
      await worker.close()
      await own.close()
    })
  }
  return { ctx, database, clock, ran, courier, start }
}

async function eventually(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1500; i += 1) {
    if (condition()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('it never happened')
}
