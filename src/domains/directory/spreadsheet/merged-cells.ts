import { SHEET_LIMITS, type SheetCell, type SheetRow, UnreadableSheetError } from './sheet.js'

/** Cells merged over several lines, by their first one. Lines are counted from 1, columns from 0. */
export type Merge = { column: number; from: number; to: number }

/** More is no table, and would cost a line as much as it has of them. */
const MOST_CELLS = 200_000

/** « D2:E4 » as its lines; null when it merges cells of one line only, or is none. */
export function mergeOf(reference: string): Merge | null {
  const [, letters = '', from, to] = /^([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})$/.exec(reference) ?? []
  const column = columnOf(letters)
  if (column < 0 || column >= SHEET_LIMITS.columns || Number(from) >= Number(to)) return null
  return { column, from: Number(from), to: Number(to) }
}

/** Gives each line of merged cells what its spreadsheet shows there and writes on the first line only. */
export function filledDown(
  rows: readonly SheetRow[],
  merges: readonly Merge[],
): { rows: readonly SheetRow[]; filled: number } {
  const cells = new Map(rows.map(({ line, cells }) => [line, [...cells]]))
  let filled = 0
  let seen = 0
  for (const { column, from, to } of merges) {
    const shown = cells.get(from)?.[column]
    if (shown === undefined || shown.text === '') continue
    const last = Math.min(to, rows.at(-1)?.line ?? 0)
    for (let line = from + 1; line <= last; line += 1) {
      seen += 1
      if (seen > MOST_CELLS)
        throw new UnreadableSheetError(
          'La feuille a trop de cases fusionnées : annulez les fusions (« Fractionner les cellules »), recopiez leurs valeurs, puis renvoyez le fichier.',
        )
      const here = cells.get(line)
      if (here === undefined || (here[column]?.text ?? '') !== '') continue
      while (here.length < column) here.push(BLANK)
      here[column] = shown
      filled += 1
    }
  }
  return { rows: rows.map(({ line }) => ({ line, cells: cells.get(line) ?? [] })), filled }
}

export const BLANK: SheetCell = { text: '', kind: 'text' }

/** Column of letters, from 0: « B » is 1; -1 when there is none. */
export function columnOf(letters: string): number {
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}
