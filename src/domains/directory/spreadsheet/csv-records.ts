/** One record of a CSV text, or a line that is none. */
export type CsvRecord =
  | { line: number; lines: number; cells: string[] }
  | { line: number; lines: 1; reason: string }

/** A cell with line ends in it is an address or a comment: a quote that swallows more has lost its fellow. */
const MOST_LINES = 20
const MOST_CHARACTERS = 40_000

/**
 * Records of a CSV text (RFC 4180, any one-character separator, any line end). A quote only opens a cell at its very
 * beginning. When it is never closed, or closed in the middle of a cell, the line it is on is refused alone and the next
 * line is read as if nothing had happened: a stray quote never takes its neighbours away. `columns`, when known, is how
 * many the table has: it tells a cell of several lines from a quote that swallowed the end of one line and the start of
 * the next.
 */
export function* csvRecords(
  text: string,
  separator: string,
  columns: number | null = null,
): Generator<CsvRecord> {
  const state = { text, separator, columns: columns ?? Number.POSITIVE_INFINITY, at: 0 }
  let line = 1
  while (state.at < text.length) {
    const start = state.at
    const record = readRecord(state)
    if (typeof record === 'string') {
      state.at = afterLine(text, start)
      yield { line, lines: 1, reason: record }
      line += 1
    } else {
      yield { line, ...record }
      line += record.lines
    }
  }
}

type State = { text: string; separator: string; columns: number; at: number }

/** The record that starts where the state is, or why there is none. */
function readRecord(state: State): { cells: string[]; lines: number } | string {
  const { text, separator } = state
  const cells: string[] = []
  let lines = 1
  for (;;) {
    if (text[state.at] === '"') {
      const cell = readQuoted(state)
      if (typeof cell === 'string') return cell
      cells.push(cell.text)
      lines += cell.lineEnds
      if (lines > MOST_LINES) return NEVER_CLOSED
    } else cells.push(readPlain(state))
    const next = text[state.at]
    if (next === separator) {
      state.at += 1
      continue
    }
    if (lines > 1 && cells.length > state.columns) return NEVER_CLOSED
    state.at = afterLine(text, state.at)
    return { cells, lines }
  }
}

const NEVER_CLOSED = 'Un guillemet est ouvert au début d’une case et n’est pas refermé : supprimez-le.'
const CLOSED_TOO_SOON =
  'Un guillemet est refermé au milieu d’une case : supprimez-le, ou doublez ceux qui font partie du texte.'

function readPlain(state: State): string {
  const { text, separator } = state
  const start = state.at
  while (state.at < text.length) {
    const char = text[state.at]
    if (char === separator || char === '\n' || char === '\r') break
    state.at += 1
  }
  return text.slice(start, state.at)
}

function readQuoted(state: State): { text: string; lineEnds: number } | string {
  const { text, separator } = state
  const start = state.at + 1
  // Looking no further keeps the time of a hostile file in proportion to its size.
  const window = text.slice(start, start + MOST_CHARACTERS)
  let length = window.indexOf('"')
  while (length !== -1 && window[length + 1] === '"') length = window.indexOf('"', length + 2)
  if (length === -1) return NEVER_CLOSED
  const closing = start + length
  const inside = window.slice(0, length)
  const next = text[closing + 1]
  if (next !== undefined && next !== separator && next !== '\n' && next !== '\r') return CLOSED_TOO_SOON
  const lineEnds = (inside.match(/\r\n|\r|\n/g) ?? []).length
  const swallowed = inside.split(separator).length - 1
  if (lineEnds > 0 && swallowed > 0 && swallowed >= state.columns - 1) return NEVER_CLOSED
  state.at = closing + 1
  return { text: inside.replaceAll('""', '"'), lineEnds }
}

/** Past the line end that is there or comes next: one `\r\n`, one `\n`, or the lone `\r` of old Macintosh files. */
function afterLine(text: string, from: number): number {
  let at = from
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1
  return text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1
}
