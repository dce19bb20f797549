import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { HouseParams } from './schemas.js'
import { addMidwife, addStaff, changeMidwife, changeStaff, readTeam } from './team.js'
import { MidwifeChange, NewMidwife, PartParams, StaffChange, StaffLine, Team } from './team-schemas.js'

const Created = z.strictObject({ id: z.uuid() })

/** Who works in a birth house. */
export const teamApi: FastifyPluginAsyncZod = async (app) => {
  const writing = { config: { permission: 'birth-house.write' } } as const

  app.get(
    '/birth-houses/:id/team',
    {
      config: { permission: 'birth-house.read' },
      schema: {
        summary: 'Midwives and other staff of a house, those who left included',
        params: HouseParams,
        response: { 200: Team },
      },
    },
    async (request) => readTeam(request.ctx, request.params.id),
  )

  app.post(
    '/birth-houses/:id/midwives',
    {
      ...writing,
      schema: {
        summary: 'A midwife of the directory joins a house',
        params: HouseParams,
        body: NewMidwife,
        response: { 201: Created },
      },
    },
    async ({ ctx, params, body }, reply) =>
      reply.code(201).send({ id: await addMidwife(ctx, params.id, body) }),
  )

  app.put(
    '/birth-houses/:id/midwives/:partId',
    {
      ...writing,
      schema: {
        summary: 'Change her role, her time or her dates, from what the team said of her',
        params: PartParams,
        body: MidwifeChange,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await changeMidwife(ctx, params.id, params.partId, body)
      return reply.code(204).send()
    },
  )

  app.post(
    '/birth-houses/:id/staff',
    {
      ...writing,
      schema: {
        summary: 'Add a line of other staff: a trade, not a name',
        params: HouseParams,
        body: StaffLine,
        response: { 201: Created },
      },
    },
    async ({ ctx, params, body }, reply) =>
      reply.code(201).send({ id: await addStaff(ctx, params.id, body) }),
  )

  app.put(
    '/birth-houses/:id/staff/:partId',
    {
      ...writing,
      schema: {
        summary: 'Change a line of other staff, from what the team said of it',
        params: PartParams,
        body: StaffChange,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await changeStaff(ctx, params.id, params.partId, body)
      return reply.code(204).send()
    },
  )
}
