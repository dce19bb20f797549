import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { updateSituation } from '../../src/domains/directory/writing.js'
import { importedRow } from '../../src/domains/directory-imports/row-words.js'
import { TEAM } from '../support/directory-records.js'
import {
  brought,
  compared,
  importDesk,
  importOf,
  peopleOf,
  placesOf,
  rpps,
  rppsLine,
  sheet,
  verdictsOf,
} from '../support/import-desk.js'

/* Where people work and what they do there, as files say it line by line. */

t.test('several functions at one place are all kept, and the same file changes nothing', async (t) => {
  const desk = await importDesk(t)
  const table = sheet('Nom;Prénom;Structure;Ville;Fonction', [
    'ROUX;Anne;CH de Valbrune;Viriat;chef de service',
    'ROUX;Anne;CH de Valbrune;Viriat;référente écho',
    'ROUX;Anne;CH de Valbrune;Viriat;Chef de service',
    'ROUX;Anne;Clinique du Pré;Viriat;vacations',
  ])
  await brought(desk, table)
  t.match(await placesOf(desk), [
    { place: 'CH de Valbrune', what: 'chef de service, référente écho' },
    { place: 'Clinique du Pré', what: 'vacations' },
  ])
  const again = await verdictsOf(await compared(desk, table))
  t.same(
    again.map(({ verdict }) => verdict),
    ['unchanged', 'unchanged', 'unchanged'],
  )
})

t.test('a function too long to be kept with the others is said', async (t) => {
  const desk = await importDesk(t)
  const long = (word: string) => `${word} ${'de '.repeat(40)}`.slice(0, 120)
  const made = await compared(
    desk,
    sheet('Nom;Prénom;Structure;Ville;Fonction', [
      `ROUX;Anne;CH de Valbrune;Viriat;${long('cheffe')}`,
      `ROUX;Anne;CH de Valbrune;Viriat;${long('référente')}`,
    ]),
  )
  const reasons = (await verdictsOf(made)).map(({ reason }) => reason)
  t.match(reasons, [/La ligne 3 donne une fonction de plus.*référente/, null])
})

t.test('a mode that was corrected is kept, and what the RPPS says is shown beside it', async (t) => {
  const desk = await importDesk(t)
  const salaried = { modeCode: 'S', modeLabel: 'Salarié' }
  await brought(desk, rpps('2026-02-20', [rppsLine(1, salaried), rppsLine(2, salaried)]))
  const [place] = await placesOf(desk)
  await inTransaction(desk.ctx, (ctx) => updateSituation(ctx, TEAM, place!.id, { modeCode: 'L' }))
  const corrected = await placesOf(desk)
  t.match(corrected, [
    { who: 'NOM1', mode: 'L' },
    { who: 'NOM2', mode: 'S' },
  ])

  const next = await brought(desk, rpps('2026-03-20', [rppsLine(1, salaried), rppsLine(2, salaried)]))
  t.same(await placesOf(desk), corrected, 'neither doubled nor gone')
  t.match((await importOf(next)).counts, { people: { new: 0, changed: 0, unchanged: 2 }, kept: 1 })
  const shown = (await verdictsOf(next)).map(importedRow).flatMap(({ kept }) => kept)
  t.same(shown, [
    { field: 'Mode d’exercice (CABINET 1)', ours: 'Libéral', theirs: 'Salarié', why: 'le RPPS dit' },
  ])
  const [person] = await peopleOf(desk)
  t.equal(person!.revision, 1, 'nothing is written of it')
})

t.test('a corrected mode does not take the place of another that the RPPS gives', async (t) => {
  const desk = await importDesk(t)
  const salaried = rppsLine(1, { modeCode: 'S', modeLabel: 'Salarié' })
  await brought(desk, rpps('2026-02-20', [salaried]))
  const [place] = await placesOf(desk)
  await inTransaction(desk.ctx, (ctx) => updateSituation(ctx, TEAM, place!.id, { modeCode: 'L' }))
  await brought(desk, rpps('2026-03-20', [salaried, rppsLine(1)]))
  t.match(await placesOf(desk), [
    { id: place!.id, mode: 'L', goneSince: null },
    { mode: 'S', goneSince: null },
  ])
})
