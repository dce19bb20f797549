import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ImportDetail, ImportParams, ImportSummary, Progress } from './schemas.js'
import { cancelImport, checkMayUpload, getImport, getImportSummary, listImports } from './service.js'
import { readUpload, type UploadOptions } from './upload-request.js'
import { importProgress } from './views.js'

export const pmsiApi: FastifyPluginAsyncZod<UploadOptions> = async (app, options) => {
  app.get(
    '/imports',
    {
      config: { permission: 'pmsi.read-imports' },
      schema: { summary: 'The latest imports', response: { 200: z.array(ImportSummary) } },
    },
    async (request) => listImports(request.ctx),
  )

  app.post(
    '/imports',
    {
      config: { permission: 'pmsi.import', takesFiles: true },
      bodyLimit: options.uploadMaxBytes,
      schema: {
        summary: 'Send PMSI files (multipart/form-data, field « files »)',
        consumes: ['multipart/form-data'],
        response: { 202: z.strictObject({ id: z.uuid() }) },
      },
    },
    async (request, reply) => {
      await checkMayUpload(request.ctx)
      const id = await readUpload(request, randomUUID(), options)
      return reply.code(202).header('location', `/api/imports/${id}`).send({ id })
    },
  )

  app.get(
    '/imports/:id',
    {
      config: { permission: 'pmsi.read-imports' },
      schema: {
        summary: 'One import, its files and rejections',
        params: ImportParams,
        response: { 200: ImportDetail },
      },
    },
    async (request) => getImport(request.ctx, request.params.id),
  )

  app.get(
    '/imports/:id/progress',
    {
      config: { permission: 'pmsi.read-imports' },
      schema: { summary: 'How far an import is', params: ImportParams, response: { 200: Progress } },
    },
    async (request) => importProgress(await getImportSummary(request.ctx, request.params.id)),
  )

  app.post(
    '/imports/:id/cancellation',
    {
      config: { permission: 'pmsi.import' },
      schema: { summary: 'Stop an import; published figures do not move', params: ImportParams },
    },
    async (request, reply) => {
      await cancelImport(request.ctx, request.params.id)
      return reply.code(202).send()
    },
  )
}
