import t from 'tap'
import { brought, compared, importDesk, placesOf, sheet, verdictsOf } from '../support/import-desk.js'

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
