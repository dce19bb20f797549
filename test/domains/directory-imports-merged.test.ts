import t from 'tap'
import { written } from '../support/directory-import-fixtures.js'
import { aPerson } from '../support/directory-records.js'
import {
  brought,
  compared,
  importDesk,
  importOf,
  merged,
  peopleOf,
  placesOf,
  rpps,
  rppsLine,
  sheet,
  structuresOf,
} from '../support/import-desk.js'

/* Two records made one stay one, although registers go on naming both. */

const NOTHING = { new: 0, changed: 0, gone: 0 }

t.test('practices of the RPPS that were merged stay one when the next file names all of them', async (t) => {
  const desk = await importDesk(t)
  const lines = [
    rppsLine(1),
    rppsLine(2),
    rppsLine(3),
    rppsLine(1, { technicalId: 'C2', structureName: 'CABINET 2' }),
  ]
  await brought(desk, rpps('2026-02-20', lines))
  const [one, two, three] = await structuresOf(desk)
  await merged(desk, 'structure', { keptId: two!.id, goneId: one!.id })
  await merged(desk, 'structure', { keptId: three!.id, goneId: two!.id })
  const before = await placesOf(desk)
  t.same(new Set(before.map(({ place }) => place)), new Set(['CABINET 3']))

  const next = await brought(desk, rpps('2026-03-20', lines))
  t.match((await importOf(next)).counts, { people: NOTHING, structures: NOTHING })
  t.same(await placesOf(desk), before, 'nobody has a second place, and none is gone')
  t.equal((await structuresOf(desk)).length, 1)

  const fewer = await compared(desk, rpps('2026-04-20', [rppsLine(1), rppsLine(2)]))
  t.match((await importOf(fewer)).counts, { structures: { new: 0 }, people: { new: 0, gone: 1 } })
})

t.test('an identifier that the merge replaced leads to the record kept as well', async (t) => {
  const desk = await importDesk(t)
  const lines = [rppsLine(1), rppsLine(2)]
  await brought(desk, rpps('2026-02-20', lines))
  const [one, two] = await structuresOf(desk)
  await merged(desk, 'structure', { keptId: two!.id, goneId: one!.id, from: ['technicalId'] })
  t.match(await structuresOf(desk), [{ technicalId: 'C1' }])
  const next = await compared(desk, rpps('2026-03-20', lines))
  t.match((await importOf(next)).counts, { people: NOTHING, structures: { new: 0 } })
})

t.test('a person is found by the number of the record merged into hers, with all her places', async (t) => {
  const desk = await importDesk(t)
  const lines = [rppsLine(1), rppsLine(1, { technicalId: 'C9', structureName: 'CABINET 9' })]
  await brought(desk, rpps('2026-02-20', lines))
  const [fromFile] = await peopleOf(desk)
  const keptId = await aPerson(desk.ctx, { lastName: 'NOM1' })
  await merged(desk, 'person', { keptId, goneId: fromFile!.id })
  const before = await placesOf(desk)
  t.equal(before.length, 2)
  t.match(await peopleOf(desk), [{ id: keptId, rppsNumber: null }])

  const next = await brought(desk, rpps('2026-03-20', lines))
  t.match((await importOf(next)).counts, { people: { new: 0, gone: 0 }, structures: NOTHING })
  t.same(await placesOf(desk), before)
  t.match(await peopleOf(desk), [{ id: keptId, rppsNumber: null }], 'the number stays where it was left')

  const header = 'Nom;Prénom;Profession;N° RPPS;Structure;Ville'
  const table = sheet(header, [
    `NOM1;Anne;sage-femme;${fromFile!.rppsNumber};Maison des Lilas;Bourg-en-Bresse`,
  ])
  const made = await compared(desk, table)
  t.match((await importOf(made)).counts, { people: { new: 0 } }, 'by a sheet too')
})

t.test('records merged after the comparison are not written over, and their places follow', async (t) => {
  const desk = await importDesk(t)
  const lines = [rppsLine(1), rppsLine(2)]
  await brought(desk, rpps('2026-02-20', lines))
  const [one, two] = await structuresOf(desk)
  const moved = [...lines, rppsLine(3, { technicalId: 'C1', structureName: 'CABINET 1' })]
  const next = await compared(desk, rpps('2026-03-20', moved))
  await merged(desk, 'structure', { keptId: two!.id, goneId: one!.id })
  await written(next)
  if ((await importOf(next)).appliedAt === null) await written(next)
  t.match(await placesOf(desk), [
    { who: 'NOM1', place: 'CABINET 2', goneSince: null },
    { who: 'NOM2', place: 'CABINET 2', goneSince: null },
    { who: 'NOM3', place: 'CABINET 2', goneSince: null },
  ])
})
