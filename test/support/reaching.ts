import { fork } from 'node:child_process'
import dgram from 'node:dgram'
import { Resolver } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import http2 from 'node:http2'
import net from 'node:net'
import tls from 'node:tls'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'

/** Of no machine: kept for documentation. */
const ELSEWHERE = '192.0.2.1'
const SILENT_MILLISECONDS = 300

const [where] = process.argv.slice(2)
const codes = where === undefined ? await codesHere() : await codesBelow(where)
if (!isMainThread) parentPort?.postMessage(codes)
else if (process.send) process.send(codes)
else console.log(JSON.stringify(codes))
process.exit()

/** What each way of reaching another machine meets; « silence » when nothing refuses it. */
async function codesHere(): Promise<Record<string, string>> {
  const ways: Record<string, () => Promise<unknown>> = {
    'a connection by options': () => once(net.connect({ host: ELSEWHERE, port: 80 }), 'connect'),
    'a connection by port and host': () => once(net.connect(80, ELSEWHERE), 'connect'),
    'a socket made before': () => once(new net.Socket().connect(80, ELSEWHERE), 'connect'),
    'a connection by name': () => once(net.connect({ host: 'ailleurs.invalid', port: 80 }), 'connect'),
    TLS: () => once(tls.connect({ host: ELSEWHERE, port: 443 }), 'secureConnect'),
    'HTTP/2': () => once(http2.connect(`https://${ELSEWHERE}`), 'connect'),
    fetch: () => fetch(`http://${ELSEWHERE}/`),
    'a datagram': async () => dgram.createSocket('udp4').send('?', 53, ELSEWHERE),
    'the look-up of a name': () => lookup('ailleurs.invalid'),
    'a question to a name server': () =>
      new Promise((resolve, reject) =>
        new Resolver().resolveMx('ailleurs.invalid', (error) => (error ? reject(error) : resolve(null))),
      ),
  }
  return Object.fromEntries(
    await Promise.all(Object.entries(ways).map(async ([way, reach]) => [way, await codeOf(reach)] as const)),
  )
}

async function codeOf(reach: () => Promise<unknown>): Promise<string> {
  const silence = new Promise((resolve) => setTimeout(resolve, SILENT_MILLISECONDS))
  try {
    await Promise.race([reach(), silence])
    return 'silence'
  } catch (error) {
    const { code, cause } = error as { code?: string; cause?: { code?: string } }
    return String(code ?? cause?.code)
  }
}

/** The same from a process or a thread that this one starts, with an environment of its own. */
async function codesBelow(where: string): Promise<Record<string, string>> {
  const below =
    where === 'thread'
      ? new Worker(new URL(import.meta.url))
      : fork(import.meta.filename, { env: {}, execArgv: [] })
  const [codes] = await once(below, 'message')
  return codes
}
