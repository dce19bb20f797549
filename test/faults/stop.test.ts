import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import pg from 'pg'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { connect } from '../../src/db/connect.js'
import { migrateDatabase } from '../../src/db/migrate.js'
import { enqueue } from '../../src/jobs/jobs.js'
import { systemCtx } from '../support/builders.js'
import { countRun } from '../support/count-run.js'
import { privatePostgres } from '../support/private-postgres.js'
import {
  authorisationNamed,
  signedInAdministrator,
  startProcess,
  type WebProcess,
  webProcess,
} from '../support/processes.js'
import { until } from '../support/worker.js'

/** A few in the everyday suite, twenty with `npm run test:faults`. */
const STOPS = Number(process.env.FAULT_ROUNDS ?? 2)
const CLIENTS = 64
/** One client in eight writes; the others read a page. */
const READERS = 56

t.test('processes are replaced one after the other under 64 keep-alive clients', async (t) => {
  const { url, authorization, rows } = await platform(t)
  const pool: WebProcess[] = [await webProcess(t, url)]
  const traffic = startTraffic(pool, authorization)
  const exits: number[] = []
  for (let round = 0; round < STOPS; round += 1) {
    // Start before stop: the new one is in the rotation once it says it is ready.
    const next = await webProcess(t, url)
    await until(async () => (await readiness(next)) === 200)
    pool.push(next)
    await traffic.more(200)
    const leaving = pool[0]!
    const stopped = stop(leaving)
    await until(async () => (await readiness(leaving)) !== 200)
    pool.shift()
    exits.push(await stopped)
    await traffic.more(200)
  }
  const told = await traffic.end()
  t.comment(
    `${STOPS} replacements, ${told.requests} requests: ${told.brokenOnce} broken at the first try (${((1000 * told.brokenOnce) / told.requests).toFixed(2)} in 1,000), ${told.brokenReads} reads broken after one retry, ${told.writesInDoubt.length} writes in doubt; exit in ${Math.round(Math.max(...exits))} ms at most`,
  )
  t.equal(told.brokenReads, 0, 'no read is broken for who tries once more')
  t.same(told.refusedReads, [], 'none is refused: no 503 on the way out')
  t.ok(told.brokenOnce / told.requests < 1 / 1000)
  t.ok(Math.max(...exits) <= 10_000)
  await eachWriteWhole(t, rows, told)
})

t.test(
  'one process alone: it says first that it is leaving, ends what it has begun, then goes',
  async (t) => {
    const { url, authorization, rows } = await platform(t)
    const web = await webProcess(t, url)
    const traffic = startTraffic([web], authorization)
    await traffic.more(300)
    const stopped = stop(web)
    const seen: { ready: number; page: number; connection: string | undefined }[] = []
    await until(async () => {
      const ready = await readiness(web)
      const page = await asked(web.address, { path: '/mentions-legales' }).catch(() => null)
      if (page) seen.push({ ready, page: page.status, connection: page.connection })
      return page === null
    })
    const exit = await stopped
    const told = await traffic.end()
    const farewell = seen.filter(({ ready }) => ready === 503)
    t.ok(farewell.length > 0, `${farewell.length} pages were served after readiness had said 503`)
    t.ok(farewell.every(({ page, connection }) => page === 200 && connection === 'close'))
    t.equal(web.child.exitCode, 0)
    t.ok(exit <= 10_000, `it took ${Math.round(exit)} ms`)
    await eachWriteWhole(t, rows, told)
  },
)

t.test('the control: killed without a word, it breaks what its clients had asked', async (t) => {
  const { url, authorization } = await platform(t)
  const web = await webProcess(t, url)
  const traffic = startTraffic([web], authorization)
  await traffic.more(300)
  web.child.kill('SIGKILL')
  await once(web.child, 'exit')
  const told = await traffic.end()
  t.comment(
    `killed: ${told.brokenReads} reads broken after one retry, ${told.writesInDoubt.length} writes in doubt`,
  )
  t.ok(told.brokenReads > 0)
})

t.test(
  'a client that never reads its answer, and one that never ends its request, do not hold the stop',
  async (t) => {
    const { url } = await platform(t)
    const web = await webProcess(t, url)
    const { hostname, port } = new URL(web.address)
    const hanging = http.request({
      hostname,
      port,
      path: '/api/sessions',
      method: 'POST',
      headers: HALF_A_BODY,
    })
    hanging.on('error', () => undefined)
    hanging.write('{"email"')
    await once(hanging, 'socket')
    t.ok((await stop(web)) <= 10_000)
    t.equal(web.child.exitCode, 0)
  },
)

