/**
 * One cell: a string, a number (decimal comma), a civil date or month given by `csvDate`, or nothing.
 * Codes (FINESS, RPPS, postal codes, INSEE) must be given by `csvCode`, else Excel drops leading zeros.
 */
export type CsvValue = string | number | null | CsvCode | CsvDate

export type CsvCode = { code: string }
export type CsvDate = { civilDate: string }

export type CsvDocument = {
  /** Title, filters, source, date, definitions: one line each, label then value, before the header. */
  preamble: readonly (readonly [label: string, value: string])[]
  columns: readonly string[]
  rows: Iterable<readonly CsvValue[]>
}

const BOM = '\ufeff'
const SEPARATOR = ';'
const LINE_END = '\r\n'

/**
 * A document that a French Excel opens by a double click: UTF-8 with a byte order mark, semicolons, CRLF,
 * decimal comma, 31/12/2026, RFC 4180 quoting. Yields one line at a time, so that a long export streams.
 *
 * No text can become a formula (OWASP, « CSV Injection »): those that begin with one of its triggers are
 * preceded by an apostrophe. Numbers are no text, so a negative number stays a number.
 */
export function* csvDocument({ preamble, columns, rows }: CsvDocument): Generator<string> {
  let start = BOM
  for (const line of preamble) {
    yield start + csvLine(line)
    start = ''
  }
  // An empty line shows a person where the table begins; Excel and LibreOffice both accept it.
  if (preamble.length > 0) yield LINE_END
  yield start + csvLine(columns)
  for (const row of rows) yield csvLine(row)
}

/**
 * A code kept as text. When it looks like a number or a date, be it in groups, it is followed by a figure space, with
 * which no spreadsheet reads either (LibreOffice takes the other no-break spaces away, and the zeros with them): the
 * usual `="01234"` is a formula, which this writer exists to prevent, and an apostrophe would be printed. Readers of our
 * files trim it like any other space.
 */
export function csvCode(code: string): CsvCode {
  return { code }
}

const FIGURE_SPACE = '\u2007'
const NUMBER_LIKE = /^\d[\d\s.,:/-]*(e[+-]?\d+)?$/i

/** A civil date « YYYY-MM-DD », written 31/12/2026. */
export function csvDate(civilDate: string): CsvDate {
  return { civilDate }
}

function csvLine(values: readonly CsvValue[]): string {
  return values.map(csvField).join(SEPARATOR) + LINE_END
}

function csvField(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return csvNumber(value)
  if (typeof value === 'string') return quoted(neutralised(value))
  if ('code' in value)
    return quoted(neutralised(NUMBER_LIKE.test(value.code) ? value.code + FIGURE_SPACE : value.code))
  return quoted(neutralised(frenchDate(value.civilDate)))
}

/** Never NaN, Infinity or an exponent: the first two have no figure, the last none that Excel reads in French. */
function csvNumber(value: number): string {
  if (!Number.isFinite(value)) return ''
  const plain = Math.abs(value) >= 1e21 ? BigInt(value).toString() : decimal(value)
  return plain === '-0' ? '0' : plain.replace('.', ',')
}

function decimal(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text
}

function frenchDate(civilDate: string): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(civilDate)
  return found ? `${found[3]}/${found[2]}/${found[1]}` : civilDate
}

/** Spaces and invisible characters before a trigger do not protect: some spreadsheets trim them. */
function neutralised(text: string): string {
  return TRIGGER.test(text) ? `'${text}` : text
}

const TRIGGER = /^[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n\0]/u

function quoted(text: string): string {
  return /[";\r\n\0]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
