import t from 'tap'
import { proposeMapping } from '../../src/domains/directory/spreadsheet/columns.js'
import { readCsv } from '../../src/domains/directory/spreadsheet/csv.js'
import { readEntries } from '../../src/domains/directory/spreadsheet/entries.js'
import { groupSheet, stagedLines } from '../../src/domains/directory-imports/sheet-groups.js'
import { recordOf } from '../../src/domains/directory-imports/sheet-lines.js'

/* Several lines of a table about one record: what is said of it says of which lines. */

const WRONG_KEY = '10100000002'

t.test('a warning of several lines is said once, with their numbers', (t) => {
  const [person] = warningsOf(
    'Nom;Prénom;N° RPPS;Profession;Structure;CP;Ville',
    `ROUX;Anne;${WRONG_KEY};sage-femme;CH de Valbrune;01440;Viriat`,
    `ROUX;Anne;${WRONG_KEY};chamane;Cabinet du Lac;01300;Belley`,
  )
  t.match(person, [/^Lignes 2 et 3 : N° RPPS : La clé/, /^Ligne 3 : Profession : « chamane »/])
  t.equal(person!.length, 2)
  const [alone] = warningsOf('Nom;Prénom;N° RPPS', `ROUX;Anne;${WRONG_KEY}`)
  t.match(alone, [/^N° RPPS : La clé/], 'the control: of one line, the comparison gives the number')
  t.end()
})

t.test('values that later lines give otherwise are told with every line that does', (t) => {
  const streets = ['1 rue A', '2 rue B', '3 rue C', '4 rue D', '2 rue B', '4 rue D']
  const [, structure] = warningsOf(
    'Nom;Structure;Adresse;CP;Ville',
    ...streets.map((street, index) => `NOM${index};CH de Valbrune;${street};01440;Viriat`),
  )
  t.same(structure, [
    'Les lignes 3 et 6 disent « 2 rue B » au lieu de « 1 rue A » : la première valeur est gardée.',
    'La ligne 4 dit « 3 rue C » au lieu de « 1 rue A » : la première valeur est gardée.',
    'Ce que les lignes 5 et 7 disent encore d’autre n’est pas gardé non plus.',
  ])
  t.end()
})

t.test('of a hundred lines, twenty are named', (t) => {
  const lines = Array.from(
    { length: 100 },
    (_, index) => `NOM${index};CH de Valbrune;${index} rue A;01440;Viriat`,
  )
  const [, structure] = warningsOf('Nom;Structure;Adresse;CP;Ville', ...lines)
  t.match(structure!.at(-1), /^Ce que les lignes 5, 6, .*, 24 et 77 autres disent encore d’autre/)
  t.end()
})

/** Warnings of the records of the first line that has some: its person, then its structure. */
function warningsOf(...lines: string[]): (readonly string[])[] {
  const sheet = readCsv(Buffer.from(`${lines.join('\n')}\n`))
  const { headerLine, columns } = proposeMapping(sheet)
  const mapping = columns.map(({ field }) => field)
  const records = [...readEntries(sheet, headerLine, mapping, '84')].map(recordOf)
  const [first] = stagedLines(groupSheet(records.filter((record) => record !== null)))
  return [first?.person?.warnings ?? [], first?.structure?.warnings ?? []]
}
