import { isUtf8 } from 'node:buffer'

/** The 32 bytes in which windows-1252 differs from latin-1. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** What a reader says when some bytes were no UTF-8. */
export function otherEncodingNote(lines: number): string {
  const what = lines > 1 ? `${lines} lignes ne sont` : 'Une ligne n’est'
  return `${what} pas en UTF-8 : les accents ont été lus comme ceux de Windows (windows-1252). Vérifiez quelques noms.`
}

/** Text of bytes that should be UTF-8; when they are not, text of windows-1252, and `isUtf8` says so. */
export function decodeBytes(buffer: Buffer, start: number, end: number): { text: string; isUtf8: boolean } {
  const bytes = buffer.subarray(start, end)
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), isUtf8: true }
  return { text: fromWindows1252(bytes), isUtf8: false }
}

/** Every byte is a character: this decoding never fails. */
export function fromWindows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (byte) => WINDOWS_1252[byte.charCodeAt(0) - 0x80] ?? byte)
}
