import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import jwt from '@fastify/jwt'
import multipart from '@fastify/multipart'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readInTurn } from './access/fair-reading.js'
import { guardForms, installGate, sessionCookieName } from './access/gate.js'
import { readSendingKeys } from './access/repetition.js'
import { refuseLooseInput } from './access/strict-input.js'
import { type Secrets, tokenOptions } from './access/token-keys.js'
import type { Config } from './config.js'
import type { Db } from './db/connect.js'
import { acceptWithIdentity } from './domains/accounts/acceptance.js'
import { accountsApi } from './domains/accounts/api.js'
import { invitationPages } from './domains/accounts/invitation-pages.js'
import { accountsPages } from './domains/accounts/pages.js'
import { peopleApi } from './domains/accounts/people-api.js'
import { peoplePages } from './domains/accounts/people-pages.js'
import { providersPages } from './domains/accounts/providers/pages.js'
import { openProviders } from './domains/accounts/providers/providers.js'
import { loadActor } from './domains/accounts/sessions.js'
import { auditApi } from './domains/audit/api.js'
import { auditPages } from './domains/audit/pages.js'
import { agencyReportPages } from './domains/birth-house-reports/agency-pages.js'
import { birthHouseReportsApi } from './domains/birth-house-reports/api.js'
import { ownReportPages } from './domains/birth-house-reports/pages.js'
import { birthHousesApi } from './domains/birth-houses/api.js'
import { authorisationApi } from './domains/birth-houses/authorisation-api.js'
import { authorisationPages } from './domains/birth-houses/authorisation-pages.js'
import { charterApi } from './domains/birth-houses/charter-api.js'
import { charterPages } from './domains/birth-houses/charter-pages.js'
import { conventionApi } from './domains/birth-houses/convention-api.js'
import { conventionPages } from './domains/birth-houses/convention-pages.js'
import { documentApi } from './domains/birth-houses/document-api.js'
import { documentPages } from './domains/birth-houses/document-pages.js'
import { identityApi } from './domains/birth-houses/identity-api.js'
import { identityPages } from './domains/birth-houses/identity-pages.js'
import { meetingApi } from './domains/birth-houses/meeting-api.js'
import { meetingPages } from './domains/birth-houses/meeting-pages.js'
import { birthHousesPages } from './domains/birth-houses/pages.js'
import { presentationPages } from './domains/birth-houses/presentation-pages.js'
import { situationApi } from './domains/birth-houses/situation-api.js'
import { situationPages } from './domains/birth-houses/situation-pages.js'
import { teamApi } from './domains/birth-houses/team-api.js'
import { teamPages } from './domains/birth-houses/team-pages.js'
import { criteriaPages } from './domains/birth-registers/criteria-pages.js'
import { birthHomePages } from './domains/birth-registers/home-pages.js'
import { networkApi } from './domains/birth-registers/network-api.js'
import { networkPages } from './domains/birth-registers/network-pages.js'
import { receivedApi } from './domains/birth-registers/received-api.js'
import { receivedPages } from './domains/birth-registers/received-pages.js'
import { registerApi } from './domains/birth-registers/register-api.js'
import { registerPages } from './domains/birth-registers/register-pages.js'
import { returnPages } from './domains/birth-registers/return-pages.js'
import { transferApi } from './domains/birth-registers/transfer-api.js'
import { transferPages } from './domains/birth-registers/transfer-pages.js'
import { directoryApi } from './domains/directory/api.js'
import { directoryPages } from './domains/directory/pages.js'
import { directoryImportsApi } from './domains/directory-imports/api.js'
import { directoryImportsPages } from './domains/directory-imports/pages.js'
import { directoryPublicationsApi } from './domains/directory-publications/api.js'
import { fhirApi } from './domains/directory-publications/fhir/api.js'
import { directoryPublicationsPages } from './domains/directory-publications/pages.js'
import { directoryRecordsPages } from './domains/directory-records/pages.js'
import { directoryRecordsApi } from './domains/directory-records/records-api.js'
import { duplicatesApi } from './domains/directory-upkeep/duplicates/api.js'
import { duplicatePages } from './domains/directory-upkeep/duplicates/pages.js'
import { linkPages } from './domains/directory-upkeep/link-pages.js'
import { reportPages } from './domains/directory-upkeep/report-pages.js'
import { returnedPages } from './domains/directory-upkeep/returned-pages.js'
import { toVerifyPages } from './domains/directory-upkeep/to-verify-pages.js'
import { echographersApi } from './domains/echographers/api.js'
import { echographerDocumentApi } from './domains/echographers/document-api.js'
import { echographerDocumentPages } from './domains/echographers/document-pages.js'
import { echographerPages } from './domains/echographers/pages.js'
import { mailApi } from './domains/mail/api.js'
import { mailPages } from './domains/mail/pages.js'
import type { MailWay } from './domains/mail/views.js'
import { networksApi } from './domains/networks/api.js'
import { networksPages } from './domains/networks/pages.js'
import { pmsiApi } from './domains/pmsi/api.js'
import { pmsiPages } from './domains/pmsi/pages.js'
import { privacyApi } from './domains/privacy/api.js'
import { privacyPages } from './domains/privacy/pages.js'
import { territoriesApi } from './domains/territories/api.js'
import { territoryPages } from './domains/territories/pages.js'
import { tracersApi } from './domains/tracers/api.js'
import { tracersPages } from './domains/tracers/pages.js'
import { qualityPages } from './domains/tracers/quality-pages.js'
import { AppError } from './errors/app-error.js'
import { replyProblems, replyUnroutable } from './errors/reply-problem.js'
import { registerHealth } from './health.js'
import { logOptions } from './logging.js'
import { limitBodies, nodeLimits, SERVER_LIMITS, type ServerLimits } from './server-limits.js'
import { loadAssets } from './web/assets.js'
import { ignoreForeignParameters } from './web/foreign-parameters.js'
import { renderPages } from './web/reply-page.js'
import { setSecurityHeaders } from './web/security-headers.js'
import { sitePages } from './web/site-pages.js'

