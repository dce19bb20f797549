import { pino } from 'pino'
import { readConfig } from '../src/config.js'
import { connect } from '../src/db/connect.js'
import { openCourier } from '../src/jobs/queue.js'
import { startWorker } from '../src/jobs/worker.js'
import { HANDLERS } from './handlers.js'

/** The worker process: runs jobs until it is told to stop. */
const config = readConfig()
const log = pino({ level: config.logLevel, base: { process: 'worker' } })
if (!config.databaseUrl) throw new Error('DATABASE_URL: the worker needs the database the web process uses')

// Only the class and code of an error: its text may quote a row.
const report = (error: unknown, job: string) =>
  log.error({ job, error: error instanceof Error ? error.name : 'unknown', code: codeOf(error) }, 'job error')

const { db, pool, close } = connect(config.databaseUrl, { onError: (error) => report(error, 'database') })
const courier = openCourier({
  databaseUrl: config.databaseUrl,
  redisUrl: config.redisUrl,
  onError: (error) => report(error, 'queue'),
})
const worker = startWorker({
  db,
  courier,
  handlers: HANDLERS,
  tools: { pool, dataDir: config.dataDir, appSecret: config.appSecret, now: () => new Date() },
  onError: report,
})
log.info({ queue: courier.backend }, 'worker started')

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  await worker.close()
  await courier.close()
  await close()
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
// Started by the web process: when it dies without a word, its end of the channel closes.
process.on('disconnect', stop)

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
