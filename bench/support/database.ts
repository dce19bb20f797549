import { randomUUID } from 'node:crypto'
import { copyFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { DEMO_NETWORK, demoMaternities } from '../../src/cli/demo-data.js'
import { type Ctx, inTransaction } from '../../src/context.js'
import { connect, type Database } from '../../src/db/connect.js'
import { startEmbedded } from '../../src/db/embedded.js'
import { migrateDatabase } from '../../src/db/migrate.js'
import { createNetwork } from '../../src/domains/networks/setup.js'
import { dataAuthorisations } from '../../src/domains/networks/tables.js'
import { runImport } from '../../src/domains/pmsi/importing.js'
import { pmsiImports } from '../../src/domains/pmsi/tables.js'
import { uploadFolder } from '../../src/domains/pmsi/uploads.js'

export const BENCH_SECRET = 'a secret for the benches, long enough'

export type BenchDatabase = Database & { ctx: Ctx; networkId: string; url: string }

/** A PostgreSQL of its own, as the demonstration starts it, with the fictive region in it. */
export async function withDatabase(
  scratch: string,
  work: (database: BenchDatabase) => Promise<void>,
): Promise<void> {
  const server = await startEmbedded(path.join(scratch, 'postgres'))
  try {
    await migrateDatabase(server.url)
    const database = connect(server.url)
    try {
      const now = new Date()
      const networkId = await createNetwork(
        database.db,
        { ...DEMO_NETWORK, maternities: demoMaternities() },
        now,
      )
      const ctx: Ctx = { db: database.db, actor: { role: 'system', job: 'bench', networkId }, now }
      await authorise(ctx, networkId)
      await work({ ...database, ctx, networkId, url: server.url })
    } finally {
      await database.close()
    }
  } finally {
    server.stop()
  }
}

async function authorise(ctx: Ctx, networkId: string): Promise<void> {
  await inTransaction(ctx, ({ db }) =>
    db.insert(dataAuthorisations).values({
      networkId,
      reference: 'Mesure',
      legalBasis: 'Données synthétiques',
      dataProtectionOfficer: 'Sans objet',
      healthDataHost: 'Sans objet',
      validFrom: '2015-01-01',
      validTo: '2099-12-31',
      synthetic: true,
      recordedAt: ctx.now,
    }),
  )
}

/** Imports files as the worker does once they are uploaded. */
export async function importFiles({ ctx, pool, networkId }: BenchDatabase, dataDir: string, files: string[]) {
  const importId = randomUUID()
  const folder = uploadFolder(dataDir, importId)
  await mkdir(folder, { recursive: true })
  const uploads = files.map((file) => ({ name: path.basename(file), stored: path.basename(file) }))
  for (const file of files) await copyFile(file, path.join(folder, path.basename(file)))
  await inTransaction(ctx, ({ db }) =>
    db.insert(pmsiImports).values({
      id: importId,
      networkId,
      uploadedByName: 'Mesure',
      receivedAt: ctx.now,
      bytesTotal: 1,
      uploads,
    }),
  )
  const start = performance.now()
  const end = await runImport(ctx, importId, {
    pool,
    dataDir,
    appSecret: BENCH_SECRET,
    signal: new AbortController().signal,
  })
  if (end !== 'finished') throw new Error(`the import ended as ${end}`)
  return { importId, milliseconds: performance.now() - start }
}

/** A connection of the owner of the database, which row-level security does not bind. */
export async function asOwner<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
