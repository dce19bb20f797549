import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { inventedRpps } from '../../src/domains/directory/synthesis/invented-people.js'
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
  undone,
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
  const places = await placesOf(desk)
  t.same(
    places.map(({ saidElsewhere: _, ...one }) => one),
    corrected.map(({ saidElsewhere: _, ...one }) => one),
    'neither doubled nor gone',
  )
  const said = { modeCode: { value: 'S', source: 'rpps', on: '2026-03-20' } }
  t.same(
    places.map(({ saidElsewhere }) => saidElsewhere),
    [said, {}],
    'kept beside, for whoever opens the record',
  )
  t.match((await importOf(next)).counts, { people: { new: 0, changed: 0, unchanged: 2 }, kept: 1 })
  const shown = (await verdictsOf(next)).map(importedRow).flatMap(({ kept }) => kept)
  t.same(shown, [
    { field: 'Mode d’exercice (CABINET 1)', ours: 'Libéral', theirs: 'Salarié', why: 'le RPPS dit' },
  ])
  const [person] = await peopleOf(desk)
  t.equal(person!.revision, 1, 'nothing is written of it')

  const third = await brought(desk, rpps('2026-04-20', [rppsLine(1), rppsLine(2, salaried)]))
  t.same((await placesOf(desk))[0]!.saidElsewhere, {}, 'the RPPS has come round to it')
  await undone(third)
  t.same((await placesOf(desk))[0]!.saidElsewhere, said, 'undone, it says so again')
  await undone(next)
  t.same(await placesOf(desk), corrected)
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

t.test(
  'a telephone and a mail for each site go to the site, and the same file changes nothing',
  async (t) => {
    const desk = await importDesk(t)
    const table = sheet('Nom;Prénom;N° RPPS;Structure;Ville;Tél.;Mail', [
      `ROUX;Anne;${inventedRpps(1)};CH de Valbrune;Viriat;04 65 71 00 01;anne@exemple.test`,
      `ROUX;Anne;${inventedRpps(1)};Clinique du Pré;Bourg-en-Bresse;04 65 71 00 02;anne@exemple.test`,
      `PETIT;Luce;${inventedRpps(2)};CH de Valbrune;Viriat;04 65 71 00 03;luce@exemple.test`,
      `PETIT;Luce;${inventedRpps(2)};Clinique du Pré;Bourg-en-Bresse;04 65 71 00 03;`,
    ])
    const made = await brought(desk, table)
    t.match(await peopleOf(desk), [
      { lastName: 'PETIT', phone: '+33465710003', email: 'luce@exemple.test' },
      { lastName: 'ROUX', phone: '+33465710001', email: 'anne@exemple.test' },
    ])
    t.match(await placesOf(desk), [
      { who: 'PETIT', place: 'CH de Valbrune', phone: null, email: null },
      { who: 'PETIT', place: 'Clinique du Pré', phone: null },
      { who: 'ROUX', place: 'CH de Valbrune', phone: '+33465710001', email: null },
      { who: 'ROUX', place: 'Clinique du Pré', phone: '+33465710002' },
    ])
    const rows = await verdictsOf(made)
    t.same(
      rows.filter(({ reason }) => reason !== null),
      [],
      'nothing is left out',
    )
    t.match(rows.map(importedRow)[0]!.changes.at(-1), { after: /Clinique du Pré, 04.65.71.00.02/ })
    const again = await verdictsOf(await compared(desk, table))
    t.same(new Set(again.map(({ verdict }) => verdict)), new Set(['unchanged']))
    await undone(made)
    t.same([await peopleOf(desk), await placesOf(desk)], [[], []])
  },
)

t.test('of two telephones at one site the first is kept, and the other is said', async (t) => {
  const desk = await importDesk(t)
  const made = await brought(
    desk,
    sheet('Nom;Prénom;Structure;Ville;Fonction;Tél.', [
      'ROUX;Anne;CH de Valbrune;Viriat;cadre;04 65 71 00 01',
      'ROUX;Anne;CH de Valbrune;Viriat;référente écho;04 65 71 00 02',
    ]),
  )
  t.match(await placesOf(desk), [{ what: 'cadre, référente écho', phone: '+33465710001' }])
  t.match(await verdictsOf(made), [{ reason: /La ligne 3 dit « .33465710002 »/ }, {}])
})
