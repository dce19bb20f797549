import { createLineScanner, type LineSink, MAX_LINE_BYTES } from '../../pmsi/format/line-scanner.js'
import { decodeBytes, otherEncodingNote } from './byte-text.js'
import { type Header, matchHeader } from './header.js'
import { cleanCells } from './plain-text.js'
import type { Layout } from './rpps-layouts.js'
import type { Rejection } from './verdict.js'

/** A line of a file whose columns are separated by « | », before anything is decoded. */
export type RawLine = {
  buffer: Buffer
  start: number
  /** End of each column, in file order; the next column starts one byte further. */
  ends: Int32Array
}

export type LineKind<Name extends string, Item> = {
  layout: Layout<Name>
  /** Called once, when the header is known. */
  prepare(header: Header<Name>): {
    /** Decides on bytes, so that the lines nobody wants are never decoded. */
    wants(line: RawLine): boolean
    /** Columns nobody filled are ''. */
    decode(cells: readonly string[], line: number): Item | Rejection
  }
}

export type LineSummary = {
  /** Lines of data, whatever became of them: the header and empty lines are not counted. */
  lines: number
  accepted: number
  /** Of no interest to this network: accepted + setAside + rejected = lines. */
  setAside: number
  rejected: number
  /** Why nothing of the file may be used; null when it reads to its end. */
  refusal: string | null
  /** What a person should know about a file that was read. */
  notes: string[]
}

export type ItemSink<Item> = {
  accept(item: Item): void
  reject(rejection: Rejection): void
}

export type ByteReader<Summary> = {
  /** The chunk may be reused by the caller as soon as the call returns. */
  push(chunk: Buffer): void
  /** To be called once, after the last chunk. */
  end(): Summary
  /** Known before the end when the header is wrong: there is no use reading on. */
  readonly refusal: string | null
}

const PIPE = 0x7c
const LF = 10
const MOST_COLUMNS = 200

/** Reads a file of lines « a|b|c| »: found by its header, without quoting, one bad line never stopping the others. */
export function createPipeReader<Name extends string, Item>(
  kind: LineKind<Name, Item>,
  sink: ItemSink<Item>,
): ByteReader<LineSummary> {
  return new PipeReader(kind, sink)
}

class PipeReader<Name extends string, Item> implements LineSink {
  refusal: string | null = null
  private readonly scanner = createLineScanner(this)
  private readonly tally = { lines: 0, accepted: 0, setAside: 0, rejected: 0 }
  private readonly ends = new Int32Array(MOST_COLUMNS + 1)
  private header: Header<Name> | null = null
  private use: ReturnType<LineKind<Name, Item>['prepare']> | null = null
  private columns = 0
  private endsWithPipe = true
  private lastByte = LF
  private lastLineIsWhole = true
  private notUtf8 = 0

  constructor(
    private readonly kind: LineKind<Name, Item>,
    private readonly sink: ItemSink<Item>,
  ) {}

  push(chunk: Buffer): void {
    if (this.refusal !== null || chunk.length === 0) return
    this.scanner.push(chunk)
    this.lastByte = chunk[chunk.length - 1] as number
  }

  end(): LineSummary {
    if (this.refusal === null) this.scanner.end()
    this.refusal ??= this.finalRefusal()
    return { ...this.tally, refusal: this.refusal, notes: this.refusal === null ? this.notes() : [] }
  }

  line(buffer: Buffer, start: number, end: number, lineNumber: number): void {
    if (this.refusal !== null) return
    if (this.use === null) this.readHeader(buffer, start, end)
    else this.readLine(buffer, start, end, lineNumber, this.use)
  }

  unreadable(lineNumber: number, cause: 'too-long' | 'nul'): void {
    if (this.refusal !== null) return
    if (this.use === null) {
      this.refusal = 'La première ligne n’est pas du texte : ce n’est pas un fichier RPPS en libre accès.'
      return
    }
    this.tally.lines += 1
    this.lastLineIsWhole = false
    const reason =
      cause === 'nul'
        ? 'La ligne contient des caractères nuls : le fichier est abîmé à cet endroit.'
        : `La ligne dépasse ${MAX_LINE_BYTES / 1024} Ko : des fins de ligne ont disparu.`
    this.reject({ line: lineNumber, column: null, reason })
  }

