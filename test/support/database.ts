import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Test } from 'tap'
import { type ConnectionLimits, connect, type Database } from '../../src/db/connect.js'

export type TestDatabase = Database & { url: string }

/** A database of this test's own, copied from the migrated template and dropped after. */
export async function testDatabase(
  t: Test,
  options: { max?: number; limits?: ConnectionLimits } = {},
): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL
  if (!server) throw new Error('no TEST_DATABASE_URL: run the tests with « npm test -- FILE »')
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(server, (client) => createFromTemplate(client, name))
  const url = new URL(server)
  url.pathname = `/${name}`
  madeFor.set(t, [...databasesOf(t), url.href])
  const { close: end, ...database } = connect(url.href, { max: 5, ...options })
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= end()
    return closing
  }
  t.teardown(async () => {
    await close()
    await onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`))
  })
  return { ...database, close, url: url.href }
}

const madeFor = new WeakMap<Test, string[]>()

/** The addresses of those made for a test so far. */
export function databasesOf(t: Test): string[] {
  return madeFor.get(t) ?? []
}

async function onServer<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** PostgreSQL copies a template only while nobody else does. */
async function createFromTemplate(client: pg.Client, name: string): Promise<void> {
  await client.query('select pg_advisory_lock(19)')
  const template = process.env.TEST_TEMPLATE ?? 'trame_template'
  // Files copied rather than logged block by block: nothing here outlives the server.
  await client.query(`create database ${name} template ${template} strategy file_copy`)
}
