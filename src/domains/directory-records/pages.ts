import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { PERSON_DESK, STRUCTURE_DESK } from './desks.js'
import { listPages } from './list-pages.js'
import { membershipPages } from './membership-pages.js'
import { objectionPages } from './objection-pages.js'
import { offerPages } from './offer-pages.js'
import { personFormPages } from './person-form-pages.js'
import { personPages } from './person-pages.js'
import { recordActPages } from './record-act-pages.js'
import { situationPages } from './situation-pages.js'
import { structureFormPages } from './structure-form-pages.js'
import { structurePages } from './structure-pages.js'
import { keepTyped } from './typed-body.js'
import { visibilityPages } from './visibility-pages.js'

/** The pages where records of the directory are kept. */
export const directoryRecordsPages: FastifyPluginAsyncZod = async (app) => {
  keepTyped(app)
  await app.register(listPages)
  await app.register(personPages)
  await app.register(personFormPages)
  situationPages(app, PERSON_DESK)
  offerPages(app, PERSON_DESK)
  offerPages(app, STRUCTURE_DESK)
  visibilityPages(app)
  objectionPages(app)
  membershipPages(app)
  await app.register(structurePages)
  await app.register(structureFormPages)
  await app.register(recordActPages)
}
