/** What is shown of a typed value inside a sentence: never the whole of a long one. */
const SHOWN_LENGTH = 60

/** Text without control or invisible characters, spaces of all kinds collapsed, in composed form (NFC). */
export function cleanText(text: string): string {
  return UNCLEAN.test(text)
    ? text.normalize('NFC').replace(INVISIBLE, '').replace(SPACES, ' ').trim()
    : text.normalize('NFC')
}

/** The cells of a line, each of them cleaned; a line of plain Latin characters, nearly every one, costs little. */
export function cleanCells(line: string, separator: string): string[] {
  const cells = line.split(separator)
  const isPlain = PLAIN_LATIN.test(line) && !line.includes('  ')
  return cells.map(isPlain ? trimmed : cleanText)
}

/** Printable characters that Unicode normalisation leaves as they are. */
const PLAIN_LATIN = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u024f]*$/

function trimmed(cell: string): string {
  return cell.trim()
}

/** Zero-width and direction marks, soft hyphens, byte order marks. */
const INVISIBLE = /\p{Cf}/gu
const SPACES = /[\s\p{Cc}]+/gu
const UNCLEAN = /^\s|\s$|\s\s|[^\S ]|\p{Cc}|\p{Cf}/u

/** Letters and digits only, lower case, without accents: what two spellings of one label have in common. */
export function foldText(text: string): string {
  const letters = ASCII.test(text) ? text.toLowerCase() : withoutAccents(text)
  return letters.replace(/[^a-z0-9]+/g, ' ').trim()
}

/** Registers write most names without accents: nothing is to be taken off. */
const ASCII = /^[\u0020-\u007e]*$/

function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/œ/g, 'oe').replace(/æ/g, 'ae')
}

/** « value », cut when it is long, for a sentence. */
export function shown(text: string): string {
  const clean = cleanText(text)
  return `« ${clean.length > SHOWN_LENGTH ? `${clean.slice(0, SHOWN_LENGTH)}…` : clean} »`
}
