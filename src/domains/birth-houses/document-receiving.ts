import type { FastifyRequest } from 'fastify'
import { AppError } from '../../errors/app-error.js'
import { readForm } from '../../web/read-form.js'
import { oneOfEach, type Received, type ReceivedFile, receivingFiles } from '../documents/receiving.js'
import { discardStored } from '../documents/store.js'
import { NewDocument } from './document-schemas.js'
import { addDocument, replaceDocument } from './documents.js'
import type { PartParams } from './team-schemas.js'

type Options = {
  folder: string
  checkToken?: (given: unknown) => void
  onRead?: (received: Received) => void
}

/** Reads the form, or the call, that sends a document to a house. Throws as `addDocument`, `document.refused`. */
export function receiveNewDocument(
  request: FastifyRequest,
  houseId: string,
  options: Options,
): Promise<string> {
  return receivingFiles(request, {
    ...options,
    act: async (received) => {
      const { kind } = readForm(NewDocument, oneOfEach(received))
      const id = await addDocument(request.ctx, houseId, { kind, file: theFile(received) })
      return { kept: [id], result: id }
    },
  })
}

/** Reads the one that replaces a document. Throws as `replaceDocument`, `document.refused`. */
export function receiveReplacement(
  request: FastifyRequest,
  { id: houseId, partId }: PartParams,
  options: Options,
): Promise<string> {
  return receivingFiles(request, {
    ...options,
    act: async (received) => {
      readForm(NOTHING_ELSE, oneOfEach(received))
      const { id, isDiscarded } = await replaceDocument(request.ctx, houseId, partId, theFile(received))
      if (isDiscarded) await discardStored(options.folder, partId)
      return { kept: [id], result: id }
    },
  })
}

const NOTHING_ELSE = NewDocument.pick({})

function theFile({ files }: Received): ReceivedFile {
  const [file, ...more] = files
  if (!file || more.length > 0 || file.field !== 'file') {
    throw new AppError('document.refused', {}, { fields: { file: 'Choisissez un fichier, et un seul.' } })
  }
  return file
}
