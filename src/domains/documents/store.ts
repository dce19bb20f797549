import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { storeUpload, type Upload } from '../pmsi/uploads.js'
import { TELLING_BYTES } from './media.js'

/** Streams a document to disk, into `folder`, in one of its own named as its row will be. */
export function storeDocument(
  folder: string,
  documentId: string,
  name: string,
  content: Readable,
): Promise<Upload> {
  return storeUpload(path.join(folder, documentId), name, content)
}

/** The first bytes of a document on disk. */
export async function headOf(folder: string, documentId: string, stored: string): Promise<Uint8Array> {
  const handle = await open(path.join(folder, documentId, stored))
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TELLING_BYTES), 0, TELLING_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Its content, or null when the disk no longer has it. */
export async function openStored(
  folder: string,
  documentId: string,
  stored: string,
): Promise<Readable | null> {
  try {
    const handle = await open(path.join(folder, documentId, stored))
    return createReadStream('', { fd: handle })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Deletes the content of a document. Done again, it does nothing. */
export async function discardStored(folder: string, documentId: string): Promise<void> {
  await rm(path.join(folder, documentId), { recursive: true, force: true })
}
