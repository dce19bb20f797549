import type { Stay } from '../stay.js'
import { numberAt, textAt } from './bytes.js'
import { MAX_LINE_BYTES } from './line-scanner.js'
import { idOf, type OwnerTable } from './owners.js'
import { isPerinatal } from './perinatal.js'
import { faultOf, isRealStay, type LineFault, lengthFault, numberFault } from './rsa-check.js'
import { decodeStay } from './rsa-decode.js'
import { FINESS_LENGTH, measure, noZones, type RsaShape, rsaShapeAt } from './rsa-shape.js'

/** What a reader of RSA lines gives back: values and line numbers, never bytes. `id` is that of `OwnerTable`. */
export type RsaSink = {
  stay(stay: Stay, id: number, lineNumber: number): void
  /** An accepted line that is not a perinatal stay; `ungrouped` when it would be one but for its failed grouping. */
  other(id: number, lineNumber: number, ungrouped: boolean): void
  reject(lineNumber: number, fault: LineFault, rsaKey: string | null): void
}

export type RsaTally = {
  lines: number
  accepted: number
  rejected: number
  /** Accepted lines kept out of the stays: generated RSA, performing side of a service, failed grouping. */
  setAside: number
  perinatal: number
  /** Lines preceded by the FINESS of the emitter, as in the LAMDA of 2015. */
  prefixed: number
  versions: Set<string>
}

export type RsaReader = {
  tally: RsaTally
  line(buffer: Buffer, start: number, end: number, lineNumber: number): void
  unreadable(lineNumber: number, cause: 'too-long' | 'nul'): void
}

const VERSION_END = 12
const KEY_AT = 12
const KEY_LENGTH = 10
const MAX_MISSING_BYTES = 5
const SPACE = 0x20
const LETTER_B = 0x42

/**
 * Reads RSA lines one at a time, each by the layout of the version it carries. Every line is checked; only the
 * perinatal ones are decoded. Lines of the LAMDA of 2015 data are preceded by the FINESS of the emitter (ATIH, output
 * formats 2017): nine bytes are skipped when the version is found after them. A refused line has no effect on its neighbours. A file may mix versions.
 */
export function createRsaReader(sink: RsaSink, owners: OwnerTable): RsaReader {
  return new Reader(sink, owners)
}

class Reader {
  readonly tally: RsaTally = {
    lines: 0,
    accepted: 0,
    rejected: 0,
    setAside: 0,
    perinatal: 0,
    prefixed: 0,
    versions: new Set(),
  }
  private readonly zones = noZones()
  private lastShape: RsaShape | null = null

  constructor(
    private readonly sink: RsaSink,
    private readonly owners: OwnerTable,
  ) {}

  line(buffer: Buffer, start: number, end: number, lineNumber: number): void {
    this.tally.lines += 1
    const shape = end - start >= VERSION_END ? rsaShapeAt(buffer, start) : undefined
    const announced = shape === undefined ? -1 : measure(shape, buffer, start, end, this.zones)
    if (shape !== undefined && announced === end - start) this.check(shape, buffer, start, end, lineNumber)
    else this.unusual(shape, announced, buffer, start, end, lineNumber)
  }

  unreadable(lineNumber: number, cause: 'too-long' | 'nul'): void {
    this.tally.lines += 1
    this.reject(lineNumber, unreadableFault(cause), null)
  }

  /** Lines whose length or version is not the expected one at first sight. */
  private unusual(
    shape: RsaShape | undefined,
    announced: number,
    buffer: Buffer,
    start: number,
    end: number,
    lineNumber: number,
  ): void {
    if (shape !== undefined && lacksFew(announced, end - start)) {
      this.padded(shape, buffer, start, end, announced, lineNumber)
      return
    }
    const from = start + FINESS_LENGTH
    const inner = end - from >= VERSION_END ? rsaShapeAt(buffer, from) : undefined
    const innerLength = inner === undefined ? -1 : measure(inner, buffer, from, end, this.zones)
    if (inner !== undefined && lacksFew(innerLength, end - from)) {
      this.tally.prefixed += 1
      this.padded(inner, buffer, from, end, innerLength, lineNumber)
      return
    }
    const fault =
      shape === undefined
        ? versionFault(buffer, start, end)
        : lengthFault(shape, buffer, start, end, announced)
    this.reject(lineNumber, fault, keyText(buffer, start, end))
  }

