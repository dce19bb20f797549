import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A file received: the name a person gave, only ever shown, and the name it has on disk. */
export type Upload = { name: string; stored: string; bytes: number }

/** Where the files of an import wait to be read; the name of the folder is the import's id. */
export function uploadFolder(dataDir: string, importId: string): string {
  return path.join(dataDir, 'uploads', importId)
}

/** Streams one file to disk, under a name of our own. */
export async function storeUpload(folder: string, name: string, content: Readable): Promise<Upload> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const stored = randomUUID()
  const file = path.join(folder, stored)
  await pipeline(content, createWriteStream(file, { mode: 0o600, flags: 'wx' }))
  return { name: shownName(name), stored, bytes: (await stat(file)).size }
}

export async function deleteUploads(dataDir: string, importId: string): Promise<void> {
  await rm(uploadFolder(dataDir, importId), { recursive: true, force: true })
}

/** The last part of the name, without control characters, short enough for a table. */
function shownName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const printable = [...last].filter((char) => char >= ' ' && char !== '\u007f').join('')
  return printable.slice(0, 200) || 'fichier sans nom'
}
