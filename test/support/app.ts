import { appendFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { type AppOptions, buildApp } from '../../src/app.js'
import type { SignInProvider } from '../../src/config.js'
import type { TestAccount } from './builders.js'
import { type TestDatabase, testDatabase } from './database.js'
import { NOW } from './now.js'

export const APP_SECRET = 'a secret for the tests, long enough'

/** What every application under test logs, kept in one folder where the suite looks for persons at its end. */
const SUITE_LOG = {
  write: (line: string) => {
    const folder = process.env.TEST_LOG_FOLDER
    if (folder) appendFileSync(path.join(folder, `${process.pid}.log`), line)
  },
}

export type TestApp = TestDatabase & { app: FastifyInstance; dataDir: string; clock: { now: Date } }

/** The application over a database of its own, with a clock that only the test moves. */
export async function testApp(
  t: Test,
  options: {
    max?: number
    logTo?: { write: (line: string) => void }
    signInProviders?: SignInProvider[]
    config?: Partial<AppOptions['config']>
  } = {},
): Promise<TestApp> {
  const database = await testDatabase(t, options)
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'trame-app-'))
  const clock = { now: NOW }
  const app = await buildApp({
    db: database.db,
    clock: () => clock.now,
    logTo: options.logTo ?? SUITE_LOG,
    config: {
      appSecret: APP_SECRET,
      cookieSecure: false,
      publicUrl: 'http://trame.test',
      trustedProxies: [],
      uploadMaxBytes: 50 * 1024 * 1024,
      dataDir,
      logLevel: 'debug',
      signInProviders: options.signInProviders ?? [],
      ...options.config,
    },
  })
  await app.ready()
  t.teardown(async () => {
    await app.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  return { ...database, app, dataDir, clock }
}

/** The headers of an API client in a session of this account. */
export async function bearerOf(app: FastifyInstance, account: TestAccount) {
  return { authorization: `Bearer ${app.jwt.sign({ sid: await account.openSession() })}` }
}

/** A browser in a session of this account: its cookie and the token its forms carry. */
export async function browserOf(app: FastifyInstance, account: TestAccount) {
  const cookie = `trame=${app.jwt.sign({ sid: await account.openSession() })}`
  const headers = { cookie, origin: 'http://trame.test' }
  const page = await app.inject({ url: '/mentions-legales', headers })
  const [, csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(page.body) ?? []
  return { headers, csrf }
}
