// How long the web process keeps a person waiting behind other work while the worker, a process apart, imports:
// delay of its event loop and time of a page, asked ten times a second, idle then during the import.
// Reference: the same process idle, in the same run. Goal: p99 of the delay under 100 ms.
//   node src/cli/run.mjs bench/event-loop.ts [stays]
import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { DEMO_NETWORK, demoMaternities } from '../src/cli/demo-data.js'
import { readConfig } from '../src/config.js'
import { type Ctx, inTransaction } from '../src/context.js'
import { connect } from '../src/db/connect.js'
import { createNetwork } from '../src/domains/networks/setup.js'
import { dataAuthorisations } from '../src/domains/networks/tables.js'
import { importPmsiFiles } from '../src/domains/pmsi/jobs.js'
import { pmsiImports } from '../src/domains/pmsi/tables.js'
import { uploadFolder } from '../src/domains/pmsi/uploads.js'
import { enqueue } from '../src/jobs/jobs.js'
import { startAll } from '../src/running.js'
import { BENCH_SECRET } from './support/database.js'
import { numberArgument, percentile, say, sayMachine } from './support/measuring.js'
import { filesOf, inScratch, synthesise } from './support/scratch.js'

const stays = numberArgument(1, 200_000)
const IDLE_SECONDS = 10
const EVERY_MILLISECONDS = 100

await inScratch(async (scratch) => {
  const folder = path.join(scratch, 'extracts')
  await synthesise(folder, { stays, zip: true })
  const dataDir = path.join(scratch, 'data')
  const running = await startAll(
    readConfig({
      ...{ APP_SECRET: BENCH_SECRET, DATA_DIR: dataDir, PORT: '0' },
      ...{ COOKIE_SECURE: 'false', LOG_LEVEL: 'fatal' },
    }),
  )
  const database = connect(running.databaseUrl)
  try {
    const ctx = await openNetwork(database.db)
    const page = `${running.address}/mentions-legales`
    const idle = await during(page, () => wait(IDLE_SECONDS * 1000))
    const start = performance.now()
    const importing = await during(page, () => importFolder(ctx, dataDir, folder))
    sayMachine()
    say(`import of ${stays} stays by the worker in ${((performance.now() - start) / 1000).toFixed(1)} s`)
    tell('event-loop delay, idle', idle.delay)
    tell('event-loop delay, importing', importing.delay)
    say(`  ratio at p99 ${(importing.delay.p99 / idle.delay.p99).toFixed(2)}`)
    tell('page, idle', idle.page)
    tell('page, importing', importing.page)
    say(`  ratio at p99 ${(importing.page.p99 / idle.page.p99).toFixed(2)}`)
  } finally {
    await database.close()
    await running.stop()
  }
})

type Delays = { p50: number; p99: number; max: number }

async function during(page: string, work: () => Promise<unknown>): Promise<{ delay: Delays; page: Delays }> {
  const histogram = monitorEventLoopDelay({ resolution: 5 })
  histogram.enable()
  const times: number[] = []
  let ended = false
  const visits = (async () => {
    while (!ended) {
      const start = performance.now()
      await (await fetch(page)).arrayBuffer()
      times.push(performance.now() - start)
      await wait(EVERY_MILLISECONDS)
    }
  })()
  await work()
  ended = true
  await visits
  histogram.disable()
  const milliseconds = (value: number) => value / 1e6
  return {
    delay: {
      p50: milliseconds(histogram.percentile(50)),
      p99: milliseconds(histogram.percentile(99)),
      max: milliseconds(histogram.max),
    },
    page: { p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: Math.max(...times) },
  }
}

function tell(what: string, { p50, p99, max }: Delays): void {
  say(`${what}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(1)} ms`)
}

async function openNetwork(db: Ctx['db']): Promise<Ctx> {
  const now = new Date()
  const networkId = await createNetwork(db, { ...DEMO_NETWORK, maternities: demoMaternities() }, now)
  const ctx: Ctx = { db, actor: { role: 'system', job: 'bench', networkId }, now }
  await inTransaction(ctx, ({ db }) =>
    db.insert(dataAuthorisations).values({
      networkId,
      reference: 'Mesure',
      legalBasis: 'Données synthétiques',
      dataProtectionOfficer: 'Sans objet',
      healthDataHost: 'Sans objet',
      validFrom: '2015-01-01',
      validTo: '2099-12-31',
      synthetic: true,
      recordedAt: now,
    }),
  )
  return ctx
}

/** Puts the files where an upload leaves them, asks for the import, and waits for its end. */
async function importFolder(ctx: Ctx, dataDir: string, folder: string): Promise<void> {
  const importId = randomUUID()
  const target = uploadFolder(dataDir, importId)
  await mkdir(target, { recursive: true })
  const files = await filesOf(folder, '.zip')
  const uploads = files.map((file) => ({ name: path.basename(file), stored: path.basename(file) }))
  let bytesTotal = 0
  for (const file of files) {
    await copyFile(file, path.join(target, path.basename(file)))
    bytesTotal += (await stat(file)).size
  }
  const { networkId } = ctx.actor as { networkId: string }
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.insert(pmsiImports).values({
      ...{ id: importId, networkId, uploadedByName: 'Mesure', receivedAt: ctx.now, bytesTotal, uploads },
    })
    await enqueue(ctx, importPmsiFiles, { importId })
  })
  for (;;) {
    const [row] = await inTransaction(ctx, ({ db }) =>
      db.select({ finishedAt: pmsiImports.finishedAt, failedAt: pmsiImports.failedAt }).from(pmsiImports),
    )
    if (row?.failedAt) throw new Error('the import failed')
    if (row?.finishedAt) return
    await wait(200)
  }
}
