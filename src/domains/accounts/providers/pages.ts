import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { NARROW_SPACE } from '../../../web/typography.js'
import { type BrowserOptions, browserOf, visitOf } from '../browser.js'
import { safePath } from '../safe-path.js'
import { PROVIDERS } from '../tables.js'
import { departurePage } from './departure-page.js'
import type { ProviderName } from './labels.js'
import { linkingPages } from './linking-pages.js'
import { enabledProvider, type Providers } from './providers.js'
import { PracticeChoice, Return, Start } from './schemas.js'
import {
  type AcceptInvitation,
  type Arrival,
  arrive,
  choosePractice,
  departFor,
  practicesToChoose,
} from './service.js'
import { PracticePage, UnknownIdentityPage } from './views.js'

export type ProvidersPagesOptions = BrowserOptions & {
  providers: Providers
  acceptInvitation?: AcceptInvitation
}

/** Sign-in with Pro Santé Connect and ProConnect, and linking them to an account. */
export const providersPages: FastifyPluginAsyncZod<ProvidersPagesOptions> = async (app, options) => {
  await app.register(practicePages, options)
  for (const name of PROVIDERS) {
    await app.register(signInPages, { ...options, name })
    await app.register(linkingPages, { ...options, name })
  }
}

const signInPages: FastifyPluginAsyncZod<ProvidersPagesOptions & { name: ProviderName }> = async (
  app,
  options,
) => {
  const { name, providers, secrets, acceptInvitation } = options
  const browser = browserOf(app, options)

  app.post(
    `/connexion/${name}`,
    { config: { permission: 'anyone' }, schema: { body: Start } },
    async (request, reply) => {
      const provider = enabledProvider(providers, name)
      const asked = { ...request.body, next: safePath(request.body.next) }
      const { stepId, url } = await departFor(request.ctx, provider, asked, visitOf(request, secrets))
      browser.keepStep(reply, stepId)
      return departurePage(reply, provider.label, url)
    },
  )

  app.get(
    `/connexion/retour/${name}`,
    { config: { permission: 'anyone' }, schema: { querystring: Return } },
    async (request, reply) => {
      const provider = enabledProvider(providers, name)
      const arriving = { stepId: browser.stepOf(request), returned: request.query, acceptInvitation }
      const arrival = await arrive(request.ctx, provider, arriving, visitOf(request, secrets))
      return answer(request, reply, provider.label, arrival)
    },
  )

  async function answer(request: FastifyRequest, reply: FastifyReply, label: string, arrival: Arrival) {
    switch (arrival.kind) {
      case 'open':
        await browser.enter(request, reply, arrival.session)
        return reply.redirect(safePath(arrival.next), 303)
      case 'practices':
        browser.keepStep(reply, arrival.stepId)
        return reply.redirect('/connexion/structure', 303)
      case 'linked':
        return reply.redirect('/mon-compte', 303)
      case 'unknown':
        return reply.code(403).page({
          title: 'Aucun compte Trame n’est relié à cette identité',
          body: h(UnknownIdentityPage, { label }),
        })
    }
  }
}

const practicePages: FastifyPluginAsyncZod<BrowserOptions> = async (app, options) => {
  const browser = browserOf(app, options)

  const page = async (request: FastifyRequest, reply: FastifyReply, missing = false) => {
    const practices = await practicesToChoose(request.ctx, browser.stepOf(request))
    return reply.page({
      title: `Dans quelle structure exercez-vous maintenant${NARROW_SPACE}?`,
      body: h(PracticePage, { practices, csrfToken: request.formToken, missing }),
    })
  }

  app.get('/connexion/structure', { config: { permission: 'anyone' } }, (request, reply) =>
    page(request, reply),
  )

  app.post(
    '/connexion/structure',
    { config: { permission: 'anyone' }, schema: { body: PracticeChoice } },
    async (request, reply) => {
      const visit = visitOf(request, options.secrets)
      const { practice } = request.body
      const chosen = await choosePractice(request.ctx, browser.stepOf(request), practice, visit)
      if (!chosen) return page(request, reply.code(400), true)
      await browser.enter(request, reply, chosen.session)
      return reply.redirect(safePath(chosen.next), 303)
    },
  )
}