  private readHeader(buffer: Buffer, start: number, end: number): void {
    const labels = decodeBytes(buffer, start, end).text.split('|')
    this.endsWithPipe = labels.at(-1)?.trim() === ''
    if (this.endsWithPipe) labels.pop()
    if (labels.length > MOST_COLUMNS) {
      this.refusal = `L’en-tête a plus de ${MOST_COLUMNS} colonnes : ce n’est pas un fichier RPPS en libre accès.`
      return
    }
    const header = matchHeader(this.kind.layout, labels)
    if ('refusal' in header) {
      this.refusal = header.refusal
      return
    }
    this.header = header
    this.columns = labels.length
    this.use = this.kind.prepare(header)
  }

  private readLine(
    buffer: Buffer,
    start: number,
    end: number,
    line: number,
    use: ReturnType<LineKind<Name, Item>['prepare']>,
  ): void {
    this.tally.lines += 1
    const found = this.cut(buffer, start, end)
    const isClosed = !this.endsWithPipe || buffer[end - 1] === PIPE
    this.lastLineIsWhole = isClosed && found === this.columns
    if (!this.lastLineIsWhole) {
      this.reject({ line, column: null, reason: this.wrongShape(found) })
      return
    }
    if (!use.wants({ buffer, start, ends: this.ends })) {
      this.tally.setAside += 1
      return
    }
    const { text, isUtf8 } = decodeBytes(buffer, start, end)
    if (!isUtf8) this.notUtf8 += 1
    const item = use.decode(cleanCells(text, '|'), line)
    if (isRejection(item)) {
      this.reject(item)
      return
    }
    this.tally.accepted += 1
    this.sink.accept(item)
  }

  /** Notes where each column ends and returns how many there are. A « | » at the end closes the last column. */
  private cut(buffer: Buffer, start: number, end: number): number {
    const { ends } = this
    let count = 0
    for (let at = start; at < end; at += 1) {
      if (buffer[at] !== PIPE) continue
      if (count < MOST_COLUMNS) ends[count] = at
      count += 1
    }
    if (this.endsWithPipe && buffer[end - 1] === PIPE) return count
    if (count < MOST_COLUMNS) ends[count] = end
    return count + 1
  }

  private wrongShape(found: number): string {
    if (found === this.columns) return 'La ligne ne finit pas par « | » comme les autres : elle est coupée.'
    return (
      `La ligne a ${found} colonne${found > 1 ? 's' : ''} au lieu de ${this.columns} : ` +
      `${found < this.columns ? 'elle est coupée' : 'deux lignes sont collées, ou un « | » est de trop'}.`
    )
  }

  private reject(rejection: Rejection): void {
    this.tally.rejected += 1
    this.sink.reject(rejection)
  }

  private finalRefusal(): string | null {
    if (this.use === null) return 'Le fichier est vide.'
    if (this.tally.lines === 0) return 'Le fichier n’a que son en-tête : aucune ligne à lire.'
    if (this.lastByte !== LF && !this.lastLineIsWhole)
      return (
        `Le fichier est incomplet : sa dernière ligne est coupée après ${this.tally.lines} lignes. ` +
        'Téléchargez-le de nouveau, rien n’a été pris en compte.'
      )
    if (this.tally.accepted + this.tally.setAside === 0)
      return 'Aucune ligne n’a pu être lue : voyez les rejets pour en connaître la cause.'
    return null
  }

  private notes(): string[] {
    const notes: string[] = []
    if (this.notUtf8 > 0) notes.push(otherEncodingNote(this.notUtf8))
    if (this.header !== null && this.header.absent.length > 0)
      notes.push(`Forme ancienne du fichier, sans les colonnes : ${this.header.absent.join(', ')}.`)
    if (this.header !== null && this.header.unknown.length > 0)
      notes.push(`Colonnes nouvelles, qui ne sont pas lues : ${this.header.unknown.join(', ')}.`)
    return notes
  }
}

function isRejection(item: unknown): item is Rejection {
  return typeof item === 'object' && item !== null && 'reason' in item
}
