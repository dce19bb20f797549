import type { Test } from 'tap'
import type { Permission } from '../../src/access/policy.js'
import { bearerOf, browserOf, type TestApp, testApp } from './app.js'
import { aNetwork, anAccount, anEstablishment, PASSWORD, systemCtx, type TestAccount } from './builders.js'

export type Browser = {
  get: (url: string) => Promise<Answer>
  /** Sends a form; a list is sent as boxes of one name. */
  send: (url: string, fields: Fields) => Promise<Answer>
}
export type Fields = Record<string, string | readonly string[] | undefined>
type Answer = { statusCode: number; body: string; headers: Record<string, unknown> }

/** A network with a site in each of two territories, and somebody of each role that touches records. */
export async function aDesk(t: Test) {
  const test = await testApp(t)
  const { db } = test
  const network = await aNetwork(db)
  const site = await anEstablishment(db, network)
  const elsewhere = await anEstablishment(db, network)
  const networkId = network.id
  const accounts = {
    coordinator: await anAccount(db, { role: 'coordinator', networkId }, { name: 'Camille Roy' }),
    antenna: await anAccount(
      db,
      { role: 'antenna_coordinator', networkId, territoryId: site.territoryId! },
      { name: 'Ada Antenne' },
    ),
    referent: await anAccount(
      db,
      { role: 'establishment', networkId, establishmentId: site.id },
      { name: 'Rosa Référente' },
    ),
    midwife: await anAccount(db, { role: 'professional', networkId }, { name: 'Claire Martin' }),
    ars: await anAccount(db, { role: 'ars', regionCode: network.regionCode }),
  }
  const foreignNetwork = await aNetwork(db, { regionCode: '97' })
  const stranger = await anAccount(db, { role: 'coordinator', networkId: foreignNetwork.id })
  return {
    ...test,
    network,
    site,
    elsewhere,
    accounts,
    stranger,
    ctx: systemCtx(db, networkId),
    as: (account: TestAccount) => browserFor(test, account),
    callAs: (account: TestAccount) => callerFor(test, account),
  }
}

export type DeskScene = Awaited<ReturnType<typeof aDesk>>

/** A browser in a session of this account. */
export async function browserFor({ app }: Pick<TestApp, 'app'>, account: TestAccount): Promise<Browser> {
  const { headers, csrf } = await browserOf(app, account)
  return {
    get: (url) => app.inject({ url, headers }),
    send: (url, fields) =>
      app.inject({
        method: 'POST',
        url,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        payload: encoded(csrf, fields),
      }),
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A program of this account, which calls the API of the directory; a key makes a second sending do nothing. */
export async function callerFor({ app }: Pick<TestApp, 'app'>, account: TestAccount) {
  return callerWith(app, await bearerOf(app, account))
}

/** The same with a token of this account, narrowed to these permissions. */
export async function tokenCallerFor(
  { app }: Pick<TestApp, 'app'>,
  account: TestAccount,
  permissions: Permission[],
) {
  const headers = await bearerOf(app, account)
  const payload = { name: 'tableau', permissions, days: 30, currentPassword: PASSWORD }
  const made = await app.inject({ method: 'POST', url: '/api/tokens', headers, payload })
  if (made.statusCode !== 201) throw new Error(made.body)
  return callerWith(app, { authorization: `Bearer ${made.json().token}` })
}

function callerWith(app: TestApp['app'], headers: { authorization: string }) {
  return (method: Method, path: string, payload?: object, key?: string) =>
    app.inject({
      method,
      url: `/api/directory${path}`,
      headers: { ...headers, ...(key && { 'idempotency-key': key }) },
      ...(payload && { payload }),
    })
}
export type Caller = ReturnType<typeof callerWith>

function encoded(csrf: string, fields: Fields): string {
  const form = new URLSearchParams({ _csrf: csrf })
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value ?? []].flat()) form.append(name, one)
  }
  return form.toString()
}

/** What a form of a page would send unchanged: each field with its value. */
export function fieldsOf(html: string, action: string): Record<string, string | string[]> {
  const start = html.indexOf(`action="${action}"`)
  if (start < 0) throw new Error(`no form to ${action}`)
  const form = html.slice(start, html.indexOf('</form>', start))
  const fields: Record<string, string | string[]> = {}
  const add = (name: string, value: string) => {
    if (name.startsWith('_')) return
    const known = fields[name]
    fields[name] = known === undefined ? value : [known, value].flat()
  }
  for (const [tag] of form.matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(tag, 'name')
    const isBox = /type="(checkbox|radio)"/.test(tag)
    if (name && (!isBox || /\schecked/.test(tag))) add(name, attribute(tag, 'value'))
  }
  for (const [, name, content] of form.matchAll(/<textarea\b[^>]*name="([^"]+)"[^>]*>([^<]*)</g)) {
    add(name!, unescaped(content!))
  }
  for (const [, name, options] of form.matchAll(/<select\b[^>]*name="([^"]+)"[^>]*>(.*?)<\/select>/gs)) {
    const [chosen] = /<option\b[^>]*\sselected[^>]*>/.exec(options!) ??
      /<option\b[^>]*>/.exec(options!) ?? ['']
    add(name!, attribute(chosen, 'value'))
  }
  return fields
}

/** An empty value is written as an attribute alone. */
function attribute(tag: string, name: string): string {
  return unescaped(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
