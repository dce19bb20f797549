import { buffer } from 'node:stream/consumers'
import type { Block, PrintedDocument } from './blocks.js'
import { paintFurniture, paintTitle } from './furniture.js'
import { addBookmarks, fillContents, keepSlots, type Placed, paintHeading } from './headings.js'
import { type Indexed, paintEntries } from './paint-entries.js'
import { paintIndex } from './paint-index.js'
import { paintTable } from './paint-table.js'
import { paintList, paintParagraph } from './paint-text.js'
import { openPaper, type Paper } from './paper.js'

/**
 * The document as a PDF of A4 pages: tagged and in French for who listens to it, its text in Unicode for who copies
 * it, with bookmarks, contents, running titles and « page n sur N ». Lets other work pass while it is long.
 */
export async function pdfDocument(printed: PrintedDocument): Promise<Buffer> {
  const paper = openPaper(printed)
  paintTitle(paper, printed)
  const contents = printed.hasContents ? openContents(paper, printed.blocks) : null
  const headings = await paintBlocks(paper, printed.blocks)
  contents?.fill(headings)
  addBookmarks(paper, headings)
  paintFurniture(paper, printed)
  paper.root.end()
  paper.doc.end()
  return buffer(paper.doc)
}

function openContents(paper: Paper, blocks: readonly Block[]) {
  const announced = blocks.filter(isAnnounced).length
  const title = paper.tag(paper.root, 'H2')
  for (const text of paper.wrap('Sommaire', 'h2')) {
    const { y } = paper.at
    title.add(() => paper.print(text, paper.x(), y, 'h2'))
    paper.at.y += 22
  }
  title.end()
  const element = paper.tag(paper.root, 'TOC')
  const slots = keepSlots(paper, announced)
  paper.at.y += 12
  return {
    fill(headings: readonly Placed[]): void {
      fillContents(
        paper,
        element,
        slots,
        headings.filter(({ level }) => level < 3),
      )
      element.end()
    },
  }
}

function isAnnounced(block: Block): boolean {
  return block.kind === 'index' || (block.kind === 'heading' && block.level < 3)
}

async function paintBlocks(paper: Paper, blocks: readonly Block[]): Promise<Placed[]> {
  const headings: Placed[] = []
  const indexed: Indexed[] = []
  for (const block of blocks) {
    switch (block.kind) {
      case 'heading':
        headings.push(paintHeading(paper, block))
        break
      case 'paragraph':
        paintParagraph(paper, { style: 'plain', ...block })
        break
      case 'list':
        paintList(paper, block.items)
        break
      case 'table':
        paintTable(paper, block)
        break
      case 'entries':
        indexed.push(...(await paintEntries(paper, block.entries)))
        break
      case 'index':
        headings.push(paintHeading(paper, { kind: 'heading', level: 1, text: block.title, onNewPage: true }))
        await paintIndex(paper, indexed)
        break
    }
  }
  return headings
}
