import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { HouseParams } from './schemas.js'
import { changeSituation, readSituation } from './situation.js'
import { SavedSituation, Situation } from './situation-schemas.js'

/** Name, partner and closing of a house. */
export const situationApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/birth-houses/:id/situation',
    {
      config: { permission: 'birth-house.manage' },
      schema: {
        summary: 'Name, partner maternity and closing of a birth house',
        params: HouseParams,
        response: { 200: SavedSituation },
      },
    },
    async ({ ctx, params }) => readSituation(ctx, params.id),
  )

  app.put(
    '/birth-houses/:id/situation',
    {
      config: { permission: 'birth-house.manage' },
      schema: {
        summary: 'Rename it, give it another partner, close it, from the revision that was read',
        params: HouseParams,
        body: Situation,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await changeSituation(ctx, params.id, body)
      return reply.code(204).send()
    },
  )
}
