import pg from 'pg'
import type { Test } from 'tap'
import { type ActionLink, signLink } from '../../src/access/action-links.js'
import { deriveKey } from '../../src/access/secrets.js'
import { APP_SECRET, bearerOf, browserOf, type TestApp, testApp } from './app.js'
import { aNetwork, anAccount, anEstablishment } from './builders.js'

/** A connection row-level security does not bind: what tests count and compare with. */
export async function ownerOf(t: Test, { url }: { url: string }): Promise<pg.Client> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  t.teardown(() => owner.end())
  return owner
}

/** A network with a site, an administrator and a coordinator, as API clients and as browsers. */
export async function peopleTest(t: Test) {
  const test = await testApp(t)
  const { app, db } = test
  const network = await aNetwork(db)
  const site = await anEstablishment(db, network)
  const admin = await anAccount(db, { role: 'admin', networkId: network.id }, { name: 'Anne Admin' })
  const coordinator = await anAccount(
    db,
    { role: 'coordinator', networkId: network.id },
    { name: 'Zoé Coordo' },
  )
  return {
    ...test,
    test,
    network,
    site,
    admin,
    coordinator,
    asAdmin: await apiOf(test, admin),
    asCoordinator: await apiOf(test, coordinator),
    adminBrowser: await browserOf(app, admin),
    coordinatorBrowser: await browserOf(app, coordinator),
    owner: await ownerOf(t, test),
  }
}

type Account = Parameters<typeof bearerOf>[1]

/** An API client in a session of this account: method, address under /api, body. */
export async function apiOf({ app }: TestApp, account: Account) {
  const headers = await bearerOf(app, account)
  return (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
    app.inject({ method, url: `/api${url}`, headers, ...(payload && { payload }) })
}

/** Sends a form of a browser, with the token of its session. */
export function sendForm(
  { app }: TestApp,
  browser: { headers: Record<string, string>; csrf: string },
  url: string,
  fields: Record<string, string> = {},
) {
  return app.inject({
    method: 'POST',
    url,
    headers: { ...browser.headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ ...(browser.csrf && { _csrf: browser.csrf }), ...fields }).toString(),
  })
}

/** Somebody without a session, from our own pages. */
export const STRANGER = { headers: { origin: 'http://trame.test' }, csrf: '' }

/** The token the mail of an invitation would carry. */
export function invitationToken(link: Omit<ActionLink, 'purpose'>): string {
  return signLink(deriveKey(APP_SECRET, 'links'), { purpose: 'invitation', ...link })
}

/** The token of the latest mail of an invitation, as its row stands. */
export async function latestToken(owner: pg.Client, id: string): Promise<string> {
  const { rows } = await owner.query('select sendings, expires_at from invitations where id = $1', [id])
  return invitationToken({ id, version: rows[0].sendings, expiresAt: rows[0].expires_at })
}

export const LONG_PASSWORD = 'quatre lampes sur la colline'
