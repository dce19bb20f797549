import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Secrets } from '../../access/token-keys.js'
import { deviceWords } from './devices.js'
import { type OpenSession, signOut } from './sessions.js'
import { stepCookieName } from './steps.js'
import type { Visit } from './tries.js'

export type BrowserOptions = { cookieName: string; cookieSecure: boolean; secrets: Secrets }

/** Where a request comes from. `ip` believes X-Forwarded-For only from the proxies of the configuration. */
export function visitOf({ ip, headers }: FastifyRequest, secrets: Secrets): Visit {
  return { secrets, ip, device: deviceWords(headers['user-agent']) }
}

const STEP_SECONDS = 600

/** What the pages of sign-in keep in the browser: the session, a step of a sign-in, a link being used. */
export function browserOf(app: FastifyInstance, { cookieName, cookieSecure }: BrowserOptions) {
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure: cookieSecure } as const
  const stepCookie = stepCookieName(cookieSecure)
  const linkCookie = cookieSecure ? '__Host-trame-lien' : 'trame-lien'
  return {
    /** The session that was open here ends: two people may share a computer. */
    async enter(request: FastifyRequest, reply: FastifyReply, { sessionId }: OpenSession): Promise<void> {
      if (request.credential === 'cookie') await signOut(request.ctx)
      reply.clearCookie(stepCookie, cookie).setCookie(cookieName, app.jwt.sign({ sid: sessionId }), cookie)
    },
    leave: (reply: FastifyReply) => reply.clearCookie(cookieName, cookie),
    stepOf: (request: FastifyRequest) => request.cookies[stepCookie],
    keepStep: (reply: FastifyReply, id: string) =>
      reply.setCookie(stepCookie, id, { ...cookie, maxAge: STEP_SECONDS }),
    /** The token of a mail leaves the address at once, so that no page after it can tell it. */
    linkOf: (request: FastifyRequest) => request.cookies[linkCookie],
    keepLink: (reply: FastifyReply, token: string) =>
      reply.setCookie(linkCookie, token, { ...cookie, maxAge: STEP_SECONDS }),
    forgetLink: (reply: FastifyReply) => reply.clearCookie(linkCookie, cookie),
  }
}
