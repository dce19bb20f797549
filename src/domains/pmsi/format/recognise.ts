import { civilDate } from './bytes.js'
import {
  ANO_LAYOUTS,
  IUM_IN_LENGTH,
  IUM_OUT_LENGTH,
  type Span,
  TRA,
  TRA_COLUMNS,
  TRA_LENGTH,
} from './companion-layouts.js'
import { FINESS_LENGTH, measure, noZones, rsaShapeAt } from './rsa-shape.js'

export type ContentKind =
  | 'rsa'
  | 'ano'
  | 'ium'
  | 'tra'
  | 'vid-hosp'
  | 'rss'
  | 'ano-hosp'
  | 'archive'
  | 'binary'
  | 'empty'
  | 'other'

export type Recognition = {
  kind: ContentKind
  /** FINESS e-PMSI and year of exit read in the lines; null when this kind of line does not carry them. */
  finess: string | null
  year: number | null
  /** RSA lines preceded by the FINESS of the emitter: a LAMDA of 2015. */
  prefixed: boolean
}

type LineGuess = { kind: ContentKind; finess: string | null; year: number | null; prefixed?: boolean }

/** Enough lines for a damaged first one not to decide. */
const LINES_LOOKED_AT = 20
const ZIP_SIGNATURES = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08']
/** PNG, PDF, GIF, JPEG, gzip, RAR, 7-Zip, ELF, old Office. */
const BINARY_SIGNATURES = [
  '\x89PNG',
  '%PDF',
  'GIF8',
  '\xff\xd8\xff',
  '\x1f\x8b',
  'Rar!',
  '7z\xbc\xaf',
  '\x7fELF',
  '\xd0\xcf\x11\xe0',
]
const FINESS_FORM = /^\d[0-9AB]\d{7}$/i

/**
 * Says what a file is from its first bytes (64 KB are plenty), never from its name. Text that is none of the PMSI
 * kinds is `other`; anything with zero bytes or the signature of an image or document is `binary`.
 */
export function recognise(head: Buffer): Recognition {
  const text = head.toString('latin1')
  if (withoutCtrlZ(text).trim() === '') return nothing('empty')
  if (ZIP_SIGNATURES.some((signature) => text.startsWith(signature))) return nothing('archive')
  if (isBinary(text)) return nothing('binary')
  const lines = firstLines(text)
  const guesses = lines.map(strongGuess).filter((guess) => guess !== null)
  if (guesses.length === 0) guesses.push(...lines.map(weakRsaGuess).filter((guess) => guess !== null))
  return mostFrequent(guesses)
}

function nothing(kind: ContentKind): Recognition {
  return { kind, finess: null, year: null, prefixed: false }
}

function isBinary(text: string): boolean {
  if (BINARY_SIGNATURES.some((signature) => text.startsWith(signature))) return true
  const nuls = text.split('\0').length - 1
  return nuls > text.length / 50
}

function withoutCtrlZ(text: string): string {
  return text.replaceAll('\x1a', '')
}

function firstLines(text: string): string[] {
  const body = text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text
  const lines = body.split('\n', LINES_LOOKED_AT + 1)
  // The last piece may be cut by the end of what was read; a file of one line without line end is kept.
  if (lines.length > 1) lines.pop()
  return lines.map((line) => withoutCtrlZ(line).replace(/\r$/, '')).filter((line) => line !== '')
}

/** A kind is only believed when several facts of the line agree: version and length, or version and dates. */
function strongGuess(line: string): LineGuess | null {
  return (
    rsaGuess(line) ??
    rssGuess(line) ??
    vidHospGuess(line) ??
    anoHospGuess(line) ??
    anoGuess(line) ??
    unitGuess(line) ??
    traGuess(line)
  )
}

function rsaGuess(line: string): LineGuess | null {
  const bytes = Buffer.from(line, 'latin1')
  for (const start of [0, FINESS_LENGTH]) {
    const shape = bytes.length > start + 12 ? rsaShapeAt(bytes, start) : undefined
    if (shape === undefined) continue
    const missing = measure(shape, bytes, start, bytes.length, noZones()) - (bytes.length - start)
    if (missing < 0 || missing > 5) continue
    const own = line.slice(start)
    return { kind: 'rsa', finess: finessAt(own, 1), year: yearAt(own, 64), prefixed: start > 0 }
  }
  return null
}

