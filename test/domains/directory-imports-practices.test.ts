import t from 'tap'
import { inventedRpps } from '../../src/domains/directory/synthesis/invented-people.js'
import { importedRow } from '../../src/domains/directory-imports/row-words.js'
import { written } from '../support/directory-import-fixtures.js'
import {
  brought,
  compared,
  type Desk,
  importDesk,
  importOf,
  placesOf,
  rpps,
  rppsLine,
  sheet,
  structuresOf,
  undone,
  verdictsOf,
} from '../support/import-desk.js'

/* Lines that say where a person works, and not what the place is called. */

const WITH_PLACES = sheet('Nom;Prénom;Profession;Structure;Adresse;CP;Ville;Tél.', [
  'YVETOT;Anne;sage-femme;CHU de Test;1 rue A;01300;Belley;04 65 71 00 01',
  'YVONNET;Lise;sage-femme;PMI de Test;2 rue A;01300;Belley;04 65 71 00 02',
  'YZEURE;Eve;sage-femme;Maternité de Test;3 rue A;01300;Belley;04 65 71 00 03',
])

t.test(
  'a line that names no structure neither renames nor classes the one where a person works',
  async (t) => {
    const desk = await importDesk(t)
    await brought(desk, WITH_PLACES)
    const before = await namesAndCategories(desk)
    await brought(
      desk,
      sheet('Nom;Prénom;Profession;CP;Ville;Tél.;Langues', [
        'YVETOT;Anne;sage-femme;01300;Belley;04 65 71 00 01;anglais',
        'YVONNET;Lise;sage-femme;01300;Belley;04 65 71 00 02;anglais',
        'YZEURE;Eve;sage-femme;01300;Belley;04 65 71 00 03;anglais',
      ]),
    )
    t.same(await namesAndCategories(desk), before)
    t.same(
      (await placesOf(desk)).map(({ who, place }) => `${who} ${place}`),
      ['YVETOT CHU de Test', 'YVONNET PMI de Test', 'YZEURE Maternité de Test'],
      'a commune where she is known to work is no other place',
    )
  },
)

t.test('a street, a function or another commune make another place', async (t) => {
  const desk = await importDesk(t)
  await brought(desk, WITH_PLACES)
  const before = await namesAndCategories(desk)
  await brought(
    desk,
    sheet('Nom;Prénom;Fonction;Adresse;CP;Ville;Tél.', [
      'YVETOT;Anne;;9 rue Z;01300;Belley;04 65 71 00 01',
      'YVONNET;Lise;échographies;;01300;Belley;04 65 71 00 02',
      'YZEURE;Eve;;;01440;Viriat;04 65 71 00 03',
    ]),
  )
  const after = await namesAndCategories(desk)
  t.same(
    after.filter((one) => !before.includes(one)),
    ['Cabinet à Belley, professionals', 'Cabinet à Belley, professionals', 'Cabinet à Viriat, professionals'],
  )
  for (const one of before) t.ok(after.includes(one), `${one} is as it was`)
})

t.test('nor the structure of a FINESS number, unless the line says what it is', async (t) => {
  const desk = await importDesk(t)
  const header = 'Nom;Prénom;N° FINESS;CP;Ville;Structure;Type de structure'
  await brought(desk, sheet(header, ['ROUX;Anne;010000065;01300;Belley;Val Fleuri;clinique']))
  t.same(await namesAndCategories(desk), ['Val Fleuri, health-establishments'])
  await brought(desk, sheet(header, ['PETIT;Luce;010000065;01300;Belley;;']))
  await brought(desk, sheet(header, ['PETIT;Luce;010000065;01300;Belley;Val Fleuri;']))
  t.same(await namesAndCategories(desk), ['Val Fleuri, health-establishments'])
  t.match(await placesOf(desk), [{ who: 'PETIT', place: 'Val Fleuri' }, { who: 'ROUX' }])
  await brought(desk, sheet(header, ['PETIT;Luce;010000065;01300;Belley;;PMI']))
  t.same(await namesAndCategories(desk), ['Val Fleuri, pmi'])
})

t.test('of lines about one number, the one that names it does', async (t) => {
  const desk = await importDesk(t)
  const made = await brought(
    desk,
    sheet('Nom;Prénom;N° FINESS;CP;Ville;Structure', [
      'ROUX;Anne;010000065;01300;Belley;',
      'PETIT;Luce;010000065;01300;Belley;Clinique du Pré',
    ]),
  )
  t.same(await namesAndCategories(desk), ['Clinique du Pré, health-establishments'])
  t.same(
    (await verdictsOf(made)).filter(({ line, reason }) => line === 2 && /ligne 3/.test(reason ?? '')),
    [],
  )
})

t.test('the practice a person already has is hers, and keeps its name', async (t) => {
  const desk = await importDesk(t)
  await brought(desk, rpps('2026-02-20', [rppsLine(1)]))
  const table = sheet('Nom;Prénom;N° RPPS;Adresse;CP;Ville;Horaires', [
    `NOM1;Anne;${inventedRpps(1)};3 rue A;01440;Viriat;le matin`,
  ])
  const made = await brought(desk, table)
  t.match(await structuresOf(desk), [{ name: 'CABINET 1', street: '3 rue A', hours: 'le matin' }])
  t.same((await structuresOf(desk)).length, 1)
  t.same(
    (await verdictsOf(made)).map(importedRow).flatMap(({ changes }) => changes.map(({ field }) => field)),
    ['Horaires', 'Adresse'],
  )
})

