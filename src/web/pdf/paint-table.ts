import type { Block, Cell, TableColumn } from './blocks.js'
import { heightOf, printDown, type SetLine, setLines, writeAt } from './flow.js'
import { LINE, MARGIN, PAGE_BOTTOM, type Paper, STYLES, type Tag } from './paper.js'

type Table = Extract<Block, { kind: 'table' }>
type Row = { cells: SetLine[][]; drops: number[]; height: number }
type Place = { x: number; width: number; numeric: boolean }

const PADDING = 5

/**
 * A table under its caption. Rows are never cut, unless one is taller than a page; the caption and the header come again
 * at the top of each page, where only eyes need them.
 */
export function paintTable(paper: Paper, { caption, columns, rows }: Table): void {
  const places = placesOf(paper, columns)
  const header = rowOf(
    paper,
    places,
    columns.map(({ label }) => [{ text: label, style: 'smallStrong' as const }]),
  )
  const body = rows.map((cells) => rowOf(paper, places, cells))
  paper.keepTogether(STYLES.h3.leading + header.height + (body[0]?.height ?? 0))
  const table = paper.tag(paper.root, 'Table')
  paintCaption(paper, table, caption)
  paintRow(paper, paper.tag(table, 'TR'), places, header, () => ['TH', { scope: 'Column' }])
  for (const row of body) {
    if (row.height > paper.room()) {
      paper.nextColumn()
      repeatTop(paper, places, { caption, header })
    }
    const cut = cutToPage(row)
    paintRow(paper, paper.tag(table, 'TR'), places, cut, (index) =>
      index === 0 ? ['TH', { scope: 'Row' }] : ['TD', {}],
    )
  }
  table.end()
  paper.at.y += 12
}

function placesOf(paper: Paper, columns: readonly TableColumn[]): Place[] {
  const total = columns.reduce((sum, { share }) => sum + share, 0)
  const whole = paper.columnWidth()
  let x = paper.x()
  return columns.map(({ share, numeric = false }) => {
    const place = { x, width: (whole * share) / total, numeric }
    x += place.width
    return place
  })
}

function rowOf(paper: Paper, places: readonly Place[], cells: readonly Cell[]): Row {
  const set = places.map(({ width }, index) => {
    const cell = cells[index] ?? ''
    const lines = typeof cell === 'string' ? [{ text: cell, style: 'small' as const }] : cell
    return setLines(paper, lines, width - 2 * PADDING)
  })
  return rowHolding(set)
}

/** The first lines of a row stand on one base, whatever their sizes. */
function rowHolding(cells: SetLine[][]): Row {
  const firsts = cells.map(([first]) => (first ? STYLES[first.style].size : 0))
  const tallest = Math.max(...firsts)
  const drops = firsts.map((size) => tallest - size)
  const height = Math.max(...cells.map((lines, index) => heightOf(lines) + (drops[index] ?? 0)))
  return { cells, drops, height: height + 2 * PADDING }
}

/** A row no page can hold loses what is beyond: a table cell is no place for a novel. */
function cutToPage(row: Row): Row {
  const most = PAGE_BOTTOM - MARGIN.top - 100
  if (row.height <= most) return row
  return rowHolding(row.cells.map((lines) => lines.slice(0, Math.floor(most / STYLES.large.leading))))
}

function paintCaption(paper: Paper, table: Tag, caption: string): void {
  const element = paper.tag(table, 'Caption')
  for (const text of paper.wrap(caption, 'h3')) {
    writeAt(paper, element, [{ text, style: 'h3' }], { x: paper.x(), y: paper.at.y })
    paper.at.y += STYLES.h3.leading
  }
  element.end()
  paper.rule(paper.at.y)
}

type Role = [role: string, options: PDFKit.Mixins.StructureElementOptions]

function paintRow(
  paper: Paper,
  element: Tag,
  places: readonly Place[],
  row: Row,
  roleOf: (index: number) => Role,
): void {
  row.cells.forEach((lines, index) => {
    const cell = paper.tag(element, ...roleOf(index))
    const from = fromOf(paper, places[index])
    writeAt(paper, cell, lines, { ...from, y: from.y + (row.drops[index] ?? 0) })
    cell.end()
  })
  element.end()
  paper.at.y += row.height
  paper.rule(paper.at.y, LINE)
}

/** Lines of a caption that come again: enough to know what goes on. */
const REPEATED_LINES = 2

function repeatTop(
  paper: Paper,
  places: readonly Place[],
  { caption, header }: { caption: string; header: Row },
): void {
  const lines = paper.wrap(`${caption} (suite)`, 'h3').slice(0, REPEATED_LINES)
  paper.artifact(() => {
    const set = lines.map((text) => ({ text, style: 'h3' as const }))
    printDown(paper, set, { x: paper.x(), y: paper.at.y })
  })
  paper.at.y += lines.length * STYLES.h3.leading
  paper.rule(paper.at.y)
  paper.artifact(() => {
    for (const [index, lines] of header.cells.entries()) printDown(paper, lines, fromOf(paper, places[index]))
  })
  paper.at.y += header.height
  paper.rule(paper.at.y)
}

function fromOf(paper: Paper, place: Place | undefined) {
  const { x, width, numeric } = place ?? { x: paper.x(), width: paper.columnWidth(), numeric: false }
  const from = { x: x + PADDING, y: paper.at.y + PADDING }
  return numeric ? { ...from, right: x + width - PADDING } : from
}
