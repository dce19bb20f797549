import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { framed } from '../directory-upkeep/frame.js'
import { sendDocument } from '../documents/reply.js'
import { discardStored } from '../documents/store.js'
import { timeZoneOf } from '../networks/service.js'
import { documentsFolder } from './document-folder.js'
import { DocumentParams } from './document-schemas.js'
import { RemovalPage } from './document-views.js'
import { getDocument, removeDocument } from './documents.js'
import { PATH, SECTION } from './paths.js'

const config = { permission: 'echographer.manage' } as const

/** A document of an identifier: downloaded, taken away. */
export const echographerDocumentPages: FastifyPluginAsyncZod<{ dataDir: string }> = async (
  app,
  { dataDir },
) => {
  const folder = documentsFolder(dataDir)

  app.get(
    `${PATH}/:id/pieces/:partId`,
    { config, schema: { params: DocumentParams } },
    async (request, reply) => {
      const { id, partId } = request.params
      return reply.page(
        framed(request, {
          section: SECTION,
          trail: [{ href: `${PATH}/${id}`, label: 'Identifiant' }],
          title: 'Retirer une pièce',
          body: h(RemovalPage, {
            identifierId: id,
            document: await getDocument(request.ctx, id, partId),
            timeZone: await timeZoneOf(request.ctx),
            csrfToken: request.formToken,
          }),
        }),
      )
    },
  )

  app.get(
    `${PATH}/:id/pieces/:partId/fichier`,
    { config, schema: { params: DocumentParams } },
    async ({ ctx, params }, reply) =>
      sendDocument(reply, folder, await getDocument(ctx, params.id, params.partId)),
  )

  app.post(
    `${PATH}/:id/pieces/:partId/retrait`,
    { config, schema: { params: DocumentParams, body: z.strictObject({}).optional() } },
    async (request, reply) => {
      const { id, partId } = request.params
      await removeDocument(request.ctx, id, partId)
      await discardStored(folder, partId)
      return reply.redirect(`${PATH}/${id}?fait=piece-retiree`, 303)
    },
  )
}
