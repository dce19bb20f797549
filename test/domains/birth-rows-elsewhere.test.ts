import type pg from 'pg'
import t, { type Test } from 'tap'
import { signLink } from '../../src/access/action-links.js'
import type { Actor } from '../../src/access/actor.js'
import { inTransaction } from '../../src/context.js'
import { remindOfAnswers } from '../../src/domains/birth-house-reports/answer-reminding.js'
import { houseFacts } from '../../src/domains/birth-house-reports/house-facts.js'
import { nameInComparison } from '../../src/domains/birth-house-reports/naming.js'
import { remindOfReports } from '../../src/domains/birth-house-reports/reminding.js'
import { tellOfReport } from '../../src/domains/birth-house-reports/report-mails.js'
import { reportDueOn } from '../../src/domains/birth-house-reports/rules.js'
import { birthHouseReports, birthHouseReportVersions } from '../../src/domains/birth-house-reports/tables.js'
import { tellHouse } from '../../src/domains/birth-houses/authorisation-mails.js'
import { remindOfAuthorisations } from '../../src/domains/birth-houses/authorisation-reminding.js'
import { remindOfConventions } from '../../src/domains/birth-houses/convention-reminding.js'
import { readReturn } from '../../src/domains/birth-registers/returns.js'
import { birthHouseMonthlyReturns } from '../../src/domains/birth-registers/tables.js'
import { aGrantedFile, aQuestion } from '../support/authorisation-files.js'
import {
  aCharter,
  aConvention,
  aDelivery,
  aLabour,
  aMeeting,
  aMidwife,
  aNewborn,
  aSentReport,
  aStaffLine,
  aTransfer,
  aWoman,
} from '../support/birth-houses.js'
import { aNetwork, type EstablishmentRow, systemCtx } from '../support/builders.js'
import { asCoordinator } from '../support/directory-team.js'
import { withoutRowSecurity } from '../support/dump.js'
import { houseScene } from '../support/house-scene.js'
import { NOW } from '../support/now.js'
import { sendForm } from '../support/people.js'

/**
 * Rows of another network that name a house of this one, or something of hers. No door writes them; a mistake could,
 * and each query looks at whose a row is, not only at what it names.
 */
async function scene(t: Test) {
  const base = await houseScene(t)
  const { house } = base
  const elsewhere = await aNetwork(base.db, { regionCode: '98' })
  const of = { networkId: elsewhere.id, establishmentId: house.id }
  const read = async (url: string) => (await base.midwife('GET', url)).json()
  return { ...base, elsewhere, of, theirs: { ...house, networkId: elsewhere.id }, read }
}

