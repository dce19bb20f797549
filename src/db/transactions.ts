import { sql } from 'drizzle-orm'
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
      return await dbOn(client).transaction(work, options)
    } catch (error) {
      silent = wentSilent(error)
      throw error
    } finally {
      client.release(silent)
    }
  }
}

/**
 * One connection, with its transactions. The settings of each go with its `begin`: one journey instead of two, for
 * nearly every page. In a `snapshot` nothing is written, and all that is read is of one instant.
 */
export function dbOn(client: pg.Client | pg.PoolClient): Db {
  const transaction: Transaction = async (work, { settings = {}, snapshot = false } = {}) => {
    const begin = snapshot ? 'begin isolation level repeatable read read only' : 'begin'
    await client.query([begin, ...Object.entries(settings).map(setting)].join(';'))
    try {
      const session = new NodePgSession(client, DIALECT, undefined)
      const result = await work(nesting(new NodePgTransaction(DIALECT, session, undefined)))
      await client.query('commit')
      return result
    } catch (error) {
      // Of a connection that went silent it would wait as long again; one that is lost has rolled back by itself.
      if (!wentSilent(error)) await client.query('rollback').catch(() => undefined)
      throw error
    }
  }
  return Object.assign(drizzle(client, { casing: 'snake_case' }), { transaction })
}

const DIALECT = new PgDialect({ casing: 'snake_case' })

function setting([name, value]: [string, string]): string {
  return `select set_config(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(value)}, true)`
}

type Open = NodePgTransaction<Record<string, never>, Record<string, never>>

/** An open transaction, in which another is a savepoint, with its own settings. */
function nesting(open: Open): Db {
  const savepoint = open.transaction.bind(open)
  const transaction: Transaction = (work, { settings = {} } = {}) =>
    savepoint(async (nested) => {
      const changes = Object.entries(settings).map(
        ([name, value]) => sql`set_config(${name}, ${value}, true)`,
      )
      if (changes.length > 0) await nested.execute(sql`select ${sql.join(changes, sql`, `)}`)
      return work(nesting(nested))
    })
  return Object.assign(open, { transaction })
}

/** A connection that no longer answers is not given to the next caller. */
function wentSilent(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message === 'Query read timeout') return true
  }
  return false
}
