import t from 'tap'
import { inventedRpps } from '../../src/domains/directory/synthesis/invented-people.js'
import {
  brought,
  compared,
  type Desk,
  importDesk,
  placesOf,
  rpps,
  rppsLine,
  sheet,
  structuresOf,
  verdictsOf,
} from '../support/import-desk.js'

/* Lines that name a place, in a commune where the person has a practice. */

const HEADER = 'Nom;Prénom;Structure;Adresse;CP;Ville'

t.test('a line that names another place leaves the practice its name, and the doubt is said', async (t) => {
  for (const street of ['4 rue B', '3 rue A']) {
    const desk = await importDesk(t)
    await brought(desk, sheet(HEADER, ['ROUX;Anne;Cabinet du Lac;3 rue A;01300;Belley']))
    const table = sheet(HEADER, [`ROUX;Anne;Cabinet des Lilas;${street};01300;Belley`])
    const made = await brought(desk, table)
    t.same(await namesOf(desk), ['Cabinet des Lilas', 'Cabinet du Lac'])
    t.same(
      (await placesOf(desk)).map(({ who, place }) => `${who} ${place}`),
      ['ROUX Cabinet des Lilas', 'ROUX Cabinet du Lac'],
    )
    t.match(
      (await verdictsOf(made)).filter(({ subjectKind }) => subjectKind === 'structure'),
      [{ verdict: 'new', reason: /^Cette personne a déjà un lieu d’un autre nom.*« Cabinet du Lac »/ }],
    )
    const again = await verdictsOf(await compared(desk, table))
    t.same([...new Set(again.map(({ verdict }) => verdict))], ['unchanged'], 'sent twice, nothing more')
  }
})

t.test('a practice that has no name of its own takes the one that a line gives', async (t) => {
  for (const structureName of ['', 'CABINET', 'CABINET DR NOM1 ANNE', 'CABINET MEDICAL DE VIRIAT']) {
    const desk = await importDesk(t)
    await brought(desk, rpps('2026-02-20', [rppsLine(1, { structureName })]))
    await brought(
      desk,
      sheet('Nom;Prénom;N° RPPS;Structure;CP;Ville', [
        `NOM1;Anne;${inventedRpps(1)};Cabinet du Lac;01440;Viriat`,
      ]),
    )
    t.same(await namesOf(desk), ['Cabinet du Lac'], structureName || 'no name at all')
  }
})

t.test('a name written otherwise is that of the same practice', async (t) => {
  const desk = await importDesk(t)
  await brought(
    desk,
    sheet(HEADER, [
      'ROUX;Anne;Cabinet médical du Lavoir;3 rue A;01300;Belley',
      'ROUX;Anne;Cabinet;4 rue B;01300;Belley',
    ]),
  )
  await brought(desk, sheet(HEADER, ['ROUX;Anne;Cabinet du Lavior;;01300;Belley']))
  t.same(await namesOf(desk), ['Cabinet', 'Cabinet du Lavior'])
})

t.test('« Cabinet » takes no name away, nor the practice of a colleague', async (t) => {
  const desk = await importDesk(t)
  await brought(
    desk,
    sheet(HEADER, [
      'ROUX;Anne;Cabinet du Lac;3 rue A;01300;Belley',
      'GRIS;Zoé;Cabinet médical;9 rue Z;01300;Belley',
    ]),
  )
  const table = sheet(HEADER, [
    'ROUX;Anne;Cabinet médical;;01300;Belley',
    'PETIT;Luce;Cabinet médical;7 rue D;01300;Belley',
  ])
  await brought(desk, table)
  t.same(await namesOf(desk), ['Cabinet du Lac', 'Cabinet médical', 'Cabinet médical'])
  t.same(
    (await placesOf(desk)).map(({ who, place }) => `${who} ${place}`),
    ['GRIS Cabinet médical', 'PETIT Cabinet médical', 'ROUX Cabinet du Lac'],
  )
  const again = await verdictsOf(await compared(desk, table))
  t.same([...new Set(again.map(({ verdict }) => verdict))], ['unchanged'])
})

async function namesOf(desk: Desk): Promise<string[]> {
  return (await structuresOf(desk)).map(({ name }) => name)
}
