import { decodeCsv } from './csv-encoding.js'
import { csvRecords } from './csv-records.js'
import {
  SHEET_LIMITS,
  type Sheet,
  type SheetCell,
  type SheetRow,
  typedText,
  UnreadableSheetError,
} from './sheet.js'

const SEPARATORS = [
  { separator: ';', name: 'point-virgule' },
  { separator: ',', name: 'virgule' },
  { separator: '\t', name: 'tabulation' },
  { separator: '|', name: 'barre verticale' },
] as const
const RECORDS_LOOKED_AT = 30
/** Signatures of what people send instead: PDF, images, old Excel, compressed files. */
const NOT_TEXT = ['%PDF', '\x89PNG', '\xff\xd8\xff', '\xd0\xcf\x11\xe0', 'PK\x03\x04', '\x1f\x8b', '{\\rtf']

/** Reads a whole CSV file as Excel, LibreOffice or a tool writes it. Throws `UnreadableSheetError`. */
export function readCsv(bytes: Buffer): Sheet {
  refuseOther(bytes)
  const { text, note } = decodeCsv(bytes)
  const stated = /^"?sep=(.)"?\r?\n/i.exec(text)
  const { separator, columns } = sniffSeparator(text, stated?.[1])
  const rows: SheetRow[] = []
  const rejections: Sheet['rejections'][number][] = []
  for (const record of csvRecords(text, separator, columns)) {
    if (stated && record.line === 1) continue
    const refusal = 'reason' in record ? record.reason : refusalOf(record.cells)
    if (refusal !== null) rejections.push({ line: record.line, column: null, reason: refusal })
    else if ('cells' in record) {
      const cells = withoutBlankEnd(record.cells.map(csvCell))
      if (cells.length > 0) rows.push({ line: record.line, cells })
    }
    if (rows.length + rejections.length > SHEET_LIMITS.rows)
      throw new UnreadableSheetError(
        `Le fichier a plus de ${SHEET_LIMITS.rows} lignes : envoyez-le en plusieurs parties.`,
      )
  }
  if (rows.length === 0) throw new UnreadableSheetError('Le fichier ne contient aucune ligne lisible.')
  const name = SEPARATORS.find((one) => one.separator === separator)?.name ?? separator
  return { format: 'csv', rows, rejections, notes: [note, `Colonnes séparées par : ${name}.`] }
}

function refuseOther(bytes: Buffer): void {
  if (bytes.length === 0) throw new UnreadableSheetError('Le fichier est vide.')
  if (bytes.length > SHEET_LIMITS.bytes)
    throw new UnreadableSheetError(`Le fichier dépasse ${SHEET_LIMITS.bytes / 1024 ** 2} Mo.`)
  const start = bytes.toString('latin1', 0, 8)
  if (NOT_TEXT.some((signature) => start.startsWith(signature)))
    throw new UnreadableSheetError(
      'Ce n’est pas un fichier CSV : dans votre tableur, « Enregistrer sous », puis CSV ou Excel (.xlsx).',
    )
}

function refusalOf(cells: readonly string[]): string | null {
  if (cells.length > SHEET_LIMITS.columns) return `La ligne a plus de ${SHEET_LIMITS.columns} colonnes.`
  if (cells.some((cell) => cell.length > SHEET_LIMITS.cellLength))
    return `Une case dépasse ${SHEET_LIMITS.cellLength} caractères.`
  return cells.some((cell) => cell.includes('\0'))
    ? 'La ligne contient des caractères nuls : le fichier est abîmé à cet endroit.'
    : null
}

/** A CSV cell that begins like a formula is text here: nothing computes it, and the apostrophe of exports goes. */
function csvCell(raw: string): SheetCell {
  const typed = typedText(raw)
  const text = typed.text.replace(/^'(?=[=+\-@])/, '')
  return {
    ...typed,
    text,
    kind: /^#(?:N\/A|REF!|VALEUR!|VALUE!|NOM\?|NAME\?|DIV\/0!|NUL!|NULL!|NOMBRE!)$/.test(text)
      ? 'error'
      : 'text',
  }
}

/** Cells without the blank ones at the end: spreadsheets add separators, or drop them. */
export function withoutBlankEnd(cells: readonly SheetCell[]): SheetCell[] {
  let length = cells.length
  while (length > 0 && cells[length - 1]?.text === '') length -= 1
  return cells.slice(0, length)
}

type Cut = { separator: string; columns: number | null }

/** The separator that cuts most records in the same number of cells; « ; », that of a French Excel, when none does. */
function sniffSeparator(text: string, stated: string | undefined): Cut {
  let best: Cut & { score: number } = { separator: stated ?? ';', columns: null, score: 0 }
  const candidates = stated === undefined ? SEPARATORS.map(({ separator }) => separator) : [stated]
  for (const separator of candidates) {
    for (const [columns, records] of columnCounts(text, separator)) {
      // Regularity first; between equals, the separator that makes more columns.
      const score = records * 1000 + Math.min(columns, 999)
      if (score > best.score) best = { separator, columns, score }
    }
  }
  return best
}

/** How many of the first records have each number of cells. */
function columnCounts(text: string, separator: string): Map<number, number> {
  const counts = new Map<number, number>()
  let seen = 0
  for (const record of csvRecords(text.slice(0, 256 * 1024), separator)) {
    if ('cells' in record && record.cells.length > 1)
      counts.set(record.cells.length, (counts.get(record.cells.length) ?? 0) + 1)
    seen += 1
    if (seen >= RECORDS_LOOKED_AT) break
  }
  return counts
}