t.test('what another network says of a woman is no part of her register', async (t) => {
  const { db, house, theirs, of, woman, midwife, owner, declaration, read } = await scene(t)
  const { newbornId } = await aDelivery(db, woman)
  await aNewborn(db, { ...woman, ...of }, { rank: 2, bornInHouse: true })
  const outcome = { bornAt: null, mode: null, bloodLossMl: null, sphincterInjury: null, intensiveCare: null }
  const { id: transferId } = await aTransfer(db, theirs, {
    womanId: woman.id,
    outcome: { ...outcome, apgar5: 3, childOutcome: null },
    outcomeAt: NOW,
    outcomeBy: 'Une maternité',
  })
  const url = `/birth-register/${woman.id}`
  const refusalOf = async (...request: Parameters<typeof midwife>) => (await midwife(...request)).json().type
  const record = await read(url)
  t.same(
    record.newborns.map(({ id }: { id: string }) => id),
    [newbornId],
  )
  t.equal(await refusalOf('PUT', `${url}/newborns/2`, { revision: 1 }), 'urn:problem:newborn.not-found')
  t.equal(
    await refusalOf('POST', `/birth-transfers/${transferId}/outcome-acceptance`),
    'urn:problem:transfer.not-found',
  )
  const { updatedAt: _, updatedBy: __, ...said } = record.delivery
  const written = await midwife('PUT', `${url}/delivery`, { ...said, bloodLossMl: 350 })
  t.equal(written.statusCode, 204, 'born in the house, for no transfer of the house says otherwise')
  const ofChild = { phase: 'newborn', reasonCode: 'jaundice', decidedAt: '2026-03-01T20:00:00Z' }
  const { id } = (await midwife('POST', '/birth-transfers', declaration(ofChild))).json()
  const { rows } = await owner.query('select newborn_id from birth_house_transfers where id = $1', [id])
  t.same(rows, [{ newborn_id: newbornId }], 'her only child')
  const end = { revision: record.woman.revision, endedOn: '2026-03-01', reason: 'completed' }
  t.equal((await midwife('PUT', `${url}/end`, end)).statusCode, 204, 'and her last transfer')

  const second = await aWoman(db, house)
  await aLabour(db, { ...second, ...of })
  await aNewborn(db, second, { bornInHouse: true })
  const at = `/birth-register/${second.id}`
  t.equal((await read(at)).delivery, null, 'nor a labour')
  t.equal(
    await refusalOf('POST', `${at}/newborns`, {}),
    'urn:problem:newborn.not-found',
    'the house wrote no birth',
  )
  const moved = { revision: second.revision, endedOn: '2026-02-01', reason: 'moved' }
  t.equal((await midwife('PUT', `${at}/end`, moved)).statusCode, 204)
})

t.test('what another network declares under the name of a house is in none of its counts', async (t) => {
  const { db, theirs, of, house, coordinator, midwife, read } = await scene(t)
  await aTransfer(db, theirs, { decidedAt: new Date('2026-02-10T10:00:00Z') })
  await inTransaction(systemCtx(db, of.networkId), ({ db }) =>
    db.insert(birthHouseMonthlyReturns).values({ ...of, month: '2026-01-01', nilAt: NOW, nilBy: 'Personne' }),
  )
  const months = await read('/birth-monthly-returns')
  t.match(months[1], { month: '2026-02-01', state: 'awaited', transfers: 0 })
  t.match(months[2], { month: '2026-01-01', state: 'awaited', nilAt: null })
  t.equal((await midwife('POST', '/birth-monthly-returns/2026-02/nil')).statusCode, 204)
  const counts = (await coordinator('GET', '/birth-transfer-counts?year=2026')).json()
  const [own] = counts.byHouse.filter((one: { house: string }) => one.house === house.name)
  t.match(own, { count: 0 })
})

t.test('a report of another network is neither the first of a house, nor a version of its own', async (t) => {
  const { test, app, db, theirs, of, house, agencyBrowser, coordinator, browser, read, owner } =
    await scene(t)
  await aSentReport(db, theirs, 2024)
  const { reports } = (await coordinator('GET', '/birth-house-reports?year=2024')).json()
  t.same(
    reports.map(({ reportId }: { reportId: string | null }) => reportId),
    [null, null],
    'nothing was received',
  )
  const { reportId, versionId } = await aSentReport(db, house, 2025)
  const [version] = await inTransaction(systemCtx(db, of.networkId), ({ db }) =>
    db
      .insert(birthHouseReportVersions)
      .values({
        ...{ ...of, reportId, version: 2, content: {}, contentHash: 'f'.repeat(64) },
        ...{ receipt: 'R-ailleurs', sentAt: NOW, sentBy: 'Personne', reason: 'Un oubli' },
      })
      .returning(),
  )
  const [first] = (await read('/birth-house-reports/own/2025')).missing
  t.match(first.sentence, /décrivez/, 'all is described in a first report')
  const page = await app.inject({ url: '/maison/rapports/2025', headers: browser.headers })
  t.match(page.body, versionId)
  t.notMatch(page.body, version!.id)
  const followed = (await coordinator('GET', '/birth-house-reports?year=2025')).json().reports
  const [own] = followed.filter((one: { reportId: string }) => one.reportId === reportId)
  t.match(own, { latestVersionId: versionId, latestVersion: 1 })
  t.match(await read('/birth-house-reports/own/2026'), { year: 2026 }, 'the next is begun from what was sent')
  const path = `/rapports-maisons-de-naissance/versions/${versionId}/echanges`
  const asked = await sendForm(test, agencyBrowser, path, { kind: 'observation', body: 'Bien reçu.' })
  t.equal(asked.statusCode, 303, asked.body.slice(0, 300))
  const { rows } = await owner.query("select distinct params->>'versionId' as version from mails")
  t.same(rows, [{ version: versionId }], 'the mail leads to what the house sent')
})

