import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Convention, ConventionChange, NewConvention } from './convention-schemas.js'
import { addConvention, changeConvention, listConventions } from './conventions.js'
import { HouseParams } from './schemas.js'
import { PartParams } from './team-schemas.js'

/** The conventions of a house with its partner maternity. */
export const conventionApi: FastifyPluginAsyncZod = async (app) => {
  const writing = { config: { permission: 'birth-house.write' } } as const

  app.get(
    '/birth-houses/:id/conventions',
    {
      config: { permission: 'birth-house.read' },
      schema: {
        summary: 'The conventions of a house, the latest first',
        params: HouseParams,
        response: { 200: z.array(Convention) },
      },
    },
    async ({ ctx, params }) => listConventions(ctx, params.id),
  )

  app.post(
    '/birth-houses/:id/conventions',
    {
      ...writing,
      schema: {
        summary: 'Record a convention',
        params: HouseParams,
        body: NewConvention,
        response: { 201: z.strictObject({ id: z.uuid() }) },
      },
    },
    async ({ ctx, params, body }, reply) =>
      reply.code(201).send({ id: await addConvention(ctx, params.id, body) }),
  )

  app.put(
    '/birth-houses/:id/conventions/:partId',
    {
      ...writing,
      schema: {
        summary: 'Change a convention, from the instant at which it was read',
        params: PartParams,
        body: ConventionChange,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await changeConvention(ctx, params.id, params.partId, body)
      return reply.code(204).send()
    },
  )
}
