/** A transaction whose connection is cut between two queries. Ends with 0 when the process lived: `cut-connection.ts URL HOW`. */
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { connect } from '../../src/db/connect.js'

const [url = '', how] = process.argv.slice(2)
const { db, pool, close } = connect(url)
if (how === 'without listeners') pool.removeAllListeners('connect')

const cutter = new pg.Client({ connectionString: url })
await cutter.connect()
await db
  .transaction(async (db) => {
    const { rows } = await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
    await cutter.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    await wait(200)
    await db.execute(sql`select 1`)
  })
  .catch(() => undefined)
await db.execute(sql`select 1`)
await cutter.end()
await close()
