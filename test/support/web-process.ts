/** `src/server.ts`, which also tells its parent where it listens. */
import { readConfig } from '../../src/config.js'
import { startAll } from '../../src/running.js'
import { stopOnSignals } from '../../src/signals.js'

const running = await startAll(readConfig())
stopOnSignals(running.stop)
process.send?.({ address: running.address })
