import { crc32, deflateRawSync } from 'node:zlib'

export type ZipEntry = { name: string; chunks: Iterable<Buffer> }

/**
 * A zip archive, piece by piece: sizes follow each entry (general purpose bit 3), so nothing is held but a chunk.
 * Each chunk is a deflate stream of its own, ended by a full flush: slightly larger, and no asynchronous code.
 */
export function* zipChunks(entries: Iterable<ZipEntry>): Generator<Buffer> {
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, chunks } of entries) {
    const label = Buffer.from(name, 'latin1')
    const local = header(LOCAL_HEADER, [20, STREAMED, DEFLATED, TIME, DATE], [0, 0, 0], [label.length, 0])
    yield Buffer.concat([local, label])
    let [crc, compressed, size] = [0, 0, 0]
    for (const chunk of chunks) {
      const packed = deflateRawSync(chunk, { level: 4, finishFlush: FULL_FLUSH })
      crc = crc32(chunk, crc)
      compressed += packed.length
      size += chunk.length
      yield packed
    }
    if (size > MAX_SIZE || offset > MAX_SIZE)
      throw new Error(`${name} does not fit in a zip without the 64-bit extension`)
    yield LAST_BLOCK
    compressed += LAST_BLOCK.length
    yield header(DESCRIPTOR, [], [crc, compressed, size], [])
    const central = header(
      CENTRAL_HEADER,
      [20, 20, STREAMED, DEFLATED, TIME, DATE],
      [crc, compressed, size],
      [label.length, 0, 0, 0, 0],
    )
    const where = Buffer.alloc(8)
    where.writeUInt32LE(offset, 4)
    directory.push(central, where, label)
    offset += local.length + label.length + compressed + 16
  }
  const central = Buffer.concat(directory)
  const count = directory.length / 3
  yield Buffer.concat([central, header(END, [0, 0, count, count], [central.length, offset], [0])])
}

const MAX_SIZE = 0xffffffff
const LOCAL_HEADER = 0x04034b50
const DESCRIPTOR = 0x08074b50
const CENTRAL_HEADER = 0x02014b50
const END = 0x06054b50
const STREAMED = 8
const DEFLATED = 8
/** The same bytes for the same seed: archives bear 28 January 2026, 10:15, whatever the clock says. */
const TIME = (10 << 11) | (15 << 5)
const DATE = ((2026 - 1980) << 9) | (1 << 5) | 28
/** Z_FULL_FLUSH: the stream stops on a byte, and forgets what came before. */
const FULL_FLUSH = 3
/** An empty final block with fixed codes. */
const LAST_BLOCK = Buffer.from([3, 0])

/** A signature, then 16-bit, 32-bit and 16-bit numbers, little-endian. */
function header(signature: number, shorts: number[], longs: number[], ends: number[]): Buffer {
  const buffer = Buffer.alloc(4 + 2 * shorts.length + 4 * longs.length + 2 * ends.length)
  let at = buffer.writeUInt32LE(signature, 0)
  for (const value of shorts) at = buffer.writeUInt16LE(value, at)
  for (const value of longs) at = buffer.writeUInt32LE(value >>> 0, at)
  for (const value of ends) at = buffer.writeUInt16LE(value, at)
  return buffer
}
