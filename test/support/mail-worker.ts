import { asc } from 'drizzle-orm'
import type { Test } from 'tap'
import type { MailSettings } from '../../src/config.js'
import { type Ctx, inTransaction } from '../../src/context.js'
import { type NewMail, queueMail } from '../../src/domains/mail/service.js'
import { mails } from '../../src/domains/mail/tables.js'
import { HANDLERS } from '../../workers/handlers.js'
import { APP_SECRET } from './app.js'
import { aNetwork, type NetworkRow, systemCtx } from './builders.js'
import { type TestDatabase, testDatabase } from './database.js'
import { runByHand, takeDue } from './job-runner.js'
import { NOW } from './now.js'

export type MailTest = {
  database: TestDatabase
  network: NetworkRow
  clock: { now: Date }
  /** The context of a job of the network, at the instant of the clock. */
  ctx: () => Ctx
  queue: (mail?: Partial<NewMail>) => Promise<void>
  rows: () => Promise<(typeof mails.$inferSelect)[]>
  /** Runs what is due now, once each, several at a time, and returns how many ran. */
  runDue: (settings: MailSettings | null) => Promise<number>
}

/** As several workers would. */
const AT_ONCE = 6

let serial = 0

/** An invitation to send; a test shows only what it is about. */
export function anInvitation(overrides: Partial<NewMail> = {}): NewMail {
  serial += 1
  const invitationId = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`
  return {
    template: 'account-invitation',
    params: {
      invitationId,
      sendings: 1,
      expiresAt: '2026-03-20T09:00:00.000Z',
      roleWords: 'coordination du réseau',
      networkName: 'Réseau d’essai',
      inviterName: 'Claude Essai',
    },
    to: { address: `personne${serial}@exemple.test`, name: 'Dominique Essai' },
    event: `invitation:${invitationId}:1`,
    ...overrides,
  }
}

/** A network whose mails are run by hand, job after job, with a clock that only the test moves. */
export async function mailTest(t: Test): Promise<MailTest> {
  const database = await testDatabase(t)
  const { db } = database
  const network = await aNetwork(db, { name: 'Réseau Périnatal d’Essai' })
  const clock = { now: NOW }
  const ctx = () => systemCtx(db, network.id, clock.now)
  return {
    database,
    network,
    clock,
    ctx,
    queue: (mail) => inTransaction(ctx(), (ctx) => queueMail(ctx, anInvitation(mail))),
    rows: () =>
      inTransaction(ctx(), ({ db }) => db.select().from(mails).orderBy(asc(mails.createdAt), mails.id)),
    runDue: async (settings) => {
      const due = await takeDue(db, clock.now)
      const run = jobRunner(t, database, clock, settings)
      for (let i = 0; i < due.length; i += AT_ONCE) await Promise.all(due.slice(i, i + AT_ONCE).map(run))
      return due.length
    },
  }
}

/** What runs a job by its identifier, stopped with the test. */
export function jobRunner(
  t: Test,
  database: TestDatabase,
  clock: { now: Date },
  settings: MailSettings | null,
): (id: string) => Promise<void> {
  const runner = runByHand(
    database,
    HANDLERS,
    { now: () => clock.now, mail: settings, appSecret: APP_SECRET },
    (error, job) => {
      if (job !== 'outbox') t.comment(`${job}: ${String(error)}`)
    },
  )
  t.teardown(runner.close)
  return runner.run
}
