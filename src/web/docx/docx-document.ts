import {
  AlignmentType,
  Document,
  type FileChild,
  Footer,
  Header,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import type { Block, Cell, PrintedDocument, TextStyle } from '../pdf/blocks.js'
import { NO_BREAK_SPACE } from '../typography.js'

/**
 * The same document as its PDF, for who must add two paragraphs of her own: headings, lists and tables are those of
 * the word processor, in French.
 */
export function docxDocument(printed: PrintedDocument): Promise<Buffer> {
  const { network, title, subtitle, date, version, blocks } = printed
  const foot = version === null ? date : `${date}, ${version}`
  return Packer.toBuffer(
    new Document({
      title,
      creator: network,
      styles: { default: { document: { run: { font: 'Calibri', size: 22, language: { value: 'fr-FR' } } } } },
      sections: [
        {
          headers: { default: new Header({ children: [new Paragraph(`${network} – ${title}`)] }) },
          footers: { default: new Footer({ children: [pageNumber(foot)] }) },
          children: [
            new Paragraph({ text: title, heading: HeadingLevel.TITLE }),
            ...(subtitle === null ? [] : [new Paragraph({ children: [run(subtitle, 'large')] })]),
            new Paragraph(foot),
            ...blocks.flatMap(childrenOf),
          ],
        },
      ],
    }),
  )
}

function pageNumber(foot: string): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.RIGHT,
    children: [
      new TextRun({
        children: [
          `${foot} – page${NO_BREAK_SPACE}`,
          PageNumber.CURRENT,
          ` sur${NO_BREAK_SPACE}`,
          PageNumber.TOTAL_PAGES,
        ],
      }),
    ],
  })
}

const LEVELS = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const

function childrenOf(block: Block): FileChild[] {
  switch (block.kind) {
    case 'heading':
      return [
        new Paragraph({
          text: printable(block.text),
          heading: LEVELS[block.level],
          pageBreakBefore: block.onNewPage ?? false,
        }),
      ]
    case 'paragraph':
      return [new Paragraph({ spacing: { after: 120 }, children: [run(block.text, block.style ?? 'plain')] })]
    case 'list':
      return block.items.map((item) => new Paragraph({ bullet: { level: 0 }, text: printable(item) }))
    case 'table':
      return [
        new Paragraph({ keepNext: true, spacing: { before: 120 }, children: [run(block.caption, 'strong')] }),
        tableOf(block),
        new Paragraph(''),
      ]
    case 'entries':
      return block.entries.flatMap(({ lines }) =>
        lines.map(({ text, style }) => new Paragraph({ children: [run(text, style)] })),
      )
    // Pages are the word processor’s: it makes its own index.
    case 'index':
      return []
  }
}

function tableOf({ columns, rows }: Extract<Block, { kind: 'table' }>): Table {
  const whole = columns.reduce((sum, { share }) => sum + share, 0)
  const cell = (children: Paragraph[], column: number, isHeader = false) =>
    new TableCell({
      children,
      width: { size: Math.round(((columns[column]?.share ?? 1) / whole) * 100), type: WidthType.PERCENTAGE },
      ...(isHeader && { shading: { fill: 'E6EEEE' } }),
    })
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      new TableRow({
        tableHeader: true,
        children: columns.map(({ label }, column) =>
          cell([new Paragraph({ children: [run(label, 'strong')] })], column, true),
        ),
      }),
      ...rows.map(
        (row) =>
          new TableRow({
            cantSplit: true,
            children: row.map((value, column) =>
              cell(paragraphsOf(value, columns[column]?.numeric === true), column),
            ),
          }),
      ),
    ],
  })
}

function paragraphsOf(value: Cell, isNumeric: boolean): Paragraph[] {
  const lines = typeof value === 'string' ? [{ text: value, style: 'plain' as const }] : value
  return lines.map(
    ({ text, style }) =>
      new Paragraph({
        alignment: isNumeric ? AlignmentType.RIGHT : AlignmentType.LEFT,
        children: [run(text, style)],
      }),
  )
}

function run(text: string, style: TextStyle): TextRun {
  return new TextRun({
    text: printable(text),
    bold: style === 'strong' || style === 'smallStrong',
    size: style === 'large' ? 28 : style === 'small' || style === 'smallStrong' ? 18 : 22,
  })
}

/** Without the characters XML has no way to write: one of them would make the whole file unreadable. */
function printable(text: string): string {
  return [...text].filter((character) => isPrintable(character.codePointAt(0) ?? 0)).join('')
}

function isPrintable(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a
  return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff
}
