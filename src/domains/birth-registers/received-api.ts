import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { getReceived, listReceived, writeOutcome } from './received.js'
import { OutcomeChange, Received } from './received-schemas.js'
import { TransferParams } from './transfer-schemas.js'

export const receivedApi: FastifyPluginAsyncZod = async (app) => {
  const config = { permission: 'birth-transfer.receive' } as const

  app.get(
    '/received-transfers',
    {
      config,
      schema: {
        summary: 'The transfers birth houses addressed to one’s maternity',
        response: { 200: z.array(Received) },
      },
    },
    async (request) => listReceived(request.ctx),
  )

  app.get(
    '/received-transfers/:id',
    { config, schema: { summary: 'One of them', params: TransferParams, response: { 200: Received } } },
    async (request) => getReceived(request.ctx, request.params.id),
  )

  app.put(
    '/received-transfers/:id/outcome',
    {
      config,
      schema: {
        summary: 'Write what came of it, as a proposal',
        params: TransferParams,
        body: OutcomeChange,
      },
    },
    async (request, reply) => {
      await writeOutcome(request.ctx, request.params.id, request.body)
      return reply.code(204).send()
    },
  )
}
