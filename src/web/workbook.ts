import writeXlsxFile, { type CellObject, type Row } from 'write-excel-file/node'
import type { CsvDocument, CsvValue } from './csv.js'

/** What Excel accepts in one cell; a longer text would make it offer to repair the file. */
const LONGEST_TEXT = 32_767
const LONGEST_SHEET_NAME = 31

/** The workbook of `xlsxDocument`, made in one go: a second for four thousand rows, several for twenty thousand. */
export async function workbookOf(sheetName: string, document: CsvDocument): Promise<Buffer> {
  const { preamble, columns, rows } = document
  const above: Row[] = preamble.map(([label, value]) => [
    { ...textCell(label), fontWeight: 'bold' },
    textCell(value),
  ])
  const header: Row = columns.map((column) => ({ ...textCell(column), fontWeight: 'bold' }))
  const space: Row[] = above.length > 0 ? [[]] : []
  const table: Row[] = Array.from(rows, (row) => row.map(cellOf))
  const measured = [header, ...table]
  const sheet = {
    sheet: safeSheetName(sheetName),
    stickyRowsCount: above.length + space.length + 1,
    columns: columns.map((_, index) => ({ width: widthOf(measured, index) })),
  }
  return writeXlsxFile([...above, ...space, header, ...table], sheet, FACE).toBuffer()
}

/** Without a name and a size, each spreadsheet shows the headers in a face of its own. */
const FACE = { fontFamily: 'Calibri', fontSize: 11 }
const NARROWEST = 12
const WIDEST = 45

/** Wide enough for the longest text of a column, in characters, unless it is a paragraph. */
function widthOf(rows: readonly Row[], index: number): number {
  const longest = rows.reduce((length, row) => Math.max(length, lengthOf(row[index])), NARROWEST)
  return Math.min(WIDEST, longest) + 2
}

function lengthOf(cell: Row[number]): number {
  return cell && typeof cell === 'object' && 'value' in cell && typeof cell.value === 'string'
    ? cell.value.length
    : 0
}

function cellOf(value: CsvValue): CellObject | null {
  if (value === null || value === '') return null
  if (typeof value === 'number') return Number.isFinite(value) ? { type: Number, value } : null
  if (typeof value === 'string') return textCell(value)
  return 'code' in value ? textCell(value.code) : dateCell(value.civilDate)
}

/** A date of the calendar, or a text when it is none: a month, a word. */
function dateCell(civilDate: string): CellObject {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(civilDate) ? new Date(`${civilDate}T00:00:00Z`) : null
  if (!day || Number.isNaN(day.getTime()) || day.getUTCFullYear() < 1901) return textCell(civilDate)
  return { type: Date, value: day, format: 'dd/mm/yyyy' }
}

function textCell(text: string): CellObject {
  return { type: String, value: wellFormed(text).slice(0, LONGEST_TEXT) }
}

/**
 * Without the characters XML has no way to write, and with « _x0041_ » kept as it is typed: Excel would read it
 * as the letter A.
 */
function wellFormed(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(UNWRITABLE, '')
    .replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
}

const UNWRITABLE = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

function safeSheetName(name: string): string {
  const kept = wellFormed(name)
    .replaceAll(/[[\]:*?/\\\n\t]/g, ' ')
    .replaceAll(/^'|'$/g, '')
  return kept.slice(0, LONGEST_SHEET_NAME).trim() || 'Trame'
}
