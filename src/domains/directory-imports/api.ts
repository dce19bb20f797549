import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { importProgress } from './import-words.js'
import {
  ApplicationRequest,
  ComparisonRequest,
  ImportDetail,
  ImportParams,
  ImportRows,
  ImportSummary,
  Progress,
  RowsQuery,
} from './schemas.js'
import {
  askApplication,
  askComparison,
  askUndoing,
  cancelImport,
  getImport,
  getImportSummary,
  listImports,
  listRows,
} from './service.js'
import { readUpload, type UploadOptions } from './uploads.js'

const config = { permission: 'directory.import' } as const

export const directoryImportsApi: FastifyPluginAsyncZod<UploadOptions> = async (app, options) => {
  app.get(
    '/directory/imports',
    {
      config,
      schema: { summary: 'The latest imports of the directory', response: { 200: z.array(ImportSummary) } },
    },
    async (request) => listImports(request.ctx),
  )

  app.post(
    '/directory/imports',
    {
      config: { ...config, takesFiles: true },
      bodyLimit: options.uploadMaxBytes,
      schema: {
        summary: 'Send a file of the RPPS, of FINESS, or a table (multipart/form-data, field « file »)',
        consumes: ['multipart/form-data'],
        response: { 202: z.strictObject({ id: z.uuid() }) },
      },
    },
    async (request, reply) => {
      const id = await readUpload(request, randomUUID(), options)
      return reply.code(202).header('location', `/api/directory/imports/${id}`).send({ id })
    },
  )

  app.get(
    '/directory/imports/:id',
    {
      config,
      schema: {
        summary: 'One import: what its file is, its counts, its doubts',
        params: ImportParams,
        response: { 200: ImportDetail },
      },
    },
    async (request) => getImport(request.ctx, request.params.id),
  )

  app.get(
    '/directory/imports/:id/progress',
    {
      config,
      schema: { summary: 'How far an import is', params: ImportParams, response: { 200: Progress } },
    },
    async (request) => importProgress(await getImportSummary(request.ctx, request.params.id)),
  )

  app.get(
    '/directory/imports/:id/rows',
    {
      config,
      schema: {
        summary: 'What the comparison makes of each record, by fifty',
        params: ImportParams,
        querystring: RowsQuery,
        response: { 200: ImportRows },
      },
    },
    async (request) => listRows(request.ctx, request.params.id, request.query),
  )

  app.post(
    '/directory/imports/:id/comparison',
    {
      config,
      schema: { summary: 'Say what to read, and compare', params: ImportParams, body: ComparisonRequest },
    },
    async (request, reply) => {
      await askComparison(request.ctx, request.params.id, request.body)
      return reply.code(202).send()
    },
  )

  app.post(
    '/directory/imports/:id/application',
    {
      config,
      schema: { summary: 'Write what the comparison showed', params: ImportParams, body: ApplicationRequest },
    },
    async (request, reply) => {
      await askApplication(request.ctx, request.params.id, request.body.confirmed ?? false)
      return reply.code(202).send()
    },
  )

  app.post(
    '/directory/imports/:id/undoing',
    { config, schema: { summary: 'Put back what the import changed', params: ImportParams } },
    async (request, reply) => {
      await askUndoing(request.ctx, request.params.id)
      return reply.code(202).send()
    },
  )

  app.post(
    '/directory/imports/:id/cancellation',
    { config, schema: { summary: 'Give up an import of which nothing is written', params: ImportParams } },
    async (request, reply) => {
      await cancelImport(request.ctx, request.params.id)
      return reply.code(202).send()
    },
  )
}
