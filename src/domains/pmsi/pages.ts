import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { checkFormToken } from '../../access/gate.js'
import { can } from '../../access/policy.js'
import { sendCsv } from '../../web/reply-csv.js'
import { currentAuthorisation, currentNetwork } from '../networks/service.js'
import { ImportParams } from './schemas.js'
import {
  cancelImport,
  checkMayUpload,
  getImport,
  getImportSummary,
  listImports,
  listRejections,
} from './service.js'
import { readUpload, type UploadOptions } from './upload-request.js'
import { ImportPage, ImportsPage, importTitle, isMoving, rejectionsCsv } from './views.js'

export const pmsiPages: FastifyPluginAsyncZod<UploadOptions> = async (app, options) => {
  app.get('/imports', { config: { permission: 'pmsi.read-imports' } }, async (request, reply) => {
    const imports = await listImports(request.ctx)
    return reply.page({
      title: 'Extraits PMSI',
      ...(imports.some(isMoving) && { refreshSeconds: 5 }),
      body: h(ImportsPage, {
        imports,
        timeZone: (await currentNetwork(request.ctx)).timeZone,
        authorisation: await currentAuthorisation(request.ctx, 'authorisation.read'),
        canImport: can(request.ctx.actor, 'pmsi.import'),
        canRecord: can(request.ctx.actor, 'authorisation.record'),
        csrfToken: request.formToken,
        maxBytes: options.uploadMaxBytes,
      }),
    })
  })

  app.post(
    '/imports',
    { config: { permission: 'pmsi.import', takesFiles: true }, bodyLimit: options.uploadMaxBytes },
    async (request, reply) => {
      await checkMayUpload(request.ctx)
      const id = await readUpload(request, randomUUID(), options, (given) => checkFormToken(request, given))
      return reply.redirect(`/imports/${id}`, 303)
    },
  )

  app.get(
    '/imports/:id',
    { config: { permission: 'pmsi.read-imports' }, schema: { params: ImportParams } },
    async (request, reply) => {
      const detail = await getImport(request.ctx, request.params.id)
      return reply.page({
        title: importTitle(detail),
        module: 'Extraits PMSI',
        breadcrumb: [{ label: 'Extraits PMSI', href: '/imports' }, { label: importTitle(detail) }],
        ...(isMoving(detail) && { refreshSeconds: 2 }),
        body: h(ImportPage, {
          detail,
          timeZone: (await currentNetwork(request.ctx)).timeZone,
          canCancel: can(request.ctx.actor, 'pmsi.import'),
          csrfToken: request.formToken,
        }),
      })
    },
  )

  app.get(
    '/imports/:id/rejets.csv',
    { config: { permission: 'pmsi.read-imports' }, schema: { params: ImportParams } },
    async (request, reply) => {
      const summary = await getImportSummary(request.ctx, request.params.id)
      const rejections = await listRejections(request.ctx, request.params.id)
      return sendCsv(reply, 'rejets.csv', rejectionsCsv(summary, rejections))
    },
  )

  app.post(
    '/imports/:id/annulation',
    {
      config: { permission: 'pmsi.import' },
      schema: { params: ImportParams, body: z.strictObject({}).optional() },
    },
    async (request, reply) => {
      await cancelImport(request.ctx, request.params.id)
      return reply.redirect(`/imports/${request.params.id}`, 303)
    },
  )
}
