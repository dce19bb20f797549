import { and, eq, like } from 'drizzle-orm'
import t, { type Test } from 'tap'
import type { Actor } from '../../src/access/actor.js'
import { auditEntries } from '../../src/audit/tables.js'
import { inTransaction } from '../../src/context.js'
import { ratesOf } from '../../src/domains/birth-house-reports/comparison.js'
import { FIGURES } from '../../src/domains/birth-house-reports/figure-list.js'
import { houseFacts } from '../../src/domains/birth-house-reports/house-facts.js'
import {
  CHARGES,
  ECONOMY,
  FUNCTIONING,
  ORGANISATION,
  RECEIPTS,
} from '../../src/domains/birth-house-reports/questions.js'
import { openReport } from '../../src/domains/birth-house-reports/service.js'
import { birthHouseReports } from '../../src/domains/birth-house-reports/tables.js'
import { birthHouseCharters } from '../../src/domains/birth-houses/tables.js'
import { birthHouseWomen } from '../../src/domains/birth-registers/tables.js'
import { mails } from '../../src/domains/mail/tables.js'
import { bearerOf, browserOf, testApp } from '../support/app.js'
import { aBirth, aBirthHouse, aCharter, aSentReport, aTransfer, IN_2025 } from '../support/birth-houses.js'
import { aNetwork, anAccount, anEstablishment, systemCtx } from '../support/builders.js'
import { journalOf } from '../support/journal.js'
import { readPdf } from '../support/pdf-reader.js'

const YEAR = 2025

t.test('a year of a house gives its report: counted, completed, handed in, read', async (t) => {
  const { app, db, network, house, midwife, officer } = await theStage(t)
  for (const rank of [1, 2, 3]) await aBirth(db, house, { year: YEAR, rank })
  const moved = await aBirth(db, house, {
    year: YEAR,
    rank: 4,
    delivery: { birthPlace: 'partner', mode: 'caesarean', bloodLossMl: 1100 },
    newborn: { bornInHouse: false },
  })
  await aTransfer(db, house, { ...IN_2025, womanId: moved.womanId })

  const draft = await draftOf(app, midwife)
  t.match(valuesOf(draft), {
    'I.a': 4,
    'II.a': 3,
    'II.b': 4,
    'II.d': 1,
    'III.a.ii': 1,
    'III.b': 1,
    'III.c': 1,
    'IV.a': 3,
  })
  t.same(draft.figures.find(({ code }: { code: string }) => code === 'II.d').rows, [
    { kind: 'woman', id: moved.womanId, womanId: moved.womanId, number: '2025-004' },
  ])
  t.match(draft, { dueOn: '2026-04-30', refusal: 'incomplete', checks: [] })
  const early = await app.inject({
    method: 'POST',
    url: own('/versions'),
    headers: midwife,
    payload: { reason: null },
  })
  t.match(early.json(), { type: 'urn:problem:birth-report.incomplete' })

  await complete(app, midwife, draft.revision)
  const sent = await app.inject({
    method: 'POST',
    url: own('/versions'),
    headers: midwife,
    payload: { reason: null },
  })
  t.equal(sent.statusCode, 201)
  const { id, receipt } = sent.json()
  t.match(receipt, /^MDN\d+-2025-1-[0-9A-F]{6}$/)

  const list = await app.inject({ url: `/api/birth-house-reports?year=${YEAR}`, headers: officer })
  t.match(list.json().reports, [{ receivedOn: '2026-03-02', latestVersionId: id, acknowledgedOn: null }])
  const read = await app.inject({ url: `/api/birth-house-reports/versions/${id}`, headers: officer })
  t.equal(read.statusCode, 200)
  t.notMatch(read.body, moved.womanId, 'figures, and no row of the register')
  t.notMatch(read.body, '2025-004')

  await aBirth(db, house, { year: YEAR, rank: 5 })
  const again = await app.inject({ url: `/api/birth-house-reports/versions/${id}`, headers: officer })
  t.same(again.json(), read.json(), 'what was sent does not move')
  const blank = await app.inject({
    method: 'POST',
    url: own('/versions'),
    headers: midwife,
    payload: { reason: null },
  })
  t.match(blank.json(), { type: 'urn:problem:birth-report.reason-missing' })
  const corrected = await app.inject({
    method: 'POST',
    url: own('/versions'),
    headers: midwife,
    payload: { reason: 'une naissance oubliée' },
  })
  t.match(corrected.json(), { version: 2 })
  const entries = await inTransaction(systemCtx(db, network.id), ({ db }) =>
    db.select().from(auditEntries).where(eq(auditEntries.action, 'birth-report.send')),
  )
  t.equal(entries.length, 2)
  t.same(await newsIn(db, network), ['corrected', 'sent'], 'the agency is told of each')
})

