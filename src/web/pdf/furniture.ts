import { NO_BREAK_SPACE } from '../typography.js'
import type { PrintedDocument } from './blocks.js'
import { LINE, MARGIN, PAGE_BOTTOM, PAGE_WIDTH, type Paper, STYLES, TEAL } from './paper.js'
import { fitText } from './wrap.js'

/** The title, under a line of the colour of the platform: the head of the first page. */
export function paintTitle(paper: Paper, { network, title, subtitle, date, version }: PrintedDocument): void {
  paper.artifact(() => {
    paper.doc.rect(MARGIN.side, paper.at.y, PAGE_WIDTH, 3).fill(TEAL)
  })
  paper.at.y += 14
  paintPart(paper, 'P', network, 'strong')
  paintPart(paper, 'H1', title, 'title')
  if (subtitle !== null) paintPart(paper, 'P', subtitle, 'h2')
  paintPart(paper, 'P', version === null ? date : `${date}, ${version}`, 'plain')
  paper.at.y += 12
}

function paintPart(
  paper: Paper,
  role: 'P' | 'H1',
  text: string,
  style: 'strong' | 'title' | 'h2' | 'plain',
): void {
  const element = paper.tag(paper.root, role)
  for (const line of paper.wrap(text, style)) {
    const { y } = paper.at
    element.add(() => paper.print(`${line} `, MARGIN.side, y, style))
    paper.at.y += STYLES[style].leading
  }
  element.end()
  paper.at.y += 2
}

/** Running title and foot of every page, once their number is known. */
export function paintFurniture(paper: Paper, { network, title, date, version }: PrintedDocument): void {
  const { count } = paper.doc.bufferedPageRange()
  const measure = paper.measure('furniture')
  for (let page = 0; page < count; page += 1) {
    paper.turnTo(page)
    const number = `page${NO_BREAK_SPACE}${page + 1} sur${NO_BREAK_SPACE}${count}`
    const foot = version === null ? date : `${date}, ${version}`
    paper.artifact(() => {
      if (page > 0) {
        const head = fitText(`${network} – ${title}`, PAGE_WIDTH, measure)
        paper.print(head, MARGIN.side, MARGIN.top - 26, 'furniture')
        line(paper, MARGIN.top - 12)
      }
      line(paper, PAGE_BOTTOM + 12)
      paper.print(fitText(foot, PAGE_WIDTH - 100, measure), MARGIN.side, PAGE_BOTTOM + 18, 'furniture')
      paper.print(number, MARGIN.side + PAGE_WIDTH - measure(number), PAGE_BOTTOM + 18, 'furniture')
    })
  }
}

function line(paper: Paper, y: number): void {
  paper.doc
    .moveTo(MARGIN.side, y)
    .lineTo(MARGIN.side + PAGE_WIDTH, y)
    .lineWidth(0.6)
    .strokeColor(LINE)
    .stroke()
}
