import { drizzle, NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres'
import { PgDialect } from 'drizzle-orm/pg-core'
import pg from 'pg'
import type { Db } from './connect.js'

/** Runs `work` in a transaction, or between savepoints of the one that is open. */
export type Transaction = <Result>(
  work: (db: Db) => Promise<Result>,
  options?: { settings?: Settings; reads?: Reading | undefined },
) => Promise<Result>

/** Nothing is written: `quickly`, or all of it as it was at one instant. */
export type Reading = 'quickly' | 'one instant'

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

/** The settings of a transaction go with its `begin`: one journey instead of two, for nearly every page. */
function transactionOn(client: pg.Client | pg.PoolClient): Transaction {
  return (work, { settings = {}, reads } = {}) => {
    const held: Held = { client, session: new NodePgSession(client, DIALECT, undefined), settings }
    const begin = reads === undefined ? 'begin' : BEGIN_READING[reads]
    const ends = { start: [begin, ...settingAll(settings)], end: 'commit', undo: 'rollback' }
    return (reads === 'quickly' ? around : between)(held, ends, () => work(nesting(held, 0)))
  }
}

const BEGIN_READING: Record<Reading, string> = {
  quickly: 'begin read only',
  'one instant': 'begin isolation level repeatable read read only',
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

/**
 * The same, of what only reads: a connection takes a question before it has answered the one before, so that `start` leaves
 * with the first question, `end` after what was read is given. To wake the process at the other end costs more than
 * most questions. Were `start` refused, what is asked after it could write nothing and would read what nobody may see
 * anyway: it is thrown away.
 */
async function around<Result>({ client }: Held, ends: Ends, work: () => Promise<Result>): Promise<Result> {
  const started = together(client, ends.start.join(';'), process.nextTick)
  started.catch(() => undefined)
  try {
    const result = await work()
    await started
    together(client, ends.end, setImmediate).catch(() => undefined)
    return result
  } catch (error) {
    if (!wentSilent(error)) await client.query(ends.undo).catch(() => undefined)
    throw error
  }
}

/** Asks, in one packet with what is asked of the connection until `later` comes. */
function together(
  client: pg.Client | pg.PoolClient,
  text: string,
  later: (send: () => void) => void,
): Promise<unknown> {
  const { stream } = client.connection
  stream.cork()
  later(() => stream.uncork())
  return client.query(text)
}

function settingAll(settings: Settings): string[] {
  const literal = pg.escapeLiteral
  const all = Object.entries(settings).map(
    ([name, value]) => `set_config(${literal(name)}, ${literal(value)}, true)`,
  )
  return all.length === 0 ? [] : [`select ${all.join(', ')}`]
}

/** A connection that no longer answers is not given to the next caller. */
function wentSilent(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message === 'Query read timeout') return true
  }
  return false
}
