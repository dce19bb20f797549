import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Meetings, NewMeeting } from './meeting-schemas.js'
import { addMeeting, listMeetings, removeMeeting } from './meetings.js'
import { HouseParams } from './schemas.js'
import { PartParams } from './team-schemas.js'

/** Meetings and staffs of a birth house. */
export const meetingApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/birth-houses/:id/meetings',
    {
      config: { permission: 'birth-house.read' },
      schema: {
        summary: 'The meetings and staffs of a house in a year',
        params: HouseParams,
        querystring: z.strictObject({ year: z.coerce.number().int().min(2000).max(2100).optional() }),
        response: { 200: Meetings },
      },
    },
    async ({ ctx, params, query }) => listMeetings(ctx, params.id, query.year),
  )

  app.post(
    '/birth-houses/:id/meetings',
    {
      config: { permission: 'birth-house.write' },
      schema: {
        summary: 'Note a meeting that was held',
        params: HouseParams,
        body: NewMeeting,
        response: { 201: z.strictObject({ id: z.uuid() }) },
      },
    },
    async ({ ctx, params, body }, reply) =>
      reply.code(201).send({ id: await addMeeting(ctx, params.id, body) }),
  )

  app.delete(
    '/birth-houses/:id/meetings/:partId',
    {
      config: { permission: 'birth-house.write' },
      schema: { summary: 'Take away a meeting noted by mistake', params: PartParams },
    },
    async ({ ctx, params }, reply) => {
      await removeMeeting(ctx, params.id, params.partId)
      return reply.code(204).send()
    },
  )
}
