import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { EntriesQuery, JournalPage } from './schemas.js'
import { readJournal } from './service.js'

export const auditApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/audit-entries',
    {
      config: { permission: 'audit.read' },
      schema: {
        summary: 'Acts of the network, newest first; `next` is the `before` of the following page',
        querystring: EntriesQuery,
        response: { 200: JournalPage },
      },
    },
    async (request) => {
      const { entries, next } = await readJournal(request.ctx, request.query)
      return { entries, next }
    },
  )
}