t.test('a house that never adopted a charter is told to before its report is handed in', async (t) => {
  const { app, db, house, midwife, midwifeBrowser } = await theStage(t, { charter: null })
  await complete(app, midwife, (await draftOf(app, midwife)).revision)
  const send = () =>
    app.inject({ method: 'POST', url: own('/versions'), headers: midwife, payload: { reason: null } })
  t.match((await draftOf(app, midwife)).missing, [{ code: 'charter' }])
  t.match((await send()).json(), { type: 'urn:problem:birth-report.incomplete' })
  const page = await app.inject({ url: `/maison/rapports/${YEAR}`, headers: midwifeBrowser.headers })
  t.match(page.body, /1.point à compléter/)
  t.match(page.body, /la maison n’en a adopté aucune\. Adoptez-la/)
  t.match(page.body, `href="/maisons-de-naissance/${house.id}/charte"`)
  await aCharter(db, house, { adoptedOn: '2026-02-01' })
  t.equal((await send()).statusCode, 201, 'adopted since, it is the first one there is')
})

t.test(
  'the charter joined is that of the end of the year, the first one when there was none yet',
  async (t) => {
    const { db, network, house } = await theStage(t, { charter: null })
    const person = { userId: house.id, userName: '', grantId: house.id, sessionId: house.id, networkName: '' }
    const actor: Actor = { role: 'coordinator', networkId: network.id, ...person }
    const joined = async () => {
      const ctx = { ...systemCtx(db, network.id), actor }
      const facts = await inTransaction(ctx, (ctx) => houseFacts(ctx, house.id, YEAR))
      return facts.charter?.version ?? null
    }
    t.equal(await joined(), null)
    await aCharter(db, house, { version: 1, adoptedOn: '2026-01-10' })
    await aCharter(db, house, { version: 2, adoptedOn: '2026-02-10' })
    t.equal(await joined(), 1)
    await inTransaction(systemCtx(db, network.id), ({ db }) =>
      db.update(birthHouseCharters).set({ adoptedOn: '2024-01-10' }).where(eq(birthHouseCharters.version, 1)),
    )
    await aCharter(db, house, { version: 3, adoptedOn: null, adoptedBy: null })
    t.equal(await joined(), 1)
    await inTransaction(systemCtx(db, network.id), ({ db }) =>
      db.update(birthHouseCharters).set({ adoptedOn: '2025-12-31' }).where(eq(birthHouseCharters.version, 2)),
    )
    t.equal(await joined(), 2)
  },
)

