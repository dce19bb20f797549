import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.js'
import { type TestDatabase, testDatabase } from './database.js'
import { NOW } from './now.js'

export const APP_SECRET = 'a secret for the tests, long enough'

export type TestApp = TestDatabase & { app: FastifyInstance; dataDir: string; clock: { now: Date } }

/** The application over a database of its own, with a clock that only the test moves. */
export async function testApp(t: Test, options: { max?: number } = {}): Promise<TestApp> {
  const database = await testDatabase(t, options)
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'trame-app-'))
  const clock = { now: NOW }
  const app = await buildApp({
    db: database.db,
    clock: () => clock.now,
    config: {
      appSecret: APP_SECRET,
      cookieSecure: false,
      publicUrl: 'http://trame.test',
      trustedProxies: [],
      uploadMaxBytes: 50 * 1024 * 1024,
      dataDir,
      logLevel: 'silent',
    },
  })
  await app.ready()
  t.teardown(async () => {
    await app.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  return { ...database, app, dataDir, clock }
}

/** Signs in through the real route; returns the headers of an API client. */
export async function bearerOf(app: FastifyInstance, account: { email: string; password: string }) {
  const response = await app.inject({ method: 'POST', url: '/api/sessions', payload: account })
  if (response.statusCode !== 201) throw new Error(`sign-in: ${response.statusCode} ${response.body}`)
  return { authorization: `Bearer ${response.json<{ token: string }>().token}` }
}

/** Signs in as a browser does; returns its cookie and the token its forms carry. */
export async function browserOf(app: FastifyInstance, account: { email: string; password: string }) {
  const response = await app.inject({
    method: 'POST',
    url: '/connexion',
    headers: { origin: 'http://trame.test', 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(account).toString(),
  })
  const cookie = response.cookies[0]
  if (!cookie) throw new Error(`sign-in: ${response.statusCode}`)
  const headers = { cookie: `${cookie.name}=${cookie.value}`, origin: 'http://trame.test' }
  const page = await app.inject({ url: '/maternites', headers })
  const [, csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(page.body) ?? []
  return { headers, csrf }
}
