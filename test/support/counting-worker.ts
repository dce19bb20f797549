/**
 * A worker process whose one job counts its own runs: `counting-worker.ts DATABASE [REDIS] [PREFIX] [HOW]`. Each run is
 * a row of `job_runs`, which the test made. An `endless` one then goes on until it is told to stop.
 */
import { once } from 'node:events'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { connect } from '../../src/db/connect.js'
import { handle } from '../../src/jobs/jobs.js'
import { openCourier } from '../../src/jobs/queue.js'
import { startWorker } from '../../src/jobs/worker.js'
import { stopOnSignals } from '../../src/signals.js'
import { countRun } from './count-run.js'

const [databaseUrl = '', redisUrl = '', prefix = 'trame', how = ''] = process.argv.slice(2)
const log = pino({ level: 'silent' })
const database = connect(databaseUrl)
const courier = openCourier({
  databaseUrl,
  redisUrl: redisUrl || undefined,
  prefix,
  lockMilliseconds: 3000,
  onError: (error) => log.error(error),
})
const worker = startWorker({
  db: database.db,
  courier,
  handlers: [
    handle(countRun, async (ctx, { id }, { signal }) => {
      await ctx.db.execute(sql`insert into job_runs (id) values (${id}::uuid)`)
      if (how === 'endless') await once(signal, 'abort')
      signal.throwIfAborted()
    }),
  ],
  tools: { pool: database.pool, dataDir: '', appSecret: '', now: () => new Date() },
  onError: (error) => log.error(error),
  pollMilliseconds: 100,
})
stopOnSignals(async () => {
  await worker.close()
  await courier.close()
  await database.close()
})
await worker.ready()
process.send?.('ready')
