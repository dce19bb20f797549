// The server of `served-directory.ts`: the application on a free port, with a coordinator for each client.
import { connect, WEB_LIMITS } from '../../src/db/connect.js'
import { listPublicNetworks } from '../../src/domains/networks/public-networks.js'
import { serve, signInCoordinator } from './serving.js'

export type Served = { address: string; slug: string; authorizations: string[] }

const [url = '', networkId = '', dataDir = '', clients = ''] = process.argv.slice(2)
const { db } = connect(url, { limits: WEB_LIMITS })
const network = { db, networkId, now: new Date() }
const { app, address } = await serve(network, dataDir)
const authorizations: string[] = []
for (let rank = 0; rank < Number(clients); rank += 1)
  authorizations.push(await signInCoordinator(app, network, `mesure-${rank}@trame.test`))
const [shown] = await listPublicNetworks({ db, actor: { role: 'public' }, now: network.now })
process.send?.({ address, slug: shown?.slug ?? '', authorizations } satisfies Served)
