import { readConfig } from './config.js'
import { startAll } from './running.js'
import { stopOnSignals } from './signals.js'

const running = await startAll(readConfig())
stopOnSignals(running.stop)
