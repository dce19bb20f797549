// The server `bench/directory-search.ts` asks: the application on a free port, with the session of a coordinator.
import type { AddressInfo } from 'node:net'
import { buildApp } from '../../src/app.js'
import { connect } from '../../src/db/connect.js'
import { createAccount } from '../../src/domains/accounts/accounts.js'
import { openSession } from '../../src/domains/accounts/sessions.js'
import { listPublicNetworks } from '../../src/domains/networks/public-networks.js'
import { BENCH_SECRET } from './database.js'

export type Served = { address: string; slug: string; authorization: string }

const [url = '', networkId = '', dataDir = ''] = process.argv.slice(2)
const { db } = connect(url)
const ctx = { db, actor: { role: 'public' } as const, now: new Date() }
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
const account = { email: 'mesure@trame.test', password: 'un mot de passe pour mesurer', name: 'Mesure' }
const person = await createAccount(db, { ...account, grant: { role: 'coordinator', networkId } }, ctx.now)
const session = await openSession(ctx, { ...person, method: 'password' })
const [network] = await listPublicNetworks(ctx)
await app.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.server.address() as AddressInfo
process.send?.({
  address: `http://127.0.0.1:${port}`,
  slug: network?.slug ?? '',
  authorization: `Bearer ${app.jwt.sign({ sid: session.sessionId })}`,
} satisfies Served)
