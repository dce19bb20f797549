import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { type BrowserOptions, browserOf, visitOf } from './browser.js'
import { type Refusal, refusalOf } from './refusal.js'
import { AskedPage, AskResetForm, EndedLinkPage, ResetForm } from './reset-views.js'
import { askPasswordReset, checkResetLink, resetPassword } from './resets.js'
import { NewPassword, OneAddress } from './schemas.js'

const ASK_TITLE = 'Mot de passe oublié'
const RESET_TITLE = 'Choisir un nouveau mot de passe'

/** A new password by mail, for those who have lost theirs. */
export const resetPages: FastifyPluginAsyncZod<BrowserOptions> = async (app, options) => {
  const browser = browserOf(app, options)
  const { secrets } = options

  const askPage = (request: FastifyRequest, reply: FastifyReply, refusal?: Refusal) =>
    reply.code(refusal?.status ?? 200).page({
      title: ASK_TITLE,
      body: h(AskResetForm, { csrfToken: request.formToken, ...(refusal && { refusal }) }),
    })

  const endedPage = (reply: FastifyReply, refusal: Refusal) =>
    browser
      .forgetLink(reply)
      .code(refusal.status)
      .page({ title: refusal.title, body: h(EndedLinkPage, { advice: refusal.advice }) })

  const resetPage = (request: FastifyRequest, reply: FastifyReply, refusal?: Refusal) => {
    if (refusal?.code === 'account.link-ended') return endedPage(reply, refusal)
    return reply.code(refusal?.status ?? 200).page({
      title: RESET_TITLE,
      body: h(ResetForm, { csrfToken: request.formToken, ...(refusal && { errors: refusal.fields }) }),
    })
  }

  app.get('/mot-de-passe-oublie', { config: { permission: 'anyone' } }, (request, reply) =>
    askPage(request, reply),
  )

  app.post(
    '/mot-de-passe-oublie',
    { config: { permission: 'anyone' }, schema: { body: OneAddress } },
    async (request, reply) => {
      try {
        await askPasswordReset(request.ctx, visitOf(request, secrets), request.body.email)
        return reply.page({ title: 'Regardez vos courriels', body: h(AskedPage, {}) })
      } catch (error) {
        return askPage(request, reply, refusalOf(error))
      }
    },
  )

  app.get(
    '/mot-de-passe/nouveau',
    {
      config: { permission: 'anyone' },
      schema: { querystring: z.strictObject({ jeton: z.string().max(200).optional() }) },
    },
    async (request, reply) => {
      const { jeton } = request.query
      try {
        await checkResetLink(request.ctx, secrets, jeton ?? browser.linkOf(request))
      } catch (error) {
        return resetPage(request, reply, refusalOf(error))
      }
      if (jeton === undefined) return resetPage(request, reply)
      return browser.keepLink(reply, jeton).redirect('/mot-de-passe/nouveau', 303)
    },
  )

  app.post(
    '/mot-de-passe/nouveau',
    { config: { permission: 'anyone' }, schema: { body: NewPassword } },
    async (request, reply) => {
      try {
        const token = browser.linkOf(request)
        await resetPassword(request.ctx, visitOf(request, secrets), token, request.body)
        return browser.leave(browser.forgetLink(reply)).redirect('/connexion?fait=mot-de-passe', 303)
      } catch (error) {
        return resetPage(request, reply, refusalOf(error))
      }
    },
  )
}
