import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { asc, eq } from 'drizzle-orm'
import type { Test } from 'tap'
import { auditEntries } from '../../src/audit/tables.js'
import { inTransaction } from '../../src/context.js'
import { directoryDuplicates } from '../../src/domains/directory-upkeep/tables.js'
import { documentsFolder } from '../../src/domains/echographers/document-folder.js'
import { echographerEvents, echographerIdentifiers } from '../../src/domains/echographers/tables.js'
import { mails } from '../../src/domains/mail/tables.js'
import { outbox } from '../../src/jobs/tables.js'
import { aNetwork, systemCtx } from './builders.js'
import type { TestDatabase } from './database.js'
import { aPerson, aStructure } from './directory-records.js'
import { storeContentIn } from './documents.js'
import type { JobFixture, JobScene } from './job-fixtures.js'
import { NOW } from './now.js'
import { scratch } from './scratch.js'
import { aDocumentOf } from './upkeep-world.js'

/** One scene for each job that keeps the directory and the list of echographers up. */
export const UPKEEP_JOB_FIXTURES: Record<string, JobFixture> = {
  'directory.find-duplicates': twinsToFind,
  'echographers.remind': identifiersThatEnd,
  'echographers.sweep-documents': contentsNobodyNeeds,
}

/** Three old contents: of a document there is, of one taken away, of no row at all. */
async function contentsNobodyNeeds(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const { id: networkId } = await aNetwork(db)
  const ctx = systemCtx(db, networkId)
  const personId = await aPerson(ctx)
  const ids = await inTransaction(ctx, async ({ db }) => {
    const given = { networkId, personId, identifier: 'EC-1', attributedOn: '2025-01-01', evidence: 'Diplôme' }
    const [row] = await db
      .insert(echographerIdentifiers)
      .values({ ...given, updatedAt: NOW, updatedBy: 'Coordination' })
      .returning()
    const identifierId = row!.id
    const [event] = await db
      .insert(echographerEvents)
      .values({ networkId, identifierId, kind: 'attributed', on: '2025-01-01', at: NOW, by: 'Essai' })
      .returning()
    const of = { networkId, identifierId, eventId: event!.id }
    const gone = { removedAt: NOW, removedBy: 'Personne qui retire' }
    return [await aDocumentOf(db, of), await aDocumentOf(db, of, gone), randomUUID()]
  })
  const dataDir = await scratch(t)
  const folder = documentsFolder(dataDir)
  for (const id of ids) await storeContentIn(folder, id, new Date(NOW.getTime() - 48 * 3600_000))
  return {
    job: { name: 'echographers.sweep-documents', payload: {} },
    networkId: null,
    dataDir,
    now: NOW,
    mail: null,
    state: async () => ids.map((id) => existsSync(path.join(folder, id))),
  }
}

async function twinsToFind(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const { id: networkId } = await aNetwork(db)
  const ctx = systemCtx(db, networkId)
  const ids = []
  for (let twin = 0; twin < 2; twin += 1) {
    ids.push(await aPerson(ctx, { lastName: 'Martin', phone: '+33199000099' }))
    await aStructure(ctx, {
      name: 'Maison de santé des Lilas',
      finessNumber: null,
      street: '1 rue Haute',
      phone: '+33199000098',
    })
  }
  const stranger = await aPerson(ctx)
  const [firstId, secondId] = [ids[0]!, stranger].sort()
  // A pair nothing suspects any more.
  await inTransaction(ctx, ({ db }) =>
    db.insert(directoryDuplicates).values({
      networkId,
      subjectKind: 'person',
      firstId: firstId!,
      secondId: secondId!,
      reasons: ['same-name'],
      score: 80,
      foundAt: NOW,
    }),
  )
  return {
    job: { name: 'directory.find-duplicates', payload: {} },
    networkId,
    dataDir: await scratch(t),
    now: NOW,
    mail: null,
    state: () =>
      inTransaction(ctx, ({ db }) =>
        db
          .select({
            kind: directoryDuplicates.subjectKind,
            score: directoryDuplicates.score,
            reasons: directoryDuplicates.reasons,
          })
          .from(directoryDuplicates)
          .orderBy(asc(directoryDuplicates.subjectKind), asc(directoryDuplicates.score)),
      ),
  }
}

async function identifiersThatEnd(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const { id: networkId } = await aNetwork(db)
  const ctx = systemCtx(db, networkId)
  const today = NOW.toISOString().slice(0, 10)
  for (const [identifier, validUntil] of [
    ['EC-1', today],
    ['EC-2', today],
    ['EC-3', '2099-12-31'],
  ] as const) {
    const personId = await aPerson(ctx)
    await inTransaction(ctx, ({ db }) =>
      db.insert(echographerIdentifiers).values({
        networkId,
        personId,
        identifier,
        attributedOn: '2025-01-01',
        validUntil,
        evidence: 'Diplôme',
        updatedAt: NOW,
        updatedBy: 'Coordination',
      }),
    )
  }
  return {
    job: { name: 'echographers.remind', payload: {} },
    networkId,
    dataDir: await scratch(t),
    now: NOW,
    mail: null,
    state: () =>
      inTransaction(ctx, async ({ db }) => ({
        mails: await db.$count(mails),
        sendings: await db.$count(outbox, eq(outbox.name, 'mail.send')),
        told: await db.$count(echographerEvents),
        said: await db.$count(auditEntries, eq(auditEntries.action, 'echographer.remind')),
      })),
  }
}
