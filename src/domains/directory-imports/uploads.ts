import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { FastifyRequest } from 'fastify'
import { KEY_FIELD, sendingKeyOf } from '../../access/repetition.js'
import { AppError } from '../../errors/app-error.js'
import { storeUpload, type Upload } from '../pmsi/uploads.js'
import { receiveImport } from './service.js'

export type UploadOptions = { dataDir: string; uploadMaxBytes: number }

/** Apart from the extracts of the PMSI, whose sweep knows only its own. */
export function uploadsFolder(dataDir: string): string {
  return path.join(dataDir, 'directory-uploads')
}

function folderOf(dataDir: string, importId: string): string {
  return path.join(uploadsFolder(dataDir), importId)
}

/** Where the file of an import waits to be read. */
export function uploadedFile(dataDir: string, { id, stored }: { id: string; stored: string | null }): string {
  return path.join(folderOf(dataDir, id), stored ?? 'deleted')
}

export async function deleteUpload(dataDir: string, importId: string): Promise<void> {
  await rm(folderOf(dataDir, importId), { recursive: true, force: true })
}

/**
 * Streams the one file of a multipart request to disk and records its import, or finds the one that the same sending
 * already made. `checkToken` gets the field `_csrf`, which a page’s form sends before its file. Nothing stays on disk
 * when anything fails.
 */
export async function readUpload(
  request: FastifyRequest,
  importId: string,
  options: UploadOptions,
  checkToken?: (given: unknown) => void,
): Promise<string> {
  try {
    const upload = await storePart(request, importId, options, checkToken)
    request.isSending([upload.name, upload.sha256])
    const received = await receiveImport(request.ctx, importId, upload)
    if (received !== importId) await deleteUpload(options.dataDir, importId)
    return received
  } catch (error) {
    await deleteUpload(options.dataDir, importId)
    throw error
  }
}

async function storePart(
  request: FastifyRequest,
  importId: string,
  { dataDir, uploadMaxBytes }: UploadOptions,
  checkToken?: (given: unknown) => void,
): Promise<Upload> {
  let upload: Upload | null = null
  let token: unknown
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      if (part.fieldname === '_csrf') token = part.value
      if (part.fieldname === KEY_FIELD) request.sendingKey = sendingKeyOf(part.value, KEY_FIELD)
      continue
    }
    checkToken?.(token)
    // A browser sends an empty part for a file field left blank.
    if (part.filename === '') {
      part.file.resume()
      continue
    }
    if (upload !== null) throw new AppError('directory-import.one-file')
    upload = await storeUpload(folderOf(dataDir, importId), part.filename, part.file)
    if (part.file.truncated)
      throw new AppError('request.too-large', { megabytes: Math.floor(uploadMaxBytes / 1024 / 1024) })
  }
  checkToken?.(token)
  if (upload === null) throw new AppError('directory-import.no-file')
  return upload
}
