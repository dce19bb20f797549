import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import jwt from '@fastify/jwt'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import { sql } from 'drizzle-orm'
import Fastify, { type FastifyInstance } from 'fastify'
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { z } from 'zod'
import { guardForms, installGate, sessionCookieName } from './access/gate.js'
import { deriveKey } from './access/secrets.js'
import type { Config } from './config.js'
import type { Db } from './db/connect.js'
import { accountsApi } from './domains/accounts/api.js'
import { accountsPages } from './domains/accounts/pages.js'
import { loadActor } from './domains/accounts/sessions.js'
import { networksApi } from './domains/networks/api.js'
import { networksPages } from './domains/networks/pages.js'
import { pmsiApi } from './domains/pmsi/api.js'
import { pmsiPages } from './domains/pmsi/pages.js'
import { tracersApi } from './domains/tracers/api.js'
import { tracersPages } from './domains/tracers/pages.js'
import { qualityPages } from './domains/tracers/quality-pages.js'
import { AppError } from './errors/app-error.js'
import { replyProblems } from './errors/reply-problem.js'
import { loadAssets } from './web/assets.js'
import { renderPages } from './web/reply-page.js'
import { sitePages } from './web/site-pages.js'

export type AppOptions = {
  db: Db
  clock: () => Date
  config: Pick<
    Config,
    'appSecret' | 'cookieSecure' | 'publicUrl' | 'trustedProxies' | 'uploadMaxBytes' | 'dataDir' | 'logLevel'
  >
}

const MAX_FORM_BYTES = 1024 * 1024
const MAX_FILES = 200

/** The whole web application, without a port: `server.ts` listens, tests inject. */
export async function buildApp({ db, clock, config }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: {
      level: config.logLevel,
      serializers: { req: ({ method, routeOptions }) => ({ method, route: routeOptions?.url }) },
    },
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    bodyLimit: MAX_FORM_BYTES,
    requestTimeout: 0, // an upload of gigabytes over a hospital's line takes as long as it takes
    return503OnClosing: false,
  }).withTypeProvider<ZodTypeProvider>()
  z.config(z.locales.fr())
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)

  await app.register(cookie)
  await app.register(formbody)
  await app.register(multipart, { limits: { fileSize: config.uploadMaxBytes, files: MAX_FILES, fields: 20 } })
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CSP },
    hsts: config.cookieSecure,
    // With no-referrer a browser posts its forms with « Origin: null », which the forms' guard refuses.
    referrerPolicy: { policy: 'same-origin' },
  })
  await app.register(rateLimit, { global: false })
  await app.register(jwt, {
    secret: deriveKey(config.appSecret, 'sessions'),
    sign: { algorithm: 'HS256' },
    verify: { algorithms: ['HS256'] },
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Trame', version: '1' },
      components: { securitySchemes: BEARER },
    },
    transform: jsonSchemaTransform,
  })
  installGate(app, { db, clock, cookieSecure: config.cookieSecure, loadActor })

  const assets = loadAssets()
  assets.register(app)
  app.get('/health/live', { config: { permission: 'anyone' }, schema: { hide: true } }, async () => ({
    live: true,
  }))
  app.get('/health/ready', { config: { permission: 'anyone' }, schema: { hide: true } }, async () => {
    await db.execute(sql`select 1`)
    return { ready: true }
  })

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
      await api.register(accountsApi)
      await api.register(networksApi)
      await api.register(pmsiApi, { dataDir: config.dataDir, uploadMaxBytes: config.uploadMaxBytes })
      await api.register(tracersApi)
      api.get('/openapi.json', { config: { permission: 'anyone' }, schema: { hide: true } }, async () =>
        app.swagger(),
      )
    },
    { prefix: '/api' },
  )

  await app.register(async (pages) => {
    guardForms(pages, {
      appSecret: config.appSecret,
      publicOrigin: config.publicUrl && new URL(config.publicUrl).origin,
    })
    renderPages(pages, { assetVersion: assets.version })
    pages.setNotFoundHandler(() => {
      throw new AppError('request.not-found')
    })
    const cookieName = sessionCookieName(config.cookieSecure)
    await pages.register(accountsPages, { cookieName, cookieSecure: config.cookieSecure })
    await pages.register(networksPages)
    await pages.register(pmsiPages, { dataDir: config.dataDir, uploadMaxBytes: config.uploadMaxBytes })
    await pages.register(tracersPages)
    await pages.register(qualityPages)
    await pages.register(sitePages)
  })
  return app
}

const CSP = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  scriptSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
}

const BEARER = { session: { type: 'http', scheme: 'bearer' } } as const
