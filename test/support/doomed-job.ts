/** One run of one handler, in a process that kills itself with SIGKILL at its n-th database call. */
import pg from 'pg'
import type { MailSettings } from '../../src/config.js'
import { connect } from '../../src/db/connect.js'
import { HANDLERS } from '../../workers/handlers.js'
import { runAsQueued } from './run-as-queued.js'

type Doomed = {
  url: string
  dataDir: string
  networkId: string | null
  now: string
  job: { name: string; payload: unknown }
  killAt: number
  appSecret: string
  mail: MailSettings | null
}

const doomed = JSON.parse(process.argv[2] ?? '') as Doomed
const handler = HANDLERS.find(({ job }) => job.name === doomed.job.name)
if (!handler) throw new Error(`no handler for ${doomed.job.name}`)

let calls = 0
const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
Object.assign(pg.Client.prototype, {
  query(this: pg.Client, ...args: unknown[]) {
    calls += 1
    if (calls === doomed.killAt) process.kill(process.pid, 'SIGKILL')
    return query.apply(this, args)
  },
})

const { db, pool, close } = connect(doomed.url, { max: 4 })
await runAsQueued(
  handler,
  db,
  { networkId: doomed.networkId, payload: doomed.job.payload, now: new Date(doomed.now) },
  { pool, dataDir: doomed.dataDir, appSecret: doomed.appSecret, mail: doomed.mail },
)
await close()