t.test('what another network wrote in the file of a house is not in it, nor in its report', async (t) => {
  const { db, house, theirs, read } = await scene(t)
  await aCharter(db, theirs, { adoptedOn: '2025-02-01' })
  await aMeeting(db, theirs, { heldOn: '2026-02-10' })
  t.same(await read(`/birth-houses/${house.id}/charters`), [])
  t.same((await read(`/birth-houses/${house.id}/meetings?year=2026`)).meetings, [])
  const { missing } = await read('/birth-house-reports/own/2025')
  t.ok(
    missing.some(({ code }: { code: string }) => code === 'charter'),
    'its charter is still to be adopted',
  )
})

t.test('what another network wrote of the year of a house is none of the facts of its report', async (t) => {
  const { test, db, network, house, theirs } = await scene(t)
  // The policy alone: the second lock has tests of its own.
  await withoutRowSecurity(test.url)
  const ctx = asCoordinator(systemCtx(db, network.id))
  const facts = () => inTransaction(ctx, (ctx) => houseFacts(ctx, house.id, 2025))
  const written: Record<string, (of: typeof theirs, rank: number) => Promise<unknown>> = {
    'its midwives': (of) => aMidwife(db, of),
    'its staff': (of) => aStaffLine(db, of),
    'its meetings': (of) => aMeeting(db, of, { heldOn: '2025-02-10' }),
    'its charter': (of, version) => aCharter(db, of, { version, adoptedOn: '2025-02-01' }),
  }
  for (const [name, write] of Object.entries(written)) {
    const before = await facts()
    await write(theirs, 1)
    t.same(await facts(), before, name)
    await write(house, 2)
    t.notSame(await facts(), before, `${name}: the control: what its own network wrote is`)
  }
})

t.test('the jobs of a network recall nothing of what another one wrote about its house', async (t) => {
  const { db, network, theirs, of, partner, owner } = await scene(t)
  await aGrantedFile(db, theirs, { validTo: '2026-08-31' })
  await aConvention(db, theirs, { partnerEstablishmentId: partner.id, endsOn: '2026-05-30' })
  const asked = { about: 'file', aboutId: of.establishmentId, answerBy: '2026-03-09' } as const
  await aQuestion(db, theirs, asked)
  await inTransaction(systemCtx(db, of.networkId), ({ db }) =>
    db.insert(birthHouseReports).values({
      ...{ ...of, year: 2025, dueOn: reportDueOn(2025) },
      ...{ openedAt: NOW, updatedAt: NOW, updatedBy: 'Personne' },
    }),
  )
  const on = (day: string, networkId = network.id) => systemCtx(db, networkId, new Date(`${day}T05:00:00Z`))
  await remindOfAuthorisations(on('2026-03-04'))
  await remindOfConventions(on('2026-03-02'))
  await remindOfAnswers(on('2026-03-02'))
  t.equal((await owner.query('select from mails')).rowCount, 0)
  await remindOfReports(on('2026-03-01'))
  const { rows } = await owner.query('select reminded_days from birth_house_reports')
  t.same(rows, [{ reminded_days: [] }], 'nothing is noted in their row')
})

