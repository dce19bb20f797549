import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import type { Secrets } from '../../access/token-keys.js'
import { fieldErrors } from '../../web/field-errors.js'
import type { FieldErrors } from '../../web/forms.js'
import { visitOf } from './browser.js'
import { timeZoneOf } from './own-account.js'
import { asksPassword } from './presence.js'
import { type Refusal, refusalOf } from './refusal.js'
import { NewTokenForm, RowParams } from './schemas.js'
import { signedIn } from './sessions.js'
import { NewTokenPage, TokensPage } from './token-views.js'
import { createToken, listTokens, permissionsForTokens, revokeToken } from './tokens.js'

const OWN = { permission: 'account.own' } as const
const HOME = { href: '/mon-compte', label: 'Mon compte' }
const Done = z.strictObject({ fait: z.literal('revoque').optional() })

/** The keys a person gives to her programs. */
export const tokenPages: FastifyPluginAsyncZod<{ secrets: Secrets }> = async (app, { secrets }) => {
  app.get('/mon-compte/jetons', { config: OWN, schema: { querystring: Done } }, (request, reply) =>
    tokensPage(request, reply, { isRevoked: request.query.fait === 'revoque' }),
  )

  app.post(
    '/mon-compte/jetons',
    { config: OWN, schema: { body: NewTokenForm }, attachValidation: true },
    async (request, reply) => {
      const errors = fieldErrors(request)
      if (errors) return tokensPage(request, reply, { errors: inWords(errors), typed: request.body })
      try {
        const visit = visitOf(request, secrets)
        const { id, expiresAt } = await createToken(request.ctx, visit, request.body)
        const token = app.jwt.sign({ tid: id, exp: Math.trunc(expiresAt.getTime() / 1000) })
        return reply.page({
          title: 'Votre nouveau jeton',
          breadcrumb: [HOME, { href: '/mon-compte/jetons', label: 'Jetons' }, { label: 'Nouveau' }],
          body: h(NewTokenPage, { token, expiresAt, timeZone: await timeZoneOf(request.ctx) }),
        })
      } catch (error) {
        return tokensPage(request, reply, { refusal: refusalOf(error), typed: request.body })
      }
    },
  )

  app.post(
    '/mon-compte/jetons/:id/revocation',
    { config: OWN, schema: { params: RowParams } },
    async (request, reply) => {
      await revokeToken(request.ctx, request.params.id)
      return reply.redirect('/mon-compte/jetons?fait=revoque', 303)
    },
  )
}

type Shown = { isRevoked?: boolean; errors?: FieldErrors; refusal?: Refusal; typed?: unknown }

async function tokensPage(request: FastifyRequest, reply: FastifyReply, shown: Shown) {
  const { isRevoked, refusal, typed } = shown
  const errors = shown.errors ?? refusal?.fields
  return reply.code(refusal?.status ?? (errors ? 400 : 200)).page({
    title: 'Jetons pour les programmes',
    breadcrumb: [HOME, { label: 'Jetons' }],
    notice: isRevoked
      ? { kind: 'success', title: 'Le jeton est révoqué : il ne sert plus.' }
      : refusal
        ? { kind: 'error', title: refusal.title, text: refusal.advice }
        : null,
    body: h(TokensPage, {
      tokens: await listTokens(request.ctx),
      permissions: permissionsForTokens(signedIn(request.ctx).role),
      role: signedIn(request.ctx).role,
      timeZone: await timeZoneOf(request.ctx),
      csrfToken: request.formToken,
      asksPassword: await asksPassword(request.ctx),
      typed: Typed.parse(typed ?? {}),
      ...(errors && { errors }),
    }),
  })
}

/** What a refused form held, so that nothing typed is lost. */
const Typed = z.object({
  name: z.string().catch(''),
  days: z.union([z.string(), z.number().transform(String)]).catch('90'),
  permissions: z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]),
})
export type TypedToken = z.infer<typeof Typed>

const WORDS: FieldErrors = {
  name: 'Donnez un nom au programme, cent caractères au plus.',
  permissions: 'Cochez au moins une action.',
  days: 'Choisissez une durée de la liste.',
}

function inWords(errors: FieldErrors): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).map(([name, message]) => {
      const field = name.split('/')[0] ?? name
      return [field, WORDS[field] ?? message]
    }),
  )
}
