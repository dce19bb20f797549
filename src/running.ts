import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.js'
import type { Config } from './config.js'
import { requireSafeServer } from './db/check-server.js'
import { connect, WEB_LIMITS } from './db/connect.js'
import { startEmbedded } from './db/embedded.js'
import { migrateDatabase } from './db/migrate.js'

export type Running = {
  address: string
  databaseUrl: string
  app: FastifyInstance
  /** Gently: says it is no longer ready, lets the clients that keep a connection go elsewhere, then closes. */
  stop: (how?: { gently: boolean }) => Promise<void>
}

/** Long enough for a load balancer to look twice. */
const FAREWELL_MILLISECONDS = 2000
/** What is still being sent or answered after that is cut; an upload cut leaves nothing behind. */
const DRAIN_MILLISECONDS = 5000

/**
 * Everything one machine needs: the database (embedded without DATABASE_URL), its newest schema, the web
 * process, and, unless workers run by themselves, a worker process apart so that reading files never delays a page.
 */
export async function startAll(config: Config): Promise<Running> {
  const server = config.databaseUrl ? null : await startEmbedded(path.join(config.dataDir, 'postgres'))
  const databaseUrl = config.databaseUrl ?? server?.url ?? ''
  const tellingSettings = await requireSafeServer(databaseUrl)
  await migrateDatabase(databaseUrl)
  const stopping = new AbortController()
  const database = connect(databaseUrl, {
    limits: WEB_LIMITS,
    onError: (error) => app.log.warn({ err: error }, 'database connection lost'),
  })
  const app = await buildApp({
    db: database.db,
    clock: () => new Date(),
    config,
    stopping: stopping.signal,
  })
  for (const setting of tellingSettings) app.log.warn(setting, 'the log of PostgreSQL may quote persons')
  const address = await app.listen({ host: config.host, port: config.port })
  const worker = config.runWorker ? keepWorkerRunning({ ...config, databaseUrl }) : null
  return {
    address,
    databaseUrl,
    app,
    stop: async (how) => {
      stopping.abort()
      const workerStopped = worker?.stop()
      if (how?.gently) await wait(FAREWELL_MILLISECONDS)
      await closeServer(app)
      await workerStopped
      await database.close()
      server?.stop()
    },
  }
}

async function closeServer(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), DRAIN_MILLISECONDS)
  await app.close()
  clearTimeout(cut)
}

const RESTART_MILLISECONDS = 1000
/** A worker stops by itself well before. */
const KILL_MILLISECONDS = 9500

function keepWorkerRunning(config: Config & { databaseUrl: string }): { stop: () => Promise<void> } {
  let stopping = false
  let child: ChildProcess
  const start = () => {
    child = fork(workerEntry(), {
      // The last one given holds. Young memory is for those who wait for a page: an import would only keep it.
      execArgv: [...process.execArgv, '--max-semi-space-size=16'],
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
      const kill = setTimeout(() => child.kill('SIGKILL'), KILL_MILLISECONDS)
      await gone
      clearTimeout(kill)
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
    ...(config.mail && {
      SMTP_URL: config.mail.smtpUrl,
      MAIL_FROM: config.mail.from,
      PUBLIC_URL: config.mail.publicUrl,
      SMTP_TIMEOUT_SECONDS: String(config.mail.timeoutSeconds),
    }),
    LOG_LEVEL: config.logLevel,
  }
}
