import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { can } from '../../access/policy.js'
import { AppError } from '../../errors/app-error.js'
import { describeError } from '../../errors/catalogue.js'
import { SignIn } from './schemas.js'
import { signOut } from './sessions.js'
import { signIn } from './sign-in.js'
import { SignInForm } from './views.js'

/** Where to go after sign-in: a path of this site, never another one. */
export function safePath(next: string | undefined): string {
  return next && /^\/(?![/\\])[\w\-./?=&%]*$/.test(next) ? next : '/'
}

export type AccountsPagesOptions = { cookieName: string; cookieSecure: boolean }

export const accountsPages: FastifyPluginAsyncZod<AccountsPagesOptions> = async (app, options) => {
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure: options.cookieSecure } as const

  app.get(
    '/connexion',
    {
      config: { permission: 'anyone' },
      schema: { querystring: z.strictObject({ suite: z.string().max(500).optional() }) },
    },
    async (request, reply) =>
      reply.page({
        title: 'Se connecter',
        body: h(SignInForm, { csrfToken: request.formToken, email: '', next: safePath(request.query.suite) }),
      }),
  )

  app.post(
    '/connexion',
    {
      config: { permission: 'anyone', rateLimit: { max: 10, timeWindow: '1 minute' } },
      schema: { body: SignIn.extend({ next: z.string().max(500).optional() }) },
    },
    async (request, reply) => {
      const { next, ...credentials } = request.body
      try {
        const session = await signIn(request.ctx, credentials)
        const token = app.jwt.sign({ sid: session.sessionId })
        return reply.setCookie(options.cookieName, token, cookie).redirect(safePath(next), 303)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        const refusal = describeError(error.code)
        const form = { csrfToken: null, email: credentials.email, next: safePath(next), refusal }
        return reply.code(refusal.status).page({ title: 'Se connecter', body: h(SignInForm, form) })
      }
    },
  )

  app.post('/deconnexion', { config: { permission: 'account.own' } }, async (request, reply) => {
    await signOut(request.ctx)
    return reply.clearCookie(options.cookieName, cookie).redirect('/connexion', 303)
  })

  app.get('/', { config: { permission: 'anyone' } }, async (request, reply) => {
    const { actor } = request.ctx
    if (actor.role === 'public') return reply.redirect('/connexion', 303)
    return reply.redirect(can(actor, 'tracer.read') ? '/indicateurs' : '/maternites', 303)
  })
}
