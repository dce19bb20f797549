import { once } from 'node:events'
import { createGunzip } from 'node:zlib'

/** A compressed file that cannot be read; the sentence is for the person who sent it. */
export class UnreadableFileError extends Error {
  override name = 'UnreadableFileError'
}

const GZIP = [0x1f, 0x8b]
/** FINESS+ is some hundred megabytes once inflated; nothing published comes near this. */
const MOST_INFLATED_BYTES = 8 * 1024 ** 3

/** The chunks of a file, inflated when its first bytes say gzip. Throws `UnreadableFileError` for a damaged one. */
export async function* unpacked(
  chunks: AsyncIterable<Buffer>,
  mostBytes = MOST_INFLATED_BYTES,
): AsyncGenerator<Buffer> {
  const source = chunks[Symbol.asyncIterator]()
  const first = await firstBytes(source)
  if (first === null) return
  if (first[0] !== GZIP[0] || first[1] !== GZIP[1]) {
    yield first
    yield* { [Symbol.asyncIterator]: () => source }
    return
  }
  yield* inflated(first, source, mostBytes)
}

/** At least two bytes, whatever the cut of the chunks; null for an empty file. */
async function firstBytes(source: AsyncIterator<Buffer>): Promise<Buffer | null> {
  let bytes = Buffer.alloc(0)
  while (bytes.length < GZIP.length) {
    const { value, done } = await source.next()
    if (done === true) return bytes.length === 0 ? null : bytes
    bytes = Buffer.concat([bytes, value])
  }
  return bytes
}

async function* inflated(
  first: Buffer,
  source: AsyncIterator<Buffer>,
  mostBytes: number,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 128 * 1024 })
  const fed = feed(gunzip, first, source)
  // The error of a feed that fails is the one thrown below, by the stream it destroys.
  fed.catch(() => undefined)
  let total = 0
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      total += chunk.length
      if (total > mostBytes)
        throw new UnreadableFileError(
          'Le fichier compressé grossit beaucoup trop une fois ouvert : il est refusé.',
        )
      yield chunk
    }
    await fed
  } catch (error) {
    if (error instanceof UnreadableFileError) throw error
    throw new UnreadableFileError(
      'Le fichier compressé (.gz) est abîmé ou incomplet : téléchargez-le de nouveau.',
      { cause: error },
    )
  } finally {
    gunzip.destroy()
    await source.return?.()
  }
}

async function feed(
  gunzip: ReturnType<typeof createGunzip>,
  first: Buffer,
  source: AsyncIterator<Buffer>,
): Promise<void> {
  try {
    let bytes: Buffer | null = first
    while (bytes !== null && !gunzip.destroyed) {
      // A chunk is only valid until the next one is asked for, and the stream keeps it: it gets a copy.
      if (!gunzip.write(Buffer.from(bytes)))
        await Promise.race([once(gunzip, 'drain'), once(gunzip, 'close')])
      const { value, done }: IteratorResult<Buffer> = await source.next()
      bytes = done === true ? null : value
    }
    gunzip.end()
  } catch (error) {
    gunzip.destroy(error instanceof Error ? error : new Error('unreadable source'))
  }
}
