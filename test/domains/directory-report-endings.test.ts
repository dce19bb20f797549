import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { directoryConsents } from '../../src/domains/directory/tables.js'
import { insertSituations } from '../../src/domains/directory/writing.js'
import { browserOf } from '../support/app.js'
import { anAccount } from '../support/builders.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { aMember } from '../support/members.js'
import { NOW } from '../support/now.js'
import { sendForm } from '../support/people.js'
import { fieldsOf, reportDesk } from '../support/report-desk.js'
import { aTerritory } from '../support/territories.js'

t.test(
  'she works there no more: the place is ended on the day the moderator gives, and no other',
  async (t) => {
    const { test, network, ctx, reports, open, accept, one, owner } = await reportDesk(t)
    const [left, kept] = [
      await aStructure(ctx, { name: 'Maison des Lilas' }),
      await aStructure(ctx, { name: 'Centre des Tilleuls' }),
    ]
    const [id, other] = [await aPerson(ctx), await aPerson(ctx)]
    const [ending, staying, ofOther] = await inTransaction(ctx, async (ctx) => {
      const places = await insertSituations(ctx, TEAM, [
        { personId: id, structureId: left, startsOn: '2024-01-01' },
        { personId: id, structureId: kept },
        { personId: other, structureId: left },
      ])
      await refreshCards(ctx, { people: [id, other] })
      return places as [string, string, string]
    })
    const member = await browserOf(test.app, await aMember(test.db, network.id))
    await sendForm(test, member, `/annuaire/signaler/personnes/${id}`, {
      motive: 'left',
      message: 'En février.',
    })
    const [report] = await reports()
    const { body } = await open(report.id)
    t.match(body, /Quel lieu la personne a-t-elle quitté[\s\S]*Maison des Lilas[\s\S]*Centre des Tilleuls/)
    t.match(fieldsOf(body), { ended: '', endsOn: '01/03/2026' }, 'of two places none is chosen for her')

    const refusals: [Record<string, string>, RegExp][] = [
      [{ ended: ending, endsOn: '' }, /Donnez le dernier jour/],
      [{ ended: ending, endsOn: 'hier' }, /hier[\s\S]*value="hier"/],
      [{ ended: ending, endsOn: '31/12/2023' }, /La fin vient avant le début/],
      [{ ended: ofOther, endsOn: '28/02/2026' }, /Choisissez parmi les réponses proposées/],
    ]
    for (const [fields, words] of refusals) {
      t.match(await accept(report.id, fields), { statusCode: 400, body: words })
    }
    t.match(await reports(), [{ decided_at: null }], 'nothing is decided of a form refused')
    t.equal((await accept(report.id, { ended: ending, endsOn: '28/02/2026' })).statusCode, 303)
    t.match(await one('directory_situations', ending), {
      ends_on: '2026-02-28',
      provenance: { endsOn: { source: 'report' } },
    })
    t.match(await one('directory_situations', staying), { ends_on: null })
    t.match(await one('directory_situations', ofOther), { ends_on: null })
    const { rows } = await owner.query(
      'select * from directory_changes where row_id = $1 and before is not null',
      [ending],
    )
    t.match(rows, [{ reason: /^signalé par une lectrice ou un lecteur/ }])
    const read = await test.app.inject({ url: `/annuaire/personnes/${id}`, headers: member.headers })
    t.match(read.body, /Centre des Tilleuls/)
    t.notMatch(read.body, /Maison des Lilas/, 'it is no longer shown')
  },
)

t.test(
  'the place has closed: the structure is closed on its day; one that has moved is not, unless said',
  async (t) => {
    const { ctx, send, reports, open, accept, structure, form } = await reportDesk(t)
    const [closed, moved] = [
      await aStructure(ctx, { openedOn: '2020-01-01' }),
      await aStructure(ctx, { street: '1 rue Ancienne' }),
    ]
    await send('structures', closed, { motive: 'closed' })
    await send('structures', moved, { motive: 'closed', proposedStreet: '2 rue Neuve' })
    const reportOf = async (id: string) => (await reports()).find(({ subject_id }) => subject_id === id)!.id
    const before = await accept(await reportOf(closed), { ended: closed, closedOn: '31/12/2019' })
    t.match(before, { statusCode: 400, body: /La fin vient avant le début/ })
    for (const id of [closed, moved]) {
      const report = await reportOf(id)
      t.equal((await accept(report, fieldsOf((await open(report)).body))).statusCode, 303)
    }
    t.match(await structure(closed), {
      closed_on: '2026-03-01',
      provenance: { closedOn: { source: 'report' } },
    })
    t.match(await structure(moved), { closed_on: null, street: '2 rue Neuve' })
    t.equal((await form('structures', closed)).statusCode, 404, 'it is no longer shown')
    t.equal((await form('structures', moved)).statusCode, 200)
  },
)

