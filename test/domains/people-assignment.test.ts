import { getTableColumns, getTableName } from 'drizzle-orm'
import Fastify from 'fastify'
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import t from 'tap'
import { z } from 'zod'
import { invitations, roleGrants, users } from '../../src/domains/accounts/tables.js'
import { anAccount } from '../support/builders.js'
import { NOW } from '../support/now.js'
import { LONG_PASSWORD, latestToken, peopleTest, STRANGER, sendForm } from '../support/people.js'

const TABLES = [users, roleGrants, invitations]
/** Every column of what this area writes, as code and as the database name it, and the names that reach into objects. */
const NAMES = [
  ...new Set(
    TABLES.flatMap((table) =>
      Object.entries(getTableColumns(table)).flatMap(([key, { name }]) => [key, name]),
    ),
  ),
  'isAdmin',
  'prototype',
]
const VALUES: Record<string, unknown> = { role: 'admin', email: 'voleuse@exemple.test' }

type Answer = { statusCode: number; body: string }
type Send = (body: string) => Promise<Answer>

/** The names a route lets in beside those it knows: it should refuse them all. */
async function letIn(known: Record<string, unknown>, send: Send): Promise<string[]> {
  const accepted = []
  for (const name of NAMES.filter((one) => !(one in known))) {
    const answer = await send(
      JSON.stringify({ ...known, [name]: VALUES[name] ?? '5b1f7c3e-0000-4000-8000-000000000000' }),
    )
    if (answer.statusCode !== 400) accepted.push(`${name}: ${answer.statusCode}`)
  }
  for (const name of ['__proto__', 'constructor']) {
    const body = JSON.stringify({ ...known, swap: { role: 'admin' } }).replace('"swap"', JSON.stringify(name))
    const answer = await send(body)
    if (answer.statusCode !== 400) accepted.push(`${name}: ${answer.statusCode}`)
  }
  return accepted
}

t.test('no write route of this area takes a column it does not name, as JSON or as a form', async (t) => {
  const { app, db, test, network, site, asAdmin, adminBrowser, owner, admin } = await peopleTest(t)
  const person = await anAccount(db, { role: 'professional', networkId: network.id })
  const past = (await asAdmin('POST', `/people/${person.userId}/rights`, { role: 'coordinator' })).json().id
  await asAdmin('DELETE', `/people/${person.userId}/rights/${past}`)
  const { id } = (
    await asAdmin('POST', '/invitations', { email: 'lise@exemple.test', name: 'Lise', role: 'professional' })
  ).json()
  const token = await latestToken(owner, id)
  const account = { name: 'Lise', password: LONG_PASSWORD, confirmation: LONG_PASSWORD }
  const [p, r] = [`people/${person.userId}`, `rights/${person.grantId}`]
  const site_ = { role: 'establishment', establishmentId: site.id }
  const BODIES: Record<string, Record<string, unknown>> = {
    [`POST /api/${p}/rights`]: site_,
    [`DELETE /api/${p}/${r}`]: {},
    [`POST /api/${p}/rights/${past}/restoration`]: {},
    [`POST /api/${p}/deactivation`]: {},
    [`POST /api/${p}/reactivation`]: {},
    [`DELETE /api/${p}/second-factor`]: {},
    'POST /api/invitations': { email: 'autre@exemple.test', name: 'Autre', ...site_ },
    [`POST /api/invitations/${id}/resending`]: {},
    [`POST /api/invitations/${id}/cancellation`]: {},
    'POST /api/invitation-acceptances': { token, account },
  }
  const FORMS: Record<string, Record<string, string>> = {
    [`/comptes/${person.userId}/droits`]: { role: 'establishment', establishmentId: site.id },
    [`/comptes/${person.userId}/droits/${person.grantId}/retrait`]: {},
    [`/comptes/${person.userId}/droits/${past}/retablissement`]: {},
    [`/comptes/${person.userId}/desactivation`]: {},
    [`/comptes/${person.userId}/reactivation`]: {},
    [`/comptes/${person.userId}/second-facteur`]: {},
    '/comptes/invitations': {
      email: 'autre@exemple.test',
      name: 'Autre',
      role: 'establishment',
      establishmentId: site.id,
    },
    [`/comptes/invitations/${id}/renvoi`]: {},
    [`/comptes/invitations/${id}/annulation`]: {},
    '/invitation/acceptation': { token },
    '/invitation/compte': { token, ...account },
  }
  const writes = app.doors.filter(
    ({ method, url }) =>
      method !== 'GET' && method !== 'HEAD' && /^(\/api)?\/(people|invitation|comptes)/.test(url),
  )
  t.equal(
    writes.length,
    Object.keys(BODIES).length + Object.keys(FORMS).length,
    'every write route of the area is tried',
  )

  const dump = async () =>
    JSON.stringify(
      await Promise.all(
        TABLES.map(
          async (table) => (await owner.query(`select * from ${getTableName(table)} order by id`)).rows,
        ),
      ),
    )
  const bearer = app.jwt.sign({ sid: await admin.openSession() })
  const before = await dump()
  for (const [route, known] of Object.entries(BODIES)) {
    const [method, url] = route.split(' ') as ['POST', string]
    const headers = {
      'content-type': 'application/json',
      ...(url.includes('acceptances') ? {} : { authorization: `Bearer ${bearer}` }),
    }
    t.same(
      await letIn(known, (payload) => app.inject({ method, url, headers, payload })),
      [],
      route.replaceAll(/[0-9a-f-]{36}/g, ':id'),
    )
  }
  for (const [url, known] of Object.entries(FORMS)) {
    const browser = url === '/invitation/compte' ? STRANGER : adminBrowser
    const send: Send = (body) =>
      sendForm(
        test,
        browser,
        url,
        Object.fromEntries(Object.entries(JSON.parse(body)).map(([name, value]) => [name, String(value)])),
      )
    t.same(
      (await letIn(known, send)).filter((one) => !one.startsWith('__proto__')),
      [],
      url.replaceAll(/[0-9a-f-]{36}/g, ':id'),
    )
  }
  t.equal(await dump(), before, 'and no row has moved')
  t.comment(`${writes.length} routes × ${NAMES.length + 2} names`)
})

t.test('the control: a route with a lax schema lets columns in, and writes them', async (t) => {
  const { network, owner, coordinator } = await peopleTest(t)
  const app = Fastify().withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.post('/lax', { schema: { body: z.looseObject({ role: z.string() }) } }, async ({ body }, reply) => {
    await owner.query(
      'insert into role_grants (user_id, role, network_id, granted_at, revoked_by) values ($1, $2, $3, $4, $5)',
      [coordinator.userId, body.role, network.id, NOW, body.revokedBy ?? null],
    )
    return reply.code(201).send()
  })
  t.teardown(() => app.close())
  const send: Send = (payload) =>
    app.inject({ method: 'POST', url: '/lax', headers: { 'content-type': 'application/json' }, payload })
  const accepted = await letIn({ role: 'professional' }, send)
  t.ok(accepted.length > 20, `${accepted.length} names let in`)
  t.ok(accepted.some((one) => one.startsWith('revokedBy')))
  t.ok(
    ((await owner.query('select 1 from role_grants where revoked_by is not null')).rowCount ?? 0) > 0,
    'a column it never named is written',
  )
})
