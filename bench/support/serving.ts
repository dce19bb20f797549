import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../src/app.js'
import type { Db } from '../../src/db/connect.js'
import { createAccount } from '../../src/domains/accounts/accounts.js'
import { openSession } from '../../src/domains/accounts/sessions.js'
import { BENCH_SECRET } from './database.js'

const PASSWORD = 'un mot de passe pour mesurer'

type Network = { db: Db; networkId: string; now: Date }
export type Serving = { app: FastifyInstance; address: string; authorization: string }

/** The application on a free port of loopback, with the session of a coordinator of this network, made for it. */
export async function serve(network: Network, dataDir: string): Promise<Serving> {
  const app = await buildApp({
    db: network.db,
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
  const authorization = await signInCoordinator(app, network, 'mesure@trame.test')
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, address, authorization }
}

/** A session of a coordinator made for it, as the header that carries it. */
export async function signInCoordinator(
  app: FastifyInstance,
  { db, networkId, now }: Network,
  email: string,
): Promise<string> {
  const account = { email, password: PASSWORD, name: 'Mesure' }
  const person = await createAccount(db, { ...account, grant: { role: 'coordinator', networkId } }, now)
  const ctx = { db, actor: { role: 'public' }, now } as const
  const { sessionId } = await openSession(ctx, { ...person, method: 'password' })
  return `Bearer ${app.jwt.sign({ sid: sessionId })}`
}
