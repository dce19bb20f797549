import type { FastifyInstance } from 'fastify'
import type { Db } from './db/connect.js'
import { isMigrated } from './db/migrate.js'

const ROUTE = { config: { permission: 'anyone', anonymous: true }, schema: { hide: true } } as const

/**
 * What a supervisor and a load balancer ask. Live: this process answers, whatever its neighbours do, so that a
 * lost database never gets it killed. Ready: send it people. Neither says anything more.
 */
export function registerHealth(app: FastifyInstance, options: { db: Db; stopping: AbortSignal }): void {
  app.get('/health/live', ROUTE, async (_, reply) =>
    reply.header('cache-control', 'no-store').send({ live: true }),
  )
  app.get('/health/ready', ROUTE, async (_, reply) => {
    const ready = !options.stopping.aborted && (await isUsable(options.db))
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready })
  })
}

async function isUsable(db: Db): Promise<boolean> {
  try {
    return await isMigrated(db)
  } catch {
    return false // away, or a schema this version does not know: the answer is the same
  }
}
