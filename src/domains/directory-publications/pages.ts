import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { contactPages } from './contact-pages.js'
import { countersPages } from './counters-pages.js'
import { openDataPages } from './open-data-pages.js'
import { publicationPages } from './publication-pages.js'
import { sheetPages } from './sheet-pages.js'

/** What is drawn from the directory: booklets, exports, sheets, open data, counters. */
export const directoryPublicationsPages: FastifyPluginAsyncZod<{ dataDir: string }> = async (
  app,
  options,
) => {
  await app.register(publicationPages, options)
  await app.register(sheetPages)
  await app.register(openDataPages)
  await app.register(countersPages)
  await app.register(contactPages)
}
