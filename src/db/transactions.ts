import { drizzle, NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres'
import { PgDialect } from 'drizzle-orm/pg-core'
import pg from 'pg'
import type { Db } from './connect.js'

/** Runs `work` in a transaction, or between savepoints of the one that is open. */
export type Transaction = <Result>(
  work: (db: Db) => Promise<Result>,
  options?: { settings?: Settings; snapshot?: boolean },
) => Promise<Result>

/** Name → value of what holds until the transaction ends. */
export type Settings = Readonly<Record<string, string>>

/**
 * Transactions on the connections of a pool. Drizzle’s own takes one and, when `begin` itself fails, never gives it
 * back: each restart of PostgreSQL would shrink the pool. Here it is given back whatever happens.
 */
export function transactionsOn(pool: pg.Pool): Transaction {
  return async (work, options) => {
    const client = await pool.connect()
    let silent = false
    try {
      return await transactionOn(client)(work, options)
    } catch (error) {
      silent = wentSilent(error)
      throw error
    } finally {
      client.release(silent)
    }
  }
}

/** One connection, with its transactions. */
export function dbOn(client: pg.Client | pg.PoolClient): Db {
  return Object.assign(drizzle(client, { casing: 'snake_case' }), { transaction: transactionOn(client) })
}

/**
 * The settings of a transaction go with its `begin`: one journey instead of two, for nearly every page. In a `snapshot`
 * nothing is written, and all that is read is of one instant.
 */
function transactionOn(client: pg.Client | pg.PoolClient): Transaction {
  return (work, { settings = {}, snapshot = false } = {}) => {
    const begin = snapshot ? 'begin isolation level repeatable read read only' : 'begin'
    const held: Held = { client, session: new NodePgSession(client, DIALECT, undefined), settings }
    return between(held, { start: [begin, ...settingAll(settings)], end: 'commit', undo: 'rollback' }, () =>
      work(nesting(held, 0)),
    )
  }
}

const DIALECT = new PgDialect({ casing: 'snake_case' })

type Session = NodePgSession<Record<string, never>, Record<string, never>>

/** A connection with an open transaction, and the settings that hold in it now. */
type Held = { client: pg.Client | pg.PoolClient; session: Session; settings: Settings }

/** An open transaction, in which another is a savepoint, with its own settings. */
function nesting(held: Held, depth: number): Db {
  const transaction: Transaction = async (work, { settings = {} } = {}) => {
    const before = held.settings
    const changed = Object.fromEntries(
      Object.entries(settings).filter(([name, value]) => before[name] !== value),
    )
    // What is set within a savepoint holds after it, unless it is undone.
    held.settings = { ...before, ...changed }
    const name = `sp${depth + 1}`
    const start = [`savepoint ${name}`, ...settingAll(changed)]
    const ends = { start, end: `release savepoint ${name}`, undo: `rollback to savepoint ${name}` }
    try {
      return await between(held, ends, () => work(nesting(held, depth + 1)))
    } catch (error) {
      held.settings = before
      throw error
    }
  }
  const open = new NodePgTransaction<Record<string, never>, Record<string, never>>(
    DIALECT,
    held.session,
    undefined,
    depth,
  )
  return Object.assign(open, { transaction })
}

type Ends = { start: readonly string[]; end: string; undo: string }

async function between<Result>(
  { client }: Held,
  { start, end, undo }: Ends,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.query(start.join(';'))
  try {
    const result = await work()
    await client.query(end)
    return result
  } catch (error) {
    // A connection that went silent would be waited for as long again; one that is lost has undone all by itself.
    if (!wentSilent(error)) await client.query(undo).catch(() => undefined)
    throw error
  }
}

function settingAll(settings: Settings): string[] {
  const literal = pg.escapeLiteral
  return Object.entries(settings).map(
    ([name, value]) => `select set_config(${literal(name)}, ${literal(value)}, true)`,
  )
}

/** A connection that no longer answers is not given to the next caller. */
function wentSilent(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message === 'Query read timeout') return true
  }
  return false
}
