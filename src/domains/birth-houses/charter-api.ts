import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Adoption, Charter, CharterDraft } from './charter-schemas.js'
import { adoptCharter, listCharters, saveDraft } from './charters.js'
import { HouseParams } from './schemas.js'

/** The charter of a house. */
export const charterApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/birth-houses/:id/charters',
    {
      config: { permission: 'birth-house.read' },
      schema: {
        summary: 'The versions of the charter of a house, the latest first; one not adopted is a draft',
        params: HouseParams,
        response: { 200: z.array(Charter) },
      },
    },
    async ({ ctx, params }) => listCharters(ctx, params.id),
  )

  app.put(
    '/birth-houses/:id/charters/draft',
    {
      config: { permission: 'birth-house.write' },
      schema: {
        summary: 'Write the draft of the next version, from the revision that was read, 0 for a first one',
        params: HouseParams,
        body: CharterDraft,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await saveDraft(ctx, params.id, body)
      return reply.code(204).send()
    },
  )

  app.post(
    '/birth-houses/:id/charters/adoption',
    {
      config: { permission: 'birth-house.submit' },
      schema: { summary: 'The house adopts its draft', params: HouseParams, body: Adoption },
    },
    async ({ ctx, params, body }, reply) => {
      await adoptCharter(ctx, params.id, body)
      return reply.code(204).send()
    },
  )
}
