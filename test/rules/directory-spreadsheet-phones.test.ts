import t from 'tap'
import { proposeMapping } from '../../src/domains/directory/spreadsheet/columns.js'
import { readCsv } from '../../src/domains/directory/spreadsheet/csv.js'
import { readEntries } from '../../src/domains/directory/spreadsheet/entries.js'

/* Cells of telephones as people fill them: no line is refused for a second number or a word beside it. */

const [FIRST, SECOND, THIRD] = ['+33199001110', '+33639981110', '+33199001111']

t.test('the second number of a cell is the other telephone, whatever parts the two', (t) => {
  const cells = [
    '01 99 00 11 10 / 06 39 98 11 10',
    '01.99.00.11.10 - 06.39.98.11.10',
    '0199001110 ou 0639981110',
    '+33 1 99 00 11 10, +33 (0)6 39 98 11 10',
    '01 99 00 11 10 06 39 98 11 10',
    '01/99/00/11/10 ; 06/39/98/11/10',
    '01 99 00 11 10\n06 39 98 11 10',
  ]
  for (const cell of cells)
    t.match(lineOf(cell), { entry: { phone: FIRST, phone2: SECOND }, refusals: [], warnings: [] }, cell)
  t.match(lineOf('', cells[0]), { entry: { phone: SECOND, phone2: FIRST }, refusals: [], warnings: [] })
  t.match(
    lineOf('01 99 00 11 10 / 0199001110'),
    { entry: { phone: FIRST, phone2: null }, warnings: [] },
    'twice the same',
  )
  t.end()
})

t.test('a number that has no room left is told, with all its digits', (t) => {
  t.match(lineOf('01 99 00 11 10 / 06 39 98 11 10', '01 99 00 11 11'), {
    entry: { phone: FIRST, phone2: THIRD },
    refusals: [],
    warnings: [{ column: 'Téléphone', reason: /n’a plus de case pour un autre numéro : 06 39 98 11 10/ }],
  })
  t.match(lineOf('01 99 00 11 10 / 06 39 98 11 10', '06 39 98 11 10'), { warnings: [] }, 'said already')
  t.match(lineOf('01 99 00 11 10 / 06 39 98 11 10 / 01 99 00 11 11'), {
    entry: { phone: FIRST, phone2: SECOND },
    warnings: [{ reason: /01 99 00 11 11/ }],
  })
  t.match(lineOf('01 99 00 11 10 / 06 39'), {
    entry: { phone: FIRST, phone2: null },
    refusals: [],
    warnings: [{ reason: /^Non gardé : « 06 39 » n’a pas le bon nombre de chiffres/ }],
  })
  t.end()
})

t.test('words in brackets are kept with the remarks, and said', (t) => {
  t.match(lineOf('01 99 00 11 10 (secrétariat)'), {
    entry: { phone: FIRST, notes: 'Le mardi\n01 99 00 11 10 : secrétariat' },
    refusals: [],
    warnings: [{ column: 'Téléphone', reason: /« \(secrétariat\) » est gardé dans les remarques/ }],
  })
  t.match(lineOf('01 99 00 11 10 (fixe) / 06 39 98 11 10 (perso)'), {
    entry: { phone: FIRST, phone2: SECOND, notes: /fixe, perso$/ },
  })
  t.end()
})

t.test('a cell without a number is refused, as before', (t) => {
  for (const cell of ['à demander', '(secrétariat)', '01 99 / 06 39', '1,99001E+08', '/'])
    t.match(lineOf(cell).refusals, [{ column: 'Téléphone' }], cell)
  t.end()
})

function lineOf(phone: string, mobile = '') {
  const sheet = readCsv(
    Buffer.from(`Nom;Téléphone;Portable;Remarques\nROUX;"${phone}";"${mobile}";Le mardi\n`),
  )
  const { headerLine, columns } = proposeMapping(sheet)
  const mapping = columns.map(({ field }) => field)
  const [line] = [...readEntries(sheet, headerLine, mapping, '84')]
  return line!
}
