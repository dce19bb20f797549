import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { and, eq, isNotNull, isNull, or, sql } from 'drizzle-orm'
import type { Test } from 'tap'
import { anchorFile, readAnchors } from '../../src/audit/anchors.js'
import { audit } from '../../src/audit/audit.js'
import { chainOf, verifyOwnChain } from '../../src/audit/chains.js'
import { auditEntries } from '../../src/audit/tables.js'
import type { MailSettings } from '../../src/config.js'
import { type Ctx, inTransaction } from '../../src/context.js'
import { queueMail } from '../../src/domains/mail/service.js'
import { mails } from '../../src/domains/mail/tables.js'
import { receiveImport } from '../../src/domains/pmsi/service.js'
import { pmsiDeliveries, pmsiImports, pmsiStays } from '../../src/domains/pmsi/tables.js'
import { storeUpload, uploadFolder } from '../../src/domains/pmsi/uploads.js'
import { tracerComputations, tracerResults } from '../../src/domains/tracers/tables.js'
import { outbox } from '../../src/jobs/tables.js'
import { BIRTH_JOB_FIXTURES } from './birth-job-fixtures.js'
import { aNetwork, anAccount, anAuthorisation, systemCtx } from './builders.js'
import type { TestDatabase } from './database.js'
import { DIRECTORY_IMPORT_FIXTURES } from './directory-import-fixtures.js'
import { DIRECTORY_JOB_FIXTURES } from './directory-job-fixtures.js'
import { extracts, networkOfExtracts } from './extracts.js'
import { anInvitation } from './mail-worker.js'
import { NOW } from './now.js'
import { scratch } from './scratch.js'
import { smtpSink } from './smtp-sink.js'
import { UPKEEP_JOB_FIXTURES } from './upkeep-job-fixtures.js'

/** A job ready to run in a database of its own, and what shows what it did. */
export type JobScene = {
  job: { name: string; payload: unknown }
  networkId: string | null
  dataDir: string
  now: Date
  mail: MailSettings | null
  /** Everything the job may change, the same from one database to another: no identifier, no order. */
  state: () => Promise<unknown>
  /** How often it acted where no transaction reaches: once, and once more at most when it was killed. */
  copies?: () => number
}

export type JobFixture = (t: Test, database: TestDatabase) => Promise<JobScene>

/** One scene for each handler, by the name of its job. */
export const JOB_FIXTURES: Record<string, JobFixture> = {
  ...DIRECTORY_IMPORT_FIXTURES,
  ...DIRECTORY_JOB_FIXTURES,
  ...BIRTH_JOB_FIXTURES,
  ...UPKEEP_JOB_FIXTURES,
  'pmsi.import-files': anImportToRead,
  'pmsi.sweep-uploads': anOrphanToSweep,
  'privacy.purge-expired': aRowKeptTooLong,
  'mail.send': aMailToSend,
  'mail.watch-way': mailsAfterAnOutage,
  'mail.weekly-digest': aMondayMorning,
  'audit.verify-journal': aJournalToVerify,
  'audit.anchor-journals': journalsToAnchor,
}

async function anImportToRead(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const dataDir = await scratch(t)
  const networkId = await networkOfExtracts(db)
  await anAuthorisation(db, { id: networkId } as never)
  const ctx = systemCtx(db, networkId)
  const importId = randomUUID()
  const uploads = []
  for (const { name, content } of extracts({ stays: 150, years: [2025], seed: 3 })) {
    uploads.push(await storeUpload(uploadFolder(dataDir, importId), name, Readable.from([content])))
  }
  const { userId, grantId } = await anAccount(db, { role: 'coordinator', networkId })
  const person = { userId, grantId, userName: 'Essai', sessionId: randomUUID(), networkName: '' }
  await receiveImport({ ...ctx, actor: { role: 'coordinator', networkId, ...person } }, importId, uploads)
  return {
    job: { name: 'pmsi.import-files', payload: { importId } },
    networkId,
    dataDir,
    now: NOW,
    mail: null,
    state: () =>
      inTransaction(ctx, async ({ db }) => ({
        imports: await db
          .select({ finishedAt: pmsiImports.finishedAt, stays: pmsiImports.staysKept })
          .from(pmsiImports),
        deliveries: await db.$count(pmsiDeliveries, isNull(pmsiDeliveries.supersededAt)),
        stays: await db.$count(pmsiStays),
        computations: await db.$count(tracerComputations),
        results: await db.$count(tracerResults),
        figures: await db
          .select({
            digest: sql<string>`md5(string_agg(concat_ws('|', indicator, class, establishment, year, numerator, denominator), ',' order by indicator, class, establishment, year))`,
          })
          .from(tracerResults),
        audited: await db.$count(auditEntries, eq(auditEntries.action, 'pmsi.finish')),
        files: await filesUnder(path.join(dataDir, 'uploads')),
      })),
  }
}

async function anOrphanToSweep(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const dataDir = await scratch(t)
  const { id: networkId } = await aNetwork(db)
  const orphan = randomUUID()
  const kept = randomUUID()
  for (const id of [orphan, kept]) {
    const folder = uploadFolder(dataDir, id)
    await mkdir(folder, { recursive: true })
    const file = path.join(folder, 'file')
    await writeFile(file, 'content')
    const longAgo = new Date(NOW.getTime() - 48 * 3600_000)
    await utimes(file, longAgo, longAgo)
    await utimes(folder, longAgo, longAgo)
  }
  await inTransaction(systemCtx(db, networkId), ({ db }) =>
    db.insert(pmsiImports).values({
      id: kept,
      networkId,
      uploadedByName: 'Essai',
      receivedAt: NOW,
      bytesTotal: 7,
      uploads: [],
    }),
  )
  return {
    job: { name: 'pmsi.sweep-uploads', payload: {} },
    networkId: null,
    dataDir,
    now: NOW,
    mail: null,
    state: async () => [existsSync(uploadFolder(dataDir, orphan)), existsSync(uploadFolder(dataDir, kept))],
  }
}

