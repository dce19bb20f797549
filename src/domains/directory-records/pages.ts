import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { accountPages } from './account-pages.js'
import { bulkPages } from './bulk-pages.js'
import { collegePages } from './college-pages.js'
import { OWN_DESK, PERSON_DESK, STRUCTURE_DESK } from './desks.js'
import { listPages } from './list-pages.js'
import { membershipPages } from './membership-pages.js'
import { objectionPages } from './objection-pages.js'
import { offerPages } from './offer-pages.js'
import { ownPages } from './own-pages.js'
import { ownRequestPages } from './own-request-pages.js'
import { personFormPages } from './person-form-pages.js'
import { personPages } from './person-pages.js'
import { recordActPages } from './record-act-pages.js'
import { removedPlacePages } from './removed-place-pages.js'
import { requestPages } from './request-pages.js'
import { situationPages } from './situation-pages.js'
import { structureFormPages } from './structure-form-pages.js'
import { structurePages } from './structure-pages.js'
import { keepTyped } from './typed-body.js'
import { visibilityPages } from './visibility-pages.js'

/** The pages where records of the directory are kept. */
export const directoryRecordsPages: FastifyPluginAsyncZod = async (app) => {
  keepTyped(app)
  await app.register(listPages)
  bulkPages(app)
  await app.register(personPages)
  await app.register(personFormPages)
  ownPages(app)
  ownRequestPages(app)
  requestPages(app)
  for (const desk of [PERSON_DESK, OWN_DESK]) {
    situationPages(app, desk)
    offerPages(app, desk)
  }
  await app.register(removedPlacePages)
  offerPages(app, STRUCTURE_DESK)
  visibilityPages(app)
  objectionPages(app)
  membershipPages(app)
  accountPages(app)
  collegePages(app)
  await app.register(structurePages)
  await app.register(structureFormPages)
  await app.register(recordActPages)
}