t.test(
  'what is sent carries the charter of its year, and the PDF is tagged for who listens to it',
  async (t) => {
    const { app, db, midwifeBrowser, house } = await theStage(t)
    await aBirth(db, house, { year: YEAR, rank: 1 })
    await app.inject({ url: `/maison/rapports/${YEAR}`, headers: midwifeBrowser.headers })
    const url = `/maison/rapports/${YEAR}/projet.pdf`
    const pdf = await app.inject({ url, headers: midwifeBrowser.headers })
    const { pages, roles, everything } = readPdf(pdf.rawPayload)
    const text = pages.join(' ')
    t.match(everything, '/Lang (fr-FR)')
    t.match(everything, '/Marked true')
    t.match(everything, '/DisplayDocTitle true')
    t.match(everything, /\/StructTreeRoot \d+ 0 R/)
    t.match(everything, /\/Title /, 'a title in its properties')
    t.match(roles, { Document: 1, Table: 6, Caption: 6 }, 'two statements and four sections')
    t.equal(roles.TH, 2 * 6 + rowsOfTables(), 'a header for each column and each row')
    t.match(everything, '/Scope /Column')
    t.match(everything, '/Scope /Row')
    t.ok((roles.H1 ?? 0) === 1 && (roles.H2 ?? 0) >= 3 && (roles.H3 ?? 0) >= 8 + 16, JSON.stringify(roles))
    t.notMatch(Object.keys(roles), ['Figure'], 'no picture that would need words')
    t.match(text, 'Charte de fonctionnement')
    t.match(text, 'Ouverte toute l’année')
    t.match(text, /Durée maximale de présence.: 12.heures/)
    t.match(text, /Dépistage de la surdité permanente néonatale.: Avant le dixième jour/)
  },
)

function rowsOfTables(): number {
  const statement = [...CHARGES, ...RECEIPTS].reduce((rows, { lines }) => rows + 1 + lines.length, 2)
  return statement + FIGURES.length
}

t.test('both documents say the same figures, and open', async (t) => {
  const { app, db, house, midwifeBrowser } = await theStage(t)
  await aBirth(db, house, { year: YEAR, rank: 1 })
  await app.inject({ url: `/maison/rapports/${YEAR}`, headers: midwifeBrowser.headers })
  const pdf = await app.inject({
    url: `/maison/rapports/${YEAR}/projet.pdf`,
    headers: midwifeBrowser.headers,
  })
  const { pages, everything } = await readPdf(pdf.rawPayload)
  t.match(everything, '/Marked true')
  t.match(pages.join(' '), 'projet, non transmis')
  t.match(pages.join(' '), 'Femmes ayant accouché en maison de naissance')
  const docx = await app.inject({
    url: `/maison/rapports/${YEAR}/projet.docx`,
    headers: midwifeBrowser.headers,
  })
  t.equal(docx.rawPayload.toString('latin1', 0, 2), 'PK')
})

t.test('volet 1 is kept as typed, blank or not, and never over somebody else’s saving', async (t) => {
  const { app, midwifeBrowser: browser, midwife } = await theStage(t)
  await app.inject({ url: `/maison/rapports/${YEAR}`, headers: browser.headers })
  const post = (fields: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url: `/maison/rapports/${YEAR}`,
      payload: new URLSearchParams({ _csrf: browser.csrf, act: 'save', ...fields }).toString(),
      headers: { ...browser.headers, 'content-type': 'application/x-www-form-urlencoded' },
    })
  const saved = await post({ revision: '1', 'amount:staff-midwives': '12 345,6', 'text:I.a': 'Association' })
  t.equal(saved.statusCode, 303)
  const draft = await draftOf(app, midwife)
  t.match(draft.answers, {
    amounts: { 'staff-midwives': 12345.6, 'rent-premises': null },
    once: { 'I.a': { text: 'Association' } },
  })

  const wrong = await post({ revision: '2', 'amount:staff-midwives': 'beaucoup', 'text:I.a': 'Coopérative' })
  t.equal(wrong.statusCode, 400)
  t.match(wrong.body, /« beaucoup » n’est pas un montant/)
  t.match(wrong.body, /Coopérative/, 'what was typed is still there')

  const late = await post({ revision: '1', 'text:I.a': 'Fondation' })
  t.equal(late.statusCode, 409)
  t.match(late.body, /Fondation/)
  t.match(late.body, /Association/, 'both versions are shown')
  t.match((await draftOf(app, midwife)).answers.once['I.a'], { text: 'Association' })
  const unknown = await post({ revision: '2', 'amount:x y': '1' })
  t.equal(unknown.statusCode, 400)
})

