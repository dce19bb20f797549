import type { Db } from '../../src/db/connect.js'
import { type Handler, type HandlerTools, RunLater } from '../../src/jobs/jobs.js'

/** One job, as the outbox would hand it over at an instant. */
export type Delivery = { networkId: string | null; payload: unknown; now: Date }

type Tools = Omit<HandlerTools, 'signal' | 'now' | 'checkRight'>

/** Runs a handler once. Returns when it asked to run again, null when it ended. */
export async function runOnce(
  handler: Handler,
  db: Db,
  { networkId, payload, now }: Delivery,
  tools: Tools,
): Promise<Date | null> {
  const ctx = { db, actor: { role: 'system', job: handler.job.name, networkId }, now } as const
  try {
    const signal = new AbortController().signal
    await handler.run(ctx, payload, { ...tools, signal, now: () => now, checkRight: async () => undefined })
    return null
  } catch (error) {
    if (error instanceof RunLater) return error.at
    throw error
  }
}

/** Runs a handler as the worker does: put off, it runs again at the instant it asked for. */
export async function runAsQueued(handler: Handler, db: Db, delivery: Delivery, tools: Tools): Promise<void> {
  const again = await runOnce(handler, db, delivery, tools)
  if (again) await runAsQueued(handler, db, { ...delivery, now: again }, tools)
}
