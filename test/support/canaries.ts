import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { addressOf, ask, type Door, type Persona } from './doors.js'
import { asOwner, tablesOf } from './dump.js'
import type { Furnished, World } from './two-networks.js'

/** Columns whose text the platform reads as a code, a key or a date: another text there would only break the page. */
export const CODES =
  /^(kind|status|code|indicator|class|template|action|actor_role|hash|password_hash|totp_secret|role|method|provider|definitions|permissions|time_zone|region_code|key|name_of_job|content_hash|code_hash|chain|purpose|event|message_id|type|issuer|versions|ghm|sex|entry_mode|exit_mode|provenance|destination|stay_type|field|failure_code|last_error|person|mother_child|dp|dr|das|acts|unit_types|residence|params|linkage|payload|data)$/
export const FINESS = /^(finess\w*|establishment|site|last_site|rsa_key|rpps_number)$/
export const HIDDEN_TABLES = ['outbox', 'rate_buckets', 'audit_chains']

/** `words` are what to look for, `columns` where each was put. */
export type Canaries = { words: string[]; columns: Map<string, string>; filled: string[]; refused: string[] }

/**
 * Writes a string found nowhere else in every text column of one network, as the owner of the tables. What a network
 * cannot change (a FINESS, the key of a line) is already its own, and is looked for as it is.
 */
export async function plantCanaries(url: string, of: Furnished): Promise<Canaries> {
  const planted: Canaries = { words: [], columns: new Map(), filled: [], refused: [] }
  await asOwner(url, async (client) => {
    for (const { table, column, length, type } of await textColumns(client)) {
      const rows = await ofNetwork(client, table, of)
      if (rows === null || HIDDEN_TABLES.includes(table)) continue
      if (FINESS.test(column)) await collect(client, planted, table, column, rows)
      else if (!CODES.test(column)) await plant(client, planted, { table, column, length, type, rows })
    }
  })
  return planted
}

type Column = { table: string; column: string; length: number | null; type: string }

export async function textColumns(client: pg.Client): Promise<Column[]> {
  const tables = await tablesOf(client)
  const { rows } = await client.query(
    `select table_name as "table", column_name as "column", character_maximum_length as length, data_type as type
       from information_schema.columns
      where table_schema = 'public' and data_type in ('text', 'character varying', 'character', 'jsonb')
        and table_name = any ($1) and is_generated = 'NEVER'`,
    [tables],
  )
  return rows as Column[]
}

/** The condition that keeps the rows of this network, or null for a table that says nothing of networks. */
export async function ofNetwork(client: pg.Client, table: string, of: Furnished): Promise<string | null> {
  const { rows } = await client.query(
    "select column_name from information_schema.columns where table_schema = 'public' and table_name = $1",
    [table],
  )
  const names = rows.map((row) => row.column_name as string)
  const people = [...Object.values(of.people), of.spare, of.spareNeighbour].map(({ userId }) => `'${userId}'`)
  if (table === 'networks') return `id = '${of.network.id}'`
  if (table === 'users') return `id in (${people})`
  if (names.includes('network_id')) return `network_id = '${of.network.id}'`
  return names.includes('user_id') ? `user_id in (${people})` : null
}

async function plant(
  client: pg.Client,
  planted: Canaries,
  { table, column, length, type, rows }: Column & { rows: string },
) {
  const word = `k${randomBytes(16).toString('hex')}`.slice(0, length ?? undefined)
  if (word.length < 12) return
  const text = /email|address|reply_to/.test(column) ? `${word}@c.test`.slice(0, length ?? undefined) : word
  const value = type === 'jsonb' ? jsonWith(column, word) : text
  try {
    await client.query('begin')
    const done = await client.query(
      `update "${table}" set "${column}" = ${column === 'card' ? 'card || $1::jsonb' : '$1'} where "${column}" is not null and ${rows}`,
      [value],
    )
    await client.query('commit')
    if (!done.rowCount) return
    planted.words.push(word)
    planted.columns.set(word, `${table}.${column}`)
    planted.filled.push(`${table}.${column}`)
  } catch {
    await client.query('rollback')
    await plantOneByOne(client, planted, { table, column, length, rows }, word)
  }
}

