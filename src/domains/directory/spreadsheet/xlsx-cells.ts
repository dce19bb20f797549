import { dateOfSerial } from '../national/civil-date.js'
import { cleanText } from '../national/plain-text.js'
import { withoutBlankEnd } from './csv.js'
import { BLANK, columnOf, type Merge, mergeOf } from './merged-cells.js'
import { SHEET_LIMITS, type SheetCell, type SheetRow, typedText, UnreadableSheetError } from './sheet.js'
import type { XmlListener } from './xml-events.js'

export type CellContext = {
  strings: readonly string[]
  dateStyles: readonly boolean[]
  from1904: boolean
}

/** Hears the XML of one sheet and makes its rows: only rows and cells that are there cost anything. */
export class SheetListener implements XmlListener {
  readonly rows: SheetRow[] = []
  readonly rejections: { line: number; column: null; reason: string }[] = []
  readonly merges: Merge[] = []
  hiddenRows = 0
  formulas = 0
  private line = 0
  private column = -1
  private cells: SheetCell[] = []
  private rejection: string | null = null
  private type = 'n'
  private style = 0
  private isFormula = false
  private value = ''
  private heard: 'value' | 'inline' | null = null

  constructor(private readonly context: CellContext) {}

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === 'row') this.openRow(attributes)
    else if (name === 'c') this.openCell(attributes)
    else if (name === 'f') this.isFormula = true
    else if (name === 'v') this.heard = 'value'
    else if (name === 'mergeCell') this.merge(mergeOf(attributes.get('ref') ?? ''))
    else if (name === 't') this.heard = this.type === 'inlineStr' ? 'inline' : null
  }

  text(text: string): void {
    if (this.heard === null) return
    this.value += text
    if (this.value.length > SHEET_LIMITS.cellLength * 2)
      throw new UnreadableSheetError(`Une case de la ligne ${this.line} est beaucoup trop longue.`)
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.heard = null
    else if (name === 'c') this.closeCell()
    else if (name === 'row') this.closeRow()
  }

  private merge(merge: Merge | null): void {
    if (merge !== null && this.merges.length < SHEET_LIMITS.rows) this.merges.push(merge)
  }

  private openRow(attributes: ReadonlyMap<string, string>): void {
    const stated = Number(attributes.get('r') ?? this.line + 1)
    this.line = Number.isInteger(stated) && stated > this.line ? stated : this.line + 1
    this.column = -1
    this.cells = []
    this.rejection = null
    if (/^(?:1|true)$/.test(attributes.get('hidden') ?? '')) this.hiddenRows += 1
  }

  private openCell(attributes: ReadonlyMap<string, string>): void {
    const [letters = ''] = /^[A-Z]{1,3}(?=\d)/.exec(attributes.get('r') ?? '') ?? []
    const stated = columnOf(letters)
    this.column = stated > this.column ? stated : this.column + 1
    this.type = attributes.get('t') ?? 'n'
    this.style = Number(attributes.get('s') ?? 0)
    this.isFormula = false
    this.value = ''
  }

  private closeCell(): void {
    const cell = this.cell()
    if (cell.text === '') return
    if (this.column >= SHEET_LIMITS.columns) {
      this.rejection = `La ligne a plus de ${SHEET_LIMITS.columns} colonnes.`
      return
    }
    if (cell.text.length > SHEET_LIMITS.cellLength)
      this.rejection = `Une case dépasse ${SHEET_LIMITS.cellLength} caractères.`
    while (this.cells.length < this.column) this.cells.push(BLANK)
    this.cells[this.column] = cell
  }

  private closeRow(): void {
    const cells = withoutBlankEnd(this.cells)
    if (this.rejection !== null)
      this.rejections.push({ line: this.line, column: null, reason: this.rejection })
    else if (cells.length > 0) this.rows.push({ line: this.line, cells })
    if (this.rows.length + this.rejections.length > SHEET_LIMITS.rows)
      throw new UnreadableSheetError(
        `La feuille a plus de ${SHEET_LIMITS.rows} lignes : envoyez-la en plusieurs parties.`,
      )
  }

  private cell(): SheetCell {
    if (this.isFormula) this.formulas += 1
    const cell = this.plainCell()
    return this.isFormula && cell.kind !== 'error' ? { ...cell, kind: 'formula' } : cell
  }

  private plainCell(): SheetCell {
    const { strings, dateStyles, from1904 } = this.context
    const raw = this.value
    if (this.type === 's') return { ...typedText(strings[Number(raw)] ?? ''), kind: 'text' }
    if (this.type === 'b') return { text: raw === '1' ? 'oui' : 'non', kind: 'text' }
    if (this.type === 'e') return { text: cleanText(raw), kind: 'error' }
    if (this.type === 'd') return { text: raw.slice(0, 10), kind: 'date' }
    if (this.type !== 'n') return { ...typedText(raw), kind: 'text' }
    const number = Number(raw)
    if (raw.trim() === '' || !Number.isFinite(number)) return { text: cleanText(raw), kind: 'text' }
    if (dateStyles[this.style] === true && number >= 1 && number < 100_000)
      return { text: dateOfSerial(number, from1904), kind: 'date' }
    return { text: plainNumber(number), kind: 'number' }
  }
}

/** Never an exponent: a long number in a workbook is whole, only its display was rounded. */
function plainNumber(number: number): string {
  return Number.isInteger(number) && Math.abs(number) < 1e21 ? BigInt(number).toString() : String(number)
}
