import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'

/** A pool or an open transaction: a service cannot tell, so it composes. */
export type Db = Pick<
  NodePgDatabase,
  | 'select'
  | 'selectDistinct'
  | 'selectDistinctOn'
  | 'insert'
  | 'update'
  | 'delete'
  | 'execute'
  | 'transaction'
  | '$count'
>

export type Database = {
  db: NodePgDatabase
  pool: pg.Pool
  close: () => Promise<void>
}

/**
 * Connects as the runtime role, which row-level security binds. Idle connections that die (a restart of
 * PostgreSQL) are reported to `onError` and replaced at the next query.
 */
export function connect(
  url: string,
  options: { max?: number; onError?: (error: Error) => void } = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    options: '-c role=trame_app -c idle_in_transaction_session_timeout=60000 -c lock_timeout=10000',
    connectionTimeoutMillis: 10_000,
  })
  pool.on('error', (error) => options.onError?.(error))
  return { db: drizzle(pool, { casing: 'snake_case' }), pool, close: () => pool.end() }
}
