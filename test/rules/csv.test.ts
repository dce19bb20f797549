import fc from 'fast-check'
import t from 'tap'
import { type CsvValue, csvCode, csvDate, csvDocument } from '../../src/web/csv.js'

const TRIGGERS = ['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠']

const written = (rows: CsvValue[][], columns = ['Colonne'], preamble: [string, string][] = []) =>
  [...csvDocument({ preamble, columns, rows })].join('')

/** An independent reader of RFC 4180 with semicolons. */
function parse(text: string): string[][] {
  const lines: string[][] = []
  let line: string[] = []
  let field = ''
  let inside = false
  for (let i = text.startsWith('\ufeff') ? 1 : 0; i < text.length; i++) {
    const char = text[i]!
    if (inside) {
      if (char === '"' && text[i + 1] === '"') field += text[++i]
      else if (char === '"') inside = false
      else field += char
    } else if (char === '"') inside = true
    else if (char === ';' || (char === '\r' && text[i + 1] === '\n')) {
      line.push(field)
      field = ''
      if (char === '\r') {
        lines.push(line)
        line = []
        i++
      }
    } else field += char
  }
  return lines
}

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
  t.same(parse(written([[-3.25, 0, -0, 1e-7, 1e21, Number.NaN, Number.POSITIVE_INFINITY, null]]))[1], [
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
    parse(written([[csvDate('2026-12-31'), csvCode('010000123'), csvCode('2A004'), csvCode('=1+1')]]))[1],
    ['31/12/2026', '010000123\u00a0', '2A004', "'=1+1"],
  )
  t.equal(parse(written([[csvCode('12E5')]]))[1]![0], '12E5\u00a0', 'a code that looks like an exponent')
})

t.test('a text that would be a formula is neutralised, wherever it comes from', async (t) => {
  for (const trigger of TRIGGERS) {
    const hostile = `${trigger}HYPERLINK("http://x";"a")`
    const text = written([[hostile, csvDate(hostile), csvCode(hostile)]], [hostile], [[hostile, hostile]])
    for (const cell of parse(text)
      .flat()
      .filter((cell) => cell !== ''))
      t.equal(cell, `'${hostile}`)
  }
  t.equal(parse(written([['  =1+1']]))[1]![0], "'  =1+1", 'blanks before a trigger do not protect it')
  t.equal(parse(written([['a=b', 'l’âge', '10-14']]))[1]!.join('|'), 'a=b|l’âge|10-14')
})

t.test('the control: a writer that only quotes lets every one of these formulas in', async (t) => {
  for (const trigger of TRIGGERS) {
    const hostile = `${trigger}HYPERLINK("http://x";"a")`
    const [[cell = ''] = []] = parse(`"${hostile.replaceAll('"', '""')}"\r\n`)
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
      const [, ...lines] = parse(written(rows))
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
