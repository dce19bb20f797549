/**
 * A worker process that sends what is due and kills itself with SIGKILL at its n-th database call of the sending.
 * Counting is done here, around the driver: the product has no such switch.
 */
import pg from 'pg'
import { connect } from '../../src/db/connect.js'
import { sendMails } from '../../workers/mail/send.js'
import { runByHand, takeDue } from './job-runner.js'
import { mailSettings } from './smtp-sink.js'

const [databaseUrl = '', port = '', instant = '', killAt = '0', appSecret = ''] = process.argv.slice(2)
const now = new Date(instant)

let calls = 0
let isCounting = false
const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
Object.assign(pg.Client.prototype, {
  query(this: pg.Client, ...args: unknown[]) {
    if (isCounting) {
      calls += 1
      if (calls === Number(killAt)) process.kill(process.pid, 'SIGKILL')
    }
    return query.apply(this, args)
  },
})

const database = connect(databaseUrl, { max: 4 })
const tools = { now: () => now, mail: mailSettings(Number(port)), appSecret }
// The worker's own look at the outbox would make the count a matter of time: it ends with an error told to `onError`.
const { run, close } = await new Promise<ReturnType<typeof runByHand>>((resolve) => {
  const runner = runByHand(database, [sendMails], tools, () => resolve(runner))
})
const due = await takeDue(database.db, now)
isCounting = true
for (const id of due) await run(id)
isCounting = false
process.send?.({ calls })
await close()
await database.close()
process.disconnect?.()
