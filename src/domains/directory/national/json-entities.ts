/** What a splitter finds in a JSON document of several hundred megabytes, of which one object at a time is held. */
export type EntitySink = {
  /** An element of the array looked for, as its bytes; `rank` counts from 1. */
  entity(bytes: Buffer, rank: number): void
  /** An element too large or too deep to be held. */
  unusable(rank: number): void
  /** A text or number at the root of the document. */
  scalar(name: string, value: string): void
}

export type EntityOutcome = 'complete' | 'truncated' | 'not-json'

const MOST_BYTES = 64 * 1024 ** 2
const MOST_LEVELS = 64
const MOST_SCALAR = 1024

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d]

/**
 * Cuts `{ …, "<arrayName>": [ {…}, {…} ], … }` at the level of the elements of one array of the root, without building
 * anything: it only counts brackets outside of strings. Memory is bounded by the largest element.
 */
export class EntitySplitter {
  private depth = 0
  private inString = false
  private escaped = false
  private started = false
  private broken = false
  private inArray = false
  private isValue = false
  private key = ''
  /** Bytes of a string or bare value of the root, while it lasts. */
  private text: number[] = []
  private pieces: Buffer[] = []
  private size = 0
  private capturing = false
  private dropped = false
  private rank = 0

  constructor(
    private readonly arrayName: string,
    private readonly sink: EntitySink,
  ) {}

  push(chunk: Buffer): void {
    if (this.broken) return
    let from = 0
    for (let at = this.started ? 0 : markLength(chunk); at < chunk.length; at += 1) {
      const byte = chunk[at] as number
      if (this.inString) {
        this.insideString(byte)
        continue
      }
      if (byte === QUOTE) this.openString()
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (this.opensEntity(byte)) from = at
        this.open(byte)
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (this.closes()) this.finish(chunk.subarray(from, at + 1))
      } else if (this.depth <= 1) this.atRoot(byte)
      if (this.broken) return
    }
    if (this.capturing) this.hold(chunk.subarray(from))
  }

  /** To be called once, after the last chunk. */
  end(): EntityOutcome {
    if (this.broken || !this.started) return 'not-json'
    return this.depth === 0 && !this.inString ? 'complete' : 'truncated'
  }

  private insideString(byte: number): void {
    if (this.escaped) this.escaped = false
    else if (byte === BACKSLASH) this.escaped = true
    else if (byte === QUOTE) {
      this.inString = false
      if (this.depth === 1) this.endRootText()
      return
    }
    if (this.depth === 1 && this.text.length < MOST_SCALAR) this.text.push(byte)
  }

  private openString(): void {
    this.inString = true
    this.text = []
    if (this.depth === 0) this.broken = true
  }

  private endRootText(): void {
    const text = Buffer.from(this.text).toString('utf8')
    if (this.isValue) this.sink.scalar(this.key, text)
    else this.key = text
    this.text = []
  }

  private opensEntity(byte: number): boolean {
    if (!this.inArray || this.depth !== 2 || byte !== OPEN_OBJECT) return false
    this.rank += 1
    this.capturing = true
    this.dropped = false
    return true
  }

  private open(byte: number): void {
    if (this.depth === 0 && byte === OPEN_ARRAY) this.broken = true
    this.started = true
    this.depth += 1
    if (this.depth === 2 && byte === OPEN_ARRAY && this.key.toLowerCase() === this.arrayName)
      this.inArray = true
    if (this.depth > MOST_LEVELS) this.drop()
  }

  /** True when the bracket is the last one of an entity. */
  private closes(): boolean {
    this.depth -= 1
    if (this.depth < 0) this.broken = true
    if (this.depth === 1) this.inArray = false
    return this.capturing && this.depth === 2
  }

  /** Outside of the root there may only be blanks: anything else is no JSON, or a second document. */
  private atRoot(byte: number): void {
    if (this.depth === 0) {
      if (byte > 0x20) this.broken = true
    } else if (byte === COLON) this.isValue = true
    else if (byte === COMMA) this.isValue = false
  }

  private hold(bytes: Buffer): void {
    if (this.dropped) return
    this.size += bytes.length
    if (this.size > MOST_BYTES) this.drop()
    else this.pieces.push(Buffer.from(bytes))
  }

  private drop(): void {
    this.dropped = true
    this.pieces = []
  }

  private finish(last: Buffer): void {
    this.capturing = false
    if (this.dropped || this.size + last.length > MOST_BYTES) this.sink.unusable(this.rank)
    else this.sink.entity(this.pieces.length === 0 ? last : Buffer.concat([...this.pieces, last]), this.rank)
    this.pieces = []
    this.size = 0
  }
}

function markLength(chunk: Buffer): number {
  return chunk.length >= 3 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0
}
