import type { Test } from 'tap'
import { prepareAccounts } from '../../src/cli/demo-accounts.js'
import { furnishBirthHouse } from '../../src/cli/demo-birth-house.js'
import { DEMO_NETWORK, demoMaternities } from '../../src/cli/demo-data.js'
import { furnishDirectory } from '../../src/cli/demo-directory.js'
import { createNetwork } from '../../src/domains/networks/setup.js'
import { APP_SECRET, testApp } from './app.js'
import { systemCtx } from './builders.js'
import { NOW } from './now.js'

/** The network of the demonstration with its directory, its accounts and its birth house, as on this day. */
export async function theDemoHouse(t: Test, now = NOW) {
  const test = await testApp(t)
  test.clock.now = now
  const networkId = await createNetwork(test.db, { ...DEMO_NETWORK, maternities: demoMaternities() }, now)
  const accounts = await prepareAccounts(test.db, { current: APP_SECRET, previous: null }, networkId, now)
  await furnishDirectory(test.db, networkId, accounts['professionnel@trame.test'], now)
  const people = {
    coordinator: accounts['coordination@trame.test'],
    maternity: accounts['dim@trame.test'],
    agency: accounts['ars@trame.test'],
  }
  const furnish = () => furnishBirthHouse(test.db, networkId, people, now)
  await furnish()
  return { ...test, networkId, people, furnish, ctx: systemCtx(test.db, networkId) }
}
