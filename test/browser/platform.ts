import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.js'
import type { SignInProvider } from '../../src/config.js'
import { type Ctx, inTransaction } from '../../src/context.js'
import type { GrantScope } from '../../src/domains/accounts/accounts.js'
import { establishments } from '../../src/domains/networks/tables.js'
import { APP_SECRET, bearerOf, type TestApp } from '../support/app.js'
import {
  anAccount,
  anAuthorisation,
  type NetworkRow,
  systemCtx,
  type TestAccount,
} from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { type Extract, extracts, multipart, networkOfExtracts } from '../support/extracts.js'
import { NOW } from '../support/now.js'
import { runWorker, until } from '../support/worker.js'

export type Credentials = { email: string; password: string }
export type Role = 'coordinator' | 'admin' | 'ars' | 'establishment'

/** The application at an address of its own, over a database of its own. */
export type Platform = TestApp & { address: string; networkId: string; ctx: Ctx }

/** A single-site hospital of the synthetic extracts. */
export const OWN_FINESS = '990000137'

/** Listens on a free port of the loopback, with a network that knows the hospitals of the extracts. */
export async function startPlatform(
  t: Test,
  {
    authorised = true,
    signInProviders = [],
    demo = false,
  }: { authorised?: boolean; signInProviders?: SignInProvider[]; demo?: boolean } = {},
): Promise<Platform> {
  const database = await testDatabase(t)
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'trame-browser-'))
  const clock = { now: NOW }
  const app = await buildApp({
    db: database.db,
    clock: () => clock.now,
    config: {
      appSecret: APP_SECRET,
      cookieSecure: false,
      publicUrl: undefined,
      trustedProxies: [],
      uploadMaxBytes: 50 * 1024 * 1024,
      dataDir,
      logLevel: 'silent',
      signInProviders,
      demo,
    },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(async () => {
    await app.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  const networkId = await networkOfExtracts(database.db)
  if (authorised) await anAuthorisation(database.db, { id: networkId } as NetworkRow)
  const { port } = app.server.address() as AddressInfo
  const address = `http://127.0.0.1:${port}`
  return { ...database, app, dataDir, clock, address, networkId, ctx: systemCtx(database.db, networkId) }
}

/** A platform whose figures are computed, with a worker running. */
export async function platformWithFigures(t: Test, { stays = 1500 } = {}): Promise<Platform> {
  const platform = await startPlatform(t)
  runWorker(t, platform)
  await importFiles(platform, extracts({ stays }))
  return platform
}

async function importFiles(platform: Platform, files: Extract[]): Promise<void> {
  const { app } = platform
  const bearer = await bearerOf(app, await accountOf(platform, 'coordinator'))
  const { headers, payload } = multipart(files)
  const request = { url: '/api/imports', headers: { ...bearer, ...headers }, payload }
  const { id } = (await app.inject({ method: 'POST', ...request })).json<{ id: string }>()
  const detail = () => app.inject({ url: `/api/imports/${id}`, headers: bearer })
  const ended = await until(async () => {
    const summary = (await detail()).json<{ state: string; endedAt: string | null }>()
    return summary.endedAt !== null && summary
  })
  if (ended.state !== 'finished') throw new Error(`the import ended ${ended.state}`)
}

/** An account of this role; the establishment's is the one of `OWN_FINESS`. */
export async function accountOf({ db, ctx, networkId }: Platform, role: Role): Promise<TestAccount> {
  if (role !== 'establishment') return anAccount(db, grantOf(role, networkId))
  const sites = await inTransaction(ctx, ({ db }) => db.select().from(establishments))
  const own = sites.find((site) => site.finessGeo === OWN_FINESS)
  if (!own) throw new Error(`${OWN_FINESS} is no maternity of the network`)
  return anAccount(db, { role, networkId, establishmentId: own.id })
}

function grantOf(role: 'coordinator' | 'admin' | 'ars', networkId: string): GrantScope {
  return role === 'ars' ? { role, regionCode: '99' } : { role, networkId }
}

/** Opens the platform in a session of this account; the page is then the one she lands on. */
export async function signIn(page: Page, { app, address }: Platform, account: TestAccount): Promise<void> {
  const token = app.jwt.sign({ sid: await account.openSession() })
  await page.context().addCookies([{ name: 'trame', value: token, url: address }])
  await page.goto(address)
  await page.getByRole('button', { name: 'Se déconnecter' }).waitFor()
}

/** Fills the sign-in form and sends it, whatever comes of it. */
export async function fillSignIn(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel('Adresse électronique').fill(email)
  await page.getByLabel('Mot de passe').fill(password)
  await page.getByRole('button', { name: 'Se connecter' }).click()
}

/** A page signed in with a new account of this role. */
export async function signedIn(page: Page, platform: Platform, role: Role): Promise<Page> {
  await signIn(page, platform, await accountOf(platform, role))
  return page
}
