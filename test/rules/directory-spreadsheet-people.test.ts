import t from 'tap'
import { proposeMapping } from '../../src/domains/directory/spreadsheet/columns.js'
import { readCsv } from '../../src/domains/directory/spreadsheet/csv.js'
import { readEntries } from '../../src/domains/directory/spreadsheet/entries.js'
import { readSheet } from '../../src/domains/directory/spreadsheet/read-sheet.js'
import type { Sheet } from '../../src/domains/directory/spreadsheet/sheet.js'
import { type InventedCell, workbookParts } from '../../src/domains/directory/synthesis/workbook-file.js'
import { zip } from '../support/zip.js'

/* Nobody on a table is lost, nor two made one, without a word. */

t.test('a person without a name is refused, wherever she works', (t) => {
  const [unnamed, numbered, structure, named] = entriesOf(
    'Nom;Prénom;Profession;N° RPPS;Cabinet',
    ';Chloé;sage-femme;;Cabinet du Lac',
    ';;sage-femme;10001234563;Cabinet du Lac',
    ';;gynécologue;;CH de Valbrune',
    'ROUX;Chloé;sage-femme;;Cabinet du Lac',
  )
  t.match(unnamed!.refusals, [{ line: 2, column: 'Prénom', reason: /sans donner son nom : écrivez-le/ }])
  t.match(numbered!.refusals, [{ column: 'N° RPPS' }])
  t.match(structure, {
    refusals: [],
    entry: { structureName: 'CH de Valbrune' },
    warnings: [{ column: 'Profession', reason: /n’est pas gardée/ }],
  })
  t.same([named!.refusals, named!.warnings], [[], []], 'the control')
  t.end()
})

t.test('two people in the cells of one line are refused, in one column or in two', (t) => {
  const twoColumns = entriesOf(
    'Nom;Prénom;Cabinet',
    'ZADOR et ZAFIR;Claire et Sophie;Cabinet du Lac',
    'Mme Zagreb Claire / Mme Zahir Anne;;Cabinet du Lac',
    'ZADOR;Claire/Sophie;Cabinet du Lac',
    'Drs ZADOR, ZAFIR;;Cabinet du Lac',
    '"ZADOR\nZAFIR";"Claire\nSophie";Cabinet du Lac',
  )
  for (const { line, refusals } of twoColumns)
    t.match(refusals, [{ reason: /plusieurs personnes : écrivez une ligne pour chacune/ }], `line ${line}`)
  const oneColumn = entriesOf(
    'Nom et prénom;Tél',
    'Claire ZADOR & Anne ZAFIR;',
    'Zagreb Claire / Zahir Anne;',
    '"Zagreb Claire\nZahir Anne";',
    'Claire ZADOR, Anne ZAFIR;',
    'ZADOR, Claire, Anne;',
  )
  for (const { line, refusals } of oneColumn)
    t.match(refusals, [{ reason: /plusieurs personnes/ }], `line ${line} of one column`)
  t.end()
})

t.test('what may be one person or two is read as one, and said', (t) => {
  const found = [
    ...entriesOf('Nom;Prénom', 'DUPONT / MARTIN;Anne', '"ZADOR\nZAFIR";Anne'),
    ...entriesOf('Nom et prénom;Tél', 'DUPONT/MARTIN Anne;', 'Claire Zagreb, Anne Zahir;'),
  ]
  t.same(
    found.map(({ entry }) => entry?.lastName),
    ['DUPONT / MARTIN', 'ZADOR ZAFIR', 'DUPONT/MARTIN', 'Claire Zagreb'],
  )
  for (const { refusals, warnings } of found)
    t.match([refusals, warnings], [[], [{ reason: /une seule personne : si elles sont deux/ }]])
  t.end()
})