function jsonWith(column: string, word: string): string {
  // A card is read whole: anything else in its place would only break the page.
  if (column === 'card') return JSON.stringify({ name: word })
  return JSON.stringify(column === 'uploads' ? [{ name: word, stored: word }] : { canary: word })
}

/** Where the same text twice is refused: each row gets its own end. */
async function plantOneByOne(
  client: pg.Client,
  planted: Canaries,
  { table, column, length, rows }: { table: string; column: string; length: number | null; rows: string },
  word: string,
): Promise<void> {
  const suffix = /email|address|reply_to/.test(column) ? "|| '@c.test'" : ''
  try {
    await client.query('begin')
    await client.query(
      `update "${table}" set "${column}" = left('${word}', ${(length ?? 1000) - 20}) || substr(md5(ctid::text), 1, 6) ${suffix} where "${column}" is not null and ${rows}`,
    )
    await client.query('commit')
    planted.words.push(word)
    planted.columns.set(word, `${table}.${column}`)
    planted.filled.push(`${table}.${column}`)
  } catch {
    await client.query('rollback')
    planted.refused.push(`${table}.${column}`)
  }
}

async function collect(client: pg.Client, planted: Canaries, table: string, column: string, rows: string) {
  const found = await client.query(
    `select distinct "${column}"::text as word from "${table}" where "${column}" is not null and ${rows}`,
  )
  planted.words.push(...found.rows.map((row) => row.word as string).filter((word) => word.length >= 9))
}

export type Crawled = { asked: number; bytes: number; found: Map<string, string[]> }

/**
 * Reads every page, export and answer this person may open, with rows of both networks, and the links found on the
 * way; says where each of the words was seen.
 */
export async function crawl(
  app: FastifyInstance,
  world: World,
  persona: Persona,
  words: string[],
): Promise<Crawled> {
  const crawled: Crawled = { asked: 0, bytes: 0, found: new Map() }
  const queue: { door: Door; url: string }[] = app.doors
    .filter((door) => door.method === 'GET' && persona.holds(door.permission))
    .flatMap((door) =>
      (['own', 'neighbour', 'foreign', 'platform'] as const).flatMap((target) => {
        const url = addressOf(door, target, world, persona)
        return url === null ? [] : [{ door, url }]
      }),
    )
  // Of the links found, one of each shape: the same page for another year shows nothing of another network.
  const shapeOf = (url: string) => url.replace(/\?.*/, '?').replaceAll(/[0-9a-f-]{36}|[0-9A-Z]{9}/g, ':')
  const known = new Set(queue.map(({ url }) => shapeOf(url)))
  for (let next = queue.shift(); next && crawled.asked < MOST_PAGES; next = queue.shift()) {
    const response = await ask(app, next.door, { persona, url: next.url })
    const text = `${JSON.stringify(response.headers)}\n${response.body}`
    crawled.asked += 1
    crawled.bytes += text.length
    for (const word of words) {
      if (text.includes(word)) crawled.found.set(word, [...(crawled.found.get(word) ?? []), next.door.url])
    }
    for (const url of linksOf(response.body)) {
      if (known.has(shapeOf(url)) || isAnotherDirectory(url, world)) continue
      known.add(shapeOf(url))
      queue.push({ door: { method: 'GET', url: url.split('?')[0]!, permission: 'anyone', schema: {} }, url })
    }
  }
  return crawled
}

/** What a network shows to everybody is read by choosing it; that is no leak. */
function isAnotherDirectory(url: string, { mine }: World): boolean {
  const network = new URL(url, 'http://trame.test').searchParams.get('reseau')
  return network !== null && network !== mine.network.slug
}

const MOST_PAGES = 250

function linksOf(html: string): string[] {
  return [...html.matchAll(/<a\b[^>]*href="(\/[^"#]*)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&'))
}
