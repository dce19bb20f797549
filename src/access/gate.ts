import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Ctx } from '../context.js'
import type { Db } from '../db/connect.js'
import { AppError } from '../errors/app-error.js'
import type { Actor } from './actor.js'
import { can, type RoutePermission } from './policy.js'
import { deriveKey, formToken, sameToken } from './secrets.js'
import { readToken, type Secrets, verifyingKeys } from './token-keys.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: RoutePermission
    /** Answers the same to everybody: who calls is not even looked up, so it needs no database. */
    anonymous?: true
  }
  interface FastifyInstance {
    /** Every route with what it asks for: the live table that tests walk through. */
    doors: { method: string; url: string; permission: RoutePermission; schema: FastifySchema }[]
  }
  interface FastifyRequest {
    ctx: Ctx
    /** How the caller proved who she is; a form can only come with a cookie. */
    credential: 'none' | 'cookie' | 'bearer'
  }
}

/** What a token names, once its signature is verified. */
export type Credential = { kind: 'session' | 'token'; id: string }

export type GateOptions = {
  db: Db
  secrets: Secrets
  clock: () => Date
  cookieSecure: boolean
  /** Who a session or an API token belongs to at this instant, or null when it is unknown, ended or its right revoked. */
  loadActor: (db: Db, credential: Credential, now: Date) => Promise<Actor | null>
}

/** `__Host-` binds the cookie to this host over https; plain http (the demo) cannot use it. */
export function sessionCookieName(cookieSecure: boolean): string {
  return cookieSecure ? '__Host-trame' : 'trame'
}

/**
 * The one door: refuses to start on a route without a permission, says who acts, and lets in only those
 * whom the policy lets in.
 */
export function installGate(app: FastifyInstance, options: GateOptions): void {
  app.decorate('doors', [])
  app.addHook('onRoute', (route) => {
    const permission = route.config?.permission
    if (!permission) throw new Error(`${String(route.method)} ${route.url} declares no permission`)
    const door = { url: route.url, permission, schema: route.schema ?? {} }
    for (const method of [route.method].flat()) app.doors.push({ method, ...door })
  })
  app.decorateRequest('credential', 'none')
  app.addHook('onRequest', async (request) => {
    const now = options.clock()
    const token = request.routeOptions.config.anonymous
      ? null
      : credentialOf(request, sessionCookieName(options.cookieSecure))
    const actor = token ? await actorOf(app, options, token.value, now) : null
    request.credential = actor && token ? token.kind : 'none'
    request.ctx = { db: options.db, actor: actor ?? { role: 'public' }, now }
    allow(request)
  })
}

function credentialOf(
  request: FastifyRequest,
  cookieName: string,
): { kind: 'cookie' | 'bearer'; value: string } | null {
  const [, bearer] = /^Bearer ([\w.-]+)$/.exec(request.headers.authorization ?? '') ?? []
  if (bearer) return { kind: 'bearer', value: bearer }
  const cookie = request.cookies[cookieName]
  return cookie ? { kind: 'cookie', value: cookie } : null
}

async function actorOf(
  app: FastifyInstance,
  options: GateOptions,
  token: string,
  now: Date,
): Promise<Actor | null> {
  const credential = readToken(app, options.secrets, token, now)
  return credential && options.loadActor(options.db, credential, now)
}

function allow(request: FastifyRequest): void {
  const permission = request.routeOptions.config.permission
  // A URL that matches no route has no config: the not-found handler answers it.
  if (permission === undefined || permission === 'anyone') return
  if (can(request.ctx.actor, permission)) return
  throw new AppError(request.ctx.actor.role === 'public' ? 'access.sign-in-required' : 'access.forbidden')
}

/**
 * Guards the forms of a face: a state-changing request must come from our own pages (Origin or
 * Sec-Fetch-Site) and, in a session, carry its token in the field `_csrf`, which is then removed. A
 * multipart body is read later: its handler checks the token with `checkFormToken`.
 */
export function guardForms(
  app: FastifyInstance,
  options: { secrets: Secrets; publicOrigin: string | undefined },
): void {
  const key = deriveKey(options.secrets.current, 'forms')
  // Read when a page is made: that of a refusal has its sign-out form too.
  app.decorateRequest('formToken', {
    getter() {
      const actor = this.ctx?.actor
      return actor && 'sessionId' in actor ? formToken(key, actor.sessionId) : null
    },
  })
  app.decorateRequest('takesFormToken', null)
  app.addHook('onRequest', async (request) => {
    const { actor } = request.ctx
    // A page opened before the platform's secret changed still sends its form.
    request.takesFormToken = (given) =>
      'sessionId' in actor &&
      verifyingKeys(options.secrets, 'forms', request.ctx.now).some((key) =>
        sameToken(formToken(key, actor.sessionId), given),
      )
  })
  app.addHook('preValidation', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return
    if (!fromOurPages(request, options.publicOrigin)) throw new AppError('access.forged-form')
    if (request.isMultipart()) return
    const body = request.body as Record<string, unknown> | undefined
    if (request.formToken !== null) checkFormToken(request, body?._csrf)
    if (body) delete body._csrf
  })
}

/** Refuses a form whose token is not the one of this session. */
export function checkFormToken(request: FastifyRequest, given: unknown): void {
  if (typeof given !== 'string' || !request.takesFormToken?.(given)) {
    throw new AppError('access.forged-form')
  }
}

function fromOurPages(request: FastifyRequest, publicOrigin: string | undefined): boolean {
  const { origin } = request.headers
  if (origin === undefined) return request.headers['sec-fetch-site'] === 'same-origin'
  return origin === (publicOrigin ?? localOrigin(request))
}

/**
 * Without PUBLIC_URL the platform serves the machine it runs on and nobody else: the Host header is believed only
 * when it says so, because another site may give its own name to our address.
 */
function localOrigin(request: FastifyRequest): string | null {
  const host = request.headers.host ?? ''
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host) ? `${request.protocol}://${host}` : null
}

declare module 'fastify' {
  interface FastifyRequest {
    formToken: string | null
    /** Whether a token is one that this session's forms carry. */
    takesFormToken: ((given: string) => boolean) | null
  }
}
