import { setImmediate as breathe } from 'node:timers/promises'
import type { Entry } from './blocks.js'
import { flow, heightOf, type SetLine, setLines } from './flow.js'
import { MARGIN, PAGE_BOTTOM, type Paper, type Tag } from './paper.js'

const COLUMNS = 2
const SPACE_BETWEEN = 7
/** Entries written before other work may pass: thousands of them last seconds. */
const AT_A_TIME = 50

/** A name and the page it is on, counted from 0. */
export type Indexed = { name: string; page: number }

type SetEntry = { lines: SetLine[]; height: number; indexedAs: readonly string[] }

/**
 * Entries down two columns, each kept in one piece; where they end, the columns share them. Returns where each name
 * is.
 */
export async function paintEntries(paper: Paper, entries: readonly Entry[]): Promise<Indexed[]> {
  const indexed: Indexed[] = []
  paper.setColumns(COLUMNS)
  const set = await setEntries(paper, entries)
  const list = paper.tag(paper.root, 'L')
  const sheet = openSheet(
    paper,
    set.reduce((sum, { height }) => sum + height, 0),
  )
  for (const [count, entry] of set.entries()) {
    if (count % AT_A_TIME === 0) await breathe()
    sheet.makeRoom(entry.height - SPACE_BETWEEN)
    for (const name of entry.indexedAs) indexed.push({ name, page: paper.page() })
    paintEntry(paper, list, entry)
    sheet.used(entry.height)
  }
  list.end()
  paper.at.y = sheet.lowest()
  paper.setColumns(1)
  return indexed
}

async function setEntries(paper: Paper, entries: readonly Entry[]): Promise<SetEntry[]> {
  const set: SetEntry[] = []
  for (const [count, { lines, indexedAs }] of entries.entries()) {
    if (count % AT_A_TIME === 0) await breathe()
    const made = setLines(paper, lines)
    set.push({ lines: made, height: heightOf(made) + SPACE_BETWEEN, indexedAs })
  }
  return set
}

function paintEntry(paper: Paper, list: Tag, { lines }: SetEntry): void {
  const item = paper.tag(list, 'LI')
  const body = paper.tag(item, 'LBody')
  flow(paper, body, lines)
  body.end()
  item.end()
  paper.at.y += SPACE_BETWEEN
}

/** How far down each column of the page goes: to its foot, or so that the columns share what is left to write. */
function openSheet(paper: Paper, total: number) {
  let left = total
  let page = -1
  let share = 0
  let lowest = paper.at.y
  const turn = () => {
    if (page === paper.page()) return
    page = paper.page()
    share = paper.at.top + left / COLUMNS
    lowest = paper.at.y
  }
  const fits = (height: number) => {
    const { y, column } = paper.at
    if (y + height > PAGE_BOTTOM) return false
    return column === COLUMNS - 1 || y + height / 2 <= share
  }
  return {
    makeRoom(height: number): void {
      if (height > paper.room() && paper.at.y === paper.at.top && paper.at.top > MARGIN.top) paper.newPage()
      turn()
      if (paper.at.y > paper.at.top && !fits(height)) paper.nextColumn()
      turn()
    },
    used(height: number): void {
      left -= height
      turn()
      lowest = Math.max(lowest, paper.at.y)
    },
    lowest: () => lowest,
  }
}
