import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { readCounters } from './counters.js'
import { CountersAnswer, CountersQuery, countersAnswer } from './counters-schemas.js'

export const countersApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/directory/counters',
    {
      config: { permission: 'directory.read-records' },
      schema: {
        summary:
          'Members by profession, sector of activity, mode and territory today, structures by category and territory, and documents made or updated in a year',
        querystring: CountersQuery,
        response: { 200: CountersAnswer },
      },
    },
    async (request) => countersAnswer(await readCounters(request.ctx, request.query.year)),
  )
}
