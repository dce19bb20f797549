import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { listPages } from './list-pages.js'
import { personFormPages } from './person-form-pages.js'
import { personPages } from './person-pages.js'
import { recordActPages } from './record-act-pages.js'
import { structureFormPages } from './structure-form-pages.js'
import { structurePages } from './structure-pages.js'
import { keepTyped } from './typed-body.js'

/** The pages where records of the directory are kept. */
export const directoryRecordsPages: FastifyPluginAsyncZod = async (app) => {
  keepTyped(app)
  await app.register(listPages)
  await app.register(personPages)
  await app.register(personFormPages)
  await app.register(structurePages)
  await app.register(structureFormPages)
  await app.register(recordActPages)
}
