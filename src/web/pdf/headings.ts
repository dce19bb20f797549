import type { Block } from './blocks.js'
import { flow, heightOf } from './flow.js'
import { MARGIN, type Paper, STYLES, type Tag } from './paper.js'
import { fitText } from './wrap.js'

type Heading = Extract<Block, { kind: 'heading' }>

/** A heading where it stands: what contents and bookmarks point at. */
export type Placed = { level: 1 | 2 | 3; text: string; page: number; y: number; destination: string }

/** Room left under a heading for what it announces. */
const FOLLOWED_BY = 64
const SPACE_BEFORE = { 1: 16, 2: 10, 3: 6 }
const SPACE_AFTER = 4

/** Writes a heading with something under it on the same page. */
export function paintHeading(paper: Paper, { level, text, onNewPage }: Heading): Placed {
  const style = `h${level}` as const
  const lines = paper.wrap(text, style).map((part) => ({ text: part, style }))
  if (onNewPage && paper.at.y > MARGIN.top) paper.newPage()
  if (paper.at.y > MARGIN.top) paper.at.y += SPACE_BEFORE[level]
  paper.keepTogether(heightOf(lines) + FOLLOWED_BY)
  const page = paper.page()
  const { y } = paper.at
  const destination = `titre-${page}-${Math.round(y)}`
  paper.doc.addNamedDestination(destination, 'XYZ', 0, y - 6, 0)
  // The title of the document is the first level.
  const element = paper.tag(paper.root, `H${level + 1}`)
  flow(paper, element, lines)
  element.end()
  paper.at.y += SPACE_AFTER
  return { level, text, page, y, destination }
}

/** Bookmarks of the first two levels, the second one under the first. */
export function addBookmarks(paper: Paper, headings: readonly Placed[]): void {
  const { outline } = paper.doc
  let chapter = outline
  for (const { level, text, page, y } of headings) {
    if (level === 3) continue
    // pdfkit counts `left` from the right edge.
    const place = { pageNumber: page, top: y - 6, left: paper.doc.page.width, expanded: false }
    const made = (level === 1 ? outline : chapter).addItem(text, place)
    if (level === 1) chapter = made
  }
}

/** A line of the contents, kept free until the pages are known. */
export type Slot = { page: number; x: number; y: number; width: number }

/** Keeps a line for each heading, in the columns the paper is set in. */
export function keepSlots(paper: Paper, count: number): Slot[] {
  const { leading } = STYLES.plain
  return Array.from({ length: count }, () => {
    paper.keepTogether(leading)
    const slot = { page: paper.page(), x: paper.x(), y: paper.at.y, width: paper.columnWidth() }
    paper.at.y += leading
    return slot
  })
}

/** Fills the lines kept: the title of each heading, its page, and the way to it. */
export function fillContents(
  paper: Paper,
  contents: Tag,
  slots: readonly Slot[],
  headings: readonly Placed[],
): void {
  headings.forEach(({ level, text, page, destination }, index) => {
    const slot = slots[index]
    if (!slot) return
    paper.turnTo(slot.page)
    const style = level === 1 ? 'strong' : 'plain'
    const indent = level === 1 ? 0 : 14
    const item = paper.tag(contents, 'TOCI')
    const element = paper.tag(item, 'Link')
    element.add(() => {
      const number = String(page + 1)
      const right = slot.x + slot.width
      const title = fitText(text, slot.width - indent - 40, paper.measure(style))
      paper.print(`${title} `, slot.x + indent, slot.y, style)
      paper.print(number, right - paper.measure('plain')(number), slot.y, 'plain')
      paper.doc.goTo(slot.x, slot.y, slot.width, STYLES.plain.leading, destination, { structParent: element })
    })
    element.end()
    item.end()
  })
}
