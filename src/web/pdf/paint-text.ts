import type { Line } from './blocks.js'
import { flow, heightOf, setLines } from './flow.js'
import { type Paper, STYLES } from './paper.js'

/** A bullet and its space. */
const INDENT = 14

/** A paragraph, and the space after it. */
export function paintParagraph(paper: Paper, line: Line): void {
  const lines = setLines(paper, [line])
  // One line alone at the foot of a page is hard to read on.
  paper.keepTogether(heightOf(lines.slice(0, 2)))
  const element = paper.tag(paper.root, 'P')
  flow(paper, element, lines)
  element.end()
  paper.at.y += 6
}

/** A list with bullets. */
export function paintList(paper: Paper, items: readonly string[]): void {
  const list = paper.tag(paper.root, 'L')
  for (const item of items) {
    const lines = paper.wrap(item, 'plain', paper.columnWidth() - INDENT)
    const element = paper.tag(list, 'LI')
    const { leading } = STYLES.plain
    paper.keepTogether(leading)
    paper
      .tag(element, 'Lbl')
      .add(() => paper.print('• ', paper.x() + 2, paper.at.y, 'plain'))
      .end()
    const body = paper.tag(element, 'LBody')
    for (const line of lines) {
      paper.keepTogether(leading)
      const { y } = paper.at
      body.add(() => paper.print(`${line} `, paper.x() + INDENT, y, 'plain'))
      paper.at.y += leading
    }
    body.end()
    element.end()
    paper.at.y += 2
  }
  list.end()
  paper.at.y += 6
}
