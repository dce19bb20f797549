import { and, asc, eq, gt, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { Db } from '../db/connect.js'
import type { Job } from './jobs.js'
import { outbox } from './tables.js'

const BATCH = 100
/** A job handed over that long ago and still not ended is handed over again: the queue may have lost it. */
const REPUBLISH_AFTER_SECONDS = 60
const MAX_ATTEMPTS = 8
/** First retry after 5 s, then doubling, at most an hour. */
const FIRST_RETRY_SECONDS = 5
const LONGEST_RETRY_SECONDS = 3600

export type OutboxRow = typeof outbox.$inferSelect

/**
 * Hands the due jobs to the queue, and those it seems to have lost. Several workers may call it at once:
 * each takes other rows. Returns how many were handed over.
 */
export async function publishDue(
  db: Db,
  now: Date,
  publish: (ids: string[]) => Promise<void>,
): Promise<number> {
  const lostBefore = new Date(now.getTime() - REPUBLISH_AFTER_SECONDS * 1000)
  return db.transaction(async (db) => {
    const due = await db
      .select({ id: outbox.id })
      .from(outbox)
      .where(
        and(
          isNull(outbox.finishedAt),
          isNull(outbox.failedAt),
          lte(outbox.runAt, now),
          or(isNull(outbox.publishedAt), lt(outbox.publishedAt, lostBefore)),
        ),
      )
      .orderBy(asc(outbox.runAt))
      .limit(BATCH)
      .for('update', { skipLocked: true })
    if (due.length === 0) return 0
    const ids = due.map((row) => row.id)
    await publish(ids)
    await db
      .update(outbox)
      .set({ publishedAt: now, publications: sql`${outbox.publications} + 1` })
      .where(sql`${outbox.id} = any (${sql.param(ids)}::uuid[])`)
    return ids.length
  })
}

/** The job to run, or null when it already ended: the queue may deliver it twice. */
export async function openJob(db: Db, id: string): Promise<OutboxRow | null> {
  const [row] = await db
    .select()
    .from(outbox)
    .where(and(eq(outbox.id, id), isNull(outbox.finishedAt), isNull(outbox.failedAt)))
  return row ?? null
}

/** Whether the right under which a person asked for the job has been revoked, or her account closed, since. */
export async function isDenied(db: Db, row: OutboxRow): Promise<boolean> {
  if (row.grantId === null) return false
  const held = await db.execute(sql`select 1 from grant_scope(${row.grantId})`)
  return held.rows.length === 0
}

/** Ends a job that nobody may ask for any more. */
export async function endDenied(db: Db, id: string, now: Date): Promise<void> {
  await db.update(outbox).set({ failedAt: now, lastError: 'denied' }).where(eq(outbox.id, id))
}

export async function finishJob(db: Db, id: string, now: Date): Promise<void> {
  await db.update(outbox).set({ finishedAt: now, lastError: null }).where(eq(outbox.id, id))
}

/** A worker that stops gives back a job it had begun: the next one takes it up at once, as if never tried. */
export async function handBack(db: Db, id: string): Promise<void> {
  await db
    .update(outbox)
    .set({ publishedAt: null, publications: sql`greatest(${outbox.publications} - 1, 0)` })
    .where(eq(outbox.id, id))
}

/** Puts off a job that said itself when it runs again: its attempts start afresh. */
export async function delayJob(db: Db, id: string, at: Date): Promise<void> {
  await db.update(outbox).set({ runAt: at, publishedAt: null, publications: 0 }).where(eq(outbox.id, id))
}

/** Brings forward the waiting jobs of this kind whose payload has one of these values under `key`. */
export async function hurryJobs(db: Db, job: Job, key: string, values: string[], now: Date): Promise<void> {
  await db
    .update(outbox)
    .set({ runAt: now, publishedAt: null })
    .where(
      and(
        eq(outbox.name, job.name),
        isNull(outbox.finishedAt),
        isNull(outbox.failedAt),
        gt(outbox.runAt, now),
        sql`${outbox.payload} ->> ${key} = any (${sql.param(values)}::text[])`,
      ),
    )
}

/**
 * Puts a job back with a growing delay, or gives it up after the last attempt. `reason` is a class of error,
 * never its text: a database's words may quote a row. Returns true when given up.
 */
export async function postponeJob(db: Db, row: OutboxRow, reason: string, now: Date): Promise<boolean> {
  const givenUp = row.publications >= MAX_ATTEMPTS
  const seconds = Math.min(
    FIRST_RETRY_SECONDS * 2 ** Math.max(0, row.publications - 1),
    LONGEST_RETRY_SECONDS,
  )
  await db
    .update(outbox)
    .set(
      givenUp
        ? { failedAt: now, lastError: reason }
        : { runAt: new Date(now.getTime() + seconds * 1000), publishedAt: null, lastError: reason },
    )
    .where(eq(outbox.id, row.id))
  return givenUp
}
