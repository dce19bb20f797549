import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { personApi } from './person-api.js'
import { recordRequestsApi } from './request-api.js'
import { structureApi } from './structure-api.js'

/** Records of the directory as programs keep them: the same acts as the pages, by the same services. */
export const directoryRecordsApi: FastifyPluginAsyncZod = async (app) => {
  await app.register(personApi)
  await app.register(structureApi)
  await app.register(recordRequestsApi)
}
