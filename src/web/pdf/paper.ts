import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'
import type { PrintedDocument, TextStyle } from './blocks.js'
import { type Measure, wrapText } from './wrap.js'

const fontFile = (name: string) =>
  createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/DejaVuSansCondensed${name}.ttf`)

export const INK = '#17252a'
export const INK_SOFT = '#4b5a5e'
export const TEAL = '#0b5257'
export const LINE = '#b9b5a8'

export type PaperStyle = TextStyle | 'title' | 'h1' | 'h2' | 'h3' | 'furniture'

/** Sizes in points; `leading` is the height of a line. */
export const STYLES: Record<PaperStyle, { bold: boolean; size: number; leading: number; color: string }> = {
  title: { bold: true, size: 24, leading: 30, color: INK },
  h1: { bold: true, size: 17, leading: 23, color: TEAL },
  h2: { bold: true, size: 12.5, leading: 18, color: TEAL },
  h3: { bold: true, size: 10.5, leading: 15, color: INK },
  plain: { bold: false, size: 10, leading: 14, color: INK },
  strong: { bold: true, size: 10, leading: 14, color: INK },
  small: { bold: false, size: 8.5, leading: 11, color: INK },
  smallStrong: { bold: true, size: 9, leading: 12, color: INK },
  large: { bold: true, size: 15, leading: 20, color: INK },
  furniture: { bold: false, size: 8, leading: 10, color: INK_SOFT },
}

const A4 = { width: 595.28, height: 841.89 }
export const MARGIN = { side: 48, top: 58, bottom: 56 }
export const PAGE_WIDTH = A4.width - 2 * MARGIN.side
export const PAGE_BOTTOM = A4.height - MARGIN.bottom
const GUTTER = 20

/** An element of the structure a screen reader follows. */
export type Tag = PDFKit.PDFStructureElement

declare global {
  namespace PDFKit.Mixins {
    // Both are read by pdfkit and missing from its types.
    interface StructureElementOptions {
      scope?: 'Row' | 'Column'
    }
    interface AnnotationOption {
      structParent?: PDFStructureElement
    }
  }
}

export type Paper = ReturnType<typeof openPaper>

/**
 * Pages of paper with a place to write: `x`, `y` in the current column. Whatever is written is either tagged, for
 * who listens to the document, or an artifact, which she is spared.
 */
export function openPaper({ title, network, madeAt }: PrintedDocument) {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'fr-FR',
    displayTitle: true,
    bufferPages: true,
    info: { Title: title, Author: network, Creator: 'Trame', Producer: 'Trame', CreationDate: madeAt },
  })
  doc.registerFont('regular', fontFile('')).registerFont('bold', fontFile('-Bold'))
  const root = doc.struct('Document')
  doc.addStructure(root)

  // `ink` is the colour the page is being written in: said again only when it changes.
  const at = { y: MARGIN.top, column: 0, columns: 1, top: MARGIN.top, ink: '' }
  const measures = new Map<PaperStyle, Measure>()

  const paper = {
    doc,
    root,
    at,
    page: (): number => doc.bufferedPageRange().count - 1,
    columnWidth: (): number => (PAGE_WIDTH - GUTTER * (at.columns - 1)) / at.columns,
    x: (): number => MARGIN.side + at.column * (paper.columnWidth() + GUTTER),
    room: (): number => PAGE_BOTTOM - at.y,

    measure(style: PaperStyle): Measure {
      const known = measures.get(style)
      if (known) return known
      const made = byCharacter((character) => {
        setFont(style)
        return doc.widthOfString(character)
      })
      measures.set(style, made)
      return made
    },

    wrap: (text: string, style: PaperStyle, width?: number): string[] =>
      wrapText(text, width ?? paper.columnWidth(), paper.measure(style)),

    /** From here on, text runs in this many columns. */
    setColumns(columns: number): void {
      Object.assign(at, { columns, column: 0, top: at.y })
    },

    /** The next column, or the first one of a new page. */
    nextColumn(): void {
      if (at.column + 1 < at.columns) Object.assign(at, { column: at.column + 1, y: at.top })
      else paper.newPage()
    },

    newPage(): void {
      doc.addPage()
      at.ink = ''
      doc.addNamedDestination(pageDestination(paper.page()), 'XYZ', 0, 0, 0)
      Object.assign(at, { y: MARGIN.top, column: 0, top: MARGIN.top })
    },

    /** Goes back to a page to complete it. */
    turnTo(page: number): void {
      doc.switchToPage(page)
      at.ink = ''
    },

    /** Goes on where this much can be written in one piece, when a column can hold it at all. */
    keepTogether(height: number): void {
      if (height > paper.room() && (at.y > at.top || at.top > MARGIN.top)) paper.nextColumn()
    },

    tag(parent: Tag, role: string, options: PDFKit.Mixins.StructureElementOptions = {}): Tag {
      const made = doc.struct(role, options)
      parent.add(made)
      return made
    },

    /** Writes one line at a place; the caller has it tagged or makes it an artifact. */
    print(text: string, x: number, y: number, style: PaperStyle, color = STYLES[style].color): void {
      setFont(style)
      if (color !== at.ink) doc.fillColor(color)
      at.ink = color
      doc.text(text, x, y, { lineBreak: false })
    },

    /** What a listener need not hear: rules, running titles, page numbers. */
    artifact(draw: () => void): void {
      doc.markContent('Artifact', { type: 'Layout' })
      draw()
      doc.endMarkedContent()
      at.ink = ''
    },

    rule(y: number, color = LINE): void {
      paper.artifact(() => {
        const x = paper.x()
        doc.moveTo(x, y).lineTo(x + paper.columnWidth(), y)
        doc.lineWidth(0.6).strokeColor(color).stroke()
      })
    },
  }

  function setFont(style: PaperStyle): void {
    doc.font(STYLES[style].bold ? 'bold' : 'regular', STYLES[style].size)
  }

  doc.addNamedDestination(pageDestination(0), 'XYZ', 0, 0, 0)
  return paper
}

/** The name of the top of a page, counted from 0, for what leads there. */
export function pageDestination(page: number): string {
  return `page-${page}`
}

/** Widths added up, kerning left out: shaping every word twice would double the time of a long document. */
function byCharacter(widthOf: Measure): Measure {
  const widths = new Map<string, number>()
  return (piece) => {
    let sum = 0
    for (const character of piece) {
      const width = widths.get(character) ?? widthOf(character)
      widths.set(character, width)
      sum += width
    }
    return sum
  }
}
