import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import net from 'node:net'
import os from 'node:os'
import pg from 'pg'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.js'
import { connect } from '../../src/db/connect.js'
import { SERVER_LIMITS } from '../../src/server-limits.js'
import { APP_SECRET, bearerOf } from '../support/app.js'
import { aNetwork, anAccount, anAuthorisation } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { NOW } from '../support/now.js'
import { until } from '../support/worker.js'

const SLOW = 500
const QUICK = {
  ...SERVER_LIMITS,
  headersSeconds: 1,
  bodySeconds: 1,
  uploadWindowSeconds: 0.5,
  silenceSeconds: 30,
}

t.test('five hundred slow clients do not keep the others from being served, and are let go', async (t) => {
  const { port } = await listening(t)
  const alone = await p95Of(port)
  const sockets = await slowClients(t, port, SLOW)
  const among = await p95Of(port)
  t.comment(
    `p95 of a page and of /health/live: ${alone.toFixed(0)} ms alone, ${among.toFixed(0)} ms among ${SLOW} slow clients`,
  )
  t.ok(among < 300 || among < alone * 3)
  await until(async () => sockets.every((socket) => socket.closed))
  t.pass('each was let go by the limit on headers or on bodies')
})

t.test('the control: without limits, the slow clients stay for as long as they like', async (t) => {
  const forever = { headersSeconds: 250, bodySeconds: 250, uploadWindowSeconds: 250 }
  const { port } = await listening(t, { ...QUICK, ...forever })
  const sockets = await slowClients(t, port, 20)
  const { port: limited } = await listening(t)
  const others = await slowClients(t, limited, 20)
  await until(async () => others.every((socket) => socket.closed))
  t.equal(sockets.filter((socket) => socket.closed).length, 0)
})

t.test('an upload that comes slowly goes on; one that stalls is let go', async (t) => {
  const { app, db, port } = await listening(t, { ...QUICK, uploadWindowBytes: 50 })
  const network = await aNetwork(db)
  await anAuthorisation(db, network)
  const { authorization } = await bearerOf(
    app,
    await anAccount(db, { role: 'coordinator', networkId: network.id }),
  )
  const start = async () => {
    const socket = await opened(t, port)
    socket.write(
      `POST /api/imports HTTP/1.1\r\nhost: trame\r\nauthorization: ${authorization}\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 1000000\r\n\r\n`,
    )
    socket.write('--x\r\ncontent-disposition: form-data; name="files"; filename="a.rsa"\r\n\r\n')
    return socket
  }
  const steady = await start()
  const feeding = setInterval(() => steady.write('0'.repeat(100)), 100)
  const stalled = await start()
  await until(async () => stalled.closed)
  t.notOk(steady.closed, 'four times longer than a form may take')
  clearInterval(feeding)
  await until(async () => steady.closed)
})

t.test('live answers without the database; ready does not, and neither says why', async (t) => {
  const { app, close } = await listening(t)
  const authorization = `Bearer ${app.jwt.sign({ sid: '5b1f7c3e-0000-4000-8000-000000000000' })}`
  const answers = async () => {
    const live = await app.inject({ url: '/health/live', headers: { authorization } })
    const ready = await app.inject({ url: '/health/ready', headers: { authorization } })
    return [live.statusCode, live.body, ready.statusCode, ready.body]
  }
  t.same(await answers(), [200, '{"live":true}', 200, '{"ready":true}'])
  await close()
  t.same(await answers(), [200, '{"live":true}', 503, '{"ready":false}'])
})

t.test('it is not ready when the schema is older than the code, nor when it stops', async (t) => {
  const { app, owner } = await listening(t)
  const ready = async () => (await app.inject({ url: '/health/ready' })).statusCode
  t.equal(await ready(), 200)
  await owner(
    'delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)',
  )
  t.equal(await ready(), 503)

  const stopping = new AbortController()
  const { app: leaving } = await listening(t, QUICK, stopping.signal)
  t.equal((await leaving.inject({ url: '/health/ready' })).statusCode, 200)
  stopping.abort()
  const answer = await leaving.inject({ url: '/health/ready' })
  t.equal(answer.statusCode, 503)
  t.equal(answer.headers.connection, 'close')
  t.equal((await leaving.inject({ url: '/health/live' })).statusCode, 200)
})

/** Half of them never end their headers, half never end their body; each sends one byte from time to time. */
async function slowClients(t: Test, port: number, count: number): Promise<net.Socket[]> {
  const sockets = await Promise.all(Array.from({ length: count }, () => opened(t, port)))
  sockets.forEach((socket, index) => {
    socket.write(
      index % 2 === 0
        ? 'GET / HTTP/1.1\r\nhost: trame\r\n'
        : 'POST /api/sessions HTTP/1.1\r\nhost: trame\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{"email":"',
    )
    const drip = setInterval(() => socket.writable && socket.write('a'), 200)
    socket.once('close', () => clearInterval(drip))
  })
  return sockets
}

async function opened(t: Test, port: number): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.resume()
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  return socket
}

async function p95Of(port: number): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < 40; i += 1) {
    for (const url of ['/health/live', '/mentions-legales']) {
      const start = performance.now()
      const answer = await fetch(`http://127.0.0.1:${port}${url}`)
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
      times.push(performance.now() - start)
    }
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0
}

async function listening(t: Test, limits = QUICK, stopping = new AbortController().signal) {
  const { url } = await testDatabase(t)
  const { db, close } = connect(url, { max: 2 })
  let open = true
  const closeOnce = async () => {
    if (open) await close()
    open = false
  }
  const app = await buildApp({
    db,
    clock: () => NOW,
    limits,
    stopping,
    config: {
      appSecret: APP_SECRET,
      cookieSecure: false,
      publicUrl: undefined,
      trustedProxies: [],
      uploadMaxBytes: 50 * 1024 * 1024,
      dataDir: os.tmpdir(),
      logLevel: 'silent',
    },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(async () => {
    app.server.closeAllConnections()
    await app.close()
    await closeOnce()
  })
  const { port } = app.server.address() as AddressInfo
  const owner = async (statement: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  return { app, db, port, close: closeOnce, owner }
}
