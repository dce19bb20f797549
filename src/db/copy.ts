import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type Ctx, inLongTransaction, type LongTools } from '../context.js'
import { dbOn } from './transactions.js'

/**
 * Sends lines of COPY's text format into a table, with back-pressure. PostgreSQL refuses to COPY into a table
 * under row-level security: the lines land in a temporary table first, and each row then meets the policy.
 */
export type CopyInto = {
  send: (table: string, columns: readonly string[], lines: Iterable<string>) => Promise<void>
  /** Moves what was sent since the last time into its tables, where it can then be read. */
  settle: () => Promise<void>
  /** Sends blocks of lines, each line with its end, into a temporary table of the caller’s own, as they come. */
  fill: (table: string, columns: readonly string[], blocks: AsyncIterable<string>) => Promise<void>
}

const BLOCK_CHARACTERS = 64 * 1024

/** A line of COPY’s text format: a tab ends a column, a backslash escapes, `\N` is null. PostgreSQL has no NUL. */
export function copyLine(values: readonly (string | number | null)[]): string {
  return values.map(copyValue).join('\t')
}

function copyValue(value: string | number | null): string {
  if (value === null) return '\\N'
  if (typeof value === 'number') return String(value)
  return SPECIAL.test(value) ? value.replace(/[\\\t\n\r\0]/g, (char) => ESCAPES[char] ?? '') : value
}

const SPECIAL = /[\\\t\n\r\0]/
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** A value for a column of JSON. `jsonb` refuses the NUL that a hostile file may write. */
export function copyJson(value: unknown): string {
  const text = JSON.stringify(value)
  return text.includes('\\u0000') ? JSON.stringify(value, withoutNul) : text
}

function withoutNul(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '') : value
}

/** The pool of whom copies: where to connect, and as whom. */
export type CopyTools = LongTools & { pool: pg.Pool }

/** As `inLongTransaction`, on a connection of its own: where COPY goes, no question may leave before the last is answered. */
export async function inCopyTransaction<Result>(
  ctx: Ctx,
  { pool, ...tools }: CopyTools,
  work: (ctx: Ctx, copy: CopyInto) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ ...pool.options, pipeline: false })
  // One that is lost is said by the question that meets it.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await inLongTransaction({ ...ctx, db: dbOn(client) }, tools, (ctx) =>
      work(ctx, copyThrough(client)),
    )
  } finally {
    await client.end()
  }
}

/** One move for many sends: emptying the temporary table costs more than a small copy. */
function copyThrough(client: pg.Client): CopyInto {
  const sent = new Map<string, string>()
  return {
    async send(table, columns, lines) {
      const names = columns.join(', ')
      if (!sent.has(table)) {
        await client.query(
          `create temp table if not exists stage_${table} (like ${table} including defaults) on commit drop`,
        )
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
    async fill(table, columns, blocks) {
      const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))
      await pipeline(blocks, stream)
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
