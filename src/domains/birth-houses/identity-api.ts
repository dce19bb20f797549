import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { readIdentity, writeIdentity } from './identity.js'
import { Identity, SavedIdentity } from './identity-schemas.js'
import { HouseParams } from './schemas.js'

/** What a house says of itself. */
export const identityApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/birth-houses/:id/identity',
    {
      config: { permission: 'birth-house.read' },
      schema: {
        summary: 'Legal person, premises, way to the partner, capacity',
        params: HouseParams,
        response: { 200: SavedIdentity },
      },
    },
    async ({ ctx, params }) => readIdentity(ctx, params.id),
  )

  app.put(
    '/birth-houses/:id/identity',
    {
      config: { permission: 'birth-house.write' },
      schema: {
        summary: 'Write it, from the revision that was read',
        params: HouseParams,
        body: Identity,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await writeIdentity(ctx, params.id, body)
      return reply.code(204).send()
    },
  )
}
