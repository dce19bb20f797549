/** Starts a PostgreSQL that outlives this process: `start-postgres.ts FOLDER SETTINGS`. */
import { startEmbedded } from '../../src/db/embedded.js'

const [folder = '', settings = '{}'] = process.argv.slice(2)
await startEmbedded(folder, JSON.parse(settings) as Record<string, string>)
