import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { directoryConsents } from '../../src/domains/directory/tables.js'
import { updatePerson } from '../../src/domains/directory/writing.js'
import { directoryReports } from '../../src/domains/directory-upkeep/tables.js'
import { sendWave } from '../../src/domains/directory-upkeep/waves.js'
import { browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, anEstablishment, systemCtx } from '../support/builders.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'
import { ownerOf, STRANGER, sendForm } from '../support/people.js'
import { reviewToken } from '../support/review-mails.js'

t.test(
  'a reader without an account says what is wrong, once, in a record she sees and in no other',
  async (t) => {
    const { test, network, ctx, reports } = await scene(t)
    const shown = await aStructure(ctx)
    const hidden = await aPerson(ctx)
    const path = (kind: string, id: string) => `/annuaire/signaler/${kind}/${id}?reseau=${network.slug}`
    const send = (url: string, fields: Record<string, string>) => sendForm(test, STRANGER, url, fields)

    t.equal((await test.app.inject({ url: path('structures', shown) })).statusCode, 200)
    t.equal((await test.app.inject({ url: path('personnes', hidden) })).statusCode, 404, 'members only')
    t.equal((await send(path('personnes', hidden), { motive: 'left' })).statusCode, 404)

    const said = { motive: 'closed', message: 'Fermé depuis mars.', email: 'lectrice@exemple.test' }
    const wrong = await send(path('structures', shown), { ...said, motive: '', email: 'lectrice' })
    t.equal(wrong.statusCode, 400)
    t.match(wrong.body, /Fermé depuis mars\.[\s\S]*value="lectrice"/, 'nothing typed is lost')
    for (let i = 0; i < 3; i += 1) t.equal((await send(path('structures', shown), said)).statusCode, 303)
    t.match(await reports(), [
      { origin: 'reader', motive: 'closed', reporter_email: 'lectrice@exemple.test', reporter_user_id: null },
    ])
    t.same(await journalOf(t), { 'directory.report': 1 })
  },
)

t.test('the form and its thanks bear the name of the network, without an account', async (t) => {
  const { test, network, ctx } = await scene(t)
  const url = `/annuaire/signaler/structures/${await aStructure(ctx)}?reseau=${network.slug}`
  for (const page of [url, `${url}&fait=merci`]) {
    t.match((await test.app.inject({ url: page })).body, `<span class="brand-network">${network.name}</span>`)
  }
})

t.test('what another network was told of a record is not what this one was told', async (t) => {
  const { test, network, ctx, reports } = await scene(t)
  const subjectId = await aStructure(ctx)
  const { id: networkId } = await aNetwork(test.db)
  await inTransaction(systemCtx(test.db, networkId), ({ db }) =>
    db.insert(directoryReports).values({
      ...{ networkId, subjectKind: 'structure', subjectId, origin: 'reader', motive: 'closed' },
      ...{ receivedAt: NOW },
    }),
  )
  const url = `/annuaire/signaler/structures/${subjectId}?reseau=${network.slug}`
  await sendForm(test, STRANGER, url, { motive: 'closed' })
  t.same((await reports()).map((report) => report.network_id).sort(), [network.id, networkId].sort())
})

t.test('a program that fills in everything is answered like anybody, and nothing is kept', async (t) => {
  const { test, network, ctx, reports } = await scene(t)
  const url = `/annuaire/signaler/structures/${await aStructure(ctx)}?reseau=${network.slug}`
  const fields = { motive: 'other', message: 'buy', website: 'https://spam.example' }
  const trapped = await sendForm(test, STRANGER, url, fields)
  const { website: _, ...honest } = fields
  const kept = await sendForm(test, STRANGER, url, honest)
  t.same([trapped.statusCode, trapped.headers.location], [kept.statusCode, kept.headers.location])
  t.equal((await reports()).length, 1, 'the control: without the trap it is kept')
})

