import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { currentNetwork } from '../networks/service.js'
import { countersApi } from './counters-api.js'
import { getPublication, listPublications, publish } from './publishing.js'
import {
  Publication,
  PublicationParams,
  PublicationRequest,
  Publications,
  PublicationsQuery,
} from './schemas.js'

/** What is drawn from the directory, for programs. */
export const directoryPublicationsApi: FastifyPluginAsyncZod = async (app) => {
  await app.register(countersApi)

  app.get(
    '/directory/publications',
    {
      config: { permission: 'directory.export' },
      schema: {
        summary:
          'Documents drawn from the directory, by thirty: booklets first, then the newest; all or of one kind',
        querystring: PublicationsQuery,
        response: { 200: Publications },
      },
    },
    async ({ ctx, query: { kind, page } }) => {
      const network = await currentNetwork(ctx)
      return listPublications(ctx, network.id, { kind, page })
    },
  )

  app.post(
    '/directory/publications',
    {
      config: { permission: 'directory.export' },
      schema: { body: PublicationRequest, response: { 201: Publication } },
    },
    async (request, reply) => {
      const { format, audience, filters } = request.body
      const id = await publish(request.ctx, { kind: format, audience, filter: filters })
      return reply.code(201).send(await getPublication(request.ctx, id))
    },
  )

  app.get(
    '/directory/publications/:id',
    {
      config: { permission: 'directory.export' },
      schema: { params: PublicationParams, response: { 200: Publication } },
    },
    async (request) => getPublication(request.ctx, request.params.id),
  )
}