t.test('the names of one person, however long, are not taken for two', (t) => {
  const plain = [
    ...entriesOf(
      'Nom;Prénom',
      'LE GOFF-ETIENNE;Marie, Anne',
      'D’ALMEIDA;Odette',
      'De Drieu;Mme',
      'Dre;Betty',
    ),
    ...entriesOf(
      'Nom et prénom;Tél',
      'Mme le Dr Anne VELTRAC;',
      'DE LA TOUR, Marie Anne;',
      '"VELTRAC\nAnne";',
    ),
  ]
  for (const { entry, refusals, warnings } of plain)
    t.same([refusals, warnings], [[], []], `${entry?.lastName} ${entry?.firstName}`)
  t.end()
})

const HEADER = ['Nom', 'Cabinet', 'Ville']

t.test('merged cells of a workbook are read on each of their lines', async (t) => {
  const rows = [HEADER, ['ROUX', 'Cabinet du Pont', 'Belley'], ['PETIT'], ['BLANC'], ['NOIR']]
  const merges = ['B2:B4', 'C2:C4', 'A1:C1']
  const merged = await sheetOf(t, workbook(rows, merges))
  t.same(placesOf(merged), [
    ['ROUX', 'Cabinet du Pont', 'Belley'],
    ['PETIT', 'Cabinet du Pont', 'Belley'],
    ['BLANC', 'Cabinet du Pont', 'Belley'],
    ['NOIR', null, null],
  ])
  t.ok(merged.notes.some((note) => /fusionnées.*\(4 cases\)/.test(note)))
  const plain = await sheetOf(t, workbook(rows, []))
  t.same(placesOf(plain)[1], ['PETIT', null, null], 'the control')
})

t.test('merges of a hostile workbook cost a sentence', async (t) => {
  const rows = Array.from({ length: 2000 }, (_, index) => [`NOM${index}`])
  await t.rejects(
    sheetOf(
      t,
      workbook(
        rows,
        Array.from({ length: 1000 }, () => 'A1:A1048576'),
      ),
    ),
    {
      name: 'UnreadableSheetError',
      message: /trop de cases fusionnées/,
    },
  )
  const odd = await sheetOf(t, workbook([HEADER], ['B2:B0', 'ZZZ1:ZZZ9', 'A1:A9999999', 'x', '']))
  t.equal(odd.rows.length, 1)
})

t.test('a person of no place below one who has one is said: a CSV file has lost the merges', (t) => {
  const [first, second, third, structure] = entriesOf(
    'Nom;Cabinet;Ville',
    'ROUX;Cabinet du Pont;Belley',
    'PETIT;;',
    'BLANC;;Belley',
    ';CH de Valbrune;',
  )
  t.match(second!.warnings, [
    { line: 3, column: null, reason: /fusionnées avec celles de la ligne 2, recopiez/ },
  ])
  t.same(
    [first, third, structure].map((one) => one!.warnings.length),
    [0, 0, 0],
  )
  t.same(
    entriesOf('Nom;Ville', 'PETIT;').map(({ warnings }) => warnings),
    [[]],
    'nothing above her to be merged with',
  )
  t.end()
})

function entriesOf(...lines: string[]) {
  return entries(readCsv(Buffer.from(`${lines.join('\n')}\n`)))
}

function entries(sheet: Sheet) {
  const { headerLine, columns } = proposeMapping(sheet)
  return [
    ...readEntries(
      sheet,
      headerLine,
      columns.map(({ field }) => field),
      '84',
    ),
  ]
}

function placesOf(sheet: Sheet) {
  return entries(sheet).map(({ entry }) => [entry?.lastName, entry?.structureName, entry?.commune])
}

function workbook(rows: InventedCell[][], merges: string[]): Buffer {
  const cells = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')
  const parts = [...workbookParts(rows)].map(([name, content]) => ({
    name,
    content: content.replace('</sheetData>', `</sheetData><mergeCells>${cells}</mergeCells>`),
  }))
  return zip(parts)
}

async function sheetOf(t: { testdir(files: Record<string, Buffer>): string }, bytes: Buffer) {
  return readSheet({ name: 'annuaire', path: `${t.testdir({ annuaire: bytes })}/annuaire` })
}
