import { ChildProcess } from 'node:child_process'
import dgram from 'node:dgram'
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

/**
 * Loaded before anything else in each process of a test (`test/run-files.ts`): a connection, a datagram or a look-up of
 * a name that is not of this machine is refused at once, and written down, so that the file fails even where the code
 * lives with the refusal. Node.js only: Chromium, PostgreSQL and Redis are not held by it.
 */
const { TEST_DATABASE_URL, TEST_REDIS_URL, TEST_REFUSED_CALLS } = process.env
const CARRIED = ['NODE_OPTIONS', 'TEST_DATABASE_URL', 'TEST_REDIS_URL', 'TEST_REFUSED_CALLS']
/** Where the suite is given its servers, they may be elsewhere. */
const SERVERS = [TEST_DATABASE_URL, TEST_REDIS_URL].flatMap((url) => (url ? [new URL(url).hostname] : []))

denyConnections()
denyDatagrams()
for (const names of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  denyNames(names as unknown as Methods)
}
followIntoChildren()
syncBuiltinESMExports()

type Methods = Record<string, unknown>

/** TLS, HTTP and `fetch` come here too. */
function denyConnections(): void {
  const { connect } = net.Socket.prototype
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    const host = hostOf(args)
    if (isHere(host)) return Reflect.apply(connect, this, args)
    const error = refusal(host)
    process.nextTick(() => this.destroy(error))
    return this
  }
}

/** Of each way to call it: a path, a port and a host, options, or what `net.connect` has made of them. */
function hostOf([first, second]: unknown[]): string {
  const target = Array.isArray(first) ? first[0] : first
  if (typeof target === 'object' && target !== null) {
    return 'host' in target && typeof target.host === 'string' ? target.host : ''
  }
  return typeof second === 'string' ? second : ''
}

function denyDatagrams(): void {
  const socket = dgram.Socket.prototype as unknown as Methods
  for (const method of ['connect', 'send']) {
    instead(socket, method, function (original, ...args) {
      const host = args.slice(1).find((one) => typeof one === 'string') ?? ''
      if (!isHere(host)) throw refusal(host)
      return Reflect.apply(original, this, args)
    })
  }
}

function denyNames(names: Methods): void {
  for (const method of Object.keys(Object.getOwnPropertyDescriptors(names))) {
    if (!/^(lookup|resolve|reverse)/.test(method)) continue
    instead(names, method, function (original, ...args) {
      const host = String(args[0])
      if (isHere(host)) return Reflect.apply(original, this, args)
      const error = refusal(host)
      const done = args.at(-1)
      if (typeof done !== 'function') return Promise.reject(error)
      process.nextTick(() => done(error))
    })
  }
}

/** A process started with an environment of its own is denied like its parent. */
function followIntoChildren(): void {
  instead(ChildProcess.prototype as unknown as Methods, 'spawn', function (original, ...args) {
    const [options] = args as [{ envPairs?: string[] }]
    for (const name of CARRIED) {
      const isSaid = options.envPairs?.some((pair) => pair.startsWith(`${name}=`))
      if (!isSaid && process.env[name]) options.envPairs?.push(`${name}=${process.env[name]}`)
    }
    return Reflect.apply(original, this, args)
  })
}

type Replaced = (this: unknown, original: () => unknown, ...args: unknown[]) => unknown

function instead(owner: Methods, method: string, replacement: Replaced): void {
  const original = owner[method]
  if (typeof original !== 'function') return
  owner[method] = function (this: unknown, ...args: unknown[]) {
    return Reflect.apply(replacement, this, [original, ...args])
  }
}

function isHere(host: string): boolean {
  return /^(?:|localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host) || SERVERS.includes(host)
}

function refusal(host: string): Error {
  if (TEST_REFUSED_CALLS) appendFileSync(TEST_REFUSED_CALLS, `${host}\n`)
  return Object.assign(new Error(`a test reaches no other machine: ${host}`), { code: 'TEST_NETWORK_DENIED' })
}
