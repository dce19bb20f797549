import { cleanText } from '../national/plain-text.js'

/** A cell as text, with what the file knew of it beyond the text. */
export type SheetCell = {
  text: string
  /** When it was typed on several lines: a list, more often than not. `text` has them on one. */
  lines?: readonly string[]
  /** `formula`: the last value computed by the spreadsheet. `error`: #N/A, #REF! and the like. */
  kind: 'text' | 'number' | 'date' | 'formula' | 'error'
}

export type SheetRow = {
  /** Counted from 1, as the spreadsheet or a text editor shows it. */
  line: number
  cells: readonly SheetCell[]
}

/** The rows of a table somebody typed, whatever the format it comes in. Blank rows are left out. */
export type Sheet = {
  format: 'csv' | 'xlsx'
  rows: readonly SheetRow[]
  /** Lines that could not be cut into cells; every other line is in `rows`. */
  rejections: readonly { line: number; column: null; reason: string }[]
  /** What a person should know of how the file was read: separator, accents, sheets left out. */
  notes: readonly string[]
}

/** A file that cannot be read as a table at all; the sentence says what to do. */
export class UnreadableSheetError extends Error {
  override name = 'UnreadableSheetError'
}

/** A directory of a region is some thousand lines; beyond this, the file is something else. */
export const SHEET_LIMITS = { bytes: 20 * 1024 ** 2, rows: 20_000, columns: 200, cellLength: 32_767 }

/** What somebody typed in a cell, cleaned. */
export function typedText(raw: string): Pick<SheetCell, 'text' | 'lines'> {
  const text = cleanText(raw)
  if (!/[\r\n]/.test(raw)) return { text }
  const lines = raw
    .split(/[\r\n]+/)
    .map(cleanText)
    .filter((line) => line !== '')
  return lines.length > 1 ? { text, lines } : { text }
}
