import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { checkFormToken } from '../../access/gate.js'
import { can } from '../../access/policy.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { DOCUMENTS_BODY_LIMIT } from '../documents/receiving.js'
import { sendDocument } from '../documents/reply.js'
import { discardStored } from '../documents/store.js'
import { timeZoneOf } from '../networks/service.js'
import { documentsFolder } from './document-folder.js'
import { receiveNewDocument, receiveReplacement } from './document-receiving.js'
import { DocumentPage, DocumentsPage } from './document-views.js'
import { getDocument, listDocuments, removeDocument } from './documents.js'
import { houseFrame, housePath } from './house-frame.js'
import { HouseParams } from './schemas.js'
import { getHouse } from './service.js'
import { PartParams } from './team-schemas.js'

const DONE = {
  depose: 'Le document est déposé.',
  remplace: 'Le document est remplacé.',
  retire: 'Le document est retiré.',
} as const
type Done = keyof typeof DONE

const files = { takesFiles: true, permission: 'birth-house.write' } as const

/** The documents of a house: sent, downloaded, replaced, taken away. */
export const documentPages: FastifyPluginAsyncZod<{ dataDir: string }> = async (app, { dataDir }) => {
  const folder = documentsFolder(dataDir)

  app.get(
    '/maisons-de-naissance/:id/documents',
    {
      config: { permission: 'birth-document.read' },
      schema: {
        params: HouseParams,
        querystring: z.strictObject({ fait: z.enum(Object.keys(DONE) as [Done]).optional() }),
      },
    },
    async (request, reply) => documentsPage(request, reply, request.params.id, { done: request.query.fait }),
  )

  app.post(
    '/maisons-de-naissance/:id/documents',
    { config: files, bodyLimit: DOCUMENTS_BODY_LIMIT, schema: { params: HouseParams } },
    async (request, reply) => {
      const { id } = request.params
      let kind: string | undefined
      const faults = await formFaults(request, async () => {
        await receiveNewDocument(request, id, {
          folder,
          checkToken: (given) => checkFormToken(request, given),
          onRead: ({ fields }) => {
            kind = fields.kind?.[0]
          },
        })
      })
      if (faults) return documentsPage(request, reply, id, { faults, kind })
      return reply.redirect(`${housePath(id)}/documents?fait=depose`, 303)
    },
  )

  app.get(
    '/maisons-de-naissance/:id/documents/:partId',
    { config: { permission: 'birth-house.write' }, schema: { params: PartParams } },
    async (request, reply) => documentPage(request, reply, request.params),
  )

  app.get(
    '/maisons-de-naissance/:id/documents/:partId/fichier',
    { config: { permission: 'birth-document.read' }, schema: { params: PartParams } },
    async (request, reply) => {
      const { id, partId } = request.params
      return sendDocument(reply, folder, await getDocument(request.ctx, id, partId))
    },
  )

  app.post(
    '/maisons-de-naissance/:id/documents/:partId',
    { config: files, bodyLimit: DOCUMENTS_BODY_LIMIT, schema: { params: PartParams } },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => {
        await receiveReplacement(request, request.params, {
          folder,
          checkToken: (given) => checkFormToken(request, given),
        })
      })
      if (faults) return documentPage(request, reply, request.params, faults)
      return reply.redirect(`${housePath(id)}/documents?fait=remplace`, 303)
    },
  )

  app.post(
    '/maisons-de-naissance/:id/documents/:partId/retrait',
    {
      config: { permission: 'birth-house.write' },
      schema: { params: PartParams, body: z.strictObject({}).optional() },
    },
    async (request, reply) => {
      const { id, partId } = request.params
      if (await removeDocument(request.ctx, id, partId)) await discardStored(folder, partId)
      return reply.redirect(`${housePath(id)}/documents?fait=retire`, 303)
    },
  )
}

type Shown = { done?: Done | undefined; faults?: FormReply; kind?: string | undefined }

async function documentsPage(
  request: FastifyRequest,
  reply: FastifyReply,
  houseId: string,
  { done, faults, kind }: Shown,
) {
  const { ctx } = request
  const house = await getHouse(ctx, houseId)
  const frame = houseFrame(house, 'Documents', faults)
  return reply.code(faults?.status ?? 200).page({
    ...frame,
    notice: frame.notice ?? (done ? { kind: 'success', title: DONE[done] } : null),
    body: h(DocumentsPage, {
      houseId,
      documents: await listDocuments(ctx, houseId),
      timeZone: await timeZoneOf(ctx),
      canWrite: can(ctx.actor, 'birth-house.write'),
      csrfToken: request.formToken,
      typed: { kind },
      errors: faults?.errors,
    }),
  })
}

async function documentPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { id, partId }: PartParams,
  faults?: FormReply,
) {
  const { ctx } = request
  const house = await getHouse(ctx, id)
  const document = await getDocument(ctx, id, partId)
  return reply.code(faults?.status ?? 200).page({
    ...houseFrame(house, document.name, faults),
    body: h(DocumentPage, {
      houseId: id,
      document,
      timeZone: await timeZoneOf(ctx),
      csrfToken: request.formToken,
      errors: faults?.errors,
    }),
  })
}
