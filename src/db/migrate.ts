import { readFileSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import type { Db } from './connect.js'

const MIGRATIONS = path.join(import.meta.dirname, '../../migrations')
/** Any constant: two processes that start together take turns. */
const MIGRATION_LOCK = 7_262_015
const NEWEST_MIGRATION = newestMigration()

/** Brings the database to the newest schema, as its owner. Safe to run at every start, by several at once. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS })
    // The ledger is made by the migrator itself; `isMigrated` reads it as the runtime role.
    await client.query('grant usage on schema drizzle to trame_app')
    await client.query('grant select on drizzle.__drizzle_migrations to trame_app')
  } finally {
    await client.end()
  }
}

/** Whether the database holds every migration of this version of the code, or newer ones. */
export async function isMigrated(db: Db): Promise<boolean> {
  const { rows } = await db.execute<{ upToDate: boolean }>(
    sql`select coalesce(max(created_at), 0) >= ${NEWEST_MIGRATION} as "upToDate" from drizzle.__drizzle_migrations`,
  )
  return rows[0]?.upToDate === true
}

/** When the last migration of this code was written, as the migrator orders them. */
function newestMigration(): number {
  const journal = JSON.parse(readFileSync(path.join(MIGRATIONS, 'meta/_journal.json'), 'utf8')) as {
    entries: { when: number }[]
  }
  return Math.max(...journal.entries.map((entry) => entry.when))
}
