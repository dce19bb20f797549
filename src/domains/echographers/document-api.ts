import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../errors/app-error.js'
import { DOCUMENTS_BODY_LIMIT } from '../documents/receiving.js'
import { FileAnswer, sendDocument } from '../documents/reply.js'
import { discardStored } from '../documents/store.js'
import { documentsFolder } from './document-folder.js'
import { DocumentParams, EchographerDocument } from './document-schemas.js'
import { getDocument, listDocuments, removeDocument } from './documents.js'
import { receivingAct } from './receiving.js'
import { DatedAct, IdParams } from './schemas.js'
import { addEvidence } from './service.js'

const PATH = '/directory/echographers/:id/documents'
const config = { permission: 'echographer.manage' } as const

/** The documents an identifier rests on: only those who give identifiers read them. */
export const echographerDocumentApi: FastifyPluginAsyncZod<{ dataDir: string }> = async (
  app,
  { dataDir },
) => {
  const folder = documentsFolder(dataDir)

  app.get(
    PATH,
    {
      config,
      schema: {
        summary: 'The documents of an identifier, the latest first, those taken away included',
        params: IdParams,
        response: { 200: z.array(EchographerDocument) },
      },
    },
    async ({ ctx, params }) => listDocuments(ctx, params.id),
  )

  app.post(
    PATH,
    {
      config: { ...config, takesFiles: true },
      bodyLimit: DOCUMENTS_BODY_LIMIT,
      schema: {
        summary:
          'Add evidence with its documents (multipart/form-data, fields « on » and « note », then « file », eight at most)',
        consumes: ['multipart/form-data'],
        params: IdParams,
        response: { 201: z.strictObject({ ids: z.array(z.uuid()) }) },
      },
    },
    async (request, reply) => {
      const ids = await receivingAct(request, {
        folder,
        schema: DatedAct,
        act: async (said, files) => {
          if (files.length === 0) throw new AppError('document.refused', {}, { fields: { file: MISSING } })
          const kept = await addEvidence(request.ctx, request.params.id, said, files)
          return { kept, result: kept }
        },
      })
      return reply.code(201).send({ ids })
    },
  )

  app.get(
    `${PATH}/:partId/content`,
    {
      config,
      schema: { summary: 'The content of a document', params: DocumentParams, response: { 200: FileAnswer } },
    },
    async ({ ctx, params }, reply) =>
      sendDocument(reply, folder, await getDocument(ctx, params.id, params.partId)),
  )

  app.delete(
    `${PATH}/:partId`,
    {
      config,
      schema: { summary: 'Take a document away; the history keeps its name', params: DocumentParams },
    },
    async ({ ctx, params }, reply) => {
      await removeDocument(ctx, params.id, params.partId)
      await discardStored(folder, params.partId)
      return reply.code(204).send()
    },
  )
}

const MISSING = 'Joignez un fichier au moins.'
