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
export type CopyInto = (table: string, columns: readonly string[], lines: Iterable<string>) => Promise<void>

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
      work(ctx, (table, columns, lines) => copyLines(client, table, columns, lines)),
    )
    client.release()
    return result
  } catch (error) {
    // A connection whose COPY was cut is in no known state: drop it.
    client.release(true)
    throw error
  }
}

async function copyLines(
  client: pg.PoolClient,
  table: string,
  columns: readonly string[],
  lines: Iterable<string>,
): Promise<void> {
  const stage = `stage_${table}`
  await client.query(`create temp table if not exists ${stage} (like ${table}) on commit drop`)
  await client.query(`truncate ${stage}`)
  await receive(client.query(copyFrom(`copy ${stage} (${columns.join(', ')}) from stdin`)), lines)
  await client.query(`insert into ${table} (${columns.join(', ')}) select ${columns.join(', ')} from ${stage}`)
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
