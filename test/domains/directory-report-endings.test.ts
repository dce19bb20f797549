import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { insertSituations } from '../../src/domains/directory/writing.js'
import { browserOf } from '../support/app.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { aMember } from '../support/members.js'
import { sendForm } from '../support/people.js'
import { fieldsOf, reportDesk } from '../support/report-desk.js'

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
