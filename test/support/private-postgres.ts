import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Test } from 'tap'
import { type EmbeddedServer, startEmbedded } from '../../src/db/embedded.js'
import { until } from './worker.js'

/** A PostgreSQL of this test's own, which keeps its word (fsync on), to be crashed at will. */
export type PrivatePostgres = {
  url: string
  /** Whether the server itself is still there, whatever it answers. */
  isThere: () => boolean
  /** What it has written of itself. */
  log: () => string
  /** As `pg_ctl stop -m immediate`, or a power failure but for the disk: nothing is written on the way out. */
  crash: () => Promise<void>
  /** Starts it again on the same port, without blocking this process meanwhile. */
  restart: () => Promise<void>
}

/** Starts it in a scratch folder, or under another one, and stops and removes it with the test. */
export async function privatePostgres(
  t: Test,
  settings: Record<string, string> = {},
  { under = os.tmpdir() } = {},
): Promise<PrivatePostgres> {
  const scratch = mkdtempSync(path.join(under, 'trame-private-'))
  chmodSync(scratch, 0o755) // as root, PostgreSQL runs as another account
  const dataDir = path.join(scratch, 'postgres')
  const server: EmbeddedServer = await startEmbedded(dataDir, { max_connections: '100', ...settings })
  t.teardown(() => {
    server.stop()
    rmSync(scratch, { recursive: true, force: true })
  })
  const pid = () => Number(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0])
  return {
    url: server.url,
    isThere: () => existsSync(path.join(dataDir, 'postmaster.pid')) && isAlive(pid()),
    log: () => readFileSync(path.join(dataDir, 'server.log'), 'utf8'),
    crash: async () => {
      const postmaster = pid()
      process.kill(postmaster, 'SIGQUIT')
      await until(async () => !isAlive(postmaster))
    },
    restart: async () => {
      const port = new URL(server.url).port
      await startElsewhere(dataDir, { max_connections: '100', ...settings, port })
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** `pg_ctl start -w` blocks whoever calls it: here, another process, while this one goes on writing. */
async function startElsewhere(dataDir: string, settings: Record<string, string>): Promise<void> {
  const child = fork(
    path.join(import.meta.dirname, 'start-postgres.js'),
    [dataDir, JSON.stringify(settings)],
    {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  )
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error('PostgreSQL did not start again')
}
