import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  Declared,
  NewTransfer,
  Transfer,
  TransferCancellation,
  TransferCorrection,
  TransferParams,
} from './transfer-schemas.js'
import { cancelTransfer, correctTransfer, declareTransfer, getTransfer, listTransfers } from './transfers.js'

export const transferApi: FastifyPluginAsyncZod = async (app) => {
  const config = { permission: 'birth-transfer.declare' } as const

  app.get(
    '/birth-transfers',
    {
      config,
      schema: {
        summary: 'The transfers one’s house declared in a year',
        querystring: z.strictObject({ year: z.coerce.number().int().min(2000).max(2100) }),
        response: { 200: z.array(Transfer) },
      },
    },
    async (request) => listTransfers(request.ctx, request.query.year),
  )

  app.post(
    '/birth-transfers',
    {
      config,
      schema: {
        summary: 'Declare a transfer; the same formKey again is answered the same number',
        body: NewTransfer,
        response: { 201: Declared },
      },
    },
    async (request, reply) => reply.code(201).send(await declareTransfer(request.ctx, request.body)),
  )

  app.get(
    '/birth-transfers/:id',
    { config, schema: { summary: 'One declaration', params: TransferParams, response: { 200: Transfer } } },
    async (request) => getTransfer(request.ctx, request.params.id),
  )

  app.put(
    '/birth-transfers/:id',
    {
      config,
      schema: { summary: 'Correct a declaration', params: TransferParams, body: TransferCorrection },
    },
    async (request, reply) => {
      await correctTransfer(request.ctx, request.params.id, request.body)
      return reply.code(204).send()
    },
  )

  app.post(
    '/birth-transfers/:id/cancellation',
    {
      config,
      schema: { summary: 'Cancel a declaration', params: TransferParams, body: TransferCancellation },
    },
    async (request, reply) => {
      await cancelTransfer(request.ctx, request.params.id, request.body)
      return reply.code(204).send()
    },
  )
}
