import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { drizzle } from 'drizzle-orm/node-postgres'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type Ctx, inTransaction } from '../context.js'

/**
 * Sends lines of COPY's text format into a table, with back-pressure. PostgreSQL refuses to COPY into a table
 * under row-level security: the lines land in a temporary table first, and each row then meets the policy.
 */
export type CopyInto = {
  send: (table: string, columns: readonly string[], lines: Iterable<string>) => Promise<void>
  /** Moves what was sent since the last time into its tables, where it can then be read. */
  settle: () => Promise<void>
}

const BLOCK_CHARACTERS = 64 * 1024

/** As `inTransaction`, on a connection of its own that can also COPY. */
export async function inCopyTransaction<Result>(
  ctx: Ctx,
  pool: pg.Pool,
  work: (ctx: Ctx, copy: CopyInto) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  try {
    const result = await inTransaction({ ...ctx, db: drizzle(client, { casing: 'snake_case' }) }, (ctx) =>
      work(ctx, copyThrough(client)),
    )
    client.release()
    return result
  } catch (error) {
    // A connection whose COPY was cut is in no known state: drop it.
    client.release(true)
    throw error
  }
}

/** One move for many sends: emptying the temporary table costs more than a small copy. */
function copyThrough(client: pg.PoolClient): CopyInto {
  const sent = new Map<string, string>()
  return {
    async send(table, columns, lines) {
      const names = columns.join(', ')
      if (!sent.has(table)) {
        await client.query(`create temp table if not exists stage_${table} (like ${table}) on commit drop`)
      }
      sent.set(table, names)
      await receive(client.query(copyFrom(`copy stage_${table} (${names}) from stdin`)), lines)
    },
    async settle() {
      for (const [table, names] of sent) {
        await client.query(`insert into ${table} (${names}) select ${names} from stage_${table}`)
        await client.query(`truncate stage_${table}`)
      }
      sent.clear()
    },
  }
}

async function receive(stream: Writable, lines: Iterable<string>): Promise<void> {
  const done = finished(stream)
  // The failure is thrown below, when it is awaited.
  done.catch(() => undefined)
  let block = ''
  for (const line of lines) {
    block += `${line}\n`
    if (block.length < BLOCK_CHARACTERS) continue
    if (!stream.write(block)) await Promise.race([once(stream, 'drain'), done])
    block = ''
  }
  stream.end(block)
  await done
}
