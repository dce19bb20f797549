import { eq } from 'drizzle-orm'
import t from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { remindOfAnswers } from '../../src/domains/birth-house-reports/answer-reminding.js'
import { remindOfReports } from '../../src/domains/birth-house-reports/reminding.js'
import { birthHouseReports } from '../../src/domains/birth-house-reports/tables.js'
import { FILE_ELEMENT_CODES } from '../../src/domains/birth-houses/authorisation-elements.js'
import { remindOfAuthorisations } from '../../src/domains/birth-houses/authorisation-reminding.js'
import { remindOfConventions } from '../../src/domains/birth-houses/convention-reminding.js'
import { birthHouseExchanges, birthHouseFiles, birthHouses } from '../../src/domains/birth-houses/tables.js'
import { mails } from '../../src/domains/mail/tables.js'
import { aGrantedFile, aQuestion } from '../support/authorisation-files.js'
import { aBirthHouse, aConvention, aSentReport } from '../support/birth-houses.js'
import { type Db, systemCtx } from '../support/builders.js'
import { houseScene } from '../support/house-scene.js'
import { NOW } from '../support/now.js'

t.test('a report not handed in is recalled sixty and thirty days before it is due, once each', async (t) => {
  const { db, network, partner, other, midwife } = await houseScene(t)
  await aSentReport(db, other, 2025)
  await aBirthHouse(db, network, partner, { openedOn: '2026-01-15' })
  await midwife('GET', '/birth-house-reports/own/2025')
  const on = async (day: string) => {
    const ctx = { ...systemCtx(db, network.id), now: new Date(`${day}T05:00:00Z`) }
    await remindOfReports(ctx)
    return inTransaction(ctx, async ({ db }) => (await db.select().from(mails)).map(({ params }) => params))
  }
  t.same(await on('2026-02-28'), [], 'sixty-one days before, nothing')
  const first = await on('2026-03-01')
  t.equal(first.length, 2, 'both midwives of the house that owes it, and nobody of the others')
  t.match(first[0], { year: 2025, dueOn: '2026-04-30', daysLeft: 60 })
  t.equal((await on('2026-03-01')).length, 2, 'run again, nothing more')
  t.equal((await on('2026-03-30')).length, 2)
  t.equal((await on('2026-03-31')).length, 4, 'thirty days before')
  t.equal((await on('2026-04-30')).length, 4)
  t.equal((await on('2026-05-01')).length, 4, 'late is shown to the agency, not written again')
  const rows = await inTransaction(systemCtx(db, network.id), ({ db }) => db.select().from(birthHouseReports))
  t.same(rows.map(({ remindedDays }) => remindedDays).sort(), [[], [60, 30]])
})

t.test(
  'the end of a convention is recalled once, again when it is moved, never when another follows',
  async (t) => {
    const { db, network, partner, house, other, midwife } = await houseScene(t)
    const of = { partnerEstablishmentId: partner.id }
    const id = await aConvention(db, house, { ...of, endsOn: '2026-05-30' })
    await aConvention(db, other, { ...of, endsOn: '2026-04-30' })
    await aConvention(db, other, { ...of, startsOn: '2026-05-01' })
    const count = async (day: string) => {
      const ctx = { ...systemCtx(db, network.id), now: new Date(`${day}T05:00:00Z`) }
      await remindOfConventions(ctx)
      return inTransaction(ctx, ({ db }) => db.$count(mails))
    }
    t.equal(await count('2026-02-28'), 0)
    t.equal(await count('2026-03-02'), 2, 'three months before, both midwives of the house')
    t.equal(await count('2026-03-03'), 2)
    const [saved] = (await midwife('GET', `/birth-houses/${house.id}/conventions`)).json()
    const { partner: _, id: __, updatedAt, updatedBy: ___, ...said } = saved
    const moved = { ...said, ...of, endsOn: '2026-05-31' }
    const changed = await midwife('PUT', `/birth-houses/${house.id}/conventions/${id}`, {
      seen: updatedAt,
      convention: moved,
    })
    t.equal(changed.statusCode, 204, changed.body)
    t.equal(await count('2026-03-04'), 4, 'another end is another reminder')
  },
)

t.test(
  'an authorisation that ends is recalled six and two months before, unless its renewal is on its way',
  async (t) => {
    const { db, network, house, other, midwife } = await houseScene(t)
    const fileId = await aGrantedFile(db, house, { validTo: '2026-08-31' })
    await aGrantedFile(db, other, { validTo: '2026-08-31' })
    await aGrantedFile(db, other, { validTo: null, purpose: 'renewal' })
    const on = mailsOn(db, network.id, remindOfAuthorisations)
    t.same(await on('2026-03-03'), [], 'a hundred and eighty-one days before, nothing')
    const first = await on('2026-03-04')
    t.equal(first.length, 2, 'both midwives of the house whose authorisation ends')
    t.match(first[0], { houseId: house.id, validTo: '2026-08-31', daysLeft: 180 })
    t.equal((await on('2026-03-05')).length, 2, 'run again, nothing more')
    const change = (fields: Partial<typeof birthHouses.$inferInsert>) =>
      inTransaction(systemCtx(db, network.id), ({ db }) =>
        db.update(birthHouses).set(fields).where(eq(birthHouses.establishmentId, house.id)),
      )
    await change({ closedOn: '2026-06-30' })
    t.equal((await on('2026-07-02')).length, 2, 'a house that closes renews nothing')
    await change({ closedOn: null })
    const at = `/birth-houses/${house.id}/authorisation-files`
    await midwife('POST', at, { purpose: 'renewal' })
    t.equal((await on('2026-07-02')).length, 4, 'a draft is not on its way')
    await inTransaction(systemCtx(db, network.id), ({ db }) =>
      db.update(birthHouseFiles).set({ validTo: '2026-09-30' }).where(eq(birthHouseFiles.id, fileId)),
    )
    const elements = Object.fromEntries(
      FILE_ELEMENT_CODES.map((code) => [code, { text: 'Dit', documentIds: [] }]),
    )
    t.equal((await midwife('PUT', `${at}/draft`, { revision: 1, elements })).statusCode, 204)
    t.equal((await midwife('POST', `${at}/versions`, { revision: 2, reason: null })).statusCode, 201)
    t.equal((await on('2026-08-02')).length, 4)
  },
)

