/** What a scanner found: a line as a range of bytes that is only valid during the call, or a line no reader can use. */
export type LineSink = {
  /** `start` inclusive, `end` exclusive, without line end; `lineNumber` counts from 1. */
  line(buffer: Buffer, start: number, end: number, lineNumber: number): void
  unreadable(lineNumber: number, cause: 'too-long' | 'nul'): void
}

export type LineScanner = {
  /** The chunk may be reused by the caller as soon as the call returns. */
  push(chunk: Buffer): void
  /** Delivers what follows the last line end. To be called once. */
  end(): void
}

/** Far above any line seen (an RSA of 20 RUM is under 4 KB), far below what would hurt memory. */
export const MAX_LINE_BYTES = 64 * 1024

const LF = 10
const CR = 13
const CTRL_Z = 0x1a

/**
 * Cuts a stream of bytes into lines without decoding it. Strips one `\r` before the `\n`, the UTF-8 byte
 * order mark of the file and the Ctrl-Z some DOS tools write at the end of a file. Empty lines are counted
 * in the numbering but not delivered. Memory is bounded by `MAX_LINE_BYTES` whatever the input.
 */
export function createLineScanner(sink: LineSink): LineScanner {
  return new Scanner(sink)
}

class Scanner {
  // Two spare bytes, for a `\r` and for seeing that a line is one byte too long.
  private readonly carry = Buffer.allocUnsafe(MAX_LINE_BYTES + 2)
  private carried = 0
  private overflowed = false
  private lineNumber = 0
  private atFileStart = true
  private held: { bytes: Buffer; lineNumber: number } | null = null

  constructor(private readonly sink: LineSink) {}

  push(chunk: Buffer): void {
    let from = 0
    let lineEnd = chunk.indexOf(LF)
    // The first line goes through `carry` even when it is whole: the byte order mark may be cut by a chunk end.
    if (lineEnd !== -1 && (this.carried > 0 || this.overflowed || this.atFileStart)) {
      this.keep(chunk, 0, lineEnd)
      this.emitCarried()
      from = lineEnd + 1
      lineEnd = chunk.indexOf(LF, from)
    }
    let nul = chunk.indexOf(0, from)
    while (lineEnd !== -1) {
      const hasNul = nul !== -1 && nul < lineEnd
      this.emit(chunk, from, lineEnd, hasNul)
      from = lineEnd + 1
      if (hasNul) nul = chunk.indexOf(0, from)
      lineEnd = chunk.indexOf(LF, from)
    }
    this.keep(chunk, from, chunk.length)
  }

  end(): void {
    if (this.carried > 0 || this.overflowed) this.emitCarried()
    if (this.held === null) return
    const { bytes, lineNumber } = this.held
    this.held = null
    let length = bytes.length
    while (length > 0 && bytes[length - 1] === CTRL_Z) length -= 1
    if (length > 0) this.sink.line(bytes, 0, length, lineNumber)
  }

  private emit(buffer: Buffer, from: number, to: number, hasNul: boolean): void {
    this.lineNumber += 1
    const end = to > from && buffer[to - 1] === CR ? to - 1 : to
    if (end === from) return
    if (this.held !== null) this.releaseHeld()
    if (end - from > MAX_LINE_BYTES) this.sink.unreadable(this.lineNumber, 'too-long')
    else if (hasNul) this.sink.unreadable(this.lineNumber, 'nul')
    else if (buffer[end - 1] === CTRL_Z) this.hold(buffer, from, end)
    else this.sink.line(buffer, from, end, this.lineNumber)
  }

  private hold(buffer: Buffer, from: number, end: number): void {
    this.held = { bytes: Buffer.from(buffer.subarray(from, end)), lineNumber: this.lineNumber }
  }

  private releaseHeld(): void {
    if (this.held === null) return
    const { bytes, lineNumber } = this.held
    this.held = null
    this.sink.line(bytes, 0, bytes.length, lineNumber)
  }

  private keep(chunk: Buffer, from: number, to: number): void {
    const length = to - from
    if (this.overflowed || this.carried + length > this.carry.length) {
      this.overflowed = true
      return
    }
    chunk.copy(this.carry, this.carried, from, to)
    this.carried += length
  }

  private emitCarried(): void {
    const { carry, carried } = this
    if (this.overflowed) {
      this.lineNumber += 1
      this.releaseHeld()
      this.sink.unreadable(this.lineNumber, 'too-long')
    } else {
      const from = this.atFileStart ? byteOrderMarkLength(carry, carried) : 0
      this.emit(carry, from, carried, carry.subarray(0, carried).includes(0))
    }
    this.atFileStart = false
    this.overflowed = false
    this.carried = 0
  }
}

function byteOrderMarkLength(buffer: Buffer, length: number): number {
  return length >= 3 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0
}
