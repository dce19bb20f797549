/** Control characters, line and paragraph separators, what changes the direction of writing, halves of a character. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu

/** Words fit for a header of a mail: one line, no invisible sign, at most `longest` characters. */
export function headerWords(text: string, longest: number): string {
  const line = text
    .replace(UNSAFE, ' ')
    .replace(/\p{Zs}{2,}/gu, ' ')
    .trim()
  return [...line].slice(0, longest).join('')
}
