import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { eq, like } from 'drizzle-orm'
import type { Test } from 'tap'
import { auditEntries } from '../../src/audit/tables.js'
import { type Ctx, inTransaction } from '../../src/context.js'
import {
  directoryCards,
  directoryNameWords,
  directorySituations,
} from '../../src/domains/directory/tables.js'
import { keepFile } from '../../src/domains/directory-publications/files.js'
import { directoryPublications } from '../../src/domains/directory-publications/tables.js'
import { directoryReviews } from '../../src/domains/directory-upkeep/tables.js'
import { mails } from '../../src/domains/mail/tables.js'
import { outbox } from '../../src/jobs/tables.js'
import { aNetwork, type NetworkRow, systemCtx } from './builders.js'
import { audiencesOf } from './card-audiences.js'
import type { TestDatabase } from './database.js'
import { aPerson, aStructure } from './directory-records.js'
import type { JobFixture, JobScene } from './job-fixtures.js'
import { NOW } from './now.js'
import { scratch } from './scratch.js'
import { aShownDirectory } from './shown-directory.js'

const DAY = 86_400_000

/** One scene for each daily or asked-for job of the directory, imports apart. */
export const DIRECTORY_JOB_FIXTURES: Record<string, JobFixture> = {
  'directory.make-publication': aWorkbookAskedFor,
  'directory.sweep-publications': filesKeptTooLong,
  'directory.refresh-dated-cards': aSituationThatEnded,
  'directory.remake-cards': cardsOfOtherRules,
  'directory.send-review-wave': recordsToAskAbout,
}

async function aWorkbookAskedFor(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const { ctx, network, dataDir } = await furnished(t, db)
  const publicationId = await aWorkbook(ctx, network, { madeAt: NOW })
  return {
    job: { name: 'directory.make-publication', payload: { publicationId } },
    networkId: network.id,
    dataDir,
    now: NOW,
    mail: null,
    state: async () => ({ ...(await publicationsOf(ctx)), files: await filesOf(dataDir) }),
  }
}

async function filesKeptTooLong(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const { ctx, network, dataDir } = await furnished(t, db)
  for (const days of [1, 90]) {
    const madeAt = new Date(NOW.getTime() - days * DAY)
    const id = await aWorkbook(ctx, network, { madeAt, readyAt: madeAt, bytes: 4 })
    await keepFile(dataDir, id, Buffer.from('file'))
  }
  return {
    job: { name: 'directory.sweep-publications', payload: {} },
    networkId: network.id,
    dataDir,
    now: NOW,
    mail: null,
    state: async () => ({ ...(await publicationsOf(ctx)), files: await filesOf(dataDir) }),
  }
}

async function aSituationThatEnded(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const { ctx, network, dataDir, directory } = await furnished(t, db)
  // Of a name nobody else has, one word is missing; another is nobody’s any more.
  await aPerson(ctx, { firstName: null })
  await inTransaction(ctx, ({ db }) =>
    db
      .update(directoryNameWords)
      .set({ word: 'personne', key: '8pers…' })
      .where(like(directoryNameWords.word, 'nom%')),
  )
  await inTransaction(ctx, ({ db }) =>
    db
      .update(directorySituations)
      .set({ endsOn: new Date(NOW.getTime() - DAY).toISOString().slice(0, 10) })
      .where(eq(directorySituations.personId, directory.paul)),
  )
  return {
    job: { name: 'directory.refresh-dated-cards', payload: {} },
    networkId: network.id,
    dataDir,
    now: NOW,
    mail: null,
    state: () =>
      inTransaction(ctx, async ({ db }) => {
        const cards = await db
          .select()
          .from(directoryCards)
          .where(eq(directoryCards.subjectId, directory.paul))
        const words = await db.selectDistinct({ word: directoryNameWords.word }).from(directoryNameWords)
        return [
          ...cards.map((row) => [...audiencesOf(row), row.card.places.length]).sort(),
          words.map(({ word }) => word.replace(/^nom.*/, 'nom')).sort(),
        ]
      }),
  }
}

async function cardsOfOtherRules(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const { ctx, network, dataDir } = await furnished(t, db)
  await inTransaction(ctx, ({ db }) =>
    db.update(directoryCards).set({ sortName: 'made by other rules', forPublic: true, rules: 1 }),
  )
  return {
    job: { name: 'directory.remake-cards', payload: {} },
    networkId: network.id,
    dataDir,
    now: NOW,
    mail: null,
    state: () =>
      inTransaction(ctx, async ({ db }) => {
        const cards = await db.select().from(directoryCards)
        return cards.map((row) => [row.sortName, row.variant, ...audiencesOf(row)].join()).sort()
      }),
  }
}

async function recordsToAskAbout(t: Test, { db }: TestDatabase): Promise<JobScene> {
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  for (let person = 0; person < 3; person += 1) await aPerson(ctx)
  await aStructure(ctx)
  return {
    job: { name: 'directory.send-review-wave', payload: {} },
    networkId: network.id,
    dataDir: await scratch(t),
    now: NOW,
    mail: null,
    state: () =>
      inTransaction(ctx, async ({ db }) => ({
        mails: await db.$count(mails),
        sendings: await db.$count(outbox, eq(outbox.name, 'mail.send')),
        reviews: await db.$count(directoryReviews),
        said: await db.$count(auditEntries, eq(auditEntries.action, 'directory.send-wave')),
      })),
  }
}

async function furnished(t: Test, db: TestDatabase['db']) {
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  return { ctx, network, dataDir: await scratch(t), directory: await aShownDirectory(ctx, network) }
}

async function aWorkbook(
  ctx: Ctx,
  network: NetworkRow,
  values: { madeAt: Date; readyAt?: Date; bytes?: number },
): Promise<string> {
  const [row] = await inTransaction(ctx, ({ db }) =>
    db
      .insert(directoryPublications)
      .values({
        networkId: network.id,
        kind: 'xlsx',
        audience: 'members',
        title: 'Annuaire',
        filters: {},
        entries: 0,
        madeBy: 'Coordination',
        ...values,
      })
      .returning({ id: directoryPublications.id }),
  )
  return row!.id
}

function publicationsOf(ctx: Ctx) {
  return inTransaction(ctx, async ({ db }) => ({
    publications: (await db.select().from(directoryPublications).orderBy(directoryPublications.madeAt)).map(
      ({ entries, bytes, readyAt, failedAt, withdrawnAt, fileRemovedAt }) => ({
        entries,
        hasBytes: bytes !== null,
        ended: [readyAt, failedAt, withdrawnAt, fileRemovedAt].map((at) => at !== null),
      }),
    ),
    said: await db.$count(auditEntries, eq(auditEntries.action, 'directory.finish-publication')),
  }))
}

async function filesOf(dataDir: string): Promise<number> {
  return (await readdir(path.join(dataDir, 'publications')).catch(() => [])).length
}
