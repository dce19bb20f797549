import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { PERSON_DESK } from './desks.js'
import { RecordPartParams } from './part-schemas.js'
import { putBackSituation } from './removed-places.js'

const { route, permission, path, writer } = PERSON_DESK

/** Puts back a place taken away by mistake, from the history that tells of it. */
export const removedPlacePages: FastifyPluginAsyncZod = async (app) => {
  app.post(
    `${route}/situations/:partId/remise`,
    { config: { permission }, schema: { params: RecordPartParams } },
    async ({ ctx, params: { id, partId } }, reply) => {
      await putBackSituation(ctx, await writer(ctx), { personId: id, id: partId })
      return reply.redirect(`${path(id)}?fait=lieu-remis`, 303)
    },
  )
}
