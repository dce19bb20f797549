import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { DOCUMENTS_BODY_LIMIT } from '../documents/receiving.js'
import { FileAnswer, sendDocument } from '../documents/reply.js'
import { discardStored } from '../documents/store.js'
import { documentsFolder } from './document-folder.js'
import { receiveNewDocument, receiveReplacement } from './document-receiving.js'
import { HouseDocument } from './document-schemas.js'
import { getDocument, listDocuments, removeDocument } from './documents.js'
import { HouseParams } from './schemas.js'
import { PartParams } from './team-schemas.js'

const Made = z.strictObject({ id: z.uuid() })
const files = { takesFiles: true, permission: 'birth-house.write' } as const

/** The documents of a house. */
export const documentApi: FastifyPluginAsyncZod<{ dataDir: string }> = async (app, { dataDir }) => {
  const folder = documentsFolder(dataDir)

  app.get(
    '/birth-houses/:id/documents',
    {
      config: { permission: 'birth-document.read' },
      schema: {
        summary: 'The documents of a house, the latest first, those taken away included',
        params: HouseParams,
        response: { 200: z.array(HouseDocument) },
      },
    },
    async ({ ctx, params }) => listDocuments(ctx, params.id),
  )

  app.post(
    '/birth-houses/:id/documents',
    {
      config: files,
      bodyLimit: DOCUMENTS_BODY_LIMIT,
      schema: {
        summary: 'Send a document (multipart/form-data, fields « kind » and « file »)',
        consumes: ['multipart/form-data'],
        params: HouseParams,
        response: { 201: Made },
      },
    },
    async (request, reply) =>
      reply.code(201).send({ id: await receiveNewDocument(request, request.params.id, { folder }) }),
  )

  app.get(
    '/birth-houses/:id/documents/:partId/content',
    {
      config: { permission: 'birth-document.read' },
      schema: { summary: 'The content of a document', params: PartParams, response: { 200: FileAnswer } },
    },
    async ({ ctx, params }, reply) =>
      sendDocument(reply, folder, await getDocument(ctx, params.id, params.partId)),
  )

  app.post(
    '/birth-houses/:id/documents/:partId/replacement',
    {
      config: files,
      bodyLimit: DOCUMENTS_BODY_LIMIT,
      schema: {
        summary: 'Send the document that takes the place of this one (multipart/form-data, field « file »)',
        consumes: ['multipart/form-data'],
        params: PartParams,
        response: { 201: Made },
      },
    },
    async (request, reply) =>
      reply.code(201).send({ id: await receiveReplacement(request, request.params, { folder }) }),
  )

  app.delete(
    '/birth-houses/:id/documents/:partId',
    {
      config: { permission: 'birth-house.write' },
      schema: { summary: 'Take a document away; what was sent to the agency stays', params: PartParams },
    },
    async ({ ctx, params }, reply) => {
      if (await removeDocument(ctx, params.id, params.partId)) await discardStored(folder, params.partId)
      return reply.code(204).send()
    },
  )
}