export type AppOptions = {
  db: Db
  clock: () => Date
  /** Where log lines go: the standard output unless said otherwise. */
  logTo?: { write: (line: string) => void }
  config: Pick<
    Config,
    'appSecret' | 'cookieSecure' | 'publicUrl' | 'trustedProxies' | 'uploadMaxBytes' | 'dataDir' | 'logLevel'
  > &
    Partial<Pick<Config, 'previousSecret' | 'demo' | 'signInProviders' | 'mail'>>
  /** Aborted when the process has begun to stop. */
  stopping?: AbortSignal
  limits?: ServerLimits
}

const MAX_FORM_BYTES = 1024 * 1024
const MAX_FILES = 200

/** The whole web application, without a port: `server.ts` listens, tests inject. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { db, clock, config, logTo, limits = SERVER_LIMITS } = options
  const stopping = options.stopping ?? new AbortController().signal
  const app = Fastify({
    // What a person reads out from an error page finds one line of one log; short enough to be said aloud.
    genReqId: () => `req-${randomBytes(6).toString('hex')}`,
    logger: { ...logOptions(config.logLevel, 'web'), ...(logTo && { stream: logTo }) },
    frameworkErrors: replyUnroutable,
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    bodyLimit: MAX_FORM_BYTES,
    return503OnClosing: false,
    ...nodeLimits(limits),
  }).withTypeProvider<ZodTypeProvider>()
  z.config(z.locales.fr())
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)

  limitBodies(app, limits, MAX_FORM_BYTES)
  closeConnectionsWhen(app, stopping)
  app.removeContentTypeParser('text/plain')
  replyProblems(app)
  await app.register(cookie)
  await app.register(multipart, { limits: { fileSize: config.uploadMaxBytes, files: MAX_FILES, fields: 20 } })
  await setSecurityHeaders(app, { https: config.cookieSecure })
  const secrets: Secrets = { current: config.appSecret, previous: config.previousSecret ?? null }
  await app.register(jwt, tokenOptions(secrets))
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Trame',
        version: '1',
        description:
          'Send an Idempotency-Key header (8 to 64 letters, digits, « - » or « _ ») with what creates something: sent again under the same key within a day, it is done once and answered alike.',
      },
      components: { securitySchemes: BEARER },
    },
    transform: jsonSchemaTransform,
  })
  refuseLooseInput(app)
  installGate(app, { db, secrets, clock, cookieSecure: config.cookieSecure, loadActor })
  readInTurn(app)

  const assets = loadAssets()
  assets.register(app)
  registerHealth(app, { db, stopping })

  await app.register(
    async (api) => {
      replyProblems(api)
      api.setNotFoundHandler(() => {
        throw new AppError('request.not-found')
      })
      // A cookie alone never changes anything here: another site could make a browser send it.
      api.addHook('preValidation', async (request) => {
        const reads = request.method === 'GET' || request.method === 'HEAD'
        if (!reads && request.credential === 'cookie') throw new AppError('access.sign-in-required')
      })
      readSendingKeys(api, { from: 'header', secrets })
      await api.register(accountsApi, { secrets })
      await api.register(peopleApi, { secrets })
      await api.register(networksApi)
      await api.register(directoryApi)
      await api.register(auditApi)
      await api.register(privacyApi)
      await api.register(mailApi)
      await api.register(pmsiApi, { dataDir: config.dataDir, uploadMaxBytes: config.uploadMaxBytes })
      await api.register(directoryImportsApi, {
        dataDir: config.dataDir,
        uploadMaxBytes: config.uploadMaxBytes,
      })
      await api.register(tracersApi)
      await api.register(directoryPublicationsApi)
      await api.register(directoryRecordsApi)
      await api.register(territoriesApi)
      await api.register(duplicatesApi)
      await api.register(echographersApi)
      await api.register(echographerDocumentApi, { dataDir: config.dataDir })
      await api.register(fhirApi, { prefix: '/fhir' })
      await api.register(birthHouseReportsApi)
      await api.register(birthHousesApi)
      await api.register(transferApi)
      await api.register(registerApi)
      await api.register(receivedApi)
      await api.register(networkApi)
      await api.register(teamApi)
      await api.register(meetingApi)
      await api.register(identityApi)
      await api.register(situationApi)
      await api.register(conventionApi)
      await api.register(charterApi)
      await api.register(documentApi, { dataDir: config.dataDir })
      await api.register(authorisationApi, { dataDir: config.dataDir })
      api.get('/openapi.json', { config: { permission: 'anyone' }, schema: { hide: true } }, async () =>
        app.swagger(),
      )
    },
    { prefix: '/api' },
  )

  await app.register(async (pages) => {
    pages.removeContentTypeParser('application/json')
    await pages.register(formbody)
    guardForms(pages, {
      secrets,
      publicOrigin: config.publicUrl && new URL(config.publicUrl).origin,
    })
    readSendingKeys(pages, { from: 'field', secrets })
    ignoreForeignParameters(pages)
    renderPages(pages, { assetVersion: assets.version })
    pages.setNotFoundHandler(() => {
      throw new AppError('request.not-found')
    })
    const cookieName = sessionCookieName(config.cookieSecure)
    await pages.register(accountsPages, {
      cookieName,
      cookieSecure: config.cookieSecure,
      secrets,
      demo: config.demo ?? false,
      providers: (config.signInProviders ?? []).map(({ provider }) => provider),
    })
    await pages.register(providersPages, {
      providers: openProviders(config.signInProviders ?? []),
      cookieName,
      cookieSecure: config.cookieSecure,
      secrets,
      acceptInvitation: acceptWithIdentity,
    })
    await pages.register(peoplePages)
    await pages.register(invitationPages, {
      secrets,
      providers: (config.signInProviders ?? []).map(({ provider }) => provider),
    })
    await pages.register(networksPages)
    await pages.register(directoryPages)
    await pages.register(auditPages)
    await pages.register(privacyPages)
    await pages.register(mailPages, { appSecret: config.appSecret, way: mailWay(config) })
    await pages.register(toVerifyPages)
    await pages.register(returnedPages)
    await pages.register(linkPages, { secrets })
    await pages.register(reportPages, { secrets })
    await pages.register(duplicatePages)
    await pages.register(echographerPages, { secrets, dataDir: config.dataDir })
    await pages.register(echographerDocumentPages, { dataDir: config.dataDir })
    await pages.register(pmsiPages, { dataDir: config.dataDir, uploadMaxBytes: config.uploadMaxBytes })
    await pages.register(directoryImportsPages, {
      dataDir: config.dataDir,
      uploadMaxBytes: config.uploadMaxBytes,
    })
    await pages.register(tracersPages)
    await pages.register(qualityPages)
    await pages.register(directoryRecordsPages)
    await pages.register(territoryPages)
    await pages.register(ownReportPages)
    await pages.register(agencyReportPages)
    await pages.register(birthHousesPages)
    await pages.register(birthHomePages)
    await pages.register(transferPages)
    await pages.register(registerPages)
    await pages.register(receivedPages)
    await pages.register(networkPages)
    await pages.register(teamPages)
    await pages.register(meetingPages)
    await pages.register(identityPages)
    await pages.register(situationPages)
    await pages.register(presentationPages)
    await pages.register(conventionPages)
    await pages.register(charterPages)
    await pages.register(documentPages, { dataDir: config.dataDir })
    await pages.register(authorisationPages, { dataDir: config.dataDir })
    await pages.register(returnPages, { secrets })
    await pages.register(criteriaPages)
    await pages.register(directoryPublicationsPages, { dataDir: config.dataDir })
    await pages.register(sitePages)
  })
  return app
}

function mailWay({ mail, demo }: AppOptions['config']): MailWay {
  if (mail) return 'smtp'
  return demo ? 'demonstration' : 'none'
}

/** Tells each client that keeps its connection to open another one, which a load balancer sends elsewhere. */
function closeConnectionsWhen(app: FastifyInstance, stopping: AbortSignal): void {
  app.addHook('onSend', async (_, reply) => {
    if (stopping.aborted) reply.header('connection', 'close')
  })
}

const BEARER = { session: { type: 'http', scheme: 'bearer' } } as const
