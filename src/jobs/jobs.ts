import { and, eq, isNull, sql } from 'drizzle-orm'
import type pg from 'pg'
import type { z } from 'zod'
import { networksOf, personOf } from '../access/actor.js'
import type { MailSettings } from '../config.js'
import type { Ctx } from '../context.js'
import type { Db } from '../db/connect.js'
import { outbox } from './tables.js'

/** A kind of job: its public name and the shape of its payload, identifiers only. */
export type Job<Payload extends z.ZodType = z.ZodType> = { name: string; payload: Payload }

/** What runs a job. It may run twice and stop anywhere: it must end in the same state. */
export type Handler = {
  job: Job
  run: (ctx: Ctx, payload: unknown, tools: HandlerTools) => Promise<void>
  /** Called once when the last attempt failed, so that the domain's own row says so. */
  giveUp?: (ctx: Ctx, payload: unknown, tools: HandlerTools, why: GivenUp) => Promise<void>
}

/** Why a job is given up: its attempts all failed, or whoever asked for it no longer holds the right. */
export type GivenUp = 'failed' | 'denied'

/** Thrown by a handler whose work must wait: nothing broke, the job runs again at this instant. */
export class RunLater extends Error {
  constructor(readonly at: Date) {
    super('later')
    this.name = 'RunLater'
  }
}

/** Thrown when the right under which a job was asked for has gone while it ran: it is given up, and not tried again. */
export class Denied extends Error {
  constructor() {
    super('denied')
    this.name = 'Denied'
  }
}

/** What a handler gets beside its ctx: the pool for a COPY, where files are, the signal of a stopping worker. */
export type HandlerTools = {
  pool: pg.Pool
  dataDir: string
  appSecret: string
  /** Undefined or null: no mail leaves. */
  mail?: MailSettings | null
  signal: AbortSignal
  /** Asked again by what took long, as it is about to be kept. Throws `Denied`. */
  checkRight: (db: Db) => Promise<void>
  now: () => Date
}

export function defineJob<Payload extends z.ZodType>(job: Job<Payload>): Job<Payload> {
  return job
}

/** Binds a job to what runs it; the payload is checked again on the way in. */
export function handle<Payload extends z.ZodType>(
  job: Job<Payload>,
  run: (ctx: Ctx, payload: z.infer<Payload>, tools: HandlerTools) => Promise<void>,
  giveUp?: (ctx: Ctx, payload: z.infer<Payload>, tools: HandlerTools, why: GivenUp) => Promise<void>,
): Handler {
  return {
    job,
    run: (ctx, payload, tools) => run(ctx, job.payload.parse(payload), tools),
    ...(giveUp && {
      giveUp: (ctx: Ctx, payload: unknown, tools: HandlerTools, why: GivenUp) =>
        giveUp(ctx, job.payload.parse(payload), tools, why),
    }),
  }
}

/** Asks for a job, in the caller's transaction: no job for a change undone, no change without its job. */
export async function enqueue<Payload extends z.ZodType>(
  ctx: Ctx,
  job: Job<Payload>,
  payload: z.infer<Payload>,
  options: { runAt?: Date } = {},
): Promise<void> {
  await ctx.db.insert(outbox).values({
    name: job.name,
    payload: job.payload.parse(payload) as Record<string, unknown>,
    networkId: networksOf(ctx.actor)[0] ?? null,
    grantId: personOf(ctx.actor)?.grantId ?? null,
    createdAt: ctx.now,
    runAt: options.runAt ?? ctx.now,
  })
}

/** `enqueue`, unless such a job already waits. */
export async function enqueueOnce<Payload extends z.ZodType>(
  ctx: Ctx,
  job: Job<Payload>,
  payload: z.infer<Payload>,
  options: { runAt?: Date } = {},
): Promise<void> {
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`job:${job.name}`}, 0))`)
  const waiting = and(eq(outbox.name, job.name), isNull(outbox.finishedAt), isNull(outbox.failedAt))
  if ((await ctx.db.$count(outbox, waiting)) === 0) await enqueue(ctx, job, payload, options)
}
