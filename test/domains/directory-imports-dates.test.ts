import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { getCard } from '../../src/domains/directory/reading.js'
import { updateSituation } from '../../src/domains/directory/writing.js'
import { importedRow } from '../../src/domains/directory-imports/row-words.js'
import { TEAM } from '../support/directory-records.js'
import {
  brought,
  compared,
  importDesk,
  peopleOf,
  placesOf,
  sheet,
  structuresOf,
  undone,
  verdictsOf,
} from '../support/import-desk.js'

/* Since when and until when somebody is at a place, as a coordinator’s table says it. */

const HEADER = 'Nom;Prénom;Structure;Ville;Depuis le;Jusqu’au'
const dated = (...lines: string[]) => sheet(HEADER, lines)

t.test('dates of a place are written on it, shown before, and undone', async (t) => {
  const desk = await importDesk(t)
  const made = await brought(
    desk,
    dated('ROUX;Anne;CH de Valbrune;Viriat;01/09/2019;', 'PETIT;Luce;CH de Valbrune;Viriat;;31/12/2025'),
  )
  t.match(await placesOf(desk), [
    { who: 'PETIT', startsOn: null, endsOn: '2025-12-31' },
    { who: 'ROUX', startsOn: '2019-09-01', endsOn: null },
  ])
  const words = (await verdictsOf(made)).map(importedRow).flatMap(({ changes }) => changes)
  t.match(
    words.filter(({ field }) => field === 'Lieu ajouté').map(({ after }) => after),
    [/^CH de Valbrune, depuis le 01\/09\/2019$/, /^CH de Valbrune, jusqu’au 31\/12\/2025$/],
  )
  const again = await compared(
    desk,
    dated('ROUX;Anne;CH de Valbrune;Viriat;1er septembre 2019;', 'PETIT;Luce;CH de Valbrune;Viriat;;'),
  )
  t.same(
    (await verdictsOf(again)).map(({ verdict }) => verdict),
    ['unchanged', 'unchanged', 'unchanged'],
    'found again though she has left: the same day in other words, and a blank, say nothing more',
  )
  const [, roux] = await peopleOf(desk)
  await inTransaction(desk.ctx, (ctx) => refreshCards(ctx, { people: [roux!.id] }))
  t.match(await getCard(desk.ctx, 'person', roux!.id), { places: [{ structureName: 'CH de Valbrune' }] })

  await undone(made)
  t.same([await peopleOf(desk), await structuresOf(desk), await placesOf(desk)], [[], [], []])
})

t.test('a place that has ended is no longer shown, and one corrected by the table is put back', async (t) => {
  const desk = await importDesk(t)
  await brought(desk, dated('ROUX;Anne;CH de Valbrune;Viriat;01/09/2019;'))
  const ending = await brought(desk, dated('ROUX;Anne;CH de Valbrune;Viriat;01/10/2019;31/01/2026'))
  t.match((await verdictsOf(ending)).map(importedRow)[0]!.changes, [
    {
      field: 'Lieu modifié',
      before: 'depuis le 01/09/2019',
      after: 'CH de Valbrune, depuis le 01/10/2019, jusqu’au 31/01/2026',
    },
  ])
  const [person] = await peopleOf(desk)
  t.match(await getCard(desk.ctx, 'person', person!.id), { places: [] })
  await undone(ending)
  t.match(await placesOf(desk), [{ startsOn: '2019-09-01', endsOn: null }])
  t.match(await getCard(desk.ctx, 'person', person!.id), { places: [{}] })
})

