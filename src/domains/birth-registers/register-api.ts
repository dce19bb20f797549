import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { addChild, writeDelivery, writeNewborn } from './deliveries.js'
import { acceptOutcome } from './proposals.js'
import {
  AnotherChild,
  ChildParams,
  DeliveryChange,
  EndOfFollowUp,
  NewbornChange,
  NewWoman,
  WomanChange,
  WomanFilter,
  WomanParams,
  WomanRecord,
} from './woman-schemas.js'
import { changeWoman, endFollowUp, getWoman, includeWoman, listWomen } from './women.js'

export const registerApi: FastifyPluginAsyncZod = async (app) => {
  const reading = { permission: 'birth-register.read' } as const
  const writing = { permission: 'birth-register.write' } as const

  app.get(
    '/birth-register',
    {
      config: reading,
      schema: {
        summary: 'The women of the register of one’s house',
        querystring: WomanFilter,
        response: { 200: z.array(WomanRecord) },
      },
    },
    async (request) => (await listWomen(request.ctx, request.query)).women,
  )

  app.post(
    '/birth-register',
    {
      config: writing,
      schema: {
        summary: 'Take a woman in, under the next number of the year',
        body: NewWoman,
        response: { 201: z.strictObject({ id: z.uuid(), number: z.string() }) },
      },
    },
    async (request, reply) => reply.code(201).send(await includeWoman(request.ctx, request.body)),
  )

  app.get(
    '/birth-register/:id',
    {
      config: reading,
      schema: { summary: 'One woman of the register', params: WomanParams, response: { 200: WomanRecord } },
    },
    async (request) => getWoman(request.ctx, request.params.id),
  )

  app.put(
    '/birth-register/:id',
    { config: writing, schema: { summary: 'Correct an inclusion', params: WomanParams, body: WomanChange } },
    async (request, reply) => {
      await changeWoman(request.ctx, request.params.id, request.body)
      return reply.code(204).send()
    },
  )

  app.post(
    '/birth-transfers/:id/outcome-acceptance',
    {
      config: writing,
      schema: {
        summary: 'Take what the maternity proposes where the register says nothing',
        params: WomanParams,
        response: { 200: z.strictObject({ womanId: z.uuid() }) },
      },
    },
    async (request) => acceptOutcome(request.ctx, request.params.id),
  )

  app.put(
    '/birth-register/:id/end',
    {
      config: writing,
      schema: { summary: 'End a follow-up, or open it again', params: WomanParams, body: EndOfFollowUp },
    },
    async (request, reply) => {
      await endFollowUp(request.ctx, request.params.id, request.body)
      return reply.code(204).send()
    },
  )

  app.put(
    '/birth-register/:id/delivery',
    {
      config: writing,
      schema: { summary: 'Write the labour and the birth', params: WomanParams, body: DeliveryChange },
    },
    async (request, reply) => {
      await writeDelivery(request.ctx, request.params.id, request.body)
      return reply.code(204).send()
    },
  )

  app.post(
    '/birth-register/:id/newborns',
    {
      config: writing,
      schema: {
        summary: 'Add another child to a birth',
        params: WomanParams,
        body: AnotherChild,
        response: { 201: z.strictObject({ rank: z.int() }) },
      },
    },
    async (request, reply) =>
      reply.code(201).send({ rank: await addChild(request.ctx, request.params.id, request.body.confirmed) }),
  )

  app.put(
    '/birth-register/:id/newborns/:rank',
    {
      config: writing,
      schema: { summary: 'Write what is known of a child', params: ChildParams, body: NewbornChange },
    },
    async (request, reply) => {
      const { id, rank } = request.params
      await writeNewborn(request.ctx, id, rank, request.body)
      return reply.code(204).send()
    },
  )
}