t.test(
  'the agency asks about a report, notes for itself, and the house answers; nothing typed is lost',
  async (t) => {
    const { app, db, house, network, midwifeBrowser } = await theStage(t)
    const { versionId } = await aSentReport(db, house, YEAR)
    const officer = await browserOf(app, await anAccount(db, { role: 'ars', regionCode: network.regionCode }))
    const url = `/rapports-maisons-de-naissance/versions/${versionId}`
    const write = ({ csrf, headers }: typeof officer, fields: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url: `${url}/echanges`,
        payload: new URLSearchParams({ _csrf: csrf, ...fields }).toString(),
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      })
    const read = async ({ headers }: typeof officer) => (await app.inject({ url, headers })).body
    t.equal(
      (await write(officer, { kind: 'question', body: 'Pourquoi ?', answerBy: '2026-04-01' })).statusCode,
      303,
    )
    t.equal((await write(officer, { kind: 'internal', body: 'À suivre' })).statusCode, 303)
    const asked = await read(midwifeBrowser)
    t.match(asked, 'Pourquoi ?')
    t.match(asked, 'réponse attendue le 01/04/2026')
    t.notMatch(asked, 'À suivre', 'a note of the agency is its own')
    t.match(await read(officer), 'À suivre')
    t.equal((await write(midwifeBrowser, { kind: 'answer', body: 'Parce que.' })).statusCode, 303)
    t.match(await read(officer), 'Parce que.')
    t.same(
      await newsIn(db, network),
      ['answer', 'answer', 'question'],
      'each side is told of the other, of notes nobody; two people act for the agency',
    )
    t.match(await journalOf(t), { 'birth-report.write': 3 })
    const cases: [typeof officer, Record<string, string>, string][] = [
      [
        officer,
        { kind: 'observation', body: 'Gardé', answerBy: '2026-04-01' },
        'Seule une demande de complément',
      ],
      [officer, { kind: 'question', body: 'Gardé', answerBy: '31 avril' }, 'Indiquez une date'],
      [officer, { kind: 'answer', body: 'Gardé' }, 'la maison répond'],
      [midwifeBrowser, { kind: 'internal', body: 'Gardé' }, 'la maison répond'],
    ]
    for (const [who, fields, words] of cases) {
      const refused = await write(who, fields)
      t.equal(refused.statusCode, 400, words)
      t.match(refused.body, words)
      t.match(refused.body, 'Gardé', 'what was typed is still there')
    }
    t.equal((await write(midwifeBrowser, { kind: 'answer', body: ' ' })).statusCode, 400)
  },
)

t.test(
  'two houses complete the report of one year: each finds what it typed, and nothing else',
  async (t) => {
    const { app, db, network, midwife } = await theStage(t)
    const other = await aBirthHouse(db, network, await anEstablishment(db, network))
    const grant = { role: 'birth_house', networkId: network.id, establishmentId: other.id } as const
    const neighbour = await bearerOf(app, await anAccount(db, grant))
    const before = await draftOf(app, neighbour)
    await complete(app, midwife, (await draftOf(app, midwife)).revision)
    t.match((await draftOf(app, midwife)).answers.once['I.a'], { text: 'Décrit' })
    t.same(await draftOf(app, neighbour), before)
  },
)

t.test('coming back finds the same report, two at once too', async (t) => {
  const { app, db, network, midwife } = await theStage(t)
  await Promise.all([draftOf(app, midwife), draftOf(app, midwife), draftOf(app, midwife)])
  const rows = await inTransaction(systemCtx(db, network.id), ({ db }) => db.select().from(birthHouseReports))
  t.equal(rows.length, 1)
})

