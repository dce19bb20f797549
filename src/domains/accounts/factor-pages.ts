import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { type BrowserOptions, browserOf, visitOf } from './browser.js'
import { isDemoAccount } from './demo-accounts.js'
import { answerCode, confirmFactor, type FactorStep, readFactorStep } from './factor-steps.js'
import { CodePage, NewFactorPage, RecoveryCodesPage, RecoveryUsedPage } from './factor-views.js'
import { type Refusal, refusalOf } from './refusal.js'
import { safePath } from './safe-path.js'
import { OneCode } from './schemas.js'
import { codeAt, factorSecret, factorUri } from './second-factor.js'

export type FactorPagesOptions = BrowserOptions & { demo: boolean }

const CODE_TITLE = 'Le code de votre téléphone'
const NEW_FACTOR_TITLE = 'Configurer votre second facteur'

/** The second step of a sign-in by password: a code, or the setting of what makes it. */
export const factorPages: FastifyPluginAsyncZod<FactorPagesOptions> = async (app, options) => {
  const browser = browserOf(app, options)
  const { secrets } = options

  /** Only in a demonstration, and only for its own accounts. */
  const demoCode = async (ctx: Ctx, { userId, email, secret }: FactorStep) => {
    if (!options.demo || !isDemoAccount(email)) return null
    const known = secret ?? (await factorSecret(ctx, secrets, userId))
    return known === null ? null : codeAt(known, ctx.now)
  }

  /**
   * Of a step that has ended nothing can be shown but the way to begin again. Whoever lost her last right since her
   * password is told so: only a right code, after it, comes here.
   */
  const stepOr = async (request: FastifyRequest, reply: FastifyReply, refusal?: Refusal) => {
    if (refusal?.code === 'access.no-role') throw new AppError(refusal.code)
    try {
      if (refusal?.code === 'access.step-ended') throw new AppError('access.step-ended')
      return await readFactorStep(request.ctx, secrets, browser.stepOf(request))
    } catch (error) {
      refusalOf(error)
      reply.redirect('/connexion', 303)
      return null
    }
  }

  const codePage = async (request: FastifyRequest, reply: FastifyReply, asked: Asked) => {
    const step = await stepOr(request, reply, asked.refusal)
    if (!step) return reply
    return reply.code(asked.refusal?.status ?? 200).page({
      title: asked.isRecovery ? 'Un code de secours' : CODE_TITLE,
      body: h(CodePage, {
        csrfToken: request.formToken,
        demoCode: await demoCode(request.ctx, step),
        ...asked,
      }),
    })
  }

  const newFactorPage = async (request: FastifyRequest, reply: FastifyReply, refusal?: Refusal) => {
    const step = await stepOr(request, reply, refusal)
    if (!step) return reply
    if (step.secret === null) return reply.redirect('/connexion/code', 303)
    return reply.code(refusal?.status ?? 200).page({
      title: NEW_FACTOR_TITLE,
      body: h(NewFactorPage, {
        csrfToken: request.formToken,
        secret: step.secret,
        uri: factorUri(step.secret, step.email),
        isReplacing: step.replaces,
        demoCode: await demoCode(request.ctx, step),
        ...(refusal && { refusal }),
      }),
    })
  }

  app.get(
    '/connexion/code',
    {
      config: { permission: 'anyone' },
      schema: { querystring: z.strictObject({ secours: z.literal('oui').optional() }) },
    },
    (request, reply) => codePage(request, reply, { isRecovery: request.query.secours === 'oui' }),
  )

  app.post(
    '/connexion/code',
    { config: { permission: 'anyone' }, schema: { body: CodeBody } },
    async (request, reply) => {
      const { code, kind } = request.body
      try {
        const stepId = browser.stepOf(request)
        const answer = await answerCode(request.ctx, visitOf(request, secrets), stepId, code)
        await browser.enter(request, reply, answer.session)
        const next = safePath(answer.next)
        if (answer.recoveryCodesLeft === null) return reply.redirect(next, 303)
        return reply.page({
          title: 'Vous êtes connectée ou connecté',
          body: h(RecoveryUsedPage, { left: answer.recoveryCodesLeft, next }),
        })
      } catch (error) {
        const refusal = refusalOf(error)
        return codePage(request, reply, { isRecovery: kind === 'secours', refusal })
      }
    },
  )

  app.get('/connexion/second-facteur', { config: { permission: 'anyone' } }, (request, reply) =>
    newFactorPage(request, reply),
  )

  app.post(
    '/connexion/second-facteur',
    { config: { permission: 'anyone' }, schema: { body: OneCode } },
    async (request, reply) => {
      try {
        const visit = visitOf(request, secrets)
        const set = await confirmFactor(request.ctx, visit, browser.stepOf(request), request.body.code)
        await browser.enter(request, reply, set.session)
        return reply.page({
          title: 'Vos codes de secours',
          body: h(RecoveryCodesPage, { codes: set.recoveryCodes, next: safePath(set.next) }),
        })
      } catch (error) {
        return newFactorPage(request, reply, refusalOf(error))
      }
    },
  )
}

type Asked = { isRecovery: boolean; refusal?: Refusal }

const CodeBody = OneCode.extend({ kind: z.literal('secours').optional() })
