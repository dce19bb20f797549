import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { readConfig } from '../src/config.js'
import { requireSafeServer } from '../src/db/check-server.js'
import { connect } from '../src/db/connect.js'
import { isMigrated } from '../src/db/migrate.js'
import { suitEngineToJobs } from '../src/jobs/engine.js'
import { openCourier } from '../src/jobs/queue.js'
import { startWorker } from '../src/jobs/worker.js'
import { logOptions } from '../src/logging.js'
import { stopOnSignals } from '../src/signals.js'
import { askDaily } from './daily.js'
import { HANDLERS } from './handlers.js'

/** The worker process: runs jobs until it is told to stop. */
suitEngineToJobs()
const config = readConfig()
const log = pino(logOptions(config.logLevel, 'worker'))
if (!config.databaseUrl) throw new Error('DATABASE_URL: the worker needs the database the web process uses')

// Only the class and code of an error: its text may quote a row.
const report = (error: unknown, job: string) =>
  log.error({ job, error: error instanceof Error ? error.name : 'unknown', code: codeOf(error) }, 'job error')

const database = connect(config.databaseUrl, { onError: (error) => report(error, 'database') })
const { db, pool } = database
let close = database.close
const stopNow = stopOnSignals(() => close())
// Started by the web process: when it dies without a word, its end of the channel closes.
process.on('disconnect', stopNow)

await untilMigrated()
await requireSafeServer(config.databaseUrl)
const courier = openCourier({
  databaseUrl: config.databaseUrl,
  redisUrl: config.redisUrl,
  onError: (error) => report(error, 'queue'),
})
const worker = startWorker({
  db,
  courier,
  handlers: HANDLERS,
  tools: {
    pool,
    dataDir: config.dataDir,
    appSecret: config.appSecret,
    mail: config.mail,
    now: () => new Date(),
  },
  onError: report,
  askDaily: (now) => askDaily(db, now),
})
log.info({ queue: courier.backend }, 'worker started')

close = async () => {
  await worker.close()
  await courier.close()
  await database.close()
}
// A queue that could not be opened never will be: this process ends, and a new one begins afresh.
await worker.ready()

/** The web process, or `npm run db:migrate`, may come after. */
async function untilMigrated(): Promise<void> {
  for (;;) {
    try {
      if (await isMigrated(db)) return
    } catch (error) {
      report(error, 'database')
    }
    await wait(1000)
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
