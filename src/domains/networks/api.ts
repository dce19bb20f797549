import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Authorisation, Establishment, NewAuthorisation } from './schemas.js'
import { currentAuthorisation, listEstablishments, recordAuthorisation } from './service.js'

export const networksApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/establishments',
    {
      config: { permission: 'network.read' },
      schema: {
        summary: 'Maternities of the network, with today’s type',
        response: { 200: z.array(Establishment) },
      },
    },
    async (request) => listEstablishments(request.ctx),
  )

  app.get(
    '/authorisations/current',
    {
      config: { permission: 'authorisation.read' },
      schema: {
        summary: 'Legal basis in force for row-level PMSI',
        response: { 200: z.strictObject({ authorisation: Authorisation.nullable() }) },
      },
    },
    async (request) => ({ authorisation: await currentAuthorisation(request.ctx, 'authorisation.read') }),
  )

  app.post(
    '/authorisations',
    {
      config: { permission: 'authorisation.record' },
      schema: {
        summary: 'Record the legal basis that allows row-level PMSI',
        body: NewAuthorisation,
        response: { 201: z.strictObject({ id: z.uuid() }) },
      },
    },
    async (request, reply) =>
      reply.code(201).send({ id: await recordAuthorisation(request.ctx, request.body) }),
  )
}
