import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { can } from '../../access/policy.js'
import { fieldErrors } from '../../web/field-errors.js'
import { NewAuthorisation } from './schemas.js'
import { currentAuthorisation, listEstablishments, recordAuthorisation } from './service.js'
import { AuthorisationPage, EstablishmentsPage } from './views.js'

const AUTHORISATION_TITLE = 'Fondement juridique des données PMSI'

export const networksPages: FastifyPluginAsyncZod = async (app) => {
  app.get('/maternites', { config: { permission: 'network.read' } }, async (request, reply) =>
    reply.page({
      title: 'Maternités du réseau',
      body: h(EstablishmentsPage, {
        establishments: await listEstablishments(request.ctx),
        linksToIndicators: can(request.ctx.actor, 'tracer.read'),
      }),
    }),
  )

  app.get(
    '/fondement-juridique',
    {
      config: { permission: 'authorisation.read' },
      schema: { querystring: z.strictObject({ fait: z.literal('enregistre').optional() }) },
    },
    async (request, reply) =>
      reply.page({
        title: AUTHORISATION_TITLE,
        notice: request.query.fait
          ? { kind: 'success', title: 'Le fondement juridique est enregistré.' }
          : null,
        body: h(AuthorisationPage, {
          authorisation: await currentAuthorisation(request.ctx, 'authorisation.read'),
          canRecord: can(request.ctx.actor, 'authorisation.record'),
          csrfToken: request.formToken,
        }),
      }),
  )

  app.post(
    '/fondement-juridique',
    {
      config: { permission: 'authorisation.record' },
      schema: { body: NewAuthorisation },
      attachValidation: true,
    },
    async (request, reply) => {
      const errors = fieldErrors(request)
      if (!errors) {
        await recordAuthorisation(request.ctx, request.body)
        return reply.redirect('/fondement-juridique?fait=enregistre', 303)
      }
      return reply.code(400).page({
        title: AUTHORISATION_TITLE,
        notice: { kind: 'error', title: 'Rien n’est enregistré : certaines réponses sont à corriger.' },
        body: h(AuthorisationPage, {
          authorisation: await currentAuthorisation(request.ctx, 'authorisation.read'),
          canRecord: true,
          csrfToken: request.formToken,
          errors,
          typed: request.body,
        }),
      })
    },
  )
}
