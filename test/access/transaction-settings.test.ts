import type { Duplex } from 'node:stream'
import { sql } from 'drizzle-orm'
import type pg from 'pg'
import t, { type Test } from 'tap'
import { atOnce } from '../../src/db/at-once.js'
import { WEB_LIMITS } from '../../src/db/connect.js'
import { dbOn } from '../../src/db/transactions.js'
import { testDatabase } from '../support/database.js'

const MINE = { 'trame.networks': 'mine', 'trame.user': "d'Arc" }
const NOTHING = { 'trame.networks': '', 'trame.user': '' }
const OTHERS = { 'trame.networks': 'others', 'trame.user': '' }

t.test('what a transaction may touch is said with its beginning, and ends with it', async (t) => {
  const { client, asked } = await connection(t)
  t.same(await dbOn(client).transaction(held, { settings: MINE }), MINE)
  t.match(asked(), [
    /^begin;select set_config\('trame.networks', 'mine', true\), set_config/,
    'select',
    'commit',
  ])
  t.same(await dbOn(client).transaction(held), NOTHING)
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

t.test(
  'what only reads leaves in one packet with its beginning, and its end goes after the answer',
  async (t) => {
    const { client, asked, packets } = await connection(t)
    const read = () => dbOn(client).transaction(held, { settings: MINE, reads: 'quickly' })
    t.same(await read(), MINE)
    t.match(asked(), [/^begin read only;select set_config/, 'select', 'commit'])
    t.equal(packets(), 1, 'its end is not written yet')
    t.same(await dbOn(client).transaction(held), NOTHING, 'what comes next finds it ended')
    t.equal(packets(), 4, 'a transaction that may write waits for each')
  },
)

t.test('what only reads can write nothing', async (t) => {
  const { client } = await connection(t)
  const write = () =>
    dbOn(client).transaction((db) => db.execute(sql`delete from sessions`), { reads: 'quickly' })
  await t.rejects(write(), { cause: { code: '25006' } })
  t.same(await dbOn(client).transaction(held), NOTHING, 'and the connection serves the next')
})

t.test('when the beginning is refused, what was read after it is not given', async (t) => {
  const { client } = await connection(t)
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  let began = 0
  Object.assign(client, {
    query: (...args: unknown[]) => {
      if (!String(args[0]).startsWith('begin')) return query(...args)
      began += 1
      return Promise.reject(new Error('refused'))
    },
  })
  let seen: unknown
  const read = dbOn(client).transaction(async (db) => (seen = await held(db)), {
    settings: MINE,
    reads: 'quickly',
  })
  await t.rejects(read, { message: 'refused' })
  t.same([began, seen], [1, NOTHING], 'it was read all the same, as nobody')
})

t.test('many who read and write on one connection are each told what is theirs', async (t) => {
  const { db } = await testDatabase(t, { max: 1, limits: WEB_LIMITS })
  const told = await Promise.all(
    Array.from({ length: 60 }, async (_, rank) => {
      const settings = { 'trame.networks': `${rank}`, 'trame.user': '' }
      const work = rank % 5 === 4 ? failing : held
      const reads = rank % 2 === 0 ? ('quickly' as const) : undefined
      return db.transaction(work, { settings, reads }).catch((error: Error) => error.message)
    }),
  )
  for (const [rank, one] of told.entries()) {
    t.same(one, rank % 5 === 4 ? 'failed' : { 'trame.networks': `${rank}`, 'trame.user': '' })
  }
})

t.test('of questions asked at once, the failure of one is said when all are answered', async (t) => {
  let answered = false
  const slow = new Promise<void>((resolve) => {
    setImmediate(() => {
      answered = true
      resolve()
    })
  })
  await t.rejects(atOnce([Promise.reject(new Error('refused')), slow]), { message: 'refused' })
  t.ok(answered)
})

async function failing(db: Pick<ReturnType<typeof dbOn>, 'execute'>): Promise<unknown> {
  await held(db)
  throw new Error('failed')
}

/** What holds now, as row-level security reads it. */
async function held(db: Pick<ReturnType<typeof dbOn>, 'execute'>): Promise<unknown> {
  const { rows } = await db.execute(
    sql`select coalesce(current_setting('trame.networks', true), '') as "trame.networks",
      coalesce(current_setting('trame.user', true), '') as "trame.user"`,
  )
  return rows[0]
}

/** A connection; what was asked of it since, in its own words or « select » for a reading; how many packets left. */
async function connection(t: Test) {
  const { pool } = await testDatabase(t)
  const client = await pool.connect()
  t.teardown(() => client.release())
  const sent = t.capture(client, 'query', client.query)
  const asked = () =>
    sent().map(({ args: [query] }: { args: unknown[] }) =>
      typeof query === 'string' ? query : ((query as pg.QueryConfig).text.split(' ')[0] ?? ''),
    )
  const stream = client.connection.stream as Required<Duplex>
  const written = [t.capture(stream, '_write', stream._write), t.capture(stream, '_writev', stream._writev)]
  const packets = () => {
    sentPackets += written.reduce((total, calls) => total + calls().length, 0)
    return sentPackets
  }
  let sentPackets = 0
  return { client, asked, packets }
}