t.test(
  'a worker that is stopped hands back the job it cannot end, and the next one takes it at once',
  async (t) => {
    const { url, network } = await platform(t)
    await onServer(url, (client) =>
      client.query('create table job_runs (id uuid not null); grant select, insert on job_runs to trame_app'),
    )
    const { db, close } = connect(url, { max: 2 })
    t.teardown(close)
    const id = randomUUID()
    await inTransaction({ ...systemCtx(db, network.id), now: new Date() }, (ctx) =>
      enqueue(ctx, countRun, { id }),
    )
    const slow = startProcess(t, 'counting-worker.js', [url, '', 'trame', 'endless'])
    await until(
      async () => (await onServer(url, (client) => client.query('select from job_runs'))).rowCount === 1,
    )
    const started = performance.now()
    slow.kill('SIGTERM')
    await once(slow, 'exit')
    const left = performance.now() - started
    t.ok(left <= 10_000, `it left after ${Math.round(left)} ms`)
    startProcess(t, 'counting-worker.js', [url])
    const taken = performance.now()
    await until(async () => {
      const { rows } = await onServer(url, (client) =>
        client.query<{ done: boolean }>('select finished_at is not null as done from outbox'),
      )
      return rows[0]?.done
    })
    t.comment(
      `worker gone in ${Math.round(left)} ms; the job ended ${Math.round(performance.now() - taken)} ms after another was started`,
    )
  },
)

const HALF_A_BODY = { 'content-type': 'application/json', 'content-length': '100' }

async function platform(t: Test) {
  const { url } = await privatePostgres(t)
  await migrateDatabase(url)
  return {
    url,
    ...(await signedInAdministrator(url)),
    rows: async (query: string) =>
      (await onServer(url, (client) => client.query<{ key: string }>(query))).rows.map(({ key }) => key),
  }
}

/** Milliseconds from SIGTERM to the end of the process. */
async function stop({ child }: WebProcess): Promise<number> {
  const start = performance.now()
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
  return performance.now() - start
}

async function readiness({ address }: WebProcess): Promise<number> {
  const answer = await asked(address, { path: '/health/ready' }).catch(() => null)
  return answer?.status ?? 0
}

type Told = {
  requests: number
  brokenOnce: number
  brokenReads: number
  refusedReads: number[]
  written: string[]
  /** Told to come back, by a lock or a connection that others held for too long on a busy machine. */
  refusedWrites: string[]
  /** Cut before their answer: done or not, but never half, never twice. */
  writesInDoubt: string[]
}

/** Clients that keep their connection and take the processes in turn, as a load balancer does. */
function startTraffic(pool: readonly WebProcess[], authorization: string) {
  const told: Told = {
    requests: 0,
    brokenOnce: 0,
    brokenReads: 0,
    refusedReads: [],
    written: [],
    refusedWrites: [],
    writesInDoubt: [],
  }
  let stopped = false
  let turn = 0
  const next = () => {
    turn += 1
    return pool[turn % pool.length]!.address
  }
  const read = async (agent: http.Agent) => {
    const answer = await asked(next(), { path: '/mentions-legales', agent }).catch(() => {
      told.brokenOnce += 1
      return asked(next(), { path: '/mentions-legales', agent }).catch(() => null)
    })
    if (answer === null) told.brokenReads += 1
    else if (answer.status >= 400) told.refusedReads.push(answer.status)
  }
  const write = async (agent: http.Agent) => {
    const reference = randomUUID()
    const body = authorisationNamed(reference)
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await asked(next(), {
      path: '/api/authorisations',
      method: 'POST',
      agent,
      headers,
      body,
    }).catch(() => null)
    if (answer === null) {
      told.brokenOnce += 1
      told.writesInDoubt.push(reference)
    } else if (answer.status >= 400) told.refusedWrites.push(reference)
    else told.written.push(reference)
  }
  const clients = Array.from({ length: CLIENTS }, async (_, index) => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    // A person reads between two pages: the connection is then idle, which is when closing it is delicate.
    const pause = 100 + (index % 10) * 40
    while (!stopped) {
      told.requests += 1
      await (index < READERS ? read(agent) : write(agent))
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
    agent.destroy()
  })
  return {
    more: (count: number) => {
      const enough = told.requests + count
      return until(async () => told.requests >= enough)
    },
    end: async () => {
      stopped = true
      await Promise.all(clients)
      return told
    },
  }
}

type Asking = {
  path: string
  method?: string
  agent?: http.Agent
  headers?: Record<string, string>
  body?: string
}

function asked(address: string, asking: Asking): Promise<{ status: number; connection: string | undefined }> {
  const { body, path, agent, method = 'GET', headers = {} } = asking
  return new Promise((resolve, reject) => {
    const request = http.request(address + path, {
      method,
      headers,
      timeout: 15_000,
      ...(agent && { agent }),
    })
    request.once('response', (answer) => {
      answer.resume()
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, connection: answer.headers.connection }),
      )
      answer.once('error', reject)
    })
    request.once('timeout', () => request.destroy(new Error('no answer')))
    request.once('error', reject)
    request.end(body)
  })
}

async function eachWriteWhole(
  t: Test,
  rows: (query: string) => Promise<string[]>,
  told: Told,
): Promise<void> {
  const kept = await rows('select reference as key from data_authorisations')
  const audited = await rows(
    `select details->>'reference' as key from audit_entries where action = 'authorisation.record'`,
  )
  t.equal(new Set(kept).size, kept.length, 'no write was done twice')
  t.same(kept.sort(), audited.sort(), 'none by half')
  const there = new Set(kept)
  t.same(
    told.written.filter((reference) => !there.has(reference)),
    [],
    `and ${told.written.length} acknowledged are all there`,
  )
  t.same(
    told.refusedWrites.filter((reference) => there.has(reference)),
    [],
    `as none of the ${told.refusedWrites.length} refused is`,
  )
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
