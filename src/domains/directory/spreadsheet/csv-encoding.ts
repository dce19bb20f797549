import { isUtf8 } from 'node:buffer'
import { fromWindows1252 } from '../national/byte-text.js'

/** The text of a CSV file, and how its bytes were understood, for the person who wonders about an accent. */
export function decodeCsv(bytes: Buffer): { text: string; note: string } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: evenPart(bytes.subarray(2)).toString('utf16le'), note: 'Accents lus en UTF-16.' }
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return {
      text: Buffer.from(evenPart(bytes.subarray(2)))
        .swap16()
        .toString('utf16le'),
      note: 'Accents lus en UTF-16.',
    }
  if (isUtf8(bytes))
    return { text: bytes.toString('utf8').replace(/^\ufeff/, ''), note: 'Accents lus en UTF-8.' }
  return {
    text: fromWindows1252(bytes),
    note: 'Accents lus comme ceux d’Excel sous Windows (windows-1252) : vérifiez quelques noms.',
  }
}

function evenPart(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length - (bytes.length % 2))
}