t.test('what a reader writes is text, on every page it reaches, and an address never two', async (t) => {
  const { test, network, ctx, coordinator, reports } = await scene(t)
  const url = `/annuaire/signaler/structures/${await aStructure(ctx)}?reseau=${network.slug}`
  const message = '<img src=x onerror=alert(1)> =HYPERLINK("http://x") \'; drop table users;--'
  const send = (fields: Record<string, string>) =>
    sendForm(test, STRANGER, url, { motive: 'other', message, ...fields })
  for (const email of ['a@exemple.test\r\nBcc: b@exemple.test', 'a@exemple.test,b@exemple.test']) {
    t.equal((await send({ email })).statusCode, 400, JSON.stringify(email))
  }
  t.equal((await send({ message: 'x'.repeat(1001) })).statusCode, 400)
  t.equal((await reports()).length, 0)
  t.equal((await send({})).statusCode, 303, 'the control')
  const [report] = await reports()
  t.equal(report.message, message)
  t.equal(
    (await send({ message: 'nul\u0000 \ud800 ici' })).statusCode,
    303,
    'what cannot be kept is left out',
  )
  const { body } = await test.app.inject({
    url: `/annuaire/signalements/${report.id}`,
    headers: coordinator.headers,
  })
  t.match(body, /&lt;img src=x/)
  t.notMatch(body, /<img src=x/)
})

t.test(
  'reports are limited by place and by record, and when nothing counts them none is taken',
  async (t) => {
    const { test, network, ctx, owner, reports } = await scene(t)
    const url = `/annuaire/signaler/structures/${await aStructure(ctx)}?reseau=${network.slug}`
    const statuses = []
    for (let i = 0; i < 12; i += 1) {
      statuses.push((await sendForm(test, STRANGER, url, { motive: 'other', message: `${i}` })).statusCode)
    }
    t.same(statuses, [...Array(10).fill(303), 429, 429])
    await owner.query('alter table rate_buckets rename to rate_buckets_away')
    const blind = await sendForm(test, STRANGER, url, { motive: 'other', message: 'x' })
    t.ok(blind.statusCode >= 500, 'never open when blind')
    await owner.query('alter table rate_buckets_away rename to rate_buckets')
    t.equal((await reports()).length, 10)
  },
)

t.test('the team accepts what the owner proposed, and it is written as hers', async (t) => {
  const { test, ctx, owner, coordinator, reports } = await scene(t)
  const id = await aPerson(ctx, { firstName: 'Claire' })
  await sendWave(ctx)
  const token = await reviewToken(owner, id)
  await sendForm(test, STRANGER, '/annuaire/verification/correction', {
    token,
    lastName: 'Durand',
    firstName: 'Claire',
    website: 'https://exemple.test',
  })
  const [report] = await reports()
  t.same(report.proposal, { lastName: 'Durand', website: 'https://exemple.test/' })
  const page = await test.app.inject({
    url: `/annuaire/signalements/${report.id}`,
    headers: coordinator.headers,
  })
  t.match(page.body, /Durand/)
  const accept = () =>
    sendForm(test, coordinator, `/annuaire/signalements/${report.id}/acceptation`, {
      ...{
        proposedLastName: 'Durand',
        proposedWebsite: 'https://exemple.test/',
        accepted: 'proposedLastName',
      },
    })
  const answers = await Promise.all([accept(), accept()])
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [303, 409], 'of two moderators one decides')
  t.match(
    answers.find(({ statusCode }) => statusCode === 303)!.headers.location,
    `/annuaire/fiches/personnes/${id}`,
  )
  const { rows } = await owner.query('select * from directory_people where id = $1', [id])
  t.match(rows[0], { last_name: 'Durand', website: null, verified_at: NOW }, 'what is ticked')
  t.match(rows[0].provenance.lastName, { source: 'person' })
  t.equal((await owner.query("select from mails where template = 'directory-report-answer'")).rowCount, 1)
})

