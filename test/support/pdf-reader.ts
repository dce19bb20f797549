import { inflateSync } from 'node:zlib'

export type ReadPdf = {
  /** The text of each page, in the order it was written. */
  pages: string[]
  /** Role of a structure element → how many there are. */
  roles: Record<string, number>
  /** Addresses that can be followed outside the document. */
  links: string[]
  /** The whole file with its streams opened, to look for what should not be there. */
  everything: string
}

/** An independent reader of our PDF: objects, pages, and the text of their glyphs by the tables of the fonts. */
export function readPdf(pdf: Buffer): ReadPdf {
  const objects = objectsOf(pdf)
  const everything = [...objects.values()].map(({ head, stream }) => head + stream).join('\n')
  const roles: Record<string, number> = {}
  for (const { head } of objects.values()) {
    const [, role] = /^<<\s*\/S \/([A-Z]\w*)\s/.exec(head) ?? []
    // Actions of links have an /S of their own.
    if (role && !['URI', 'GoTo'].includes(role)) roles[role] = (roles[role] ?? 0) + 1
  }
  const pages = [...objects.values()]
    .filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head))
    .map(({ head }) => textOf(objects, head))
  const links = [...everything.matchAll(/\/URI \(((?:\\.|[^\\)])*)\)/g)].map(([, uri]) => uri!)
  return { pages, roles, links, everything }
}

type PdfObject = { head: string; stream: string }

function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const text = pdf.toString('latin1')
  const objects = new Map<string, PdfObject>()
  for (const { 1: id, 2: body } of text.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj$/gm)) {
    const [head = '', stream = ''] = body!.split(/\nstream\n/)
    objects.set(id!, { head, stream: opened(head, stream.replace(/\n?endstream$/, '')) })
  }
  return objects
}

function opened(head: string, stream: string): string {
  return /FlateDecode/.test(head) && stream !== ''
    ? inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')
    : stream
}

function textOf(objects: Map<string, PdfObject>, page: string): string {
  const resources = at(objects, /\/Resources (\d+) 0 R/.exec(page)?.[1]).head
  const glyphs = new Map(
    [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(({ 1: name, 2: id }) => [
      name!,
      glyphsOf(at(objects, /\/ToUnicode (\d+) 0 R/.exec(at(objects, id).head)?.[1]).stream),
    ]),
  )
  const content = at(objects, /\/Contents (\d+) 0 R/.exec(page)?.[1]).stream
  let current = new Map<string, string>()
  let text = ''
  for (const { 1: font, 2: shown, 3: end } of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ|(ET)/g)) {
    if (font) current = glyphs.get(font) ?? new Map()
    for (const [glyph] of (shown ?? '').matchAll(/(?<=<[0-9a-f]*)[0-9a-f]{4}/g)) {
      text += current.get(glyph) ?? '\ufffd'
    }
    if (end) text += '\n'
  }
  return text
}

function glyphsOf(cmap: string): Map<string, string> {
  const glyphs = new Map<string, string>()
  for (const { 1: first, 2: list } of cmap.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    const start = Number.parseInt(first!, 16)
    for (const [index, { 1: units }] of [...list!.matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const text = Buffer.from(units!.replaceAll(' ', ''), 'hex').swap16().toString('utf16le')
      glyphs.set((start + index).toString(16).padStart(4, '0'), text)
    }
  }
  return glyphs
}

function at(objects: Map<string, PdfObject>, id: string | undefined): PdfObject {
  return objects.get(id ?? '') ?? { head: '', stream: '' }
}
