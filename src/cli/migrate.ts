import { readConfig } from '../config.js'
import { migrateDatabase } from '../db/migrate.js'

const { databaseUrl } = readConfig()
if (!databaseUrl)
  throw new Error('DATABASE_URL is not set: the embedded database migrates by itself at start.')
await migrateDatabase(databaseUrl)
process.stdout.write('The database is at the newest schema.\n')
