import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { type BrowserOptions, browserOf, visitOf } from './browser.js'
import { askNewFactor } from './factor-steps.js'
import { RecoveryCodesPage } from './factor-views.js'
import { changeRole, ownAccount, ownRights } from './own-account.js'
import { OwnAccountPage } from './own-account-view.js'
import { changePassword, provePasswordAgain } from './passwords.js'
import { identitiesOf } from './providers/identities.js'
import type { ProviderName } from './providers/labels.js'
import { unlinkingPages } from './providers/unlinking-pages.js'
import { renewOwnRecoveryCodes } from './recovery.js'
import { type Refusal, refusalOf } from './refusal.js'
import { ChangePassword, PasswordAgain, RoleChoice, RowParams } from './schemas.js'
import { FactorStatePage, PasswordPage, SessionsPage } from './security-views.js'
import { endSession, listSessions, signedIn, signOutEverywhere } from './sessions.js'
import { tokenPages } from './token-pages.js'

export type OwnAccountPagesOptions = BrowserOptions & { providers: readonly ProviderName[] }

const OWN = { permission: 'account.own' } as const
const HOME = { href: '/mon-compte', label: 'Mon compte' }
const DONE = {
  'mot-de-passe': 'Votre mot de passe est changé. Vos autres sessions sont fermées et vos jetons révoqués.',
  session: 'La session est fermée.',
  identite: 'L’identité est déliée de votre compte. Vos autres sessions sont fermées.',
} as const
const Done = z.strictObject({ fait: z.enum(Object.keys(DONE) as (keyof typeof DONE)[]).optional() })

/** « Mon compte »: her rights, what protects the account, her sessions, her tokens. */
export const ownAccountPages: FastifyPluginAsyncZod<OwnAccountPagesOptions> = async (app, options) => {
  const browser = browserOf(app, options)
  const { secrets, providers } = options

  app.get('/mon-compte', { config: OWN, schema: { querystring: Done } }, async (request, reply) => {
    const { ctx, formToken: csrfToken } = request
    const [account, rights] = [await ownAccount(ctx), await ownRights(ctx)]
    const identities = await identitiesOf(ctx, signedIn(ctx).userId)
    const sessions = await listSessions(ctx)
    return reply.page({
      title: 'Mon compte',
      notice: noticeOf(request.query.fait),
      body: h(OwnAccountPage, { account, rights, identities, providers, sessions, csrfToken }),
    })
  })

  app.post('/mon-compte/role', { config: OWN, schema: { body: RoleChoice } }, async (request, reply) => {
    await changeRole(request.ctx, request.body.grantId)
    return reply.redirect('/', 303)
  })

  app.get('/mon-compte/mot-de-passe', { config: OWN }, (request, reply) => passwordPage(request, reply))

  app.post(
    '/mon-compte/mot-de-passe',
    { config: OWN, schema: { body: ChangePassword } },
    async (request, reply) => {
      const { currentPassword, ...chosen } = request.body
      try {
        await changePassword(request.ctx, visitOf(request, secrets), currentPassword, chosen)
        return reply.redirect('/mon-compte?fait=mot-de-passe', 303)
      } catch (error) {
        return passwordPage(request, reply, refusalOf(error))
      }
    },
  )

  app.get('/mon-compte/second-facteur', { config: OWN }, (request, reply) => factorPage(request, reply))

  app.post(
    '/mon-compte/second-facteur',
    { config: OWN, schema: { body: PasswordAgain } },
    async (request, reply) => {
      try {
        const person = await provePasswordAgain(
          request.ctx,
          visitOf(request, secrets),
          request.body.currentPassword,
        )
        const subject = { userId: person.id, email: person.email }
        const asked = { next: '/mon-compte', replaces: true }
        browser.keepStep(reply, await askNewFactor(request.ctx, secrets, subject, asked))
        return reply.redirect('/connexion/second-facteur', 303)
      } catch (error) {
        return factorPage(request, reply, { telephone: refusalOf(error) })
      }
    },
  )

  app.post(
    '/mon-compte/codes-de-secours',
    { config: OWN, schema: { body: PasswordAgain } },
    async (request, reply) => {
      try {
        const visit = visitOf(request, secrets)
        await provePasswordAgain(request.ctx, visit, request.body.currentPassword)
        const codes = await renewOwnRecoveryCodes(request.ctx, visit)
        return reply.page({
          title: 'Vos codes de secours',
          breadcrumb: [HOME, { label: 'Codes de secours' }],
          body: h(RecoveryCodesPage, { codes, next: '/mon-compte' }),
        })
      } catch (error) {
        return factorPage(request, reply, { codes: refusalOf(error) })
      }
    },
  )

  app.get('/mon-compte/sessions', { config: OWN, schema: { querystring: Done } }, async (request, reply) =>
    reply.page({
      title: 'Mes sessions',
      breadcrumb: [HOME, { label: 'Mes sessions' }],
      notice: noticeOf(request.query.fait),
      body: h(SessionsPage, {
        sessions: await listSessions(request.ctx),
        timeZone: (await ownAccount(request.ctx)).timeZone,
        csrfToken: request.formToken,
      }),
    }),
  )

  app.post(
    '/mon-compte/sessions/:id/fin',
    { config: OWN, schema: { params: RowParams } },
    async (request, reply) => {
      await endSession(request.ctx, request.params.id)
      return reply.redirect('/mon-compte/sessions?fait=session', 303)
    },
  )

  app.post('/mon-compte/sessions/fin', { config: OWN }, async (request, reply) => {
    await signOutEverywhere(request.ctx)
    return browser.leave(reply).redirect('/connexion?fait=deconnexion', 303)
  })

  await app.register(tokenPages, { secrets })
  await app.register(unlinkingPages, { providers, secrets })
}

function noticeOf(done: keyof typeof DONE | undefined) {
  return done ? { kind: 'success' as const, title: DONE[done] } : null
}

async function passwordPage(request: FastifyRequest, reply: FastifyReply, refusal?: Refusal) {
  return reply.code(refusal?.status ?? 200).page({
    title: 'Changer de mot de passe',
    breadcrumb: [HOME, { label: 'Mot de passe' }],
    body: h(PasswordPage, {
      account: await ownAccount(request.ctx),
      csrfToken: request.formToken,
      ...(refusal && { refusal }),
    }),
  })
}

async function factorPage(
  request: FastifyRequest,
  reply: FastifyReply,
  refusals: { telephone?: Refusal; codes?: Refusal } = {},
) {
  return reply.code((refusals.telephone ?? refusals.codes)?.status ?? 200).page({
    title: 'Second facteur',
    breadcrumb: [HOME, { label: 'Second facteur' }],
    body: h(FactorStatePage, {
      account: await ownAccount(request.ctx),
      csrfToken: request.formToken,
      ...refusals,
    }),
  })
}
