import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { type Transaction, transactionsOn } from './transactions.js'

/** A pool or an open transaction: a service cannot tell, so it composes. */
export type Db = Pick<
  NodePgDatabase,
  'select' | 'selectDistinct' | 'selectDistinctOn' | 'insert' | 'update' | 'delete' | 'execute' | '$count'
> & { transaction: Transaction }

export type Database = {
  db: Db
  pool: pg.Pool
  close: () => Promise<void>
}

/** What the connections of a process are for, and how long things may last on them. Zero is no limit. */
export type ConnectionLimits = {
  statementSeconds: number
  lockSeconds: number
  idleInTransactionSeconds: number
  /** How long a caller waits for a free connection before being told that the database is away. */
  waitSeconds: number
}

/** A person waits at the other end: past these she is told to come back, and others get the connection. */
export const WEB_LIMITS: ConnectionLimits = {
  statementSeconds: 5,
  lockSeconds: 2,
  idleInTransactionSeconds: 30,
  waitSeconds: 3,
}

/** An import computes for long inside one transaction. */
const WORKER_LIMITS: ConnectionLimits = {
  statementSeconds: 0,
  lockSeconds: 10,
  idleInTransactionSeconds: 60,
  waitSeconds: 10,
}

/** Beyond the server's own limit on a statement: the network or the server has gone without a word. */
const SILENCE_SECONDS = 3
const KEEP_ALIVE_MILLISECONDS = 10_000

/**
 * Connects as the runtime role, which row-level security binds. Nothing is compiled for a statement (`jit`): of those
 * of a page none lasts long enough to gain by it. Connections that die, idle or in use (a
 * restart of PostgreSQL), are reported to `onError` and replaced at the next query.
 */
export function connect(
  url: string,
  options: { max?: number; limits?: ConnectionLimits; onError?: (error: Error) => void } = {},
): Database {
  const limits = options.limits ?? WORKER_LIMITS
  const pool = new pg.Pool({
    connectionString: url,
    // A question may leave before the one before is answered. Nothing can be copied on such a connection: see `copy.ts`.
    pipeline: true,
    max: options.max ?? 10,
    options: `-c role=trame_app -c jit=off -c statement_timeout=${limits.statementSeconds}s -c lock_timeout=${limits.lockSeconds}s -c idle_in_transaction_session_timeout=${limits.idleInTransactionSeconds}s`,
    connectionTimeoutMillis: limits.waitSeconds * 1000,
    ...(limits.statementSeconds > 0 && {
      query_timeout: (limits.statementSeconds + SILENCE_SECONDS) * 1000,
    }),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MILLISECONDS,
  })
  surviveLostConnections(pool, options.onError)
  const db = Object.assign(drizzle(pool, { casing: 'snake_case' }), { transaction: transactionsOn(pool) })
  return { db, pool, close: () => pool.end() }
}

/** A pool listens to its idle connections only: one that dies between two queries of a transaction would end the process. */
export function surviveLostConnections(pool: pg.Pool, onError?: (error: Error) => void): void {
  pool.on('connect', (client) => client.on('error', (error) => onError?.(error)))
  // What dies idle has just been reported by the line above; an event « error » without listener is thrown.
  pool.on('error', () => undefined)
}
