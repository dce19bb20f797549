import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Ctx } from '../context.js'
import type { Db } from '../db/connect.js'
import { AppError } from '../errors/app-error.js'
import type { Actor } from './actor.js'
import { can, type RoutePermission } from './policy.js'
import { deriveKey, formToken, sameToken } from './secrets.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: RoutePermission
  }
  interface FastifyInstance {
    /** Every route with what it asks for: the live table that tests walk through. */
    doors: { method: string; url: string; permission: RoutePermission }[]
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
    for (const method of [route.method].flat()) app.doors.push({ method, url: route.url, permission })
  })
  app.decorateRequest('credential', 'none')
  app.addHook('onRequest', async (request) => {
    const now = options.clock()
    const token = credentialOf(request, sessionCookieName(options.cookieSecure))
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
  const credential = verified(app, token)
  return credential && options.loadActor(options.db, credential, now)
}

/** What a signed token names: a session (`sid`) or an API token (`tid`). */
function verified(app: FastifyInstance, token: string): Credential | null {
  try {
    const { sid, tid } = app.jwt.verify<{ sid?: unknown; tid?: unknown }>(token)
    if (typeof sid === 'string') return { kind: 'session', id: sid }
    return typeof tid === 'string' ? { kind: 'token', id: tid } : null
  } catch {
    return null // a token that does not verify is no token
  }
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
  options: { appSecret: string; publicOrigin: string | undefined },
): void {
  const key = deriveKey(options.appSecret, 'forms')
  app.decorateRequest('formToken', null)
  app.addHook('onRequest', async (request) => {
    const { actor } = request.ctx
    request.formToken = 'sessionId' in actor ? formToken(key, actor.sessionId) : null
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
  const expected = request.formToken
  if (expected === null || typeof given !== 'string' || !sameToken(expected, given)) {
    throw new AppError('access.forged-form')
  }
}

function fromOurPages(request: FastifyRequest, publicOrigin: string | undefined): boolean {
  const origin = request.headers.origin
  if (origin !== undefined) {
    return origin === (publicOrigin ?? `${request.protocol}://${request.headers.host}`)
  }
  const site = request.headers['sec-fetch-site']
  return site === 'same-origin'
}

declare module 'fastify' {
  interface FastifyRequest {
    formToken: string | null
  }
}
