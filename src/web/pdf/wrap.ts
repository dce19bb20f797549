/** The width of a piece of text, in points. */
export type Measure = (piece: string) => number

/**
 * Text cut in lines no wider than `width`: at its own line breaks, at plain spaces, after hyphens and slashes; in the
 * middle of a word when the word alone is too wide. Never at a no-break space.
 */
export function wrapText(text: string, width: number, measure: Measure): string[] {
  return printable(text)
    .split('\n')
    .flatMap((line) => wrapLine(line, width, measure))
}

/** The text cut to one line, with « … » when something is missing. */
export function fitText(text: string, width: number, measure: Measure): string {
  const whole = printable(text).replaceAll('\n', ' ')
  if (measure(whole) <= width) return whole
  let kept = ''
  let used = measure('…')
  for (const character of whole) {
    used += measure(character)
    if (used > width) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

function wrapLine(line: string, width: number, measure: Measure): string[] {
  const lines: string[] = []
  let current = ''
  let used = 0
  const push = () => {
    lines.push(current.trimEnd())
    current = ''
    used = 0
  }
  for (const piece of piecesOf(line)) {
    const whole = measure(piece)
    if (used + measure(piece.trimEnd()) > width && current !== '') push()
    for (const part of whole > width ? partsOf(piece, width, measure) : [piece]) {
      if (current !== '' && used + measure(part.trimEnd()) > width) push()
      if (current === '' && lines.length > 0 && part.trim() === '') continue
      current += part
      used += measure(part)
    }
  }
  if (current !== '' || lines.length === 0) push()
  return lines
}

/** What may not be cut: a word with the spaces after it, or a part of it up to a hyphen or a slash before a letter. */
function piecesOf(line: string): string[] {
  return line.split(/(?<= )(?! )|(?<=[-/])(?=\p{L})/u)
}

function partsOf(word: string, width: number, measure: Measure): string[] {
  const parts: string[] = []
  let part = ''
  let used = 0
  for (const character of word) {
    const more = measure(character)
    if (part !== '' && used + more > width) {
      parts.push(part)
      part = ''
      used = 0
    }
    part += character
    used += more
  }
  return part === '' ? parts : [...parts, part]
}

/** Without what has no shape on paper: control characters, halves of characters, marks that turn the reading order. */
function printable(text: string): string {
  if (PLAIN.test(text)) return text
  return [...text.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replaceAll('\t', ' ')]
    .filter((character) => character === '\n' || !isShapeless(character.codePointAt(0) ?? 0))
    .join('')
}

/** What most texts are made of: nothing to look for in them. */
const PLAIN = /^[ -~\u00a0-\u017f’«»\u202f…–]*$/

function isShapeless(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    code === 0xfeff
  )
}
