import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'

function fileOf(dataDir: string, publicationId: string): string {
  return path.join(dataDir, 'publications', publicationId)
}

/** Keeps the file of a publication: whole or not at all, whenever the process stops. */
export async function keepFile(dataDir: string, publicationId: string, content: Buffer): Promise<void> {
  const file = fileOf(dataDir, publicationId)
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const handle = await open(`${file}.part`, 'w', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.part`, file)
}

export async function removeFile(dataDir: string, publicationId: string): Promise<void> {
  await rm(fileOf(dataDir, publicationId), { force: true })
  await rm(`${fileOf(dataDir, publicationId)}.part`, { force: true })
}

/** The file as a stream, or null when the disk no longer has it. */
export async function openFile(dataDir: string, publicationId: string): Promise<Readable | null> {
  try {
    const handle = await open(fileOf(dataDir, publicationId))
    return createReadStream('', { fd: handle })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
