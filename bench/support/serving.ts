import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../src/app.js'
import type { Db } from '../../src/db/connect.js'
import { createAccount } from '../../src/domains/accounts/accounts.js'
import { openSession } from '../../src/domains/accounts/sessions.js'
import { BENCH_SECRET } from './database.js'

const ACCOUNT = { email: 'mesure@trame.test', password: 'un mot de passe pour mesurer', name: 'Mesure' }

export type Serving = { app: FastifyInstance; address: string; authorization: string }

/** The application on a free port of loopback, with the session of a coordinator of this network, made for it. */
export async function serve(
  { db, networkId, now }: { db: Db; networkId: string; now: Date },
  dataDir: string,
): Promise<Serving> {
  const app = await buildApp({
    db,
    clock: () => new Date(),
    config: {
      appSecret: BENCH_SECRET,
      cookieSecure: false,
      publicUrl: undefined,
      trustedProxies: [],
      uploadMaxBytes: 1e6,
      dataDir,
      logLevel: 'silent',
    },
  })
  const person = await createAccount(db, { ...ACCOUNT, grant: { role: 'coordinator', networkId } }, now)
  const ctx = { db, actor: { role: 'public' }, now } as const
  const { sessionId } = await openSession(ctx, { ...person, method: 'password' })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, address, authorization: `Bearer ${app.jwt.sign({ sid: sessionId })}` }
}