async function aRowKeptTooLong(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const ended = (days: number) => {
    const finishedAt = new Date(NOW.getTime() - days * 24 * 3600_000)
    return { name: `test.ended-${days}`, payload: {}, createdAt: finishedAt, runAt: finishedAt, finishedAt }
  }
  await db.insert(outbox).values([ended(60), ended(1)])
  return {
    job: { name: 'privacy.purge-expired', payload: {} },
    networkId: null,
    dataDir: await scratch(t),
    now: NOW,
    mail: null,
    state: () => db.select({ name: outbox.name }).from(outbox).orderBy(outbox.name),
  }
}

async function aMailToSend(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const sink = await smtpSink(t)
  const { id: networkId } = await aNetwork(db)
  const ctx = systemCtx(db, networkId)
  await inTransaction(ctx, (ctx) => queueMail(ctx, anInvitation()))
  const [mail] = await inTransaction(ctx, ({ db }) => db.select({ id: mails.id }).from(mails))
  const identifiers = () => sink.caught.map(({ raw }) => /^Message-ID: (.+)$/im.exec(raw)?.[1])
  return {
    job: { name: 'mail.send', payload: { mailId: mail?.id } },
    networkId,
    dataDir: await scratch(t),
    now: NOW,
    mail: sink.settings,
    state: () =>
      inTransaction(ctx, async ({ db }) => ({
        sent: await db.$count(mails, isNotNull(mails.sentAt)),
        ended: await db.$count(mails, or(isNotNull(mails.failedAt), isNotNull(mails.lastRefusal))),
        messageIds: new Set(identifiers()).size,
      })),
    copies: () => sink.caught.length,
  }
}

async function mailsAfterAnOutage(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const sink = await smtpSink(t)
  const { id: networkId } = await aNetwork(db)
  const ctx = systemCtx(db, networkId)
  const later = new Date(NOW.getTime() + 12 * 3600_000)
  await inTransaction(ctx, async (ctx) => {
    await queueMail(ctx, anInvitation())
    await queueMail(ctx, anInvitation())
    await ctx.db.update(mails).set({ sendAfter: later, wayClosedAt: NOW })
    await ctx.db.update(outbox).set({ runAt: later })
  })
  return {
    job: { name: 'mail.watch-way', payload: {} },
    networkId: null,
    dataDir: await scratch(t),
    now: NOW,
    mail: sink.settings,
    state: () =>
      inTransaction(ctx, async ({ db }) => ({
        awake: await db.$count(mails, eq(mails.sendAfter, NOW)),
        due: await db.$count(outbox, and(eq(outbox.name, 'mail.send'), eq(outbox.runAt, NOW))),
      })),
  }
}

async function aMondayMorning(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const { id: networkId } = await aNetwork(db)
  for (const role of ['coordinator', 'admin', 'professional'] as const) {
    await anAccount(db, { role, networkId })
  }
  const ctx = systemCtx(db, networkId)
  await inTransaction(ctx, async (ctx) => {
    await queueMail(ctx, anInvitation())
    await ctx.db.update(mails).set({ failedAt: NOW })
  })
  return {
    job: { name: 'mail.weekly-digest', payload: {} },
    networkId,
    dataDir: await scratch(t),
    now: NOW,
    mail: null,
    state: () =>
      inTransaction(ctx, async ({ db }) => ({
        mails: await db.select({ template: mails.template }).from(mails).orderBy(mails.template),
        sendings: await db.$count(outbox, eq(outbox.name, 'mail.send')),
      })),
  }
}

async function aJournalToVerify(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const { id: networkId } = await aNetwork(db)
  const ctx = systemCtx(db, networkId)
  await threeActs(ctx)
  return {
    job: { name: 'audit.verify-journal', payload: {} },
    networkId,
    dataDir: await scratch(t),
    now: NOW,
    mail: null,
    state: async () => ({
      said: await inTransaction(ctx, ({ db }) =>
        db
          .select({ action: auditEntries.action, details: auditEntries.details })
          .from(auditEntries)
          .orderBy(auditEntries.id),
      ),
      isIntact: (await verifyOwnChain(ctx, [])).report.intact,
    }),
  }
}

async function journalsToAnchor(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const dataDir = await scratch(t)
  const contexts = [systemCtx(db, (await aNetwork(db)).id), systemCtx(db, (await aNetwork(db)).id)]
  for (const ctx of contexts) await threeActs(ctx)
  return {
    job: { name: 'audit.anchor-journals', payload: {} },
    networkId: null,
    dataDir,
    now: NOW,
    mail: null,
    state: async () =>
      (await readAnchors(anchorFile(dataDir))).map(({ at, length, chain }) => ({
        at,
        length,
        isOfOne: contexts.some((ctx) => chain === chainOf(ctx)),
      })),
  }
}

async function threeActs(ctx: Ctx): Promise<void> {
  for (let act = 0; act < 3; act += 1) await inTransaction(ctx, (ctx) => audit(ctx, 'pmsi.finish'))
}

async function filesUnder(folder: string): Promise<number> {
  return existsSync(folder) ? (await readdir(folder)).length : 0
}
