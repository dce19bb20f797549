import type { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import yauzl from 'yauzl'
import type { ArchiveLimits } from './archive-limits.js'
import type { InputFile } from './report.js'
import { INVISIBLE } from './shown-names.js'
import { RefusedSourceError, type Source } from './sources.js'

/** An entry left out on its own, the rest of the archive being read. */
export type RefusedEntry = { name: string; reason: string }

const CHUNK_BYTES = 256 * 1024
const SYMLINK_MODE = 0o120000
const FILE_TYPE_MASK = 0o170000

/**
 * Entries of a zip archive as sources, in the order of the archive. Throws `RefusedSourceError` for an archive that
 * is damaged or built to harm: nothing of it is read. Entries that are encrypted or compressed in an unknown way
 * are refused one by one. Nothing is written to disk and entry names are only shown.
 */
export async function listArchive(
  { name, path }: InputFile,
  limits: ArchiveLimits,
): Promise<{ sources: Source[]; refused: RefusedEntry[] }> {
  const entries = await readDirectory(path, limits)
  refuseHarmful(entries, limits)
  const budget = { left: limits.inflatedBytes }
  const sources: Source[] = []
  const refused: RefusedEntry[] = []
  for (const { entry, entryName } of entries) {
    const shown = `${name} › ${entryName}`
    const reason = reasonToRefuse(entry)
    if (reason !== null) refused.push({ name: shown, reason })
    else if (!entryName.endsWith('/')) {
      const read = () => inflate(path, entry, limits, budget)
      sources.push({
        name: shown,
        names: [entryName, name],
        container: path,
        size: entry.uncompressedSize,
        read,
      })
    }
  }
  return { sources, refused }
}

type Listed = { entry: yauzl.Entry; entryName: string }

async function readDirectory(path: string, limits: ArchiveLimits): Promise<Listed[]> {
  const zip = await openZip(path)
  try {
    if (zip.entryCount > limits.entries) throw tooManyEntries(limits)
    const entries: Listed[] = []
    for await (const entry of zip.eachEntry()) {
      if (entries.length >= limits.entries) throw tooManyEntries(limits)
      entries.push({ entry, entryName: shownName(entry) })
    }
    return entries
  } catch (error) {
    throw asRefusal(error)
  } finally {
    zip.close()
  }
}

function tooManyEntries({ entries }: ArchiveLimits): RefusedSourceError {
  return new RefusedSourceError(`L’archive contient plus de ${entries} fichiers.`)
}

/** `decodeStrings: false` so that the names are judged here, with French sentences, before anything else. */
async function openZip(path: string): Promise<yauzl.ZipFile> {
  const options = { autoClose: false, decodeStrings: false, lazyEntries: true }
  return yauzl.openPromise(path, options).catch((error: unknown) => {
    throw asRefusal(error)
  })
}

function asRefusal(error: unknown): RefusedSourceError {
  if (error instanceof RefusedSourceError) return error
  if (error instanceof Error && error.message.includes('strong encryption')) {
    return new RefusedSourceError('L’archive est chiffrée : envoyez-la sans mot de passe.')
  }
  return new RefusedSourceError(
    'L’archive est abîmée ou incomplète : téléchargez-la de nouveau puis renvoyez-la.',
    { cause: error },
  )
}

function shownName(entry: yauzl.Entry): string {
  const name = yauzl.getFileNameLowLevel(
    entry.generalPurposeBitFlag,
    entry.fileNameRaw,
    entry.extraFields,
    false,
  )
  if (name.includes('\0'))
    throw new RefusedSourceError('Un nom de fichier de l’archive contient un caractère nul.')
  if (/^(?:[a-zA-Z]:|\/)/.test(name) || name.split('/').includes('..')) {
    throw new RefusedSourceError('Un nom de fichier de l’archive désigne un emplacement hors de l’archive.')
  }
  return name.replace(INVISIBLE, '?')
}

function refuseHarmful(entries: Listed[], limits: ArchiveLimits): void {
  const names = new Set<string>()
  let declared = 0
  for (const { entry, entryName } of entries) {
    if (((entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK) === SYMLINK_MODE) {
      throw new RefusedSourceError(
        `« ${entryName} » est un lien symbolique : l’archive ne doit contenir que des fichiers.`,
      )
    }
    const folded = entryName.normalize('NFC').toLowerCase()
    if (names.has(folded))
      throw new RefusedSourceError(`Deux fichiers de l’archive portent le même nom (« ${entryName} »).`)
    names.add(folded)
    declared += entry.uncompressedSize
    if (declared > limits.inflatedBytes) throw tooLarge(limits)
    if (isBomb(entry.uncompressedSize, entry.compressedSize, limits)) throw tooDense(limits)
  }
  refuseOverlaps(entries)
}

/** Several entries on the same compressed bytes: a bomb whose ratio looks modest entry by entry. */
function refuseOverlaps(entries: Listed[]): void {
  const starts = entries
    .map(({ entry }) => entry)
    .sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  for (const [index, entry] of starts.entries()) {
    const next = starts[index + 1]
    if (
      next !== undefined &&
      entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.compressedSize >
        next.relativeOffsetOfLocalHeader
    ) {
      throw new RefusedSourceError('Des fichiers de l’archive se chevauchent : elle est abîmée ou piégée.')
    }
  }
}

const LOCAL_HEADER_BYTES = 30

function isBomb(inflated: number, compressed: number, { ratio, ratioFromBytes }: ArchiveLimits): boolean {
  return inflated > ratioFromBytes && inflated > ratio * Math.max(compressed, 1)
}

function tooLarge({ inflatedBytes }: ArchiveLimits): RefusedSourceError {
  const shown = Math.floor(inflatedBytes / 1024 ** 2)
  return new RefusedSourceError(`L’archive dépasse ${shown} Mo une fois décompressée : elle est refusée.`)
}

function tooDense({ ratio }: ArchiveLimits): RefusedSourceError {
  return new RefusedSourceError(
    `Un fichier de l’archive grossit de plus de ${ratio} fois à la décompression : elle est refusée.`,
  )
}

function reasonToRefuse(entry: yauzl.Entry): string | null {
  if (entry.isEncrypted()) return 'Le fichier est chiffré dans l’archive : envoyez-la sans mot de passe.'
  if (!entry.canDecodeFileData())
    return 'Le mode de compression n’est pas lu : recréez l’archive au format zip courant.'
  return null
}

/** Inflates one entry while counting, and checks size and checksum at the end. */
async function* inflate(
  path: string,
  entry: yauzl.Entry,
  limits: ArchiveLimits,
  budget: { left: number },
): AsyncGenerator<Buffer> {
  const zip = await openZip(path)
  let raw: Readable | null = null
  try {
    raw = await zip.openReadStreamPromise(entry, { decodeFileData: false })
    const inflater = entry.compressionMethod === 0 ? null : createInflateRaw({ chunkSize: CHUNK_BYTES })
    if (inflater !== null) {
      raw.on('error', (error) => inflater.destroy(error))
      raw.pipe(inflater)
    }
    let inflated = 0
    let checksum = 0
    for await (const chunk of (inflater ?? raw) as AsyncIterable<Buffer>) {
      inflated += chunk.length
      budget.left -= chunk.length
      if (budget.left < 0) throw tooLarge(limits)
      if (isBomb(inflated, entry.compressedSize, limits)) throw tooDense(limits)
      if (inflated > entry.uncompressedSize) throw asRefusal(null)
      checksum = crc32(chunk, checksum)
      yield chunk
    }
    if (inflated !== entry.uncompressedSize || checksum !== entry.crc32) throw asRefusal(null)
  } catch (error) {
    throw asRefusal(error)
  } finally {
    raw?.destroy()
    zip.close()
  }
}
