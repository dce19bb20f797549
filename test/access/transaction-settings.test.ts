import { sql } from 'drizzle-orm'
import type pg from 'pg'
import t, { type Test } from 'tap'
import { dbOn } from '../../src/db/transactions.js'
import { testDatabase } from '../support/database.js'

const MINE = { 'trame.networks': 'mine', 'trame.user': "d'Arc" }
const OTHERS = { 'trame.networks': 'others', 'trame.user': '' }

t.test('what a transaction may touch is said with its beginning, and ends with it', async (t) => {
  const { client, asked } = await connection(t)
  t.same(await dbOn(client).transaction(held, { settings: MINE }), MINE)
  t.match(asked(), [/^begin;select set_config\('trame.networks', 'mine', true\);/, 'select', 'commit'])
  t.same(await dbOn(client).transaction(held), { 'trame.networks': '', 'trame.user': '' })
})

t.test('within one, the same actor says nothing again and another says who it is', async (t) => {
  const { client, asked } = await connection(t)
  await dbOn(client).transaction(
    async (db) => {
      t.same(await db.transaction(held, { settings: MINE }), MINE)
      t.same(await db.transaction(held, { settings: OTHERS }), OTHERS)
      t.same(await held(db), OTHERS, 'and still does afterwards, as PostgreSQL has it')
      t.same(await db.transaction(held, { settings: MINE }), MINE, 'so the first one says so again')
    },
    { settings: MINE },
  )
  t.match(asked(), [
    /^begin;/,
    ...['savepoint sp1', 'select', 'release savepoint sp1'],
    ...[/^savepoint sp1;select set_config\('trame.networks', 'others'/, 'select', 'release savepoint sp1'],
    'select',
    ...[/^savepoint sp1;select set_config\('trame.networks', 'mine'/, 'select', 'release savepoint sp1'],
    'commit',
  ])
})

t.test(
  'undone, it is as it was before: the next one is not taken for the actor of what was undone',
  async (t) => {
    const { client } = await connection(t)
    await dbOn(client).transaction(
      async (db) => {
        const undone = db.transaction(
          async (db) => {
            await db.transaction(held, { settings: MINE })
            throw new Error('undone')
          },
          { settings: OTHERS },
        )
        await t.rejects(undone, { message: 'undone' })
        t.same(await held(db), MINE)
        t.same(await db.transaction(held, { settings: OTHERS }), OTHERS)
      },
      { settings: MINE },
    )
  },
)

/** What holds now, as row-level security reads it. */
async function held(db: Pick<ReturnType<typeof dbOn>, 'execute'>): Promise<unknown> {
  const { rows } = await db.execute(
    sql`select coalesce(current_setting('trame.networks', true), '') as "trame.networks",
      coalesce(current_setting('trame.user', true), '') as "trame.user"`,
  )
  return rows[0]
}

/** A connection, and what was asked of it since: its own words, or « select » for a reading. */
async function connection(t: Test) {
  const { pool } = await testDatabase(t)
  const client = await pool.connect()
  t.teardown(() => client.release())
  const sent = t.capture(client, 'query', client.query)
  const asked = () =>
    sent().map(({ args: [query] }: { args: unknown[] }) =>
      typeof query === 'string' ? query : ((query as pg.QueryConfig).text.split(' ')[0] ?? ''),
    )
  return { client, asked }
}
