// How long the web process keeps a person waiting behind other work: delay of its event loop, and time of a page asked
// ten times a second, while the worker imports, while somebody takes the whole directory away in each format, while
// thirty people sign in at once.
// Reference: the same process idle, in the same run. Controls: the same works in this process, in one go where there is
// one; that of the import and of the workbook say also how long the worker goes without turning its loop.
// Goal: p99 of the delay under 100 ms in the web process, under 1 s in a worker.
//   node src/cli/run.mjs bench/event-loop.ts [stays] [records]
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { hashSync } from '@node-rs/argon2'
import { DEMO_NETWORK, demoMaternities } from '../src/cli/demo-data.js'
import { readConfig } from '../src/config.js'
import { type Ctx, inTransaction } from '../src/context.js'
import { connect } from '../src/db/connect.js'
import { readCards } from '../src/domains/directory-publications/card-list.js'
import { cardTable } from '../src/domains/directory-publications/card-table.js'
import { currentNetwork } from '../src/domains/networks/service.js'
import { createNetwork } from '../src/domains/networks/setup.js'
import { dataAuthorisations } from '../src/domains/networks/tables.js'
import { runImport } from '../src/domains/pmsi/importing.js'
import { startAll } from '../src/running.js'
import { csvDocument } from '../src/web/csv.js'
import { workbookOf } from '../src/web/workbook.js'
import { BENCH_SECRET } from './support/database.js'
import { fillCards } from './support/directory.js'
import { numberArgument, percentile, say, sayMachine } from './support/measuring.js'
import { inScratch, synthesise } from './support/scratch.js'
import { coordinatorIn, haveImported, haveMade, receive, signInFor, takeAway } from './support/web-works.js'

const stays = numberArgument(1, 200_000)
const records = numberArgument(2, 15_000)
const SECONDS = 10
const EVERY_MILLISECONDS = 100

await inScratch(async (scratch) => {
  const folder = path.join(scratch, 'extracts')
  await synthesise(folder, { stays, zip: true })
  const dataDir = path.join(scratch, 'data')
  const running = await startAll(
    readConfig({
      ...{ APP_SECRET: BENCH_SECRET, DATA_DIR: dataDir, PORT: '0', TRUSTED_PROXIES: '127.0.0.1' },
      ...{ COOKIE_SECURE: 'false', LOG_LEVEL: 'fatal' },
    }),
  )
  const database = connect(running.databaseUrl)
  try {
    const { address } = running
    const ctx = await openNetwork(database.db)
    const { networkId } = ctx.actor as { networkId: string }
    await fillCards({ ...database, ctx, networkId, url: running.databaseUrl }, records)
    const browser = await coordinatorIn(running, ctx, networkId)
    const page = `${address}/mentions-legales`
    const table = async () => {
      const network = await inTransaction(ctx, (ctx) => currentNetwork(ctx, networkId))
      const cards = await readCards(ctx, { network, audience: 'team', filter: {} })
      return cardTable([], cards, { day: '2026-11-28', territories: new Map() })
    }

    sayMachine()
    say(`${stays} stays, ${records} records`)
    const idle = await during(page, () => wait(SECONDS * 1000))
    tell('idle', idle)
    const works = {
      'import by the worker': async () => haveImported(ctx, await receive(ctx, dataDir, folder)),
      'directory as CSV': () => takeAway(browser, 'csv'),
      'directory as vCards': () => takeAway(browser, 'vcf'),
      'directory as a workbook, by the worker': () => haveMade(browser, 'xlsx'),
      'directory as a booklet, by the worker': () => haveMade(browser, 'booklet'),
      'thirty sign-ins at once': () => signInFor(address, SECONDS),
      'control: import in this process': async () => {
        const importId = await receive(ctx, dataDir, folder)
        const signal = new AbortController().signal
        await runImport(ctx, importId, { pool: database.pool, dataDir, appSecret: BENCH_SECRET, signal })
      },
      'control: CSV in one go': async () => [...csvDocument(await table())].join(''),
      'control: workbook in this process': async () => workbookOf('Annuaire', await table()),
      'control: two hundred passwords, on the loop': async () => {
        for (let rank = 0; rank < 200; rank += 1) hashSync('girouette parapluie gravier')
      },
    }
    for (const [name, work] of Object.entries(works)) tell(name, await during(page, work), idle)
  } finally {
    await database.close()
    await running.stop()
  }
})

type Delays = { p50: number; p99: number; max: number }
type Measured = { seconds: number; delay: Delays; page: Delays }

async function during(page: string, work: () => Promise<unknown>): Promise<Measured> {
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
  // The first look of the histogram only says where it starts from.
  await wait(EVERY_MILLISECONDS)
  const start = performance.now()
  await work()
  const seconds = (performance.now() - start) / 1000
  ended = true
  await visits
  histogram.disable()
  const milliseconds = (value: number) => value / 1e6
  return {
    seconds,
    delay: {
      p50: milliseconds(histogram.percentile(50)),
      p99: milliseconds(histogram.percentile(99)),
      max: milliseconds(histogram.max),
    },
    page: { p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: Math.max(...times) },
  }
}

function tell(what: string, { seconds, delay, page }: Measured, idle?: Measured): void {
  const ratio = idle ? `, ${(delay.p99 / idle.delay.p99).toFixed(1)} × idle at p99` : ''
  say(`${what} (${seconds.toFixed(1)} s)`)
  say(`  delay of the loop: ${words(delay)}${ratio}`)
  say(`  page: ${words(page)}`)
}

function words({ p50, p99, max }: Delays): string {
  return `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(1)} ms`
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
