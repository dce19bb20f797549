import { crc32, deflateRawSync } from 'node:zlib'

export type ZipEntry = {
  name: string
  content: Buffer | string
  stored?: boolean
  /** Unix mode in the external attributes, e.g. 0o120777 for a symbolic link. */
  mode?: number
  flags?: number
  method?: number
  /** Lies told by the directory of the archive. */
  declaredSize?: number
  declaredCrc?: number
  /** Points at the data of the entry of this rank instead of writing its own. */
  sameDataAs?: number
}

/** A zip archive written byte by byte, so that tests can make the archives that no tool would write. */
export function zip(entries: ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  const offsets: { at: number; compressedSize: number }[] = []
  let at = 0
  for (const entry of entries) {
    const content = Buffer.from(entry.content)
    const name = Buffer.from(entry.name, 'utf8')
    const data = entry.stored ? content : deflateRawSync(content)
    const method = entry.method ?? (entry.stored ? 0 : 8)
    const flags = (entry.flags ?? 0) | 0x800
    const sum = entry.declaredCrc ?? crc32(content)
    const size = entry.declaredSize ?? content.length
    const shared = entry.sameDataAs === undefined ? undefined : offsets[entry.sameDataAs]
    const place = shared ?? { at, compressedSize: data.length }
    offsets.push(place)
    if (shared === undefined) {
      const header = Buffer.alloc(30)
      header.writeUInt32LE(0x04034b50, 0)
      header.writeUInt16LE(20, 4)
      writeCommon(header, 6, flags, method, sum, place.compressedSize, size, name.length)
      parts.push(header, name, data)
      at += header.length + name.length + data.length
    }
    const record = Buffer.alloc(46)
    record.writeUInt32LE(0x02014b50, 0)
    record.writeUInt16LE(0x0314, 4)
    record.writeUInt16LE(20, 6)
    writeCommon(record, 8, flags, method, sum, place.compressedSize, size, name.length)
    record.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38)
    record.writeUInt32LE(place.at, 42)
    directory.push(record, name)
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, central, end])
}

function writeCommon(
  buffer: Buffer,
  at: number,
  flags: number,
  method: number,
  sum: number,
  compressedSize: number,
  size: number,
  nameLength: number,
): void {
  buffer.writeUInt16LE(flags, at)
  buffer.writeUInt16LE(method, at + 2)
  buffer.writeUInt32LE(sum, at + 8)
  buffer.writeUInt32LE(compressedSize, at + 12)
  buffer.writeUInt32LE(size, at + 16)
  buffer.writeUInt16LE(nameLength, at + 20)
}
