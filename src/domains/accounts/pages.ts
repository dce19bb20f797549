import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import type { Actor } from '../../access/actor.js'
import { can } from '../../access/policy.js'
import { type BrowserOptions, browserOf, visitOf } from './browser.js'
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from './demo-accounts.js'
import { factorPages } from './factor-pages.js'
import { askCode, askNewFactor } from './factor-steps.js'
import { ownAccountPages } from './own-account-pages.js'
import type { ProviderName } from './providers/labels.js'
import { type Refusal, refusalOf } from './refusal.js'
import { resetPages } from './reset-pages.js'
import { safePath } from './safe-path.js'
import { SignIn } from './schemas.js'
import { signOut } from './sessions.js'
import { openFirstRight, provePassword } from './sign-in.js'
import { SignInForm } from './views.js'

export type AccountsPagesOptions = BrowserOptions & {
  /** The pages say the demonstration's accounts and their codes. */
  demo: boolean
  providers: readonly ProviderName[]
}

const DONE = {
  'mot-de-passe': 'Votre nouveau mot de passe est enregistré. Connectez-vous avec lui.',
  deconnexion: 'Vous êtes déconnectée ou déconnecté de tous vos appareils.',
} as const

const SignInQuery = z.strictObject({
  suite: z.string().max(500).optional(),
  fait: z.enum(Object.keys(DONE) as (keyof typeof DONE)[]).optional(),
})
const SignInBody = SignIn.omit({ code: true }).extend({ next: z.string().max(500).optional() })

export const accountsPages: FastifyPluginAsyncZod<AccountsPagesOptions> = async (app, options) => {
  const browser = browserOf(app, options)
  const { secrets, providers } = options
  const demo = options.demo ? { accounts: DEMO_ACCOUNTS, password: DEMO_PASSWORD } : null

  const signInPage = (
    reply: FastifyReply,
    form: { email: string; next: string; refusal?: Refusal; done?: string },
  ) =>
    reply.code(form.refusal?.status ?? 200).page({
      title: 'Se connecter',
      notice: form.done ? { kind: 'success', title: form.done } : null,
      body: h(SignInForm, { csrfToken: reply.request.formToken, providers, demo, ...form }),
    })

  app.get(
    '/connexion',
    { config: { permission: 'anyone' }, schema: { querystring: SignInQuery } },
    async (request, reply) => {
      const { suite, fait } = request.query
      return signInPage(reply, { email: '', next: safePath(suite), ...(fait && { done: DONE[fait] }) })
    },
  )

  app.post(
    '/connexion',
    { config: { permission: 'anyone' }, schema: { body: SignInBody } },
    async (request, reply) => {
      const next = safePath(request.body.next)
      const { email, password } = request.body
      const visit = visitOf(request, secrets)
      try {
        const proof = await provePassword(request.ctx, visit, { email, password })
        if (proof.then === 'ask-code') {
          browser.keepStep(reply, await askCode(request.ctx, proof, next))
          return reply.redirect('/connexion/code', 303)
        }
        if (proof.then === 'set-factor') {
          const asked = { next, replaces: false }
          browser.keepStep(reply, await askNewFactor(request.ctx, secrets, proof, asked))
          return reply.redirect('/connexion/second-facteur', 303)
        }
        await browser.enter(request, reply, await openFirstRight(request.ctx, visit, proof.userId))
        return reply.redirect(next, 303)
      } catch (error) {
        return signInPage(reply, { email, next, refusal: refusalOf(error) })
      }
    },
  )

  app.post('/deconnexion', { config: { permission: 'account.own' } }, async (request, reply) => {
    await signOut(request.ctx)
    return browser.leave(reply).redirect('/connexion', 303)
  })

  app.get('/', { config: { permission: 'anyone' } }, async (request, reply) =>
    reply.redirect(homeOf(request.ctx.actor), 303),
  )

  await app.register(factorPages, options)
  await app.register(resetPages, options)
  await app.register(ownAccountPages, options)
}

/** The page each one works on. */
function homeOf(actor: Actor): string {
  if (actor.role === 'public') return '/annuaire'
  if (can(actor, 'birth-transfer.declare')) return '/maison'
  if (can(actor, 'tracer.read')) return '/indicateurs'
  if (can(actor, 'network.read')) return '/maternites'
  return can(actor, 'account.read') ? '/comptes' : '/mon-compte'
}