t.test('a refusal says why, and the answer leaves to who left an address', async (t) => {
  const { test, network, ctx, owner, coordinator, reports } = await scene(t)
  const url = `/annuaire/signaler/structures/${await aStructure(ctx)}?reseau=${network.slug}`
  await sendForm(test, STRANGER, url, { motive: 'other', message: 'faux', email: 'lectrice@exemple.test' })
  await sendForm(test, STRANGER, url, { motive: 'other', message: 'anonyme' })
  const all = await reports()
  const [withAddress, without] = ['faux', 'anonyme'].map((said) =>
    all.find(({ message }) => message === said),
  )
  const refuse = (id: string, note: string) =>
    sendForm(test, coordinator, `/annuaire/signalements/${id}/refus`, { note })
  t.equal((await refuse(withAddress.id, '')).statusCode, 400, 'a reason is asked')
  t.equal((await refuse(withAddress.id, 'Le numéro répond, nous avons appelé.')).statusCode, 303)
  t.equal((await refuse(without.id, 'Rien ne permet de le vérifier.')).statusCode, 303)
  const { rows } = await owner.query('select to_address, params from mails')
  t.match(rows, [
    {
      to_address: 'lectrice@exemple.test',
      params: { decision: 'refused', note: 'Le numéro répond, nous avons appelé.' },
    },
  ])
})

t.test('each sees the reports of her own records, another network none', async (t) => {
  const { test, network, ctx, reports } = await scene(t)
  const site = await anEstablishment(test.db, network)
  const [mine, other] = [await aStructure(ctx, { territoryId: site.territoryId }), await aStructure(ctx)]
  for (const id of [mine, other]) {
    await sendForm(test, STRANGER, `/annuaire/signaler/structures/${id}?reseau=${network.slug}`, {
      motive: 'closed',
    })
  }
  const ofOther = (await reports()).find(({ subject_id }) => subject_id === other)
  const antenna = await browserOf(
    test.app,
    await anAccount(test.db, {
      role: 'antenna_coordinator',
      networkId: network.id,
      territoryId: site.territoryId!,
    }),
  )
  const foreign = await browserOf(
    test.app,
    await anAccount(test.db, { role: 'coordinator', networkId: (await aNetwork(test.db)).id }),
  )
  const list = await test.app.inject({ url: '/annuaire/signalements', headers: antenna.headers })
  t.match(list.body, /1(\s|&nbsp;)signalement à traiter/)
  for (const browser of [antenna, foreign]) {
    const url = `/annuaire/signalements/${ofOther.id}`
    t.equal((await test.app.inject({ url, headers: browser.headers })).statusCode, 404)
    t.equal((await sendForm(test, browser, `${url}/acceptation`)).statusCode, 404)
    t.equal((await sendForm(test, browser, `${url}/refus`, { note: 'non' })).statusCode, 404)
  }
  t.equal((await reports()).filter(({ decided_at }) => decided_at !== null).length, 0)
})

t.test('who may read a person publicly may report her, and no longer once she objects', async (t) => {
  const { test, network, ctx } = await scene(t)
  const id = await aPerson(ctx)
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.insert(directoryConsents).values({
      networkId: network.id,
      personId: id,
      scope: 'listing',
      givenOn: '2026-03-01',
      source: 'courrier',
      recordedBy: 'Coordination',
      recordedAt: NOW,
    })
    await updatePerson(ctx, TEAM, id, { visibility: { listing: 'public' } })
    await refreshCards(ctx, { people: [id] })
  })
  const url = `/annuaire/signaler/personnes/${id}?reseau=${network.slug}`
  t.equal((await test.app.inject({ url })).statusCode, 200)
  await inTransaction(ctx, async (ctx) => {
    await updatePerson(ctx, TEAM, id, { objectedAt: NOW, objectionSource: 'courrier' })
    await refreshCards(ctx, { people: [id] })
  })
  t.equal((await test.app.inject({ url })).statusCode, 404)
})

async function scene(t: Test) {
  const test = await testApp(t)
  const network = await aNetwork(test.db)
  const ctx = systemCtx(test.db, network.id)
  const owner = await ownerOf(t, test)
  const coordinator = await browserOf(
    test.app,
    await anAccount(test.db, { role: 'coordinator', networkId: network.id }),
  )
  const reports = async () =>
    (await owner.query('select * from directory_reports order by received_at, id')).rows
  return { test, network, ctx, owner, coordinator, reports }
}
