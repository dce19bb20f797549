import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import type { Secrets } from '../../../access/token-keys.js'
import { AppError } from '../../../errors/app-error.js'
import type { FieldErrors } from '../../../web/forms.js'
import { visitOf } from '../browser.js'
import { asksPassword } from '../presence.js'
import { RowParams } from '../schemas.js'
import { PROVIDER_LABELS, type ProviderName } from './labels.js'
import { StartLinking } from './schemas.js'
import { removableIdentity, unlinkIdentity } from './unlinking.js'
import { UnlinkPage } from './views.js'

export type UnlinkingPagesOptions = { providers: readonly ProviderName[]; secrets: Secrets }

const OWN = { permission: 'account.own' } as const

/** From « Mon compte »: removing a provider's identity from the account of the session. */
export const unlinkingPages: FastifyPluginAsyncZod<UnlinkingPagesOptions> = async (app, options) => {
  const { providers: offered, secrets } = options

  const page = async (request: FastifyRequest, reply: FastifyReply, id: string, errors?: FieldErrors) => {
    const label = PROVIDER_LABELS[await removableIdentity(request.ctx, { id, offered })]
    const asks = await asksPassword(request.ctx)
    return reply.page({
      title: `Délier ${label}`,
      breadcrumb: [{ href: '/mon-compte', label: 'Mon compte' }, { label: `Délier ${label}` }],
      body: h(UnlinkPage, { id, label, csrfToken: request.formToken, asksPassword: asks, errors }),
    })
  }

  app.get(
    '/mon-compte/identites/:id/retrait',
    { config: OWN, schema: { params: RowParams } },
    (request, reply) => page(request, reply, request.params.id),
  )

  app.post(
    '/mon-compte/identites/:id/retrait',
    { config: OWN, schema: { params: RowParams, body: StartLinking } },
    async (request, reply) => {
      const { id } = request.params
      const visit = visitOf(request, secrets)
      try {
        await unlinkIdentity(request.ctx, visit, { id, offered }, request.body.currentPassword)
        return reply.redirect('/mon-compte?fait=identite', 303)
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'account.wrong-password')) throw error
        return page(request, reply.code(403), id, error.fields)
      }
    },
  )
}
