/** What somebody types so that a spreadsheet, a page, a mail or a vCard takes it for more than text. */
export const HOSTILE = [
  '=HYPERLINK("http://evil.example")',
  '@SUM(1+1)*cmd|calc!A0',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'x\r\nBEGIN:VCARD\r\nFN:y',
  'x\r\nSubject: y',
  '\u202e fin',
  '{{7*7}} %s \\u0041',
] as const

/** What is kept of it in one line of text. */
export function keptOf(hostile: string): string {
  return hostile
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
