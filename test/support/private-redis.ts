import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { Redis } from 'ioredis'
import type { Test } from 'tap'
import { until } from './worker.js'

/** A Redis of this test's own, to be stopped, emptied and filled at will. */
export type PrivateRedis = {
  url: string
  stop: () => Promise<void>
  /** On the same port, with nothing of what it held. */
  restart: () => Promise<void>
  /** Sends one command as an administrator would. */
  command: (name: string, ...args: string[]) => Promise<unknown>
}

export function redisIsInstalled(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0
}

/** Starts it on a free port, and stops it with the test. */
export async function privateRedis(t: Test): Promise<PrivateRedis> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trame-redis-'))
  const port = await freePort()
  let server: ChildProcess
  const command = async (name: string, ...args: string[]) => {
    const client = new Redis({ port, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return await client.call(name, ...args)
    } finally {
      client.disconnect()
    }
  }
  const restart = async () => {
    const options = ['--bind', '127.0.0.1', '--save', '', '--dir', folder, '--maxmemory-policy', 'noeviction']
    server = spawn('redis-server', ['--port', String(port), ...options], { stdio: 'ignore' })
    await until(() => command('PING').catch(() => null))
  }
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
  }
  t.teardown(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  await restart()
  return { url: `redis://127.0.0.1:${port}`, stop, restart, command }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}