t.test('a date that cannot be one refuses its line, with what to do', async (t) => {
  const desk = await importDesk(t)
  const made = await compared(
    desk,
    dated(
      'ROUX;Anne;CH de Valbrune;Viriat;01/09/2024;31/12/2019',
      'PETIT;Luce;CH de Valbrune;Viriat;31/02/2024;',
      'BLANC;Zoé;CH de Valbrune;Viriat;bientôt;',
      'NOIR;Léa;CH de Valbrune;Viriat;;11/07/1905',
      'GRIS;Ana;CH de Valbrune;Viriat;2019;',
      'VERT;Eve;CH de Valbrune;Viriat;45292;',
      'BLEU;Ida;CH de Valbrune;Viriat;01/09/2024;01/09/2024',
    ),
  )
  const rows = await verdictsOf(made)
  t.match(
    rows.filter(({ verdict }) => verdict === 'refused').map(({ columnName, reason }) => [columnName, reason]),
    [
      ['Jusqu’au', /La fin \(31\/12\/2019\) vient avant le début \(01\/09\/2024\) : corrigez/],
      ['Depuis le', /31\/02\/2024.*calendrier/],
      ['Depuis le', /bientôt.*n’est pas une date/],
      ['Jusqu’au', /l’année 2019, qui était écrite seule.*01\/09\/2019/],
    ],
  )
  t.match(
    rows.flatMap(({ reason, label }) => (label?.includes('VERT') ? [reason] : [])),
    [/45292.*nombre de jours d’un tableur, lu comme le 01\/01\/2024/],
  )
  t.match(
    rows.flatMap(({ reason, label }) => (label?.includes('GRIS') ? [reason] : [])),
    [/2019 ?».*ne dit pas le jour : lu comme le 01\/01\/2019/],
    'a year says enough of since when',
  )
})

t.test('dates without a place, and another period at the same place, are said', async (t) => {
  const desk = await importDesk(t)
  const made = await brought(
    desk,
    dated(
      'ROUX;Anne;;;01/09/2024;',
      ';;PMI de Viriat;Viriat;01/09/2024;',
      'PETIT;Luce;CH de Valbrune;Viriat;01/09/2010;31/08/2015',
      'PETIT;Luce;CH de Valbrune;Viriat;01/09/2020;',
    ),
  )
  const reasons = (await verdictsOf(made)).flatMap(({ reason }) => reason ?? [])
  t.equal(reasons.filter((reason) => /il manque l’une ou l’autre/.test(reason)).length, 2)
  t.equal(
    reasons.filter((reason) => /La ligne 5 donne d’autres dates.*depuis le 01\/09\/2020/.test(reason)).length,
    1,
  )
  t.match(await placesOf(desk), [{ who: 'PETIT', startsOn: '2010-09-01', endsOn: '2015-08-31' }])

  const back = await brought(desk, dated('PETIT;Luce;CH de Valbrune;Viriat;01/09/2020;'))
  t.match((await verdictsOf(back)).map(importedRow)[0]!.changes, [
    { field: 'Lieu ajouté', after: 'CH de Valbrune, depuis le 01/09/2020' },
  ])
  t.equal((await placesOf(desk)).length, 2, 'she left and came back: two stays')
  await undone(back)
  t.match(await placesOf(desk), [{ startsOn: '2010-09-01', endsOn: '2015-08-31' }])
})

t.test('dates the team has written are kept, and no writing turns a place backwards', async (t) => {
  const desk = await importDesk(t)
  await brought(desk, dated('ROUX;Anne;CH de Valbrune;Viriat;01/09/2019;'))
  const [place] = await placesOf(desk)
  const correct = (patch: object) =>
    inTransaction(desk.ctx, (ctx) => updateSituation(ctx, TEAM, place!.id, patch))
  const ending = await brought(desk, dated('ROUX;Anne;CH de Valbrune;Viriat;01/09/2019;30/06/2024'))
  await correct({ startsOn: '2018-01-15' })
  const next = await brought(desk, dated('ROUX;Anne;CH de Valbrune;Viriat;01/09/2019;30/06/2024'))
  t.match((await verdictsOf(next)).map(importedRow)[0]!.kept, [
    {
      field: 'Depuis le (CH de Valbrune)',
      ours: '15/01/2018',
      theirs: '01/09/2019',
      why: 'votre tableau dit',
    },
  ])
  t.match(await placesOf(desk), [{ startsOn: '2018-01-15', endsOn: '2024-06-30' }])

  const earlier = await brought(desk, dated('ROUX;Anne;CH de Valbrune;Viriat;;31/12/2025'))
  await correct({ startsOn: '2025-01-01' })
  await undone(earlier)
  t.match(
    await placesOf(desk),
    [{ startsOn: '2025-01-01', endsOn: '2025-12-31' }],
    'the end before it no longer goes with the start somebody wrote since',
  )
  await undone(ending)
  t.match(await placesOf(desk), [{ startsOn: '2025-01-01' }])
})
