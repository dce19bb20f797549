import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { AppError } from '../../../errors/app-error.js'
import type { FieldErrors } from '../../../web/forms.js'
import { type BrowserOptions, browserOf, visitOf } from '../browser.js'
import { asksPassword } from '../presence.js'
import { departurePage } from './departure-page.js'
import type { ProviderName } from './labels.js'
import { departToLink } from './linking.js'
import { enabledProvider, type Providers } from './providers.js'
import { StartLinking } from './schemas.js'
import { LinkPage } from './views.js'

export type LinkingPagesOptions = BrowserOptions & { providers: Providers; name: ProviderName }

/** From « Mon compte »: linking one provider's identity to the account of the session. */
export const linkingPages: FastifyPluginAsyncZod<LinkingPagesOptions> = async (app, options) => {
  const { name, providers, secrets } = options
  const browser = browserOf(app, options)

  const page = async (request: FastifyRequest, reply: FastifyReply, errors?: FieldErrors) => {
    const { label } = enabledProvider(providers, name)
    const asks = await asksPassword(request.ctx)
    return reply.page({
      title: `Relier ${label}`,
      body: h(LinkPage, { provider: name, csrfToken: request.formToken, asksPassword: asks, errors }),
    })
  }

  app.get(`/mon-compte/identites/${name}`, { config: { permission: 'account.own' } }, (request, reply) =>
    page(request, reply),
  )

  app.post(
    `/mon-compte/identites/${name}`,
    { config: { permission: 'account.own' }, schema: { body: StartLinking } },
    async (request, reply) => {
      const provider = enabledProvider(providers, name)
      const visit = visitOf(request, secrets)
      try {
        const { stepId, url } = await departToLink(request.ctx, provider, request.body.currentPassword, visit)
        browser.keepStep(reply, stepId)
        return departurePage(reply, provider.label, url)
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'account.wrong-password')) throw error
        return page(request, reply.code(403), error.fields)
      }
    },
  )
}
