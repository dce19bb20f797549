import fc from 'fast-check'
import t from 'tap'
import writeXlsxFile from 'write-excel-file/node'
import { type CsvValue, csvCode, csvDate } from '../../src/web/csv.js'
import { workbookOf } from '../../src/web/workbook.js'
import { readXlsx, unzip } from '../support/xlsx-reader.js'

const HOSTILE = [
  '=HYPERLINK("http://x";"a")',
  '+1+1',
  '-1+1',
  '@SUM(A1)',
  '\t=1',
  '＝1+1',
  '</t></si><si><t>',
  ']]><f>1+1</f>',
  '&lt;f&gt;',
  '_x0041_',
  '_x000D_=1',
  '"\'<>&',
  '\u0000\u0001\u001b[31m',
  '\ud800',
  '  blancs  ',
]

const rowsOf = async (rows: CsvValue[][], preamble: [string, string][] = [], name = 'Feuille') =>
  (await readXlsx(await workbookOf(name, { preamble, columns: ['Colonne'], rows }))).rows

t.test('title, filters and source come above the table, each value with its type', async (t) => {
  const rows = await rowsOf(
    [['Césarienne', 12.5, csvDate('2026-12-31'), csvCode('010000123'), null, -3]],
    [
      ['Titre', 'Indicateurs traceurs'],
      ['Source', 'PMSI'],
    ],
  )
  t.same(rows[0], [
    { type: 'text', value: 'Titre' },
    { type: 'text', value: 'Indicateurs traceurs' },
  ])
  t.same(
    rows.at(-1)!.filter((cell) => cell.value !== ''),
    [
      { type: 'text', value: 'Césarienne' },
      { type: 'number', value: '12.5' },
      { type: 'date', value: '2026-12-31' },
      { type: 'text', value: '010000123' },
      { type: 'number', value: '-3' },
    ],
  )
  t.same(
    (await rowsOf([[Number.NaN, Number.POSITIVE_INFINITY, csvDate('2026-12')]]))
      .at(-1)!
      .filter((cell) => cell.value !== ''),
    [{ type: 'text', value: '2026-12' }],
    'no figure is no figure, and a month is a text',
  )
})

t.test(
  'a column is as wide as its longest text, within reason, and headers have the face of the rest',
  async (t) => {
    const rows = [['Association Naître ici de Villars-les-Dombes', 'x'.repeat(500), null, 1]]
    const columns = ['Nom', 'Précision', 'Rien', 'N']
    const files = await unzip(await workbookOf('Feuille', { preamble: [], columns, rows }))
    const [sheet, styles] = ['xl/worksheets/sheet1.xml', 'xl/styles.xml'].map((name) => files.get(name) ?? '')
    t.same(
      [...sheet!.matchAll(/<col [^>]*width="(\d+)"/g)].map(([, width]) => width),
      ['46', '47', '14', '14'],
    )
    t.same(
      [...styles!.matchAll(/<font>.*?<\/font>/g)].map(([font]) => /name val="([^"]+)"/.exec(font)?.[1]),
      ['Calibri', 'Calibri'],
    )
  },
)

t.test('no text becomes a formula, another cell or another character', async (t) => {
  for (const [index, text] of HOSTILE.entries()) {
    const read = (await rowsOf([[text, csvCode(text), csvDate(text)]], [[text, text]], text)).flat()
    t.ok(
      read.every((cell) => cell.type === 'text' || cell.value === ''),
      `hostile text ${index}`,
    )
    const kept = [...text].filter((char) => char === '\t' || (char >= ' ' && char !== '\ud800')).join('')
    t.same(
      read.map((cell) => cell.value).filter((value) => value !== 'Colonne' && value !== ''),
      [kept, kept, kept, kept, kept].filter((value) => value !== ''),
      `hostile text ${index}, read back`,
    )
  }
})

t.test('the control: a cell written as a formula is found by the same reader', async (t) => {
  const naive = await writeXlsxFile([[{ type: 'Formula', value: '=1+1' }]]).toBuffer()
  t.equal((await readXlsx(naive)).rows[0]![0]!.type, 'formula')
  const escaped = await writeXlsxFile([[{ type: String, value: '_x003D_1+1' }]]).toBuffer()
  t.equal((await readXlsx(escaped)).rows[0]![0]!.value, '=1+1', 'without our care Excel reads « =1+1 » here')
})

t.test('whatever is written is read back', async () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(...HOSTILE.slice(0, 12)),
    fc.integer(),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(value, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
      async (rows) => {
        const read = (await rowsOf(rows)).slice(1).flat()
        const wanted = rows.flat().filter((one) => one !== '')
        return (
          JSON.stringify(read.filter((cell) => cell.value !== '').map((cell) => cell.value)) ===
            JSON.stringify(wanted.map(String)) && read.every((cell) => cell.type !== 'formula')
        )
      },
    ),
    { numRuns: 100, seed: 20261122 },
  )
})
