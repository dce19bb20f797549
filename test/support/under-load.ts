import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { connect } from '../../src/db/connect.js'
import { migrateDatabase } from '../../src/db/migrate.js'
import { enqueue } from '../../src/jobs/jobs.js'
import { systemCtx } from './builders.js'
import { countRun } from './count-run.js'
import {
  authorisationNamed,
  isRunning,
  signedInAdministrator,
  startProcess,
  webProcess,
} from './processes.js'
import { until } from './worker.js'

const WRITERS = 8
/** A job cut before it could even be put off waits for the minute after which the outbox hands it over again. */
const LONGEST_DRAIN_SECONDS = 90

/**
 * A web process that eight clients write to and a worker that jobs are asked of, on a server the test breaks; what each was
 * told is kept, to be compared with what is there at the end.
 */
export async function underLoad(t: Test, postgres: { url: string }, { webUrl = postgres.url } = {}) {
  await migrateDatabase(postgres.url)
  await onServer(postgres.url, async (client) => {
    await client.query('create table job_runs (id uuid not null)')
    await client.query('grant insert on job_runs to trame_app')
  })
  const { network, authorization } = await signedInAdministrator(postgres.url)
  const web = await webProcess(t, webUrl)
  const worker = startProcess(t, 'counting-worker.js', [postgres.url])
  await new Promise((resolve) => worker.once('message', resolve))

  const acknowledged: string[] = []
  const refusals: { status: number; type: string; retryAfter: number }[] = []
  const jobs: string[] = []
  let stopped = false
  const write = async () => {
    const reference = randomUUID()
    const answer = await fetch(`${web.address}/api/authorisations`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: authorisationNamed(reference),
      signal: AbortSignal.timeout(20_000),
    })
    await answer.arrayBuffer()
    if (answer.status < 300) acknowledged.push(reference)
    else {
      const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? ''
      refusals.push({ status: answer.status, type, retryAfter: Number(answer.headers.get('retry-after')) })
      await wait(5)
    }
  }
  const own = connect(postgres.url, { max: 1 })
  const ask = async () => {
    const id = randomUUID()
    const asked = await inTransaction({ ...systemCtx(own.db, network.id), now: new Date() }, (ctx) =>
      enqueue(ctx, countRun, { id }),
    ).then(
      () => true,
      () => false,
    )
    if (asked) jobs.push(id)
    await wait(20)
  }
  const keep = async (work: () => Promise<void>) => {
    while (!stopped) await work()
  }
  const loops = [...Array.from({ length: WRITERS }, () => keep(write)), keep(ask)]
  const grown = async (list: unknown[], by: number) => {
    const enough = list.length + by
    await until(async () => list.length >= enough)
  }
  return {
    web: web.child,
    worker,
    written: (count: number) => grown(acknowledged, count),
    refused: (count: number) => grown(refusals, count),
    firstSuccess: async () => {
      const start = performance.now()
      await grown(acknowledged, 1)
      return Math.round(performance.now() - start)
    },
    rows: async (query: string) => {
      const { rows } = await onServer(postgres.url, (client) => client.query<{ key: string }>(query))
      const counts = new Map<string, number>()
      for (const { key } of rows) counts.set(key, (counts.get(key) ?? 0) + 1)
      return counts
    },
    end: async () => {
      stopped = true
      await Promise.all(loops)
      await own.close()
      const start = performance.now()
      await until(
        async () => {
          const { rows } = await onServer(postgres.url, (client) =>
            client.query<{ left: number }>(
              'select count(*)::int as left from outbox where finished_at is null',
            ),
          )
          return rows[0]?.left === 0
        },
        { seconds: LONGEST_DRAIN_SECONDS },
      )
      const drainSeconds = (performance.now() - start) / 1000
      return { acknowledged, refusals, jobs, drainSeconds }
    },
  }
}

type Load = Awaited<ReturnType<typeof underLoad>>
type Told = Pick<Awaited<ReturnType<Load['end']>>, 'acknowledged' | 'refusals' | 'jobs'>

/**
 * Each write acknowledged is there once with its line of audit, each job asked for has run, the rest was refused as it
 * should be. Returns how many times each job ran.
 */
export async function nothingLost(
  t: Test,
  load: Load,
  { acknowledged, refusals, jobs }: Told,
): Promise<Map<string, number>> {
  t.ok(isRunning(load.web) && isRunning(load.worker), 'the processes are those that started')
  t.same([...new Set(refusals.map(({ status }) => status))], [503])
  t.ok(refusals.every(({ type, retryAfter }) => type === 'application/problem+json' && retryAfter > 0))
  const kept = await load.rows('select reference as key from data_authorisations')
  t.same(
    acknowledged.filter((reference) => kept.get(reference) !== 1),
    [],
    'each acknowledged write is there once',
  )
  const audited = await load.rows(
    `select details->>'reference' as key from audit_entries where action = 'authorisation.record'`,
  )
  t.same([...kept.keys()].sort(), [...audited.keys()].sort(), 'and has its line of audit, as no other has')
  const runs = await load.rows('select id::text as key from job_runs')
  t.same(
    jobs.filter((id) => !runs.has(id)),
    [],
    'every job asked for has run',
  )
  return runs
}

/** As the owner, which no policy binds. */
export async function onServer<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