t.test('applied again once it is gone, a practice is made under the name supposed of it', async (t) => {
  const desk = await importDesk(t)
  const header = 'Nom;Prénom;Structure;Adresse;CP;Ville;Horaires'
  const first = await brought(desk, sheet(header, ['ROUX;Anne;Cabinet du Lac;3 rue A;01300;Belley;']))
  const second = await brought(desk, sheet(header, ['ROUX;Anne;;3 rue A;01300;Belley;le matin']))
  t.match(await structuresOf(desk), [{ name: 'Cabinet du Lac', hours: 'le matin' }])
  await undone(second)
  await undone(first)
  t.same(await structuresOf(desk), [])
  await written(second)
  t.match(await importOf(second), { failureCode: 'directory-import.outdated' })
  await written(second)
  t.match(await structuresOf(desk), [{ name: 'Cabinet à Belley', hours: 'le matin' }])
})

t.test('a colleague in the same town is not placed in the practice of another', async (t) => {
  const desk = await importDesk(t)
  const header = 'Nom;Prénom;Adresse;CP;Ville'
  const anne = 'ROUX;Anne;3 rue A;01300;Belley'
  await brought(desk, sheet(header, [anne]))
  await brought(
    desk,
    sheet(header, [anne, 'PETIT;Luce;4 rue B;01300;Belley', 'GRIS;Zoé;3 rue A;01300;Belley']),
  )
  t.same((await structuresOf(desk)).map(({ street }) => street).sort(), ['3 rue A', '4 rue B'])
})

t.test('practices without a name, sent twice, change nothing', async (t) => {
  const desk = await importDesk(t)
  const table = sheet('Nom;Prénom;Profession;Adresse;CP;Ville;Tél.', [
    'YACOUBI;Anne;sage-femme;3 rue A;42000;St Etienne;04 65 71 00 01',
    'YADAN;Lise;sage-femme;4 rue B;42000;St Etienne;04 65 71 00 02',
    'YADAN;Lise;sage-femme;6 rue C;42000;St Etienne;04 65 71 00 02',
    'YAKO;Zoé;sage-femme;7 rue D;42000;St Etienne;04 65 71 00 04',
    'YAKO;Zoé;sage-femme;7 rue D;42000;Saint-Étienne;04 65 71 00 04',
    'YAM;Ida;sage-femme;8 rue E;;St-Etienne Cedex 2;',
  ])
  await brought(desk, table)
  t.equal((await structuresOf(desk)).length, 5)
  const again = await verdictsOf(await compared(desk, table))
  t.same(
    again.filter(({ verdict }) => verdict !== 'unchanged').map(({ label, changes }) => [label, changes]),
    [],
  )
})

t.test('a place without a name is found again by what it is', async (t) => {
  const desk = await importDesk(t)
  const table = sheet('Nom;Prénom;Type de structure;Adresse;CP;Ville', [
    'ROUX;Anne;PMI;;01440;Viriat',
    'ROUX;Anne;cabinet;3 rue A;01440;Viriat',
  ])
  await brought(desk, table)
  t.same(await namesAndCategories(desk), ['Cabinet à Viriat, pmi', 'Cabinet à Viriat, professionals'])
  const again = await verdictsOf(await compared(desk, table))
  t.same([...new Set(again.map(({ verdict }) => verdict))], ['unchanged'])
})

t.test('a person with several practices in a town is given one more, and it is said', async (t) => {
  const desk = await importDesk(t)
  const header = 'Nom;Prénom;Structure;Adresse;CP;Ville'
  await brought(
    desk,
    sheet(header, [
      'ROUX;Anne;Cabinet du Lac;3 rue A;01440;Viriat',
      'ROUX;Anne;Cabinet du Pré;4 rue B;01440;Viriat',
    ]),
  )
  const at = async (street: string) =>
    (await verdictsOf(await compared(desk, sheet(header, [`ROUX;Anne;;${street};01440;Viriat`]))))
      .filter(({ subjectKind }) => subjectKind === 'structure')
      .map(({ verdict, reason }) => `${verdict} ${reason ?? ''}`)
  t.match(await at('4, rue B'), ['unchanged '])
  t.match(await at('5 rue C'), [/^new Cette personne a déjà plusieurs lieux/])
})

t.test('names in a commune written otherwise are found, and sent twice change nothing', async (t) => {
  const desk = await importDesk(t)
  const table = (commune: string) =>
    sheet('Nom;Prénom;Structure;Ville', [`YACOUBI;Anne;Cabinet du Lac;${commune}`])
  await brought(desk, table('St Chamond'))
  for (const commune of ['St Chamond', 'SAINT-CHAMOND']) {
    const again = await verdictsOf(await compared(desk, table(commune)))
    t.same([...new Set(again.map(({ verdict }) => verdict))], ['unchanged'], commune)
  }
})

async function namesAndCategories(desk: Desk): Promise<string[]> {
  return (await structuresOf(desk)).map(({ name, category }) => `${name}, ${category}`).sort()
}
