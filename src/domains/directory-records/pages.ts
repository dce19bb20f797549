import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { listPages } from './list-pages.js'
import { personPages } from './person-pages.js'
import { structurePages } from './structure-pages.js'

/** The pages where records of the directory are kept. */
export const directoryRecordsPages: FastifyPluginAsyncZod = async (app) => {
  await app.register(listPages)
  await app.register(personPages)
  await app.register(structurePages)
}
