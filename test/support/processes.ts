import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Test } from 'tap'
import { type AppOptions, buildApp } from '../../src/app.js'
import { connect } from '../../src/db/connect.js'
import { openSession } from '../../src/domains/accounts/sessions.js'
import { APP_SECRET } from './app.js'
import { aNetwork, anAccount, type NetworkRow } from './builders.js'

export type WebProcess = { address: string; child: ChildProcess }

/** The web process as it runs in a region, on a free port, killed with the test. */
export async function webProcess(t: Test, databaseUrl: string): Promise<WebProcess> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'trame-web-'))
  const child = startProcess(t, 'web-process.js', [], {
    DATABASE_URL: databaseUrl,
    APP_SECRET,
    DATA_DIR: dataDir,
    PORT: '0',
    COOKIE_SECURE: 'false',
    RUN_WORKER: 'false',
    LOG_LEVEL: 'fatal',
  })
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  const [{ address }] = (await once(child, 'message')) as [{ address: string }]
  return { address, child }
}

/** A script of this folder in a process of its own, killed with the test. */
export function startProcess(
  t: Test,
  script: string,
  args: string[],
  env: Record<string, string> = {},
): ChildProcess {
  const child = fork(path.join(import.meta.dirname, script), args, {
    execArgv: [],
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  t.teardown(() => isRunning(child) && child.kill('SIGKILL'))
  return child
}

export function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

/** A network whose administrator is signed in now: what a client of another process needs. */
export async function signedInAdministrator(
  databaseUrl: string,
): Promise<{ network: NetworkRow; authorization: string }> {
  const { db, close } = connect(databaseUrl)
  try {
    const now = new Date()
    const network = await aNetwork(db, { createdAt: now })
    const { userId, grantId } = await anAccount(db, { role: 'admin', networkId: network.id })
    const ctx = { db, actor: { role: 'public' }, now } as const
    const { sessionId } = await openSession(ctx, { userId, grantId, method: 'password' })
    const app = await buildApp({ db, clock: () => now, config: OF_A_SIGNER })
    await app.ready()
    return { network, authorization: `Bearer ${app.jwt.sign({ sid: sessionId })}` }
  } finally {
    await close()
  }
}

const OF_A_SIGNER: AppOptions['config'] = {
  appSecret: APP_SECRET,
  cookieSecure: false,
  publicUrl: undefined,
  trustedProxies: [],
  uploadMaxBytes: 1e6,
  dataDir: os.tmpdir(),
  logLevel: 'silent',
}

/** A legal basis under this reference: a write with its line of audit, and nothing that makes a second one harmless. */
export function authorisationNamed(reference: string): string {
  return JSON.stringify({
    reference,
    legalBasis: 'Essai',
    dataProtectionOfficer: 'DPO',
    healthDataHost: 'Hébergeur',
    validFrom: '2020-01-01',
    validTo: '2050-12-31',
  })
}
