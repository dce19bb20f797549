import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { storeUpload, type Upload } from '../pmsi/uploads.js'
import { TELLING_BYTES } from './document-media.js'

/** Where the documents of the houses are, apart from what waits to be imported. */
export function documentsFolder(dataDir: string): string {
  return path.join(dataDir, 'birth-house-documents')
}

function folderOf(dataDir: string, documentId: string): string {
  return path.join(documentsFolder(dataDir), documentId)
}

/** Streams a document to disk, in a folder named as its row will be. */
export function storeDocument(
  dataDir: string,
  documentId: string,
  name: string,
  content: Readable,
): Promise<Upload> {
  return storeUpload(folderOf(dataDir, documentId), name, content)
}

/** The first bytes of a document on disk. */
export async function headOf(dataDir: string, documentId: string, stored: string): Promise<Uint8Array> {
  const handle = await open(path.join(folderOf(dataDir, documentId), stored))
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TELLING_BYTES), 0, TELLING_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Its content, or null when the disk no longer has it. */
export async function openStored(
  dataDir: string,
  documentId: string,
  stored: string,
): Promise<Readable | null> {
  try {
    const handle = await open(path.join(folderOf(dataDir, documentId), stored))
    return createReadStream('', { fd: handle })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Deletes the content of a document. Done again, it does nothing. */
export async function discardStored(dataDir: string, documentId: string): Promise<void> {
  await rm(folderOf(dataDir, documentId), { recursive: true, force: true })
}
