import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { TransferCounts } from './count-schemas.js'
import { countTransfers } from './counts.js'
import { ReasonList, ReasonParams, ReasonView, seenReasons } from './reason-schemas.js'
import { listReasons, saveReasons } from './reasons.js'
import { HouseMonthView, MonthParams } from './return-schemas.js'
import { declareNil, listMonths } from './returns.js'

export const networkApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/birth-transfer-counts',
    {
      config: { permission: 'birth-transfer.count' },
      schema: {
        summary: 'The transfers of a year, counted; small counts are withheld from the agency',
        querystring: z.strictObject({ year: z.coerce.number().int().min(2000).max(2100).optional() }),
        response: { 200: TransferCounts },
      },
    },
    async (request) => countTransfers(request.ctx, request.query.year),
  )

  app.get(
    '/birth-transfer-reasons',
    {
      config: { permission: 'birth-transfer.read-reasons' },
      schema: { summary: 'The reasons a transfer is declared with', response: { 200: z.array(ReasonView) } },
    },
    async (request) => {
      const reasons = await listReasons(request.ctx)
      return reasons.map((one) => ({ ...one, seen: seenReasons(reasons, one.phase) }))
    },
  )

  app.get(
    '/birth-monthly-returns',
    {
      config: { permission: 'birth-transfer.declare' },
      schema: { summary: 'The last months of one’s house', response: { 200: z.array(HouseMonthView) } },
    },
    async (request) =>
      (await listMonths(request.ctx)).map((one) => ({ ...one, nilAt: one.nilAt?.toISOString() ?? null })),
  )

  app.post(
    '/birth-monthly-returns/:month/nil',
    {
      config: { permission: 'birth-transfer.declare' },
      schema: { summary: 'Say that no transfer happened in a month', params: MonthParams },
    },
    async (request, reply) => {
      await declareNil(request.ctx, `${request.params.month}-01`)
      return reply.code(204).send()
    },
  )

  app.put(
    '/birth-transfer-reasons/:phase',
    {
      config: { permission: 'birth-transfer.reasons' },
      schema: {
        summary: 'Word, order and retire the reasons of a phase, from what was read of them',
        params: ReasonParams,
        body: ReasonList,
      },
    },
    async (request, reply) => {
      await saveReasons(request.ctx, request.params.phase, request.body)
      return reply.code(204).send()
    },
  )
}
