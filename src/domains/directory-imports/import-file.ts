import path from 'node:path'
import { type NationalFileKind, recogniseNationalFile } from '../directory/national/recognise.js'
import { UnreadableFileError, unpacked } from '../directory/national/unpacked.js'
import { listArchive } from '../pmsi/reading/archive.js'
import { ARCHIVE_LIMITS, type ArchiveLimits } from '../pmsi/reading/archive-limits.js'
import { fileSource, RefusedSourceError, type Source } from '../pmsi/reading/sources.js'

/** A file brought to the directory, where it is and what it is called. */
export type InputFile = { name: string; path: string }

/** What a file is, and the bytes that say it: those of an entry when it is an archive. */
export type Recognised = { kind: NationalFileKind; entry: string | null; head: Buffer }

const HEAD_BYTES = 64 * 1024
/** The archive of the RPPS has three files; one made by hand, a few more. */
const LIMITS: ArchiveLimits = { ...ARCHIVE_LIMITS, entries: 50 }

/** What an archive is opened for, the best first. */
const WANTED: readonly NationalFileKind[] = ['rpps-activities', 'finess-plus', 'finess-etalab', 'rpps-skills']

/** Says what a file is from its bytes, looking inside an archive. Throws `UnreadableFileError`. */
export async function recogniseFile(file: InputFile): Promise<Recognised> {
  const head = await headOf(unpacked((await fileSource(file)).read()))
  const kind = recogniseNationalFile(head)
  if (kind !== 'archive') return { kind, entry: null, head }
  const entries = await entriesOf(file)
  if (entries.some(({ names }) => names[0] === '[Content_Types].xml'))
    return { kind: 'workbook', entry: null, head }
  const found: Recognised[] = []
  for (const source of entries) {
    const inside = await headOf(unpacked(source.read()))
    found.push({ kind: recogniseNationalFile(inside), entry: source.names[0] ?? null, head: inside })
  }
  for (const wanted of WANTED) {
    const best = found.find((one) => one.kind === wanted)
    if (best) return best
  }
  return {
    kind: found.some((one) => one.kind === 'rpps-diplomas') ? 'rpps-diplomas' : 'archive',
    entry: null,
    head,
  }
}

/** The bytes of a national file, unpacked, and how many of them have gone by out of how many. */
export type Content = { total: number; read: () => number; chunks: AsyncIterable<Buffer> }

/** Opens a file for reading, or the entry of that name in it. Throws `UnreadableFileError`. */
export async function openContent(file: InputFile, entry: string | null): Promise<Content> {
  const source =
    entry === null ? await fileSource(file) : (await entriesOf(file)).find(({ names }) => names[0] === entry)
  if (!source) throw new UnreadableFileError(`L’archive ne contient plus « ${entry} ».`)
  let done = 0
  const counted = async function* () {
    for await (const chunk of source.read()) {
      done += chunk.length
      yield chunk
    }
  }
  return { total: source.size, read: () => done, chunks: unpacked(counted()) }
}

/** The day written in the name of a file: `PS_LibreAcces_Personne_activite_202610080830.txt` is of 8 October 2026. */
export function dayInName(name: string): string | null {
  for (const [, year, month, day] of path
    .basename(name)
    .matchAll(/(20[2-9]\d)-?(0[1-9]|1[0-2])-?([0-2]\d|3[01])/g)) {
    const date = `${year}-${month}-${day}`
    if (!Number.isNaN(Date.parse(`${date}T00:00:00Z`)) && day !== '00') return date
  }
  return null
}

async function entriesOf(file: InputFile): Promise<Source[]> {
  try {
    return (await listArchive(file, LIMITS)).sources
  } catch (error) {
    if (error instanceof RefusedSourceError) throw new UnreadableFileError(error.message, { cause: error })
    throw error
  }
}

async function headOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  let total = 0
  for await (const chunk of chunks) {
    pieces.push(Buffer.from(chunk))
    total += chunk.length
    if (total >= HEAD_BYTES) break
  }
  return Buffer.concat(pieces).subarray(0, HEAD_BYTES)
}
