import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { eq, isNull, sql } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import type { Db } from '../../src/db/connect.js'
import { receiveImport } from '../../src/domains/pmsi/service.js'
import { pmsiDeliveries, pmsiImports, pmsiStays } from '../../src/domains/pmsi/tables.js'
import { storeUpload, uploadFolder } from '../../src/domains/pmsi/uploads.js'
import { tracerComputations, tracerResults } from '../../src/domains/tracers/tables.js'
import { APP_SECRET } from '../support/app.js'
import { anAccount, anAuthorisation, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { extracts, networkOfExtracts } from '../support/extracts.js'
import { until } from '../support/worker.js'

/**
 * The whole sweep kills at every call; each step starts two processes, so the everyday suite takes a sample
 * and `npm run test:faults` takes all of them.
 */
const STEP = Number(process.env.KILL_STEP ?? 61)
const RANDOM_KILLS = Number(process.env.RANDOM_KILLS ?? 1)
const BACKENDS = [undefined, process.env.TEST_REDIS_URL].filter((url, index) => index === 0 || url)
const OLD = extracts({ stays: 700, years: [2025], seed: 1 })
const NEW = extracts({ stays: 700, years: [2025], seed: 2 })

for (const redisUrl of BACKENDS) {
  t.test(`killed at any call, with the queue on ${redisUrl ? 'Redis' : 'PostgreSQL'}`, async (t) => {
    const calm = await faultTest(t, redisUrl)
    const { calls } = await calm.runUntilEnd()
    t.ok(calls > 30, `${calls} database calls`)
    const expected = await calm.state()
    t.match(expected, { current: 4 })

    for (let killAt = 1; killAt <= calls; killAt += STEP) {
      await t.test(`killed at call ${killAt} of ${calls}, it ends the same`, async (t) => {
        const run = await faultTest(t, redisUrl)
        const before = await run.state()
        await run.runUntilKilled(killAt)
        const between = await run.state()
        t.ok(
          [before.figures, expected.figures].includes(between.figures),
          'readers saw the old figures or the new, whole',
        )
        await run.runUntilEnd()
        t.same(await run.state(), expected)
      })
    }
    for (let trial = 0; trial < RANDOM_KILLS; trial += 1) {
      const delay = 400 + Math.floor(Math.random() * 1500)
      await t.test(`killed after ${delay} ms, it ends the same`, async (t) => {
        const run = await faultTest(t, redisUrl)
        await run.runFor(delay)
        await run.runUntilEnd()
        t.same(await run.state(), expected)
      })
    }
  })
}

t.test('the control: with stays and figures committed apart, a kill between the two is seen', async (t) => {
  const calm = await faultTest(t, undefined)
  await calm.runUntilEnd()
  const expected = await calm.state()
  const run = await faultTest(t, undefined)
  await run.runUntilKilled(0, { apart: true })
  await run.runUntilEnd()
  t.not((await run.state()).figures, expected.figures)
})

t.test('several workers on one import run it once', async (t) => {
  const run = await faultTest(t, undefined)
  const workers = [run.start(0), run.start(0), run.start(0)]
  await run.ended()
  for (const worker of workers) await stop(worker)
  t.equal(await inTransaction(run.ctx, ({ db }) => db.$count(tracerComputations)), 2)
})

async function faultTest(t: Test, redisUrl: string | undefined) {
  const { db, pool, url } = await testDatabase(t)
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'trame-kill-'))
  t.teardown(() => rm(dataDir, { recursive: true, force: true }))
  const networkId = await networkOfExtracts(db)
  await anAuthorisation(db, { id: networkId } as never)
  const ctx: Ctx = { ...systemCtx(db, networkId), now: new Date() }
  const prefix = randomUUID()
  const start = (killAt: number, { apart = false } = {}) =>
    startWorkerProcess([
      url,
      redisUrl ?? '',
      dataDir,
      APP_SECRET,
      prefix,
      String(killAt),
      apart ? 'apart' : '',
    ])
  const ended = () =>
    until(async () => {
      const waiting = await inTransaction(ctx, ({ db }) =>
        db.$count(pmsiImports, isNull(pmsiImports.finishedAt)),
      )
      return waiting === 0 && (await emptied(dataDir))
    })
  const submit = async (files: typeof OLD) => {
    const importId = randomUUID()
    const uploads = []
    for (const { name, content } of files) {
      uploads.push(await storeUpload(uploadFolder(dataDir, importId), name, Readable.from([content])))
    }
    await receiveImport({ ...ctx, actor: await coordinator(db, networkId) }, importId, uploads)
  }

  await submit(OLD)
  const first = start(0)
  await ended()
  await stop(first)
  await submit(NEW)
  return {
    ctx,
    start,
    ended,
    /** Everything a reader could see, and whether anything was left behind. */
    state: async () => ({
      figures: await figures(ctx),
      current: await inTransaction(ctx, ({ db }) =>
        db.$count(pmsiDeliveries, isNull(pmsiDeliveries.supersededAt)),
      ),
      stays: await staysDigest(ctx),
    }),
    runUntilKilled: async (killAt: number, how: { apart?: boolean } = {}) => {
      const child = start(killAt, how)
      await Promise.race([once(child, 'exit'), ended()])
      await stop(child)
    },
    runFor: async (milliseconds: number) => {
      const child = start(0)
      await new Promise((resolve) => setTimeout(resolve, milliseconds))
      await stop(child)
    },
    runUntilEnd: async () => {
      let calls = 0
      const child = start(0)
      child.on('message', (message: { calls: number }) => {
        calls = message.calls
      })
      await ended()
      await stop(child)
      await pool.query('select 1')
      return { calls }
    },
  }
}

function startWorkerProcess(args: string[]): ChildProcess {
  return fork(path.join(import.meta.dirname, '../support/doomed-worker.js'), args, {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function coordinator(db: Db, networkId: string): Promise<Ctx['actor']> {
  const { userId, grantId } = await anAccount(db, { role: 'coordinator', networkId })
  const sessionId = randomUUID()
  return { role: 'coordinator', networkId, networkName: '', userId, grantId, userName: 'Essai', sessionId }
}

async function emptied(dataDir: string): Promise<boolean> {
  const folder = path.join(dataDir, 'uploads')
  return !existsSync(folder) || (await readdir(folder)).length === 0
}

function figures(ctx: Ctx): Promise<string> {
  return inTransaction(ctx, async ({ db }) => {
    const rows = await db
      .select({
        line: sql<string>`concat_ws(' ', indicator, class, establishment, year, numerator, denominator, excluded, missing)`,
      })
      .from(tracerResults)
      .innerJoin(tracerComputations, eq(tracerComputations.id, tracerResults.computationId))
      .where(isNull(tracerComputations.supersededAt))
    return rows
      .map((row) => row.line)
      .sort()
      .join('\n')
  })
}

/** Every stay kept but for the ids that differ from run to run, as one hash: none twice, none missing. */
function staysDigest(ctx: Ctx): Promise<string> {
  return inTransaction(ctx, async ({ db }) => {
    const [row] = await db
      .select({
        digest: sql<string>`md5(string_agg(concat_ws('|', finess, rsa_key, site, dp, das, acts, entry_date, exit_date), E'\n' order by finess, rsa_key, site, dp, entry_date)) || count(*)`,
      })
      .from(pmsiStays)
    return row?.digest ?? ''
  })
}
