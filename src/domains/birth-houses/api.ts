import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { House, HouseParams, NewHouse } from './schemas.js'
import { getHouse, listHouses, openHouse } from './service.js'

export const birthHousesApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/birth-houses',
    {
      config: { permission: 'birth-house.read' },
      schema: { summary: 'The birth houses of the network', response: { 200: z.array(House) } },
    },
    async (request) => listHouses(request.ctx),
  )

  app.get(
    '/birth-houses/:id',
    {
      config: { permission: 'birth-house.read' },
      schema: { summary: 'One birth house', params: HouseParams, response: { 200: House } },
    },
    async (request) => getHouse(request.ctx, request.params.id),
  )

  app.post(
    '/birth-houses',
    {
      config: { permission: 'birth-house.manage' },
      schema: {
        summary: 'Open a birth house at a site, known or new',
        body: NewHouse,
        response: { 201: z.strictObject({ id: z.uuid() }) },
      },
    },
    async (request, reply) => reply.code(201).send({ id: await openHouse(request.ctx, request.body) }),
  )
}