t.test('nobody but the house writes, nobody but the agency and the house reads', async (t) => {
  const { app, db, network, midwife } = await theStage(t)
  const other = await aBirthHouse(db, network, await anEstablishment(db, network))
  const stranger = await bearerOf(
    app,
    await anAccount(db, { role: 'birth_house', networkId: network.id, establishmentId: other.id }),
  )
  const coordinator = await bearerOf(app, await anAccount(db, { role: 'coordinator', networkId: network.id }))
  const draft = await draftOf(app, midwife)
  await complete(app, midwife, draft.revision)
  const { id } = (
    await app.inject({ method: 'POST', url: own('/versions'), headers: midwife, payload: { reason: null } })
  ).json()
  t.equal(
    (await app.inject({ url: `/api/birth-house-reports/versions/${id}`, headers: stranger })).statusCode,
    404,
  )
  t.equal(
    (await app.inject({ url: `/api/birth-house-reports/versions/${id}`, headers: coordinator })).statusCode,
    403,
  )
  t.equal((await app.inject({ url: own(''), headers: coordinator })).statusCode, 403)
  await t.rejects(
    openReport(systemCtx(db, network.id), YEAR),
    { code: 'access.forbidden' },
    'whoever has no house, even past the door',
  )
  const seen = await app.inject({ url: `/api/birth-house-reports?year=${YEAR}`, headers: coordinator })
  t.equal(seen.json().reports.length, 2, 'the coordination sees which have come')
  const theirs = await draftOf(app, stranger)
  t.same(
    Object.values(valuesOf(theirs)).filter((value) => value !== 0),
    [],
    'another house counts its own register',
  )
})

t.test(
  'the register has a lock of its own: the agency’s transaction reads no row, whatever the query',
  async (t) => {
    const { db, network, house } = await theStage(t)
    await aBirth(db, house, { year: YEAR, rank: 1 })
    const rowsFor = (actor: object) =>
      inTransaction({ ...systemCtx(db, network.id), actor: actor as never }, ({ db }) =>
        db.select().from(birthHouseWomen),
      )
    const officer = {
      role: 'ars',
      regionCode: '99',
      networkIds: [network.id],
      userId: house.id,
      userName: 'A',
      grantId: house.id,
      sessionId: house.id,
      networkName: '',
    }
    t.equal((await rowsFor(officer)).length, 0)
    t.equal(
      (await rowsFor({ role: 'system', job: 'test', networkId: network.id })).length,
      1,
      'control: the row is there',
    )
  },
)

t.test('small counts of another house are not shown, a rate without denominator is none', async (t) => {
  const figures = new Map([
    ['II.a', 40],
    ['II.b', 60],
    ['III.b', 4],
    ['IV.a', 0],
  ])
  const others = ratesOf(figures, false)
  t.match(others.births, { state: 'shown', numerator: 40, denominator: 60 })
  t.same(others.haemorrhages, { state: 'hidden' })
  t.match(ratesOf(figures, true).haemorrhages, { state: 'shown', numerator: 4 })
  t.match(others['newborn-transfers'], { state: 'shown', value: null, interval: null })
})

