// The server `bench/directory-search.ts` asks: the application on a free port, with the session of a coordinator.
import { connect } from '../../src/db/connect.js'
import { listPublicNetworks } from '../../src/domains/networks/public-networks.js'
import { serve } from './serving.js'

export type Served = { address: string; slug: string; authorization: string }

const [url = '', networkId = '', dataDir = ''] = process.argv.slice(2)
const { db } = connect(url)
const now = new Date()
const { address, authorization } = await serve({ db, networkId, now }, dataDir)
const [network] = await listPublicNetworks({ db, actor: { role: 'public' }, now })
process.send?.({ address, slug: network?.slug ?? '', authorization } satisfies Served)
