import type { Test } from 'tap'
import { browserOf, testApp } from './app.js'
import { aNetwork, anAccount, systemCtx } from './builders.js'
import { ownerOf, STRANGER, sendForm } from './people.js'

/** A network whose coordinator answers reports, and readers without an account who send them. */
export async function reportDesk(t: Test) {
  const test = await testApp(t)
  const network = await aNetwork(test.db)
  const ctx = systemCtx(test.db, network.id)
  const owner = await ownerOf(t, test)
  const account = await anAccount(
    test.db,
    { role: 'coordinator', networkId: network.id },
    { name: 'Personne de test' },
  )
  const coordinator = await browserOf(test.app, account)
  const one = async (table: string, id: string) =>
    (await owner.query(`select * from ${table} where id = $1`, [id])).rows[0]
  const path = (kind: string, id: string) => `/annuaire/signaler/${kind}/${id}?reseau=${network.slug}`
  const accept = (id: string, fields: Record<string, string | string[]>) => {
    const pairs = Object.entries({ _csrf: coordinator.csrf, ...fields }).flatMap(([name, value]) =>
      [value].flat().map((each) => [name, each]),
    )
    return test.app.inject({
      method: 'POST',
      url: `/annuaire/signalements/${id}/acceptation`,
      headers: { ...coordinator.headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(pairs).toString(),
    })
  }
  return {
    ...{ test, network, ctx, owner, coordinator, one, accept },
    form: (kind: string, id: string) => test.app.inject({ url: path(kind, id) }),
    send: (kind: string, id: string, fields: Record<string, string>) =>
      sendForm(test, STRANGER, path(kind, id), fields),
    open: (id: string) =>
      test.app.inject({ url: `/annuaire/signalements/${id}`, headers: coordinator.headers }),
    reports: async () => (await owner.query('select * from directory_reports order by received_at, id')).rows,
    structure: (id: string) => one('directory_structures', id),
    recordPage: async (id: string) =>
      (await test.app.inject({ url: `/annuaire/structures/${id}?reseau=${network.slug}` })).body,
  }
}

/** What a form of the moderator sends when nobody touches it. */
export function fieldsOf(body: string): Record<string, string | string[]> {
  const form = /<form[^>]*acceptation[\s\S]*?<\/form>/.exec(body)?.[0] ?? ''
  const fields: Record<string, string | string[]> = { accepted: [] }
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const [name, value] = ['name', 'value'].map((one) => new RegExp(` ${one}="([^"]*)"`).exec(tag)?.[1] ?? '')
    if (/ type="(checkbox|radio)"/.test(tag) && !/ checked/.test(tag)) continue
    if (name === 'accepted') (fields.accepted as string[]).push(value!)
    else if (!name!.startsWith('_')) fields[name!] = value!
  }
  return fields
}
