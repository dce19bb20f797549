import t from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { spotsOf } from '../../src/domains/directory/card-spots.js'
import { getCard } from '../../src/domains/directory/reading.js'
import {
  brought,
  compared,
  importDesk,
  peopleOf,
  sheet,
  structuresOf,
  verdictsOf,
} from '../support/import-desk.js'

/* A table whose communes are written as people write them, once in the directory. */

const TABLE = sheet('Nom;Prénom;Cabinet;Adresse;CP;Ville', [
  'ROUX;Anne;Cabinet du Lac;1 quai;01300;Belley',
  'PETIT;Luce;Cabinet du Lac;1 quai;01300;Belley Cedex',
  'BLANC;Odile;Maison de santé;2 quai;01000;Bourg en B.',
  'NOIR;Zoé;Maison des Dombes;3 quai;01000;Vriat',
])

t.test('two ways of writing a commune are one place, which a circle finds', async (t) => {
  const desk = await importDesk(t)
  const made = await brought(desk, TABLE)
  const places = await structuresOf(desk)
  t.same(
    places.map(({ name, communeName, communeCode }) => [name, communeName, communeCode]),
    [
      ['Cabinet du Lac', 'Belley', '01034'],
      ['Maison de santé', 'Bourg-en-Bresse', '01053'],
      ['Maison des Dombes', 'Vriat', null],
    ],
  )
  const people = await peopleOf(desk)
  await inTransaction(desk.ctx, (ctx) => refreshCards(ctx, { people: people.map(({ id }) => id) }))
  const spots = await Promise.all(
    people.map(async ({ id }) =>
      spotsOf(await getCard(desk.ctx, 'person', id)).map(({ communeCode }) => communeCode),
    ),
  )
  t.same(
    spots,
    [['01053'], [], ['01034'], ['01034']],
    'the control: of the one that nobody knows, no circle does',
  )
  const warned = (await verdictsOf(made)).filter(({ reason }) => reason !== null)
  t.match(warned, [{ reason: /Ville : « Vriat » n’est pas une commune du code postal 01000/ }])

  const again = await compared(desk, TABLE)
  t.same(
    [...new Set((await verdictsOf(again)).map(({ verdict }) => verdict))],
    ['unchanged'],
    'sent again, it adds nothing',
  )
})
