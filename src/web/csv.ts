/** A cell: text stays text, a number is written with a decimal comma, null is an empty cell. */
export type CsvValue = string | number | null

export type CsvDocument = {
  /** Title, filters, source, date, definitions: one line each, before the header. */
  preamble: [label: string, value: string][]
  columns: string[]
  rows: Iterable<CsvValue[]>
}

const BOM = '\uFEFF'
const END = '\r\n'
/** What a spreadsheet would take for a formula or a command, and the full-width twins some of them fold. */
const TRIGGER = /^[=+\-@\t\r\0＝＋－＠]/
const MUST_QUOTE = /[";\r\n]/

/**
 * A CSV that Excel in French opens right: UTF-8 with BOM, semicolons, CRLF, decimal comma, RFC 4180 quoting.
 * Text that would be read as a formula is preceded by an apostrophe; negative numbers stay numbers.
 */
export function* csvDocument({ preamble, columns, rows }: CsvDocument): Generator<string> {
  yield BOM
  for (const line of preamble) yield csvLine(line)
  if (preamble.length > 0) yield END
  yield csvLine(columns)
  for (const row of rows) yield csvLine(row)
}

function csvLine(values: readonly CsvValue[]): string {
  return values.map(csvCell).join(';') + END
}

function csvCell(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value).replace('.', ',') : ''
  const safe = TRIGGER.test(value) ? `'${value}` : value
  return MUST_QUOTE.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
