import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { eq, sql } from 'drizzle-orm'
import type { Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import {
  directoryCards,
  directoryChanges,
  directoryPeople,
  directorySituations,
  directoryStructures,
} from '../../src/domains/directory/tables.js'
import { applyImport } from '../../src/domains/directory-imports/applying.js'
import { compareFile } from '../../src/domains/directory-imports/comparing.js'
import type { ImportEnd } from '../../src/domains/directory-imports/ending.js'
import { lookAtFile } from '../../src/domains/directory-imports/looking.js'
import type { ImportOptions } from '../../src/domains/directory-imports/schemas.js'
import { directoryImportRows, directoryImports } from '../../src/domains/directory-imports/tables.js'
import { uploadsFolder } from '../../src/domains/directory-imports/uploads.js'
import { storeUpload } from '../../src/domains/pmsi/uploads.js'
import { aNetwork, systemCtx } from './builders.js'
import type { TestDatabase } from './database.js'
import type { JobFixture, JobScene } from './job-fixtures.js'
import { NOW } from './now.js'
import { scratch } from './scratch.js'

const SHEET = Buffer.from(
  [
    'Nom;Prénom;Profession;Structure;CP;Ville;Tél.;Accord de diffusion',
    'MARTIN;Claire;sage-femme;Cabinet du Lavoir;01440;Viriat;04 65 71 00 01;oui',
    'DURAND;Anne;pédiatre;CH de Valbrune;01000;Bourg-en-Bresse;04 65 71 00 02;',
    ';;;PMI de Viriat;01440;Viriat;04 65 71 00 03;',
    'PETIT;Jeanne;sage-femme;Cabinet du Pré;01440;Viriat;à demander;',
  ].join('\r\n'),
  'latin1',
)

/** One scene for each job of the imports of the directory. */
export const DIRECTORY_IMPORT_FIXTURES: Record<string, JobFixture> = {
  'directory.look-at-file': (t, database) =>
    scene(t, database, 'directory.look-at-file', async () => undefined),
  'directory.compare-file': (t, database) =>
    scene(t, database, 'directory.compare-file', async (made) => chosen(made)),
  'directory.apply-import': (t, database) =>
    scene(t, database, 'directory.apply-import', async (made) => {
      await chosen(made)
      await compareFile(made.ctx, made.importId, made.tools)
      await set(made, { applyAskedAt: NOW })
    }),
  'directory.undo-import': (t, database) =>
    scene(t, database, 'directory.undo-import', async (made) => {
      await chosen(made)
      await compareFile(made.ctx, made.importId, made.tools)
      await written(made)
      await set(made, { undoAskedAt: NOW })
    }),
  'directory.sweep-uploads': (t, database) =>
    scene(t, database, 'directory.sweep-uploads', async (made) => {
      await chosen(made)
      await compareFile(made.ctx, made.importId, made.tools)
      await set(made, { cancelledAt: NOW })
    }),
}

/** An import, with what a worker needs for it. */
export type Made = {
  ctx: Ctx
  importId: string
  tools: { pool: TestDatabase['pool']; dataDir: string; signal: AbortSignal }
}

async function scene(
  t: Test,
  { db, pool }: TestDatabase,
  name: string,
  before: (made: Made) => Promise<unknown>,
): Promise<JobScene> {
  const dataDir = await scratch(t)
  const { id: networkId } = await aNetwork(db)
  const ctx = systemCtx(db, networkId)
  const made = { ctx, importId: await aFile(ctx, dataDir, SHEET), tools: toolsOf(pool, dataDir) }
  await before(made)
  return {
    job: { name, payload: name === 'directory.sweep-uploads' ? {} : { importId: made.importId } },
    networkId,
    dataDir,
    now: NOW,
    mail: null,
    state: async () => ({
      ...(await directoryState(ctx)),
      files: (await readdir(uploadsFolder(dataDir)).catch(() => [])).length,
    }),
  }
}

export function toolsOf(pool: TestDatabase['pool'], dataDir: string): Made['tools'] {
  return { pool, dataDir, signal: new AbortController().signal }
}

/** A file received, waiting to be looked at. */
export async function aFile(
  ctx: Ctx,
  dataDir: string,
  content: Buffer,
  name = 'annuaire.csv',
): Promise<string> {
  const importId = randomUUID()
  const upload = await storeUpload(
    path.join(uploadsFolder(dataDir), importId),
    name,
    Readable.from([content]),
  )
  const networkId = 'networkId' in ctx.actor ? ctx.actor.networkId : null
  await inTransaction(ctx, ({ db }) =>
    db.insert(directoryImports).values({
      id: importId,
      networkId: networkId ?? '',
      fileName: upload.name,
      stored: upload.stored,
      bytesTotal: upload.bytes,
      contentHash: upload.sha256,
      uploadedByName: 'Camille Roy',
      receivedAt: NOW,
    }),
  )
  return importId
}

async function chosen(made: Made): Promise<void> {
  await choose(made, {})
}

/** Looks at the file and chooses what it proposes. */
export async function choose({ ctx, importId, tools }: Made, options: ImportOptions): Promise<void> {
  await lookAtFile(ctx, importId, tools)
  const [row] = await inTransaction(ctx, ({ db }) =>
    db.select().from(directoryImports).where(eq(directoryImports.id, importId)),
  )
  const { headerLine = null, columns = [] } = row?.proposal ?? {}
  await set(
    { ctx, importId, tools },
    { askedAt: NOW, options: { headerLine, columns: columns.map(({ field }) => field), ...options } },
  )
}

export function set(
  { ctx, importId }: Made,
  changes: Partial<typeof directoryImports.$inferInsert>,
): Promise<unknown> {
  return inTransaction(ctx, ({ db }) =>
    db.update(directoryImports).set(changes).where(eq(directoryImports.id, importId)),
  )
}

/** A file received, chosen as it proposes or as it is said, and compared. */
export async function aComparison(
  ctx: Ctx,
  tools: Made['tools'],
  { name, content, options = {} }: { name?: string; content: Buffer; options?: ImportOptions },
): Promise<Made> {
  const made = { ctx, importId: await aFile(ctx, tools.dataDir, content, name), tools }
  await choose(made, options)
  await compareFile(ctx, made.importId, tools)
  return made
}

/** Has what was compared written. */
export async function written(made: Made): Promise<ImportEnd> {
  await set(made, { applyAskedAt: NOW })
  return applyImport(made.ctx, made.importId, {})
}

/** What a card says, without identifiers made anew in each scene. */
const SAID = sql<unknown>`jsonb_build_array(
  ${directoryCards.card} - '{id,places,offers,territoryIds}'::text[],
  jsonb_path_query_array(${directoryCards.card}, '$.places[*].address'))`

/** Everything an import may change, without what differs from one run to the next. */
export function directoryState(ctx: Ctx) {
  return inTransaction(ctx, async ({ db }) => ({
    imports: await db
      .select({
        kind: directoryImports.kind,
        shape: sql`${directoryImports.proposal}->>'shape'`,
        counts: directoryImports.counts,
        outcome: directoryImports.outcome,
        comparedAt: directoryImports.comparedAt,
        appliedAt: directoryImports.appliedAt,
        undoneAt: directoryImports.undoneAt,
        stored: sql`${directoryImports.stored} is not null`,
      })
      .from(directoryImports)
      .orderBy(directoryImports.fileName),
    rows: await db
      .select({
        verdict: directoryImportRows.verdict,
        label: directoryImportRows.label,
        line: directoryImportRows.line,
      })
      .from(directoryImportRows)
      .orderBy(directoryImportRows.verdict, directoryImportRows.label, directoryImportRows.line),
    people: await db
      .select({
        name: directoryPeople.lastName,
        rpps: directoryPeople.rppsNumber,
        phone: directoryPeople.phone,
        skills: directoryPeople.skillCodes,
        visibility: directoryPeople.visibility,
        provenance: directoryPeople.provenance,
        said: directoryPeople.saidElsewhere,
        goneSince: directoryPeople.goneSince,
      })
      .from(directoryPeople)
      .orderBy(directoryPeople.lastName, directoryPeople.firstName, directoryPeople.rppsNumber),
    structures: await db
      .select({
        name: directoryStructures.name,
        finess: directoryStructures.finessNumber,
        commune: directoryStructures.communeCode,
        category: directoryStructures.category,
        phone: directoryStructures.phone,
        goneSince: directoryStructures.goneSince,
      })
      .from(directoryStructures)
      .orderBy(
        directoryStructures.name,
        directoryStructures.communeCode,
        directoryStructures.street,
        directoryStructures.finessNumber,
      ),
    situations: await db.$count(directorySituations),
    cards: await db
      .select({
        isPublic: directoryCards.forPublic,
        isTeam: directoryCards.forTeam,
        name: directoryCards.sortName,
        said: SAID,
      })
      .from(directoryCards)
      .orderBy(directoryCards.sortName, directoryCards.variant, SAID),
    changes: await db.$count(directoryChanges),
  }))
}