  private padded(
    shape: RsaShape,
    buffer: Buffer,
    start: number,
    end: number,
    length: number,
    lineNumber: number,
  ): void {
    const whole = Buffer.alloc(length, SPACE)
    buffer.copy(whole, 0, start, end)
    measure(shape, whole, 0, length, this.zones)
    this.check(shape, whole, 0, length, lineNumber)
  }

  /** `zones` are those of this line, which has its full length. */
  private check(shape: RsaShape, buffer: Buffer, start: number, end: number, lineNumber: number): void {
    const key = numberAt(buffer, start + KEY_AT, KEY_LENGTH)
    const owner = this.owners.at(buffer, start)
    const fault =
      owner < 0 || key < 0 ? identityFault(shape, owner, key) : faultOf(shape, buffer, start, this.zones)
    if (fault === null) this.accept(shape, buffer, start, idOf(owner, key), lineNumber)
    else this.reject(lineNumber, fault, keyText(buffer, start, end))
  }

  private accept(shape: RsaShape, buffer: Buffer, start: number, id: number, lineNumber: number): void {
    const { tally, zones, sink } = this
    tally.accepted += 1
    if (shape !== this.lastShape) {
      this.lastShape = shape
      tally.versions.add(shape.layout.version)
    }
    const kept = isRealStay(shape, buffer, start) && buffer[start + shape.stayType] !== LETTER_B
    const ungrouped = isUngrouped(shape, buffer, start)
    if (!kept || ungrouped) tally.setAside += 1
    const perinatal = kept && isPerinatal(shape, buffer, start, zones)
    if (perinatal && !ungrouped) {
      tally.perinatal += 1
      sink.stay(decodeStay(shape, buffer, start, zones), id, lineNumber)
    } else {
      sink.other(id, lineNumber, perinatal)
    }
  }

  private reject(lineNumber: number, fault: LineFault, rsaKey: string | null): void {
    this.tally.rejected += 1
    this.sink.reject(lineNumber, fault, rsaKey)
  }
}

function identityFault(shape: RsaShape, owner: number, key: number): LineFault {
  const { finess, rsaKey } = shape.layout.fields
  if (owner >= 0) return numberFault(rsaKey, key, 0)
  return {
    field: finess.label,
    reason: `Le champ « ${finess.label} » (positions 1 à 9) n’est pas un n° FINESS.`,
  }
}

/** Sentence for a line that no reader can use, whatever the kind of file. */
export function unreadableFault(cause: 'too-long' | 'nul'): LineFault {
  if (cause === 'too-long') {
    return {
      field: 'longueur de la ligne',
      reason: `La ligne est trop longue (plus de ${MAX_LINE_BYTES / 1024} Ko) : le fichier est abîmé ou n’est pas un fichier PMSI.`,
    }
  }
  return {
    field: 'contenu de la ligne',
    reason:
      'La ligne contient des caractères nuls : le fichier a été abîmé pendant une copie ou un transfert.',
  }
}

/** A code of version cleaned so that a message never repeats the bytes of a damaged line. */
function shownVersion(version: string): string {
  return version.replace(/[^0-9A-Za-z ]/g, '?')
}

function versionFault(buffer: Buffer, start: number, end: number): LineFault {
  const length = end - start
  if (length < VERSION_END) {
    return {
      field: 'longueur de la ligne',
      reason: `La ligne est trop courte pour un RSA (${length} caractères).`,
    }
  }
  const version = shownVersion(buffer.toString('latin1', start + 9, start + VERSION_END))
  return {
    field: 'version du format de RSA',
    reason: `La version de format « ${version} » (positions 10 à 12) est inconnue : les versions 222 à 229 sont lues.`,
  }
}

/** A tool that trims lines may have removed the blanks that complete the last diagnosis; more is a truncated line. */
function lacksFew(announced: number, length: number): boolean {
  const missing = announced - length
  return missing >= 0 && missing <= MAX_MISSING_BYTES
}

/** The key helps to find the stay again; only digits, so that a damaged line is not repeated. */
function keyText(buffer: Buffer, start: number, end: number): string | null {
  if (end - start < KEY_AT + KEY_LENGTH) return null
  const text = textAt(buffer, start + KEY_AT, KEY_LENGTH)
  return /^\d+$/.test(text) ? text : null
}

/** CMD 90: the national grouping failed, nothing in the GHM can be believed. */
function isUngrouped(shape: RsaShape, buffer: Buffer, start: number): boolean {
  return buffer[start + shape.ghm] === 0x39 && buffer[start + shape.ghm + 1] === 0x30
}
