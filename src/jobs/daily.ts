import { createHash } from 'node:crypto'
import type { Db } from '../db/connect.js'
import type { Job } from './jobs.js'
import { outbox } from './tables.js'

/** A job of every day. Its payload is empty: the network is the row's, null for the platform's own run. */
export type DailyJob = {
  job: Job
  for: 'each-network' | 'platform' | 'networks-and-platform'
  /** Asked for once for this mark instead of every day; again a month later, when the outbox has forgotten its run. */
  mark?: string
}

/**
 * Asks for the jobs of the day, once: the identifier of a run is made from its job, its network and its date, so that
 * any number of workers may ask. Returns how many were asked for by this call.
 */
export async function enqueueDaily(
  db: Db,
  jobs: readonly DailyJob[],
  networkIds: readonly string[],
  now: Date,
): Promise<number> {
  const day = now.toISOString().slice(0, 10)
  const runs = jobs.flatMap(({ job, for: scope, mark = day }) =>
    placesOf(scope, networkIds).map((networkId) => ({
      id: runId(job.name, networkId, mark),
      name: job.name,
      payload: job.payload.parse({}) as Record<string, unknown>,
      networkId,
      createdAt: now,
      runAt: now,
    })),
  )
  if (runs.length === 0) return 0
  const asked = await db.insert(outbox).values(runs).onConflictDoNothing().returning({ id: outbox.id })
  return asked.length
}

function placesOf(scope: DailyJob['for'], networkIds: readonly string[]): (string | null)[] {
  if (scope === 'platform') return [null]
  return scope === 'each-network' ? [...networkIds] : [...networkIds, null]
}

/** The same run has the same identifier wherever it is asked for. */
function runId(name: string, networkId: string | null, mark: string): string {
  const hex = createHash('sha256')
    .update([name, networkId ?? 'platform', mark].join('|'))
    .digest('hex')
  // The version 8 of RFC 9562: an identifier made of bits of one's own.
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