t.test('an answer the agency waits for is recalled a week before, unless it came', async (t) => {
  const { db, network, house, other } = await houseScene(t)
  const { reportId, versionId } = await aSentReport(db, house, 2025)
  const of = { about: 'report', aboutId: reportId } as const
  const asked = { ...of, writtenAt: new Date('2026-03-03T10:00:00Z') }
  await aQuestion(db, house, { ...asked, answerBy: '2026-04-09' })
  await aQuestion(db, house, { ...asked, answerBy: '2026-04-09' })
  const { reportId: theirs } = await aSentReport(db, other, 2025)
  const late = new Date('2026-04-04T10:00:00Z')
  await aQuestion(db, other, { about: 'report', aboutId: theirs, answerBy: '2026-04-09', writtenAt: late })
  const on = mailsOn(db, network.id, remindOfAnswers)
  t.same(await on('2026-04-01'), [])
  const first = await on('2026-04-02')
  t.equal(first.length, 2, 'one mail to each midwife, for two questions of one day')
  t.match(first[0], { houseId: house.id, year: 2025, versionId, answerBy: '2026-04-09', daysLeft: 7 })
  t.equal((await on('2026-04-05')).length, 2, 'nothing more, and nothing of what was asked yesterday')
  t.equal((await on('2026-04-10')).length, 2, 'nor once the day is over')
  const fileId = await aGrantedFile(db, house, { ...UNDECIDED, validTo: null })
  await aQuestion(db, house, { about: 'file', aboutId: fileId, answerBy: '2026-05-09' })
  await aQuestion(db, house, { ...asked, answerBy: '2026-05-09' })
  await inTransaction(systemCtx(db, network.id), ({ db }) =>
    db.insert(birthHouseExchanges).values({
      ...of,
      networkId: network.id,
      establishmentId: house.id,
      kind: 'answer',
      body: 'Voici.',
      writtenAt: new Date('2026-04-20T10:00:00Z'),
      writtenBy: 'Zoé Sage',
      writtenAs: 'birth_house',
    }),
  )
  const second = await on('2026-05-05')
  t.equal(second.length, 4, 'of the request alone: the report was answered')
  t.match(second.at(-1), { year: null, versionId: null, answerBy: '2026-05-09' })
})

t.test(
  'what the agency waits for is in sight of the house, and of no other, until it is answered',
  async (t) => {
    const { app, db, house, other, browser } = await houseScene(t)
    const page = async (url: string) => (await app.inject({ url, headers: browser.headers })).body
    const { reportId, versionId } = await aSentReport(db, house, 2025)
    const { reportId: theirs } = await aSentReport(db, other, 2025)
    const asked = { about: 'report', answerBy: '2026-02-09', writtenAt: NOW } as const
    await aQuestion(db, other, { ...asked, aboutId: theirs })
    t.match(await page('/maison'), 'Rien n’est à compléter.')
    await aQuestion(db, house, { ...asked, aboutId: reportId })
    const home = await page('/maison')
    t.notMatch(home, 'Rien n’est à compléter.')
    t.match(home, `href="/rapports-maisons-de-naissance/versions/${versionId}#echanges"`)
    t.match(home, /Répondre à l’agence sur le rapport 2025.*attendu le/s)
    t.match(await page('/maison/rapports/2025'), 'L’agence attend votre réponse.')
    const sent = await app.inject({
      method: 'POST',
      url: `/rapports-maisons-de-naissance/versions/${versionId}/echanges`,
      payload: new URLSearchParams({ _csrf: browser.csrf, kind: 'answer', body: 'Trois gardes.' }).toString(),
      headers: { ...browser.headers, 'content-type': 'application/x-www-form-urlencoded' },
    })
    t.equal(sent.statusCode, 303, sent.body)
    t.match(await page('/maison'), 'Rien n’est à compléter.')
    t.notMatch(await page('/maison/rapports/2025'), 'L’agence attend votre réponse.')
  },
)

const UNDECIDED = { decision: null, decidedVersion: null, decidedOn: null, validFrom: null }

/** Runs it on a day, and reads what was written so far. */
function mailsOn(db: Db, networkId: string, run: (ctx: Ctx) => Promise<void>) {
  return async (day: string) => {
    const ctx = { ...systemCtx(db, networkId), now: new Date(`${day}T05:00:00Z`) }
    await run(ctx)
    return inTransaction(ctx, async ({ db }) =>
      (await db.select().from(mails).orderBy(mails.createdAt)).flatMap(({ template, params }) =>
        template === 'birth-file-news' ? [] : [params],
      ),
    )
  }
}