/** Lines of an RSA of a version to come, or all damaged: recognised so that each can be refused with its reason. */
function weakRsaGuess(line: string): LineGuess | null {
  const looksLikeIt =
    /^\d[0-9AB]\d{7}2[0-9]{2}[\d ]{10}/i.test(line) && /^(?:0[1-9]|1[0-2])20\d\d/.test(line.slice(61, 67))
  return looksLikeIt ? { kind: 'rsa', finess: finessAt(line, 1), year: yearAt(line, 64) } : null
}

/** Grouped: 115–129 at 10–12, FINESS at 16, RUM version at 25. Ungrouped: 015–029 at 10–12, birth date at 63. */
function rssGuess(line: string): LineGuess | null {
  const version = line.slice(9, 12)
  if (/^1[12]\d$/.test(version) && /^0[12]\d$/.test(line.slice(24, 27)) && isDate(line.slice(77, 85))) {
    return { kind: 'rss', finess: finessAt(line, 16), year: null }
  }
  if (/^0[12]\d$/.test(version) && isDate(line.slice(62, 70)) && isDate(line.slice(77, 85))) {
    return { kind: 'rss', finess: finessAt(line, 1), year: null }
  }
  return null
}

function vidHospGuess(line: string): LineGuess | null {
  if (line.length < 160 || !/^V0\d\d$/.test(line.slice(48, 52))) return null
  return { kind: 'vid-hosp', finess: finessAt(line, 53), year: null }
}

/** A12 and A13 write the last three characters of the VID-HOSP version (`012`), A14 and later their own (`A14`). */
function anoHospGuess(line: string): LineGuess | null {
  const finess = finessAt(line, 78)
  if (line.length < 700 || finess === null || !/^[AV0]1\d$/.test(line.slice(16, 19))) return null
  return { kind: 'ano-hosp', finess, year: null }
}

function anoGuess(line: string): LineGuess | null {
  const layout = ANO_LAYOUTS.get(line.length)
  if (layout === undefined) return null
  const finess = finessAt(line, layout.finess.start)
  if (finess === null) return null
  return { kind: 'ano', finess, year: yearAt(line, layout.finess.start + 17) }
}

function unitGuess(line: string): LineGuess | null {
  if (line.length === IUM_OUT_LENGTH && line.slice(9, 11) === '90') {
    return { kind: 'ium', finess: finessAt(line, 1), year: yearAt(line, 12) }
  }
  const isInput = line.length === IUM_IN_LENGTH && finessAt(line, 5) !== null && /[CPM]$/.test(line)
  return isInput && isDate(line.slice(16, 24)) ? { kind: 'ium', finess: null, year: null } : null
}

function traGuess(line: string): LineGuess | null {
  const columns = line.split(';')
  const isSeparated = columns.length >= TRA_COLUMNS.least
  if (!isSeparated && (line.length > TRA_LENGTH || line.length < TRA.exitDate.start + 7)) return null
  const key = isSeparated ? (columns[TRA_COLUMNS.rsaKey] ?? '') : spanOf(line, TRA.rsaKey)
  const entry = isSeparated ? (columns[TRA_COLUMNS.entryDate] ?? '') : spanOf(line, TRA.entryDate)
  const exit = isSeparated ? (columns[TRA_COLUMNS.exitDate] ?? '') : spanOf(line, TRA.exitDate)
  if (!/^\d{1,10}$/.test(key.trim()) || !isDate(entry.trim()) || !isDate(exit.trim())) return null
  return { kind: 'tra', finess: null, year: Number(exit.trim().slice(4)) }
}

function spanOf(line: string, { start, length }: Span): string {
  return line.slice(start - 1, start - 1 + length)
}

function isDate(text: string): boolean {
  return civilDate(text) !== null
}

function finessAt(line: string, start: number): string | null {
  const finess = line.slice(start - 1, start - 1 + FINESS_LENGTH)
  return FINESS_FORM.test(finess) ? finess.toUpperCase() : null
}

function yearAt(line: string, start: number): number | null {
  const year = Number(line.slice(start - 1, start + 3))
  return year >= 2000 && year <= 2099 ? year : null
}

function mostFrequent(guesses: LineGuess[]): Recognition {
  const kind = modeOf(guesses.map((guess) => guess.kind))
  if (kind === null) return nothing('other')
  const same = guesses.filter((guess) => guess.kind === kind)
  return {
    kind,
    finess: modeOf(same.map(({ finess }) => finess).filter((finess) => finess !== null)),
    year: modeOf(same.map(({ year }) => year).filter((year) => year !== null)),
    prefixed: same.some(({ prefixed }) => prefixed === true),
  }
}

function modeOf<Value>(values: Value[]): Value | null {
  const counts = new Map<Value, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best: Value | null = null
  for (const [value, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = value
  return best
}
