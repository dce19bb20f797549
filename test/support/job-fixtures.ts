import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { eq, isNull, sql } from 'drizzle-orm'
import type { Test } from 'tap'
import { auditEntries } from '../../src/audit/tables.js'
import { inTransaction } from '../../src/context.js'
import { receiveImport } from '../../src/domains/pmsi/service.js'
import { pmsiDeliveries, pmsiImports, pmsiStays } from '../../src/domains/pmsi/tables.js'
import { storeUpload, uploadFolder } from '../../src/domains/pmsi/uploads.js'
import { tracerComputations, tracerResults } from '../../src/domains/tracers/tables.js'
import { outbox } from '../../src/jobs/tables.js'
import { aNetwork, anAccount, anAuthorisation, systemCtx } from './builders.js'
import type { TestDatabase } from './database.js'
import { extracts, networkOfExtracts } from './extracts.js'
import { NOW } from './now.js'

/** A job ready to run in a database of its own, and what shows what it did. */
export type JobScene = {
  job: { name: string; payload: unknown }
  networkId: string | null
  dataDir: string
  now: Date
  /** Everything the job may change, the same from one database to another: no identifier, no order. */
  state: () => Promise<unknown>
}

export type JobFixture = (t: Test, database: TestDatabase) => Promise<JobScene>

/** One scene for each handler, by the name of its job. */
export const JOB_FIXTURES: Record<string, JobFixture> = {
  'pmsi.import-files': anImportToRead,
  'pmsi.sweep-uploads': anOrphanToSweep,
  'privacy.purge-expired': aRowKeptTooLong,
}

/** Handlers whose scene is still to be written: empty when all is well. */
export const NOT_YET: string[] = [
  'mail.send',
  'mail.weekly-digest',
  'audit.verify-journal',
  'audit.anchor-journals',
]

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
    state: () => db.select({ name: outbox.name }).from(outbox).orderBy(outbox.name),
  }
}

async function scratch(t: Test): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trame-job-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function filesUnder(folder: string): Promise<number> {
  return existsSync(folder) ? (await readdir(folder)).length : 0
}
