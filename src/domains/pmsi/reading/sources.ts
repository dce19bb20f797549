import { closeSync, type Dirent, openSync, readSync } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { type InputFile, UnusableInputError } from './report.js'

/** Something that holds bytes: a file on disk or an entry of an archive. Its name is never used as a path. */
export type Source = {
  /** What a person sees: `dossier/fichier` or `archive.zip › fichier`. */
  name: string
  /** Names that may tell FINESS, year, month and stamp: the own name first, then that of the archive. */
  names: string[]
  /** Archive or folder it comes from. */
  container: string
  size: number
  /** Chunks are only valid until the next one is asked for. Throws `RefusedSourceError` when the bytes are not to be trusted. */
  read(): AsyncIterable<Buffer>
}

/** The bytes of one source cannot be used; the sentence is for the person who sent it. Other sources go on. */
export class RefusedSourceError extends Error {
  override name = 'RefusedSourceError'
}

// Small enough to stay in the cache of a core from the copy to the parsing.
const CHUNK_BYTES = 128 * 1024
const CHUNKS_A_TURN = 8
const MAX_DEPTH = 12
const MAX_FILES = 20_000

/**
 * Files under the given paths, folders being walked in name order. Hidden files and symbolic links met on the way
 * are left out. Throws `UnusableInputError` when a path does not exist or a folder holds more than 20,000 files.
 */
export async function listInputs(paths: string[]): Promise<InputFile[]> {
  const found = new Map<string, InputFile>()
  for (const path of paths) {
    const stats = await stat(path).catch(() => null)
    if (stats === null)
      throw new UnusableInputError(`Le chemin « ${path} » n’existe pas ou n’est pas lisible.`)
    if (stats.isDirectory()) await walk(path, basename(await realpath(path)), 0, found)
    else if (stats.isFile()) await add(found, path, basename(path))
  }
  return [...found.values()]
}

async function walk(
  folder: string,
  name: string,
  depth: number,
  found: Map<string, InputFile>,
): Promise<void> {
  if (depth > MAX_DEPTH)
    throw new UnusableInputError(
      `Le dossier « ${name} » contient trop de niveaux de sous-dossiers (${MAX_DEPTH} au plus).`,
    )
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new UnusableInputError(`Le dossier « ${name} » n’est pas lisible.`)
  })
  entries.sort((a: Dirent, b: Dirent) => a.name.localeCompare(b.name))
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await walk(path, `${name}/${entry.name}`, depth + 1, found)
    else if (entry.isFile()) await add(found, path, `${name}/${entry.name}`)
  }
}

/** The same file named twice, or named and met in a folder, is one input. */
async function add(found: Map<string, InputFile>, path: string, name: string): Promise<void> {
  const key = await realpath(path)
  if (!found.has(key)) found.set(key, { name, path })
  if (found.size > MAX_FILES)
    throw new UnusableInputError(`Plus de ${MAX_FILES} fichiers : choisissez un dossier plus précis.`)
}

/** A file on disk. Throws `RefusedSourceError` when it cannot be opened. */
export async function fileSource({ name, path }: InputFile): Promise<Source> {
  const stats = await stat(path).catch(() => null)
  if (stats === null || !stats.isFile())
    throw new RefusedSourceError('Le fichier n’existe plus ou n’est pas lisible.')
  return { name, names: [name], container: dirname(path), size: stats.size, read: () => readFileChunks(path) }
}

/**
 * Reads on this thread: handing each chunk to the thread pool and waiting for it costs more than reading it. The
 * event loop turns after each chunk, for progress and cancellation.
 */
async function* readFileChunks(path: string): AsyncGenerator<Buffer> {
  const file = openOrRefuse(path)
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    for (let chunk = 1; ; chunk += 1) {
      const bytesRead = readSync(file, buffer, 0, CHUNK_BYTES, null)
      if (bytesRead === 0) return
      yield bytesRead === CHUNK_BYTES ? buffer : buffer.subarray(0, bytesRead)
      if (chunk % CHUNKS_A_TURN === 0) await setImmediate()
    }
  } finally {
    closeSync(file)
  }
}

function openOrRefuse(path: string): number {
  try {
    return openSync(path, 'r')
  } catch {
    throw new RefusedSourceError('Le fichier n’existe plus ou n’est pas lisible.')
  }
}

/** First bytes of a source, at most `length`. */
export async function headOf(source: Source, length: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let total = 0
  for await (const chunk of source.read()) {
    pieces.push(Buffer.from(chunk.subarray(0, length - total)))
    total += Math.min(chunk.length, length - total)
    if (total >= length) break
  }
  return Buffer.concat(pieces)
}
