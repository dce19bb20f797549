import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import t, { type Test } from 'tap'
import { bearerOf, browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, anAuthorisation, anEstablishment, PASSWORD } from '../support/builders.js'
import { acceptableBody, addressOf, ask, changesState, isApi } from '../support/doors.js'
import { dumpOf } from '../support/dump.js'
import { extracts, multipart } from '../support/extracts.js'
import { freshPerson, rolesWith } from '../support/fresh-person.js'
import { ownerOf, sendForm } from '../support/people.js'
import { twoNetworks } from '../support/two-networks.js'

const ACTS: { name: string; path: string; api: string; body: Record<string, string> }[] = [
  {
    name: 'an invitation',
    path: '/comptes/invitations',
    api: '/invitations',
    body: { email: 'lise@exemple.test', name: 'Lise Martin', role: 'professional' },
  },
  {
    name: 'a legal basis',
    path: '/fondement-juridique',
    api: '/authorisations',
    body: {
      reference: 'Convention 12',
      legalBasis: 'Mission d’intérêt public',
      dataProtectionOfficer: 'Camille Roy',
      healthDataHost: 'Hébergeur',
      validFrom: '2026-01-01',
      validTo: '2027-01-01',
    },
  },
  {
    name: 'a published figure',
    path: '/indicateurs/mode-accouchement/chiffre-publie',
    api: '/tracers/delivery-mode/published-figures',
    body: { class: 'cesarean', year: '2025', value: '19,2', source: 'ScanSanté' },
  },
  {
    name: 'the use of a right',
    path: '/mes-donnees/demandes',
    api: '/own-data/requests',
    body: { right: 'objection' },
  },
]

for (const act of ACTS) {
  t.test(`${act.name} sent twice under one key is done once and answered alike`, async (t) => {
    for (const face of ['form', 'call'] as const) {
      const { url, formOf, callOf } = await scene(t)
      const send = face === 'form' ? formOf(act) : callOf(act)
      const key = randomUUID()
      const first = await send(key)
      t.ok(first.statusCode < 400, first.body)
      const once = await dumpOf(url)
      const second = await send(key)
      t.same(answerOf(second), answerOf(first))
      t.same(await dumpOf(url), once, 'nothing more is written')
      const control = await send(null)
      t.ok(control.statusCode < 400, control.body)
      t.not(
        JSON.stringify(await dumpOf(url)),
        JSON.stringify(once),
        'the control: without a key it is done again',
      )
    }
  })

  t.test(`${act.name} sent twice at once under one key is done once`, async (t) => {
    const { owner, formOf, callOf } = await scene(t)
    for (const send of [formOf(act), callOf(act)]) {
      const key = randomUUID()
      const entries = await countOf(owner)
      const answers = await Promise.all([send(key), send(key), send(key)])
      t.ok(answers[0]!.statusCode < 400, answers[0]!.body)
      t.same(answers.map(answerOf), Array(3).fill(answerOf(answers[0]!)))
      t.equal(await countOf(owner), entries + 1)
    }
  })
}

t.test('the same key with something else is refused in French, and nothing is done', async (t) => {
  const { url, formOf, callOf } = await scene(t)
  const [act] = ACTS
  const key = randomUUID()
  await formOf(act!)(key)
  const before = await dumpOf(url)
  const other = { ...act!, body: { ...act!.body, email: 'autre@exemple.test' } }
  const refused = await formOf(other)(key)
  t.equal(refused.statusCode, 422)
  t.match(refused.body, 'Ce formulaire a déjà été envoyé, avec d’autres réponses.')
  t.match(refused.body, 'autre@exemple.test', 'what was typed is not lost')
  t.notMatch(refused.body, key, 'the form comes back with a key of its own')
  t.match((await callOf(act!)(key)).json(), { status: 422, type: 'urn:problem:request.key-reused' })
  t.same(await dumpOf(url), before)
})

t.test('what is refused leaves its key free', async (t) => {
  const { formOf } = await scene(t)
  const act = ACTS.find(({ name }) => name === 'a published figure')!
  const key = randomUUID()
  t.equal((await formOf({ ...act, body: { ...act.body, value: '900' } })(key)).statusCode, 400)
  t.equal((await formOf(act)(key)).statusCode, 303)
})

t.test('a key is of one person: another may have the same', async (t) => {
  const { owner, formOf, colleague } = await scene(t)
  const act = ACTS.find(({ name }) => name === 'a legal basis')!
  const key = randomUUID()
  const entries = await countOf(owner)
  t.equal((await formOf(act)(key)).statusCode, 303)
  t.equal((await formOf(act, colleague)(key)).statusCode, 303)
  t.equal(await countOf(owner), entries + 2)
})

t.test('a key that cannot be read is refused, between quotes or not it is the same', async (t) => {
  const { owner, formOf, callOf } = await scene(t)
  const [act] = ACTS
  for (const key of ['court', 'é'.repeat(20), 'x'.repeat(65), "a'; drop table users"]) {
    t.equal((await callOf(act!)(encodeURI(key))).statusCode, 400, key)
    t.equal((await formOf(act!)(key)).statusCode, 400, key)
  }
  const entries = await countOf(owner)
  const key = randomUUID()
  t.equal((await callOf(act!)(`"${key}"`)).statusCode, 201)
  t.equal((await callOf(act!)(key)).statusCode, 201)
  t.equal(await countOf(owner), entries + 1)
})

