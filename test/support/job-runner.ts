import { and, isNull, lte, sql } from 'drizzle-orm'
import type { Database } from '../../src/db/connect.js'
import type { Handler, HandlerTools } from '../../src/jobs/jobs.js'
import { outbox } from '../../src/jobs/tables.js'
import { startWorker } from '../../src/jobs/worker.js'

/** The jobs that are due, counted as handed over, so that attempts run out as they would. */
export async function takeDue(db: Database['db'], now: Date): Promise<string[]> {
  const due = await db
    .update(outbox)
    .set({ publications: sql`${outbox.publications} + 1` })
    .where(and(isNull(outbox.finishedAt), isNull(outbox.failedAt), lte(outbox.runAt, now)))
    .returning({ id: outbox.id })
  return due.map(({ id }) => id)
}

/** The product's own worker, fed by hand instead of by a queue: `run` runs one job by its identifier. */
export function runByHand(
  { db, pool }: Pick<Database, 'db' | 'pool'>,
  handlers: Handler[],
  tools: Pick<HandlerTools, 'now' | 'mail' | 'appSecret'>,
  onError: (error: unknown, job: string) => void,
): { run: (id: string) => Promise<void>; close: () => Promise<void> } {
  let run: (id: string) => Promise<void> = async () => undefined
  const worker = startWorker({
    db,
    courier: {
      backend: 'postgres',
      publish: async () => {
        throw new Error('run by hand')
      },
      work: (process) => {
        run = process
        return { ready: async () => undefined, close: async () => undefined }
      },
      close: async () => undefined,
    },
    handlers,
    tools: { pool, dataDir: '', ...tools },
    onError,
    pollMilliseconds: 3_600_000,
  })
  return { run: (id) => run(id), close: () => worker.close() }
}
