/** What is heard while an XML document goes by. Names come without their prefix. */
export type XmlListener = {
  open(name: string, attributes: ReadonlyMap<string, string>): void
  text(text: string): void
  close(name: string): void
}

/** Not the XML of a workbook: malformed, or with declarations no spreadsheet writes. */
export class XmlError extends Error {
  override name = 'XmlError'
}

/** A tag or a run of text longer than this is no spreadsheet. */
const MOST_PENDING = 1024 ** 2
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/**
 * Reads XML as it comes, holding no more than one tag. Declarations (`<!DOCTYPE`, `<!ENTITY`) are refused: no entity is
 * ever defined, so none can be expanded without end or read from elsewhere.
 */
export class XmlEvents {
  private pending = ''
  private readonly decoder = new TextDecoder('utf-8', { fatal: true })

  constructor(private readonly listener: XmlListener) {}

  push(chunk: Buffer): void {
    this.pending += this.decode(chunk)
    let at = 0
    for (;;) {
      const next = this.step(at)
      if (next === at) break
      at = next
    }
    this.pending = this.pending.slice(at)
    if (this.pending.length > MOST_PENDING) throw new XmlError('a tag or a text is too long')
  }

  end(): void {
    if (this.pending.trim() !== '') throw new XmlError('cut')
  }

  private decode(chunk: Buffer): string {
    try {
      return this.decoder.decode(chunk, { stream: true })
    } catch (error) {
      throw new XmlError('not UTF-8', { cause: error })
    }
  }

  /** Reads one tag or one text, and returns where it ends; the same place when more is needed. */
  private step(at: number): number {
    const text = this.pending
    if (at >= text.length) return at
    if (text[at] !== '<') {
      const next = text.indexOf('<', at)
      if (next === -1) return at
      this.listener.text(unescaped(text.slice(at, next)))
      return next
    }
    if (text.startsWith('<!--', at)) return this.past('-->', at)
    if (text.startsWith('<?', at)) return this.past('?>', at)
    if (text.startsWith('<![CDATA[', at)) {
      const end = this.past(']]>', at)
      if (end !== at) this.listener.text(text.slice(at + 9, end - 3))
      return end
    }
    if (text.startsWith('<!', at)) {
      // « <! » may be the start of a comment that the next chunk completes.
      if (text.length - at < 9) return at
      throw new XmlError('declaration')
    }
    return this.tag(at)
  }

  private past(mark: string, at: number): number {
    const found = this.pending.indexOf(mark, at)
    return found === -1 ? at : found + mark.length
  }

  private tag(at: number): number {
    const text = this.pending
    const end = tagEnd(text, at + 1)
    if (end === -1) return at
    const inside = text.slice(at + 1, end)
    if (inside.startsWith('/')) {
      this.listener.close(localName(inside.slice(1).trim()))
      return end + 1
    }
    const isEmpty = inside.endsWith('/')
    const [, rawName] = /^([^\s/>]+)/.exec(inside) ?? []
    if (rawName === undefined) throw new XmlError('tag without a name')
    const name = localName(rawName)
    this.listener.open(name, attributesOf(inside.slice(rawName.length)))
    if (isEmpty) this.listener.close(name)
    return end + 1
  }
}

/** The « > » that ends a tag is not one inside an attribute. */
function tagEnd(text: string, from: number): number {
  let quote = ''
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] as string
    if (quote !== '') {
      if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === '>') return at
  }
  return -1
}

/** A name begins after a space: looked for from each of its letters, a tag of one megabyte would last for hours. */
const ATTRIBUTE = /(?<![^\s=/])([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE))
    attributes.set(name, unescaped(double ?? single ?? ''))
  return attributes
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,10}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES.get(name) ?? whole
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
