/** Fields of fixed-width files read straight from bytes: the reader of millions of lines allocates nothing here. */

export const BLANK = -1
export const NOT_A_NUMBER = -2

const SPACE = 32
const ZERO = 48

/**
 * Value of a field of digits, or `BLANK`, or `NOT_A_NUMBER`. Blanks are allowed before or after the digits,
 * never between them. At most 15 bytes, so that the value is exact.
 */
export function numberAt(buffer: Buffer, start: number, length: number): number {
  const end = start + length
  let value = 0
  for (let at = start; at < end; at += 1) {
    const digit = (buffer[at] as number) - ZERO
    if (digit < 0 || digit > 9) return paddedNumberAt(buffer, start, end)
    value = value * 10 + digit
  }
  return value
}

function paddedNumberAt(buffer: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && buffer[at] === SPACE) at += 1
  if (at === end) return BLANK
  let value = 0
  while (at < end) {
    const digit = (buffer[at] as number) - ZERO
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
    at += 1
  }
  while (at < end && buffer[at] === SPACE) at += 1
  return at < end ? NOT_A_NUMBER : value
}

/** One byte is one character (latin1), so that positions hold whatever the encoding of a stray accent. */
export function textAt(buffer: Buffer, start: number, length: number): string {
  return buffer.toString('latin1', start, start + length).trim()
}

/** The same few thousand codes come back in every line: one string each, found again without decoding. */
const CACHE_SLOTS = 1 << 14
const cache: string[] = new Array(CACHE_SLOTS).fill('')
const SINGLE_BYTES = Array.from({ length: 256 }, (_, byte) => Buffer.of(byte).toString('latin1').trim())

/** Like `textAt`, for one byte. */
export function characterAt(buffer: Buffer, at: number): string {
  return SINGLE_BYTES[buffer[at] as number] as string
}

/** Like `textAt`, for codes that repeat: the string is shared by all the stays that hold it. */
export function codeAt(buffer: Buffer, start: number, length: number): string {
  let from = start
  let to = start + length
  while (to > from && buffer[to - 1] === SPACE) to -= 1
  while (from < to && buffer[from] === SPACE) from += 1
  if (from === to) return ''
  let hash = 0
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (buffer[at] as number), 0x01000193)
  const slot = (hash ^ (hash >>> 15)) & (CACHE_SLOTS - 1)
  const known = cache[slot] as string
  if (known.length === to - from && isSame(known, buffer, from)) return known
  const text = buffer.toString('latin1', from, to)
  cache[slot] = text
  return text
}

export function isSame(text: string, buffer: Buffer, start: number): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) !== buffer[start + index]) return false
  }
  return true
}

/** `ddmmyyyy` to an ISO civil date; null when blank or not a date of the calendar. */
export function civilDateAt(buffer: Buffer, start: number): string | null {
  return civilDate(buffer.toString('latin1', start, start + 8))
}

/** `ddmmyyyy` to an ISO civil date; null when blank or not a date of the calendar. */
export function civilDate(text: string): string | null {
  if (!/^\d{8}$/.test(text)) return null
  const day = Number(text.slice(0, 2))
  const month = Number(text.slice(2, 4))
  const year = Number(text.slice(4))
  if (month < 1 || month > 12 || day < 1 || year < 1900) return null
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  if (day > (lengths[month - 1] ?? 0)) return null
  return `${text.slice(4)}-${text.slice(2, 4)}-${text.slice(0, 2)}`
}
