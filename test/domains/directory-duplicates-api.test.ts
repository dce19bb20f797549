import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { directoryMemberships, directoryPeople } from '../../src/domains/directory/tables.js'
import { insertOffers } from '../../src/domains/directory/writing.js'
import { findDuplicates } from '../../src/domains/directory-upkeep/duplicates/finding.js'
import { bearerOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { browserFor } from '../support/directory-desk.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { dumpOf } from '../support/dump.js'

const TWIN = { lastName: 'Martin', firstName: 'Claire', phone: '+33199000099' }

t.test('a pair is read, merged with what was proposed, and undone; each is said in the lists', async (t) => {
  const { api, ctx, rows } = await scene(t)
  const [one, other] = [
    await aPerson(ctx, { ...TWIN, rppsNumber: '99000000011', website: null, email: 'une@exemple.test' }),
    await aPerson(ctx, { ...TWIN, website: 'https://exemple.test', email: 'autre@exemple.test' }),
  ]
  await findDuplicates(ctx)
  const { duplicates, ...list } = (await api('GET', '')).json()
  t.same(list, { counts: { person: 1, structure: 0 }, total: 1, page: 1, pageCount: 1 })
  const [pair] = duplicates
  t.match(pair, { kind: 'person', decision: null, decidedAt: null, reasons: ['same-name', 'same-phone'] })
  const sideOf = (id: string) => (pair.first.id === id ? 'first' : 'second')

  const seen = (await api('GET', `/${pair.id}`)).json()
  t.equal(seen.preferred, sideOf(one), 'the record with a national number')
  const group = (key: string) => seen.groups.find((group: { key: string }) => group.key === key)
  t.match(group('website'), { state: 'one-blank', preferred: sideOf(other) })
  t.equal(group('website')[sideOf(one)].words, null, 'what a record does not say is null')
  t.equal(group('lastName').state, 'same')

  const merge = { kept: sideOf(one), from: { email: sideOf(other) } }
  t.equal((await api('POST', `/${pair.id}/merge`, merge)).statusCode, 204)
  t.match(
    await rows(one),
    [{ website: 'https://exemple.test', email: 'autre@exemple.test', rppsNumber: '99000000011' }],
    'a blank hides no value, what was chosen is kept',
  )
  t.match((await api('POST', `/${pair.id}/merge`, merge)).json(), {
    status: 409,
    type: 'urn:problem:directory-duplicate.decided',
  })
  t.match((await api('GET', '?state=merged')).json().duplicates, [
    { id: pair.id, decision: 'merged', keptId: one },
  ])
  t.equal((await api('POST', `/${pair.id}/merge-undoing`)).statusCode, 204)
  t.match(await rows(one), [{ website: null, email: 'une@exemple.test' }])
  t.match(await rows(other), [{ mergedIntoId: null }])
  t.equal((await api('POST', `/${pair.id}/merge-undoing`)).statusCode, 409)
})

t.test('what hangs on each record is said in words, for a program and on the page', async (t) => {
  const { api, page, ctx } = await scene(t)
  const hospital = await aStructure(ctx, { name: 'Hôpital du Lac', communeName: 'Viriat' })
  const one = await aPerson(ctx, { ...TWIN, at: hospital })
  const other = await aPerson(ctx, TWIN)
  await inTransaction(ctx, async (ctx) => {
    const ivg = { kind: 'ivg', visibleTo: 'team' } as const
    await insertOffers(ctx, TEAM, [
      { ...ivg, personId: one, methods: ['medical'], phone: '+33199000001' },
      { ...ivg, personId: other, methods: ['instrumental-local'], startsOn: '2026-01-01', fees: 'Secteur 1' },
    ])
    await ctx.db.insert(directoryMemberships).values({
      networkId: ctx.actor.role === 'system' ? ctx.actor.networkId! : '',
      personId: one,
      state: 'active',
      stateSince: '2026-01-01',
      college: 'Sages-femmes',
      updatedAt: ctx.now,
      updatedBy: 'Coordination',
    })
  })
  await findDuplicates(ctx)
  const [{ id, first }] = (await api('GET', '')).json().duplicates
  const { parts } = (await api('GET', `/${id}`)).json()
  const [ofOne, ofOther] = first.id === one ? [parts.first, parts.second] : [parts.second, parts.first]
  const plain = (words: string) => words.replace(/\s/g, ' ')
  t.match(ofOne.places.map(plain), [/^Hôpital du Lac, Viriat, .*lib/i])
  t.match(ofOne.offers.map(plain), [/IVG.*médicamenteuse, 01 99 00 00 01$/])
  t.equal(plain(ofOne.membership), 'adhérent depuis le 01/01/2026, Sages-femmes')
  t.match(ofOther.offers.map(plain), [/anesthésie locale, tarifs : Secteur 1, depuis le 01\/01\/2026$/])
  t.same([ofOther.places, ofOther.membership], [[], null])
  const shown = (await page(id)).body
  for (const line of [...ofOne.places, ...ofOne.offers, ofOne.membership, ...ofOther.offers]) {
    t.ok(shown.includes(line), line)
  }
})

t.test('a merge sent twice under one key is answered twice and done once', async (t) => {
  const { api, ctx, url } = await scene(t)
  await aPerson(ctx, TWIN)
  await aPerson(ctx, TWIN)
  await findDuplicates(ctx)
  const [{ id }] = (await api('GET', '')).json().duplicates
  const key = randomUUID()
  const send = () => api('POST', `/${id}/merge`, { kept: 'first' }, key)
  t.equal((await send()).statusCode, 204)
  const once = await dumpOf(url)
  t.equal((await send()).statusCode, 204)
  t.same(await dumpOf(url), once)
})

t.test('two said to be two leave the list, and come back when somebody reopens the pair', async (t) => {
  const { api, ctx } = await scene(t)
  const same = { name: 'Maison de santé des Lilas', street: '1 rue Haute', phone: '+33474000001' }
  await aStructure(ctx, same)
  await aStructure(ctx, { ...same, finessNumber: null })
  await findDuplicates(ctx)
  const suspected = async () => (await api('GET', '?kind=structure')).json().duplicates
  const [{ id }] = await suspected()
  t.equal((await api('POST', `/${id}/reopening`)).statusCode, 409, 'it is not decided')
  t.equal((await api('POST', `/${id}/distinction`)).statusCode, 204)
  t.same(await suspected(), [])
  t.match((await api('GET', '?kind=structure&state=distinct')).json().duplicates, [
    { id, decision: 'distinct', decidedBy: /./ },
  ])
  t.equal((await api('POST', `/${id}/reopening`)).statusCode, 204)
  t.match(await suspected(), [{ id, decision: null, decidedBy: null }])
})

t.test('a merge says which record is kept, and names only groups there are', async (t) => {
  const { api, ctx } = await scene(t)
  await aPerson(ctx, TWIN)
  await aPerson(ctx, TWIN)
  await findDuplicates(ctx)
  const [{ id }] = (await api('GET', '')).json().duplicates
  for (const body of [
    {},
    { kept: 'both' },
    { kept: 'first', from: { visibility: 'second' } },
    { kept: 'first', from: { email: 'third' } },
    { kept: 'first', 'garder-email': 'second' },
  ]) {
    t.equal((await api('POST', `/${id}/merge`, body)).statusCode, 400, JSON.stringify(body))
  }
  t.equal((await api('POST', `/${id}/merge`, { kept: 'first' })).statusCode, 204, 'the control')
})

async function scene(t: Test) {
  const { app, db, url } = await testApp(t)
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  const coordinator = await anAccount(db, { role: 'coordinator', networkId: network.id })
  const headers = await bearerOf(app, coordinator)
  const browser = await browserFor({ app }, coordinator)
  return {
    ctx,
    url,
    page: (id: string) => browser.get(`/annuaire/doublons/${id}`),
    api: (method: 'GET' | 'POST', path: string, payload?: object, key?: string) =>
      app.inject({
        method,
        url: `/api/directory/duplicates${path}`,
        headers: { ...headers, ...(key && { 'idempotency-key': key }) },
        ...(payload && { payload }),
      }),
    rows: (id: string) =>
      inTransaction(ctx, ({ db }) => db.select().from(directoryPeople).where(eq(directoryPeople.id, id))),
  }
}