t.test(
  'a house that went to another network is out of reach of the rights it gave in the first',
  async (t) => {
    const { app, db, network, elsewhere, house, midwife, browser, read, owner } = await scene(t)
    await owner.query('update birth_houses set network_id = $1 where establishment_id = $2', [
      elsewhere.id,
      house.id,
    ])
    t.match(await read('/birth-house-reports/own/2025'), { type: 'urn:problem:birth-report.not-found' })
    t.equal((await app.inject({ url: '/maison/rapports', headers: browser.headers })).statusCode, 404)
    await midwife('PUT', '/birth-house-reports/comparison/naming', { isNamed: true })
    const { rows } = await owner.query(
      'select named_in_comparison_since as since from birth_houses where establishment_id = $1',
      [house.id],
    )
    t.same(rows, [{ since: null }])
    await remindOfReports(systemCtx(db, network.id, new Date('2026-03-01T05:00:00Z')))
    t.notOk((await namesInMails(owner)).includes(house.name))
  },
)

t.test('the site of another network is neither renamed nor named by who has a house there', async (t) => {
  const { db, network, elsewhere, house, partner, coordinator, owner } = await scene(t)
  await owner.query('update establishments set network_id = $1 where id = $2', [elsewhere.id, house.id])
  const situation = { name: 'Autre nom', partnerEstablishmentId: partner.id, closedOn: null, revision: 1 }
  await coordinator('PUT', `/birth-houses/${house.id}/situation`, situation)
  const { rows } = await owner.query('select name from establishments where id = $1', [house.id])
  t.same(rows, [{ name: house.name }])
  const about = { id: house.id, networkId: network.id, shortName: 'MDN', partnerId: null, closedOn: null }
  const report = { networkId: network.id, establishmentId: house.id, year: 2025 }
  await inTransaction({ db, actor: officerOf(network), now: NOW }, async (ctx) => {
    const news = { what: 'question', event: 'essai', answerBy: null } as const
    await tellHouse(ctx, { ...about, timeZone: 'Europe/Paris' }, { ...news, version: 1 })
    await tellOfReport(ctx, report, { ...news, versionId: house.id, event: 'autre essai' })
  })
  t.same(await namesInMails(owner), ['La maison de naissance', 'MDN'])
})

t.test('the name of the site of another network is in no trace and behind no link', async (t) => {
  const { db, network, elsewhere, house, owner } = await scene(t)
  const month = { networkId: network.id, establishmentId: house.id, month: '2026-02-01' }
  const [asked] = await inTransaction(systemCtx(db, network.id), ({ db }) =>
    db.insert(birthHouseMonthlyReturns).values(month).returning(),
  )
  await owner.query('update establishments set network_id = $1 where id = $2', [elsewhere.id, house.id])
  await nameInComparison({ db, actor: midwifeOf(network, house), now: NOW }, true)
  const { rows } = await owner.query(
    "select details->>'name' as name from audit_entries where action = 'birth-house.named'",
  )
  t.same(rows, [{ name: '' }])
  const key = Buffer.alloc(32)
  const link = { purpose: 'birth-nil-return', id: asked!.id, version: asked!.linkVersion } as const
  const token = signLink(key, { ...link, expiresAt: new Date(NOW.getTime() + 86_400_000) })
  const linked = await readReturn({ db, actor: { role: 'public' }, now: NOW }, [key], token)
  t.same([linked.house, linked.month], ['', month.month])
})

async function namesInMails(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query("select distinct params->>'houseName' as name from mails order by 1")
  return rows.map(({ name }) => name)
}

function officerOf({ id, regionCode }: { id: string; regionCode: string }): Actor {
  return { role: 'ars', regionCode, networkIds: [id], ...personOf(id) }
}

function midwifeOf(network: { id: string }, { id, finessGeo, finessPmsi }: EstablishmentRow): Actor {
  const site = { establishmentId: id, finessGeo, finessPmsi }
  return { role: 'birth_house', networkId: network.id, ...site, ...personOf(network.id) }
}

function personOf(id: string) {
  return { userId: id, userName: 'Quelqu’un', grantId: id, sessionId: id, networkName: '' }
}