t.test('every form of a session carries a key, and a new one each time', async (t) => {
  const { app, person } = await scene(t)
  const keysOf = async (url: string) => {
    const page = await app.inject({ url, headers: person.browser.headers })
    return [...page.body.matchAll(/name="_key" value="([^"]+)"/g)].map(([, key]) => key)
  }
  for (const url of ['/comptes/invitations/nouvelle?role=professional', '/fondement-juridique', '/imports']) {
    const keys = [...(await keysOf(url)), ...(await keysOf(url))]
    t.ok(keys.length >= 2, url)
    t.equal(new Set(keys).size, keys.length)
  }
})

t.test('a token asked for twice is shown twice and made once', async (t) => {
  const { owner, person, test } = await scene(t)
  const fields = { name: 'tableau', permissions: 'network.read', days: '30', currentPassword: PASSWORD }
  const key = randomUUID()
  const send = () => sendForm(test, person.browser, '/mon-compte/jetons', { ...fields, _key: key })
  const shown = [await send(), await send()].map(({ body }) => /eyJ[\w.-]+/.exec(body)?.[0])
  t.ok(shown[0])
  t.equal(shown[1], shown[0])
  t.equal((await owner.query('select from api_tokens')).rowCount, 1)
  const { rows } = await owner.query('select result from sent_requests')
  t.same(Object.keys(rows[0].result).sort(), ['expiresAt', 'id'], 'the key keeps no secret')
})

t.test('files sent twice under one key make one import and are kept once', async (t) => {
  const { app, person, dataDir } = await scene(t)
  const files = extracts({ stays: 100, years: [2025] })
  const others = files.map(({ name, content }) => ({ name, content: Buffer.alloc(content.length, 32) }))
  const upload = (sent: typeof files, key: string) => {
    const body = multipart(sent, { _csrf: person.browser.csrf, _key: key })
    const headers = { ...person.browser.headers, ...body.headers }
    return app.inject({ method: 'POST', url: '/imports', headers, payload: body.payload })
  }
  const call = (sent: typeof files, key: string) => {
    const body = multipart(sent)
    const headers = { ...person.headers, ...body.headers, 'idempotency-key': key }
    return app.inject({ method: 'POST', url: '/api/imports', headers, payload: body.payload })
  }
  for (const send of [upload, call]) {
    const before = (await readdir(path.join(dataDir, 'uploads')).catch(() => [])).length
    const key = randomUUID()
    const answers = await Promise.all([send(files, key), send(files, key)])
    t.ok(answers[0].statusCode < 400, answers[0].body)
    t.same(answerOf(answers[1]), answerOf(answers[0]))
    const other = await send(others, key)
    t.equal(other.statusCode, 422, 'of the same names and sizes, other files are other files')
    t.equal((await readdir(path.join(dataDir, 'uploads'))).length, before + 1)
  }
})

t.test('no door does a second time what comes under the same key', { timeout: 300_000 }, async (t) => {
  const test = await testApp(t)
  const world = await twoNetworks(test.db)
  const faults: string[] = []
  let done = 0
  for (const door of test.app.doors.filter(changesState)) {
    const [role] = rolesWith(door.permission)
    if (!role) continue
    const { persona, proof } = await freshPerson({ ...test, world }, role, door)
    const url = addressOf(door, 'own', world, persona)
    if (url === null) continue
    const key = randomUUID()
    const body = acceptableBody(door)
    const asked = isApi(door)
      ? { persona, url, body, proof: proof.api, headers: { 'idempotency-key': key } }
      : { persona, url, body: { ...(body as object), _key: key }, proof: proof.pages }
    const first = await ask(test.app, door, asked)
    if (first.statusCode >= 400) continue
    done += 1
    const once = await dumpOf(test.url)
    await ask(test.app, door, asked)
    const twice = await dumpOf(test.url)
    const more = Object.keys(twice).filter((table) => twice[table] !== once[table])
    if (more.length > 0) faults.push(`${door.method} ${door.url}: again in ${more.join(', ')}`)
  }
  t.comment(`${done} acts done twice`)
  t.ok(done > 20)
  t.same(faults, [], 'an act that creates something begins with `once`, not `inTransaction`')
})

type Answer = { statusCode: number; headers: Record<string, unknown>; body: string }

const answerOf = ({ statusCode, headers, body }: Answer) => ({
  statusCode,
  location: headers.location ?? null,
  body: String(headers['content-type']).includes('json') ? body : '',
})

async function scene(t: Test) {
  const test = await testApp(t)
  const { app, db } = test
  const network = await aNetwork(db)
  await anEstablishment(db, network)
  await anAuthorisation(db, network)
  const client = async () => {
    const account = await anAccount(db, { role: 'admin', networkId: network.id })
    return { headers: await bearerOf(app, account), browser: await browserOf(app, account) }
  }
  const [person, colleague] = [await client(), await client()]
  type Act = (typeof ACTS)[number]
  return {
    ...test,
    test,
    owner: await ownerOf(t, test),
    person,
    colleague,
    formOf:
      ({ path, body }: Act, by = person) =>
      (key: string | null) =>
        sendForm(test, by.browser, path, { ...body, ...(key !== null && { _key: key }) }),
    callOf:
      ({ api, body }: Act, by = person) =>
      (key: string | null) =>
        app.inject({
          method: 'POST',
          url: `/api${api}`,
          headers: { ...by.headers, ...(key !== null && { 'idempotency-key': key }) },
          payload: { ...body, ...('year' in body && { year: Number(body.year) }) },
        }),
  }
}

async function countOf(owner: { query: (text: string) => Promise<{ rows: { count: number }[] }> }) {
  const { rows } = await owner.query('select count(*)::int as count from audit_entries')
  return rows[0]!.count
}
