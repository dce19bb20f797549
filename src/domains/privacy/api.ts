import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { askForRight, correctName, exportOwnData } from './own-data.js'
import { readRegister } from './register.js'
import { Correction, OwnData, Register, RightRequest } from './schemas.js'

const own = { config: { permission: 'account.own' } } as const

export const privacyApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/processings',
    {
      config: { permission: 'privacy.read-register' },
      schema: { summary: 'Register of processings (GDPR, article 30)', response: { 200: Register } },
    },
    async (request) => readRegister(request.ctx),
  )

  app.get(
    '/own-data',
    { ...own, schema: { summary: 'Everything held about the caller', response: { 200: OwnData } } },
    async (request) => exportOwnData(request.ctx, 'json'),
  )

  app.post(
    '/own-data/corrections',
    { ...own, schema: { summary: 'Correct one’s own name', body: Correction } },
    async (request, reply) => {
      await correctName(request.ctx, request.body.name)
      return reply.code(204).send()
    },
  )

  app.post(
    '/own-data/requests',
    {
      ...own,
      schema: { summary: 'Use a right over one’s data', body: RightRequest },
    },
    async (request, reply) => {
      await askForRight(request.ctx, request.body.right)
      return reply.code(204).send()
    },
  )
}
