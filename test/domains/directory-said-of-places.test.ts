import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { updateSituation } from '../../src/domains/directory/writing.js'
import { aDesk, fieldsOf } from '../support/directory-desk.js'
import { aPerson, aStructure } from '../support/directory-records.js'
import { journalOf } from '../support/journal.js'

/* What a file says of a place that somebody has corrected, on the record. */

const SAID = { modeCode: { value: 'S', source: 'rpps', on: '2026-02-20' } } as const

t.test('it is shown on the record, taken or not, and the choice is remembered', async (t) => {
  const { desk, team, person, record, placeOf, say } = await aScene(t)
  await say(SAID)
  const page = (await team.get(record)).body
  t.match(page, /Le RPPS du 20\/02\/2026 dit[^<]*<strong>Salarié \(mode d’exercice\)/)
  t.match(
    page,
    /Reprendre cette valeur<span class="visually-hidden">[^<]*Mode d’exercice[^<]*Maternité du Lac/,
  )

  const { situationId } = await placeOf()
  const choose = (act: string, field = 'modeCode') =>
    team.send(`${record}/valeurs-nationales/${act}`, { field, situationId })
  t.equal((await choose('maintien')).statusCode, 303)
  t.match(await placeOf(), {
    modeCode: 'L',
    saidElsewhere: { modeCode: { ...SAID.modeCode, keptOn: '2026-03-02' } },
  })
  t.notMatch((await team.get(record)).body, /Le RPPS du 20\/02\/2026 dit/)
  t.equal((await choose('maintien')).statusCode, 303, 'twice in a row does nothing more')

  await say(SAID)
  t.equal((await choose('reprise')).statusCode, 303)
  t.match(await placeOf(), {
    modeCode: 'S',
    saidElsewhere: {},
    provenance: { modeCode: { source: 'rpps', on: '2026-02-20', by: 'Camille Roy' } },
  })
  t.equal((await choose('reprise', 'constructor')).statusCode, 303, 'of what nobody says, nothing')
  t.same(await journalOf(t), { 'directory.edit-record': 2 })

  const program = await desk.callAs(desk.accounts.coordinator)
  await say({ functionWords: { value: 'cadre', source: 'sheet', on: '2026-02-21' } })
  const path = `/people/${person}`
  t.match((await program('GET', path)).json().situations, [
    { saidElsewhere: { functionWords: { value: 'cadre' } } },
  ])
  const taken = await program('POST', `${path}/national-values/adoption`, {
    field: 'functionWords',
    situationId,
  })
  t.equal(taken.statusCode, 204, taken.body)
  t.match(await placeOf(), { functionWords: 'cadre' })
})

t.test(
  'a place corrected by hand keeps beside what the file said, as one she has chosen not to follow',
  async (t) => {
    const { team, record, placeOf, patch } = await aScene(t)
    await patch({ modeCode: 'S' }, { source: 'rpps', on: '2026-02-20', by: 'Import' })
    const { situationId } = await placeOf()
    const form = `${record}/situations/${situationId}`
    const fields = fieldsOf((await team.get(form)).body, form)
    t.equal((await team.send(form, { ...fields, modeCode: 'L' })).statusCode, 303)
    t.match(await placeOf(), {
      modeCode: 'L',
      saidElsewhere: { modeCode: { value: 'S', source: 'rpps', on: '2026-02-20', keptOn: '2026-03-02' } },
    })
    const again = fieldsOf((await team.get(form)).body, form)
    t.equal((await team.send(form, { ...again, modeCode: 'S' })).statusCode, 303)
    t.match(await placeOf(), { modeCode: 'S', saidElsewhere: {} }, 'what agrees is forgotten')
  },
)

t.test(
  'an end that would come before its start is refused, and a place of somebody else is none of hers',
  async (t) => {
    const { desk, team, record, placeOf, say, patch } = await aScene(t)
    await patch({ startsOn: '2024-01-01' })
    await say({ endsOn: { value: '2023-06-30', source: 'sheet', on: '2026-02-20' } })
    const { situationId } = await placeOf()
    const take = (path: string) =>
      team.send(`${path}/valeurs-nationales/reprise`, { field: 'endsOn', situationId })
    const refused = await take(record)
    t.equal(refused.statusCode, 400)
    t.match(refused.body, /La fin vient avant le début/)
    t.match(await placeOf(), { endsOn: null })

    const other = await aPerson(desk.ctx)
    t.equal((await take(`/annuaire/fiches/personnes/${other}`)).statusCode, 404)
    const stranger = await desk.as(desk.stranger)
    const url = `${record}/valeurs-nationales/maintien`
    t.equal((await stranger.send(url, { field: 'endsOn', situationId })).statusCode, 404)
    t.match((await placeOf()).saidElsewhere.endsOn?.keptOn, undefined)
    t.equal((await team.send(url, { field: 'endsOn', situationId })).statusCode, 303, 'the control')
    t.equal((await placeOf()).saidElsewhere.endsOn?.keptOn, '2026-03-02')
  },
)

async function aScene(t: Parameters<typeof aDesk>[0]) {
  const desk = await aDesk(t)
  const team = await desk.as(desk.accounts.coordinator)
  const structure = await aStructure(desk.ctx, { name: 'Maternité du Lac' })
  const person = await aPerson(desk.ctx, { at: structure })
  const program = await desk.callAs(desk.accounts.coordinator)
  const placeOf = async () => {
    const [place] = (await program('GET', `/people/${person}`)).json().situations
    return { ...place, situationId: place.id }
  }
  const team0 = { source: 'team', on: '2026-03-01', by: 'Coordination' } as const
  const patch = async (
    fields: Parameters<typeof updateSituation>[3],
    writer: Parameters<typeof updateSituation>[1] = team0,
  ) => {
    const { situationId } = await placeOf()
    await inTransaction(desk.ctx, (ctx) => updateSituation(ctx, writer, situationId, fields))
  }
  const say = (saidElsewhere: NonNullable<Parameters<typeof updateSituation>[3]['saidElsewhere']>) =>
    patch({ saidElsewhere })
  return { desk, team, person, record: `/annuaire/fiches/personnes/${person}`, placeOf, say, patch }
}
