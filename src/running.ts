import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.js'
import type { Config } from './config.js'
import { connect } from './db/connect.js'
import { startEmbedded } from './db/embedded.js'
import { migrateDatabase } from './db/migrate.js'

export type Running = {
  address: string
  databaseUrl: string
  app: FastifyInstance
  stop: () => Promise<void>
}

/**
 * Everything one machine needs: the database (embedded without DATABASE_URL), its newest schema, the web
 * process, and, unless workers run by themselves, a worker process apart so that reading files never delays a page.
 */
export async function startAll(config: Config): Promise<Running> {
  const server = config.databaseUrl ? null : await startEmbedded(path.join(config.dataDir, 'postgres'))
  const databaseUrl = config.databaseUrl ?? server?.url ?? ''
  await migrateDatabase(databaseUrl)
  const database = connect(databaseUrl)
  const app = await buildApp({ db: database.db, clock: () => new Date(), config })
  const address = await app.listen({ host: config.host, port: config.port })
  const worker = config.runWorker ? keepWorkerRunning({ ...config, databaseUrl }) : null
  return {
    address,
    databaseUrl,
    app,
    stop: async () => {
      await Promise.all([app.close(), worker?.stop()])
      await database.close()
      server?.stop()
    },
  }
}

const RESTART_MILLISECONDS = 1000

function keepWorkerRunning(config: Config & { databaseUrl: string }): { stop: () => Promise<void> } {
  let stopping = false
  let child: ChildProcess
  const start = () => {
    child = fork(workerEntry(), {
      env: workerEnvironment(config),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child.once('exit', () => {
      setTimeout(() => stopping || start(), RESTART_MILLISECONDS).unref()
    })
  }
  start()
  return {
    stop: async () => {
      stopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

/** Beside this file: TypeScript under tsx, JavaScript once built. */
function workerEntry(): string {
  return path.join(import.meta.dirname, `../workers/main${path.extname(import.meta.filename)}`)
}

function workerEnvironment(config: Config & { databaseUrl: string }): Record<string, string> {
  return {
    DATABASE_URL: config.databaseUrl,
    ...(config.redisUrl && { REDIS_URL: config.redisUrl }),
    APP_SECRET: config.appSecret,
    DATA_DIR: config.dataDir,
    LOG_LEVEL: config.logLevel,
  }
}
