import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { updatePerson } from '../../src/domains/directory/writing.js'
import { TEAM } from '../support/directory-records.js'
import {
  brought,
  importDesk,
  importOf,
  peopleOf,
  placesOf,
  sheet,
  structuresOf,
  undone,
  verdictsOf,
} from '../support/import-desk.js'

/* Imports undone one after the other. */

const HEADER = 'Nom;Prénom;Structure;Ville;Tél.;Fonction'
const FIRST = sheet(HEADER, ['ROUX;Anne;CH de Valbrune;Viriat;04 65 71 00 01;cadre'])
const SECOND = sheet('Nom;Prénom;Structure;Ville;Tél.;Fonction;Mail', [
  'ROUX;Anne;CH de Valbrune;Viriat;04 65 71 00 01;cheffe de service;anne@exemple.test',
  ';;CH de Valbrune;Viriat;04 65 71 00 09;;',
])

t.test('two imports undone from the last to the first leave nothing', async (t) => {
  const desk = await importDesk(t)
  const [first, second] = [await brought(desk, FIRST), await brought(desk, SECOND)]
  t.match(await peopleOf(desk), [{ email: 'anne@exemple.test' }])
  await undone(second)
  t.match(await placesOf(desk), [{ what: 'cadre' }])
  await undone(first)
  t.match((await importOf(first)).outcome, { left: 0 })
  t.same([await peopleOf(desk), await structuresOf(desk), await placesOf(desk)], [[], [], []])
})

t.test('what a later import changed stays, and it is that import which is said', async (t) => {
  const desk = await importDesk(t)
  const first = await brought(desk, FIRST)
  await brought(desk, SECOND)
  await undone(first)
  t.equal((await structuresOf(desk)).length, 1)
  t.match(
    (await verdictsOf(first)).map(({ remark }) => remark),
    [/import plus récent/, /import plus récent/],
  )
})

t.test('what somebody changed stays, whatever was undone since', async (t) => {
  const desk = await importDesk(t)
  const [first, second] = [await brought(desk, FIRST), await brought(desk, SECOND)]
  const [person] = await peopleOf(desk)
  await inTransaction(desk.ctx, (ctx) => updatePerson(ctx, TEAM, person!.id, { notes: 'en congé' }))
  await undone(second)
  await undone(first)
  t.match(await peopleOf(desk), [{ notes: 'en congé', email: null }])
  t.match(
    (await verdictsOf(first)).map(({ remark }) => remark),
    [/quelqu’un l’a modifiée/, null],
  )
})
