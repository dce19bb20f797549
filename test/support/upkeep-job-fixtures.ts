import { asc, eq } from 'drizzle-orm'
import type { Test } from 'tap'
import { auditEntries } from '../../src/audit/tables.js'
import { inTransaction } from '../../src/context.js'
import { directoryDuplicates } from '../../src/domains/directory-upkeep/tables.js'
import { echographerEvents, echographerIdentifiers } from '../../src/domains/echographers/tables.js'
import { mails } from '../../src/domains/mail/tables.js'
import { outbox } from '../../src/jobs/tables.js'
import { aNetwork, systemCtx } from './builders.js'
import type { TestDatabase } from './database.js'
import { aPerson, aStructure } from './directory-records.js'
import type { JobFixture, JobScene } from './job-fixtures.js'
import { NOW } from './now.js'
import { scratch } from './scratch.js'

/** One scene for each job that keeps the directory and the list of echographers up. */
export const UPKEEP_JOB_FIXTURES: Record<string, JobFixture> = {
  'directory.find-duplicates': twinsToFind,
  'echographers.remind': identifiersThatEnd,
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