t.test('a house is named to the others once it agrees, and no longer when it takes that back', async (t) => {
  const { app, db, network, house, midwife, midwifeBrowser } = await theStage(t)
  await complete(app, midwife, (await draftOf(app, midwife)).revision)
  const sent = await app.inject({
    method: 'POST',
    url: own('/versions'),
    headers: midwife,
    payload: { reason: null },
  })
  t.equal(sent.statusCode, 201, sent.body)
  const other = await aBirthHouse(db, network, await anEstablishment(db, network))
  const neighbour = await bearerOf(
    app,
    await anAccount(db, { role: 'birth_house', networkId: network.id, establishmentId: other.id }),
  )
  const url = `/api/birth-house-reports/comparison?year=${YEAR}`
  const readBy = async (headers: Stage['midwife']) => (await app.inject({ url, headers })).json()
  const press = (montrer: string) =>
    app.inject({
      method: 'POST',
      url: '/rapports-maisons-de-naissance/comparaison/nom',
      headers: { ...midwifeBrowser.headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ _csrf: midwifeBrowser.csrf, annee: String(YEAR), montrer }).toString(),
    })
  const [name] = (await readBy(midwife)).houses.map((one: { name: string }) => one.name)

  t.match(await readBy(midwife), { isNamed: false, houses: [{ isOwn: true }] })
  t.match(await readBy(neighbour), { isNamed: false, houses: [{ name: 'Maison A', isOwn: false }] })
  t.match(await press('oui'), {
    statusCode: 303,
    headers: { location: `/rapports-maisons-de-naissance/comparaison?annee=${YEAR}` },
  })
  t.match(await readBy(neighbour), { isNamed: false, houses: [{ name }] })
  t.match(await readBy(midwife), { isNamed: true })
  const naming = { method: 'PUT', url: '/api/birth-house-reports/comparison/naming' } as const
  t.match(await app.inject({ ...naming, headers: midwife, payload: { isNamed: false } }), { statusCode: 204 })
  t.match(await app.inject({ ...naming, headers: midwife, payload: { isNamed: false } }), { statusCode: 204 })
  t.match(await readBy(neighbour), { houses: [{ name: 'Maison A' }] })
  const acts = await inTransaction(systemCtx(db, network.id), ({ db }) =>
    db
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(and(like(auditEntries.action, 'birth-house.%named'), eq(auditEntries.subjectId, house.id)))
      .orderBy(auditEntries.id),
  )
  t.same(
    acts.map(({ action }) => action),
    ['birth-house.named', 'birth-house.unnamed'],
    'what changes nothing leaves no trace',
  )
})

async function theStage(t: Test, { charter = {} }: { charter?: object | null } = {}) {
  const { app, db } = await testApp(t)
  const network = await aNetwork(db)
  const house = await aBirthHouse(db, network, await anEstablishment(db, network))
  const account = await anAccount(db, {
    role: 'birth_house',
    networkId: network.id,
    establishmentId: house.id,
  })
  if (charter) await aCharter(db, house, charter)
  const midwife = await bearerOf(app, account)
  const midwifeBrowser = await browserOf(app, account)
  const officer = await bearerOf(app, await anAccount(db, { role: 'ars', regionCode: network.regionCode }))
  return { app, db, network, house, midwife, midwifeBrowser, officer }
}

type Stage = Awaited<ReturnType<typeof theStage>>

/** What mails told of reports, one line for each person written to. */
async function newsIn(db: Stage['db'], network: Stage['network']): Promise<unknown[]> {
  const rows = await inTransaction(systemCtx(db, network.id), ({ db }) =>
    db.select({ params: mails.params }).from(mails).where(eq(mails.template, 'birth-report-news')),
  )
  return rows.map(({ params }) => (params as { what: string }).what).sort()
}

function own(path: string): string {
  return `/api/birth-house-reports/own/${YEAR}${path}`
}

async function draftOf(app: Stage['app'], headers: Stage['midwife']) {
  return (await app.inject({ url: own(''), headers })).json()
}

function valuesOf(draft: { figures: { code: string; value: number }[] }): Record<string, number> {
  return Object.fromEntries(draft.figures.map(({ code, value }) => [code, value]))
}

/** Answers everything volet 1 asks. */
async function complete(app: Stage['app'], headers: Stage['midwife'], revision: number): Promise<void> {
  const lines = [...CHARGES, ...RECEIPTS].flatMap(({ lines }) => lines)
  const answers = {
    once: Object.fromEntries(ORGANISATION.map(({ code }) => [code, { changed: null, text: 'Décrit' }])),
    texts: Object.fromEntries(FUNCTIONING.map(({ code }) => [code, 'Décrit'])),
    numbers: Object.fromEntries([...FUNCTIONING, ...ECONOMY].map(({ code }) => [code, 10])),
    amounts: Object.fromEntries(lines.map(({ code }) => [code, 0])),
  }
  const saved = await app.inject({
    method: 'PUT',
    url: own(''),
    headers,
    payload: { revision, answers, explanations: {} },
  })
  if (saved.statusCode !== 204) throw new Error(saved.body)
}
