import { randomUUID } from 'node:crypto'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { KEY_FIELD, sendingKeyOf } from '../../access/repetition.js'
import { AppError } from '../../errors/app-error.js'
import { mediaTypeOf } from './media.js'
import { discardStored, headOf, storeDocument } from './store.js'

const MOST_MEGABYTES = 20
export const DOCUMENT_MAX_BYTES = MOST_MEGABYTES * 1024 * 1024
/** A form sends at most this many files at a time. */
export const MOST_FILES = 8
/** What a request with files may weigh; it makes the request one that may take long. */
export const DOCUMENTS_BODY_LIMIT = MOST_FILES * DOCUMENT_MAX_BYTES + 1024 * 1024
const MOST_FIELDS = 400
const LONGEST_FIELD = 48_000

/** What is asked of a file, said beside its field. */
export const FILE_HELP = `PDF, image ou document Word, Excel ou LibreOffice, au plus ${MOST_MEGABYTES} Mo.`

/** A file received and kept on disk, under the identifier its row will have. */
export type ReceivedFile = {
  field: string
  id: string
  name: string
  stored: string
  bytes: number
  sha256: string
  mediaType: string
}

/** What a form with files sends. */
export type Received = { fields: Record<string, string[]>; files: ReceivedFile[] }

type Options<Result> = {
  /** Where the domain that asks keeps its documents. */
  folder: string
  /** Gets the field `_csrf`, which a page’s form sends before its files. */
  checkToken?: (given: unknown) => void
  /** Called once all is read, even when a file is refused: so that a page can show again what was typed. */
  onRead?: (received: Received) => void
  /** Does what is asked; says which of the files a row now names. */
  act: (received: Received) => Promise<{ kept: readonly string[]; result: Result }>
}

/**
 * Reads a form with files to its end, each file onto the disk, then acts. A file that no row names in the end is
 * deleted, whatever happened. Throws `document.refused` with the fields of the files that cannot be taken.
 */
export async function receivingFiles<Result>(
  request: FastifyRequest,
  { folder, checkToken, onRead, act }: Options<Result>,
): Promise<Result> {
  const received: Received = { fields: Object.create(null), files: [] }
  const stored: string[] = []
  let kept: readonly string[] = []
  try {
    const refused = await readParts(request, folder, received, stored, checkToken)
    onRead?.(received)
    if (Object.keys(refused).length > 0) throw new AppError('document.refused', {}, { fields: refused })
    request.isSending([
      received.fields,
      received.files.map(({ field, name, sha256 }) => [field, name, sha256]),
    ])
    const done = await act(received)
    kept = done.kept
    return done.result
  } finally {
    for (const id of stored) if (!kept.includes(id)) await discardStored(folder, id)
  }
}

async function readParts(
  request: FastifyRequest,
  folder: string,
  received: Received,
  stored: string[],
  checkToken: Options<unknown>['checkToken'],
): Promise<Record<string, string>> {
  const refused: Record<string, string> = {}
  let token: unknown
  const limits = {
    fileSize: DOCUMENT_MAX_BYTES,
    files: MOST_FILES,
    fields: MOST_FIELDS,
    fieldSize: LONGEST_FIELD,
  }
  // A file too large is said beside its field: it must not end the reading of what was typed.
  const options = { limits, throwFileSizeLimit: false }
  for await (const part of request.parts(options)) {
    if (part.type === 'field') {
      // As in any form: the database has no place for a NUL, and it becomes a space.
      const value = String(part.value ?? '').replaceAll('\0', ' ')
      if (part.fieldname === '_csrf') token = value
      else if (part.fieldname === KEY_FIELD) request.sendingKey = sendingKeyOf(value, KEY_FIELD)
      else if (part.valueTruncated) refused[part.fieldname] = 'Ce texte est trop long.'
      else received.fields[part.fieldname] = [...(received.fields[part.fieldname] ?? []), value]
      continue
    }
    checkToken?.(token)
    // A browser sends an empty part for a file field left blank.
    if (part.filename === '') {
      part.file.resume()
      continue
    }
    const id = randomUUID()
    stored.push(id)
    const outcome = await storePart(part, folder, id)
    if (typeof outcome === 'string') refused[part.fieldname] = outcome
    else received.files.push(outcome)
  }
  checkToken?.(token)
  return refused
}

/** The file on disk, or why it is not taken, in words. */
async function storePart(
  { fieldname, filename, file }: MultipartFile,
  folder: string,
  id: string,
): Promise<ReceivedFile | string> {
  const { name, stored, bytes, sha256 } = await storeDocument(folder, id, filename, file)
  if (file.truncated)
    return `« ${name} » dépasse ${MOST_MEGABYTES} Mo. Réduisez-le, ou envoyez-le en deux parties.`
  if (bytes === 0) return `« ${name} » est vide. Choisissez un autre fichier.`
  const mediaType = mediaTypeOf(name, await headOf(folder, id, stored))
  if (mediaType === null)
    return `« ${name} » n’est pas un fichier que la plateforme prend. Envoyez un PDF, une image JPEG ou PNG, ou un document Word, Excel ou LibreOffice.`
  return { field: fieldname, id, name, stored, bytes, sha256, mediaType }
}

/** The fields of a form where each comes once. Throws `request.invalid`. */
export function oneOfEach({ fields }: Received): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, values]) => {
      const [value, ...more] = values
      if (value === undefined || more.length > 0) throw new AppError('request.invalid')
      return [name, value]
    }),
  )
}
