import type { Test } from 'tap'
import { openCourier } from '../../src/jobs/queue.js'
import { startWorker } from '../../src/jobs/worker.js'
import { HANDLERS } from '../../workers/handlers.js'
import { APP_SECRET, type TestApp } from './app.js'

/** A worker on the application's database, stopped with the test. */
export function runWorker(t: Test, { db, pool, url, dataDir, clock }: TestApp): void {
  const courier = openCourier({ databaseUrl: url, redisUrl: undefined, onError: () => undefined })
  const worker = startWorker({
    db,
    courier,
    handlers: HANDLERS,
    tools: { pool, dataDir, appSecret: APP_SECRET, now: () => clock.now },
    onError: (error) => t.comment(String(error), error instanceof Error ? String(error.cause ?? '') : ''),
    pollMilliseconds: 20,
  })
  t.teardown(async () => {
    await worker.close()
    await courier.close()
  })
}

/** Waits for something that must come, looking every 20 ms, half a minute at most unless told otherwise. */
export async function until<Value>(
  look: () => Promise<Value | null | false | undefined>,
  { seconds = 30 } = {},
): Promise<Value> {
  for (let i = 0; i < seconds * 50; i += 1) {
    const value = await look()
    if (value) return value
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('it never happened')
}
