import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { bulkApi } from './bulk-api.js'
import { consentApi } from './consent-api.js'
import { listApi } from './list-api.js'
import { membershipApi } from './membership-api.js'
import { offerApi } from './offer-api.js'
import { personApi } from './person-api.js'
import { recordActApi } from './record-act-api.js'
import { recordRequestsApi } from './request-api.js'
import { situationApi } from './situation-api.js'
import { structureApi } from './structure-api.js'
import { visibilityApi } from './visibility-api.js'

/** Records of the directory as programs keep them: the same acts as the pages, by the same services. */
export const directoryRecordsApi: FastifyPluginAsyncZod = async (app) => {
  await app.register(listApi)
  await app.register(personApi)
  await app.register(structureApi)
  await app.register(situationApi)
  await app.register(offerApi)
  await app.register(visibilityApi)
  await app.register(consentApi)
  await app.register(membershipApi)
  await app.register(recordActApi)
  await app.register(bulkApi)
  await app.register(recordRequestsApi)
}
