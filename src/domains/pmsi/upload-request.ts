import type { FastifyRequest } from 'fastify'
import { KEY_FIELD, sendingKeyOf } from '../../access/repetition.js'
import { AppError } from '../../errors/app-error.js'
import { receiveImport } from './service.js'
import { deleteUploads, storeUpload, type Upload, uploadFolder } from './uploads.js'

export type UploadOptions = { dataDir: string; uploadMaxBytes: number }

/**
 * Streams the files of a multipart request to disk and records their import, or finds the one that the same sending already made.
 * `checkToken` gets the field `_csrf`, which a page's form sends before its files. Nothing stays on disk when anything fails.
 */
export async function readUpload(
  request: FastifyRequest,
  importId: string,
  options: UploadOptions,
  checkToken?: (given: unknown) => void,
): Promise<string> {
  try {
    const uploads = await storeParts(request, importId, options, checkToken)
    request.isSending(uploads.map(({ name, sha256 }) => [name, sha256]))
    const received = await receiveImport(request.ctx, importId, uploads)
    if (received !== importId) await deleteUploads(options.dataDir, importId)
    return received
  } catch (error) {
    await deleteUploads(options.dataDir, importId)
    throw error
  }
}

async function storeParts(
  request: FastifyRequest,
  importId: string,
  options: UploadOptions,
  checkToken?: (given: unknown) => void,
): Promise<Upload[]> {
  const folder = uploadFolder(options.dataDir, importId)
  const uploads: Upload[] = []
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
    uploads.push(await storeUpload(folder, part.filename, part.file))
    if (part.file.truncated) {
      throw new AppError('request.too-large', { megabytes: Math.floor(options.uploadMaxBytes / 1024 / 1024) })
    }
  }
  checkToken?.(token)
  return uploads
}
