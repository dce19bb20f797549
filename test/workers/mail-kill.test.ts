import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import pg from 'pg'
import t, { type Test } from 'tap'
import { APP_SECRET } from '../support/app.js'
import { type MailTest, mailTest } from '../support/mail-worker.js'
import { NOW } from '../support/now.js'
import { type SmtpSink, smtpSink } from '../support/smtp-sink.js'

/** The whole sweep starts a process at each call: the everyday suite takes a sample, `KILL_STEP=1` takes all. */
const STEP = Number(process.env.KILL_STEP ?? 4)
/** A dead worker's mail is taken up again once nobody can be sending it any more. */
const AFTER_LEASE = 4 * 60_000

t.test(
  'killed at any database call of a sending, a mail arrives, at most twice, under one Message-ID',
  async (t) => {
    const { run, sink, startAt } = await killTest(t)
    await run.queue()
    const calls = await untilEnd(startAt(0))
    t.equal(sink.caught.length, 1)
    t.ok(calls > 8, `${calls} database calls`)
    const doubled: number[] = []
    for (let killAt = 1; killAt <= calls; killAt += STEP) {
      sink.caught.length = 0
      run.clock.now = new Date(run.clock.now.getTime() + AFTER_LEASE)
      await run.queue()
      await once(startAt(killAt), 'exit')
      run.clock.now = new Date(run.clock.now.getTime() + AFTER_LEASE)
      await run.runDue(sink.settings)
      const { lost, copies, messageIds } = await outcome(run, sink)
      t.same({ lost, messageIds }, { lost: 0, messageIds: 1 }, `killed at call ${killAt}`)
      t.ok(copies <= 2, `${copies} copies`)
      if (copies === 2) doubled.push(killAt)
    }
    t.comment(
      `${Math.ceil(calls / STEP)} kills of ${calls}: 0 lost; one extra copy after ${doubled.length} of them (calls ${doubled.join(', ')})`,
    )
  },
)

for (const [moment, stage] of [
  ['before DATA', 'recipient'],
  ['before the final dot', 'message'],
  ['after the message, before the 250', 'end'],
] as const) {
  t.test(`killed ${moment}, the mail arrives, and the server has one Message-ID`, async (t) => {
    const { run, sink, startAt } = await killTest(t, stage)
    await run.queue()
    await once(startAt(0), 'exit')
    t.same(
      (await run.rows()).map(({ sentAt }) => sentAt),
      [null],
      'it died before it knew',
    )
    const accepted = sink.caught.length
    sink.spare()
    await run.runDue(sink.settings)
    t.equal(sink.caught.length, accepted, 'not taken up while the dead worker might still send')
    run.clock.now = new Date(NOW.getTime() + AFTER_LEASE)
    await run.runDue(sink.settings)
    const { lost, copies, messageIds } = await outcome(run, sink)
    t.same({ lost, messageIds }, { lost: 0, messageIds: 1 })
    t.equal(copies, stage === 'end' ? 2 : 1)
    t.comment(`killed ${moment}: 0 lost, ${copies - 1} extra`)
  })
}

t.test('the control: marked as sent when it is taken, a mail whose worker is killed is lost', async (t) => {
  const { run, sink, startAt } = await killTest(t, 'recipient')
  await asOwner(run, [
    `create function mark_early() returns trigger language plpgsql as $$
     begin if new.attempts > old.attempts then new.sent_at := now(); end if; return new; end $$`,
    'create trigger mails_early before update on mails for each row execute function mark_early()',
  ])
  await run.queue()
  await once(startAt(0), 'exit')
  sink.spare()
  run.clock.now = new Date(NOW.getTime() + AFTER_LEASE)
  await run.runDue(sink.settings)
  t.equal(sink.caught.length, 0, 'it never arrives, and the row says it did')
})

type Stage = 'recipient' | 'message' | 'end'

/** A sink that kills the worker at this stage of the conversation. */
async function killTest(t: Test, stage?: Stage) {
  let child: ChildProcess | undefined
  let isKilling = true
  const kill = (at: Stage) => {
    if (isKilling && at === stage) child?.kill('SIGKILL')
    return isKilling && at === stage
  }
  const sink = await smtpSink(t, {
    onRcptTo: (_, __, done) => {
      if (!kill('recipient')) done()
    },
    onMessage: () => kill('message'),
    onAccepted: () => kill('end'),
  })
  const run = await mailTest(t)
  const startAt = (killAt: number) => {
    const args = [
      run.database.url,
      String(sink.port),
      run.clock.now.toISOString(),
      String(killAt),
      APP_SECRET,
    ]
    child = fork(path.join(import.meta.dirname, '../support/doomed-mail-worker.js'), args, {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    return child
  }
  const spare = () => {
    isKilling = false
  }
  return { run, sink: { ...sink, spare }, startAt }
}

async function untilEnd(child: ChildProcess): Promise<number> {
  let calls = 0
  child.on('message', (message: { calls: number }) => {
    calls = message.calls
  })
  await once(child, 'exit')
  return calls
}

async function outcome(run: MailTest, { caught }: SmtpSink) {
  const ids = caught.map(({ raw }) => /^Message-ID: (.+)$/im.exec(raw)?.[1])
  const lost = (await run.rows()).filter(({ sentAt }) => sentAt === null).length
  return { lost, copies: caught.length, messageIds: new Set(ids).size }
}

/** As the owner of the tables, to take a protection away. */
async function asOwner(run: MailTest, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: run.database.url })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}
