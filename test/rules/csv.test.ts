import fc from 'fast-check'
import t from 'tap'
import { type CsvValue, csvCode, csvDate, csvDocument } from '../../src/web/csv.js'
import { readCsv } from '../support/csv-reader.js'

const TRIGGERS = ['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠']

const written = (rows: CsvValue[][], columns = ['Colonne'], preamble: [string, string][] = []) =>
  [...csvDocument({ preamble, columns, rows })].join('')

t.test(
  'the document opens in a French Excel: BOM, semicolons, CRLF, metadata before the header',
  async (t) => {
    const text = written(
      [['Césarienne', 1234.5]],
      ['Classe', 'Taux'],
      [
        ['Titre', 'Indicateurs traceurs'],
        ['Filtres', 'année 2025 ; tous les établissements'],
      ],
    )
    t.equal(
      text,
      '\ufeffTitre;Indicateurs traceurs\r\nFiltres;"année 2025 ; tous les établissements"\r\n\r\nClasse;Taux\r\nCésarienne;1234,5\r\n',
    )
    t.equal(written([], ['Seule']), '\ufeffSeule\r\n', 'no preamble, no rows')
  },
)

t.test('numbers have a decimal comma and a negative number stays a number', async (t) => {
  t.same(readCsv(written([[-3.25, 0, -0, 1e-7, 1e21, Number.NaN, Number.POSITIVE_INFINITY, null]]))[1], [
    '-3,25',
    '0',
    '0',
    '0,0000001',
    '1000000000000000000000',
    '',
    '',
    '',
  ])
})

t.test('dates are French and codes keep their leading zeros as text', async (t) => {
  t.same(
    readCsv(written([[csvDate('2026-12-31'), csvCode('010000123'), csvCode('2A004'), csvCode('=1+1')]]))[1],
    ['31/12/2026', '010000123\u2007', '2A004', "'=1+1"],
  )
  for (const code of ['12E5', '12e-5', '01 99 00 00 01', '01-02', '12/2025', '1.5', '12:30']) {
    t.equal(
      readCsv(written([[csvCode(code)]]))[1]![0],
      `${code}\u2007`,
      `${code}: a number, or a date, to a spreadsheet`,
    )
  }
  t.equal(readCsv(written([[csvCode('EC-0042')]]))[1]![0], 'EC-0042', 'the control')
})

t.test('a text that would be a formula is neutralised, wherever it comes from', async (t) => {
  for (const trigger of TRIGGERS) {
    const hostile = `${trigger}HYPERLINK("http://x";"a")`
    const text = written([[hostile, csvDate(hostile), csvCode(hostile)]], [hostile], [[hostile, hostile]])
    for (const cell of readCsv(text)
      .flat()
      .filter((cell) => cell !== ''))
      t.equal(cell, `'${hostile}`)
  }
  t.equal(readCsv(written([['  =1+1']]))[1]![0], "'  =1+1", 'blanks before a trigger do not protect it')
  t.equal(readCsv(written([['a=b', 'l’âge', '10-14']]))[1]!.join('|'), 'a=b|l’âge|10-14')
})

t.test('the control: a writer that only quotes lets every one of these formulas in', async (t) => {
  for (const trigger of TRIGGERS) {
    const hostile = `${trigger}HYPERLINK("http://x";"a")`
    const [[cell = ''] = []] = readCsv(`"${hostile.replaceAll('"', '""')}"\r\n`)
    t.ok(TRIGGERS.some((one) => cell.startsWith(one)))
  }
})

t.test('whatever is exported is read back, and no text begins with a trigger', async () => {
  const hostile = fc.tuple(
    fc.constantFrom('', ...TRIGGERS, ' ', '\n', '"', ';', "'"),
    fc.string({ unit: 'binary' }),
  )
  const text = hostile.map(([start, rest]) => start + rest)
  const value = fc.oneof(
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constant(null),
  )
  fc.assert(
    fc.property(fc.array(fc.array(value, { minLength: 1, maxLength: 5 }), { maxLength: 8 }), (rows) => {
      const [, ...lines] = readCsv(written(rows))
      if (lines.length !== rows.length) return false
      return rows.every((row, r) =>
        row.every((wanted, c) => {
          const found = lines[r]![c]!
          if (wanted === null) return found === ''
          if (typeof wanted === 'number') {
            return (
              Math.abs(Number(found.replace(',', '.')) - wanted) <= Math.max(1e-20, Math.abs(wanted) * 1e-12)
            )
          }
          return (
            !TRIGGERS.some((trigger) => found.startsWith(trigger)) &&
            (found === wanted || found === `'${wanted}`)
          )
        }),
      )
    }),
    { numRuns: 500, seed: 20261122 },
  )
})
