/**
 * A worker process for the fault tests: it kills itself with SIGKILL at its n-th database call. Counting is
 * done here, around the driver: the product has no such switch.
 */
import pg from 'pg'
import { connect } from '../../src/db/connect.js'
import { openCourier } from '../../src/jobs/queue.js'
import { startWorker } from '../../src/jobs/worker.js'
import { HANDLERS } from '../../workers/handlers.js'

const [databaseUrl = '', redisUrl = '', dataDir = '', appSecret = '', prefix = '', killAt = '0', apart = ''] =
  process.argv.slice(2)

let calls = 0
const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
Object.assign(pg.Client.prototype, {
  query(this: pg.Client, ...args: unknown[]) {
    if (counts(args[0])) {
      calls += 1
      process.send?.({ calls })
      if (calls === Number(killAt)) process.kill(process.pid, 'SIGKILL')
    }
    if (apart) commitApart(this, args)
    return query.apply(this, args)
  },
})

/** The negative control: the stays are committed before the figures, and the process dies in between. */
function commitApart(client: pg.Client, args: unknown[]): void {
  if (!/insert into "tracer_results"/i.test(textOf(args[0]))) return
  query.call(client, 'commit', () => process.kill(process.pid, 'SIGKILL'))
}

/** The calls of the work itself: polling and the queue's own bookkeeping would make the count a matter of time. */
function counts(statement: unknown): boolean {
  return /pmsi_|tracer_|networks|establishments|maternity_types|minimum_levels|audit_entries|trame\.networks|commit|advisory_xact/i.test(
    textOf(statement),
  )
}

function textOf(statement: unknown): string {
  return typeof statement === 'string'
    ? statement
    : ((statement as { text?: string } | undefined)?.text ?? '')
}

const { db, pool } = connect(databaseUrl, { max: 4 })
const courier = openCourier({
  databaseUrl,
  redisUrl: redisUrl || undefined,
  onError: () => undefined,
  lockMilliseconds: 1500,
  prefix,
})
startWorker({
  db,
  courier,
  handlers: HANDLERS,
  tools: { pool, dataDir, appSecret, now: () => new Date() },
  onError: () => undefined,
  pollMilliseconds: 20,
})
