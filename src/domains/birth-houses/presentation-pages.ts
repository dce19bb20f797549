import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { asReaderOf, NetworkName } from '../networks/public-networks.js'
import { presentHouse } from './presentation.js'
import { PresentationPage } from './presentation-view.js'
import { HouseParams } from './schemas.js'

/** What anybody reads of a house, with or without an account. */
export const presentationPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/maisons-de-naissance/:id/presentation',
    {
      config: { permission: 'directory.read' },
      schema: { params: HouseParams, querystring: z.strictObject({ reseau: NetworkName.optional() }) },
    },
    async (request, reply) => {
      const { network } = await asReaderOf(request.ctx, request.query.reseau)
      const house = await presentHouse(request.ctx, network, request.params.id)
      return reply.page({
        title: house.name,
        module: 'Maison de naissance',
        body: h(PresentationPage, { house }),
      })
    },
  )
}