t.test('a report that says something else ends nothing, whatever is sent with its answer', async (t) => {
  const { ctx, send, reports, accept, structure } = await reportDesk(t)
  const id = await aStructure(ctx)
  await send('structures', id, { motive: 'other' })
  const [report] = await reports()
  const answer = await accept(report.id, { ended: id, closedOn: '28/02/2026' })
  t.equal(answer.statusCode, 303)
  t.match(await structure(id), { closed_on: null })
})

t.test(
  'told from the page of a structure, who left is chosen among those the reader sees there, and her place there is ended',
  async (t) => {
    const { ctx, form, send, reports, open, accept, one, structure, network, test } = await reportDesk(t)
    const [here, elsewhere] = [
      await aStructure(ctx, { name: 'Maison des Lilas' }),
      await aStructure(ctx, { name: 'Centre des Tilleuls' }),
    ]
    const [gone, hidden, stranger] = [
      await aPerson(ctx, { lastName: 'Partie', visibility: { listing: 'public' } }),
      await aPerson(ctx, { lastName: 'Cachée' }),
      await aPerson(ctx, { lastName: 'Dailleurs', visibility: { listing: 'public' } }),
    ]
    const [ending, staying] = await inTransaction(ctx, async (ctx) => {
      const places = await insertSituations(ctx, TEAM, [
        { personId: gone, structureId: here },
        { personId: gone, structureId: elsewhere },
        { personId: hidden, structureId: here },
        { personId: stranger, structureId: elsewhere },
      ])
      const agreed = {
        networkId: network.id,
        scope: 'listing',
        givenOn: '2026-02-01',
        source: 'courrier',
        recordedBy: 'Coordination',
        recordedAt: NOW,
      }
      const willing = [gone, stranger].map((personId) => ({ ...agreed, personId }))
      await ctx.db.insert(directoryConsents).values(willing)
      await refreshCards(ctx, { people: [gone, hidden, stranger] })
      return places as [string, string]
    })
    const { body: shown } = await form('structures', here)
    t.match(shown, /laquelle[\s\S]*PARTIE/)
    t.notMatch(shown, /CACHÉE|DAILLEURS/)
    for (const person of [hidden, stranger]) {
      const refused = await send('structures', here, { motive: 'left', person, message: 'En février.' })
      t.match(refused, { statusCode: 400, body: /Choisissez parmi les personnes proposées/ })
    }
    const other = await send('structures', here, { motive: 'other', person: gone, message: 'En février.' })
    t.match(other, {
      statusCode: 400,
      body: /choisissez «.La personne n’exerce plus ici.»[\s\S]*En février/u,
    })
    t.match(other.body, new RegExp(`value="${gone}" selected`), 'her choice is kept')
    t.same(await reports(), [])

    await send('structures', here, { motive: 'left', person: gone })
    const [report] = await reports()
    t.match(report, { subject_id: here, person_id: gone })
    const { body } = await open(report.id)
    t.match(body, /Qui n’y exerce plus[\s\S]*PARTIE[\s\S]*Quel lieu la personne a-t-elle quitté/)
    t.match(fieldsOf(body), { ended: ending, endsOn: '01/03/2026' })
    t.notMatch(body, /Centre des Tilleuls/)
    t.equal((await accept(report.id, { ended: staying, endsOn: '28/02/2026' })).statusCode, 400)
    t.equal((await accept(report.id, fieldsOf(body))).statusCode, 303)
    t.match(await one('directory_situations', ending), { ends_on: '2026-03-01' })
    t.match(await one('directory_situations', staying), { ends_on: null })
    t.match(await structure(here), { closed_on: null })
    const page = await test.app.inject({ url: `/annuaire/structures/${here}?reseau=${network.slug}` })
    t.notMatch(page.body, /PARTIE/, 'she is no longer shown there')
  },
)

t.test('who keeps the structure alone reads who has left it, and ends no place of hers', async (t) => {
  const { test, ctx, network, coordinator, reports } = await reportDesk(t)
  const [hers, another] = [await aTerritory(test.db, network), await aTerritory(test.db, network)]
  const here = await aStructure(ctx, { territoryId: hers })
  const person = await aPerson(ctx, { lastName: 'Partie', territoryId: another, at: here })
  await sendForm(test, coordinator, `/annuaire/signaler/structures/${here}`, { motive: 'left', person })
  const [report] = await reports()
  const antennaOf = async (territoryId: string) => {
    const of = { role: 'antenna_coordinator', networkId: network.id, territoryId } as const
    return browserOf(test.app, await anAccount(test.db, of))
  }
  const antenna = await antennaOf(hers)
  const open = async ({ headers }: typeof antenna) =>
    (await test.app.inject({ url: `/annuaire/signalements/${report.id}`, headers })).body
  t.match(await open(antenna), /Qui n’y exerce plus[\s\S]*PARTIE/)
  t.notMatch(await open(antenna), /Quel lieu la personne a-t-elle quitté/)
  t.match(await open(coordinator), /Quel lieu la personne a-t-elle quitté/, 'the control')
})
