import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { civilDate } from '../../web/dates.js'
import { readForm } from '../../web/read-form.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { timeZoneOf } from '../networks/service.js'
import { addCriterion, CriterionForm, criteriaOn, endCriterion, NewCriterion } from './criteria.js'
import { CriteriaPage } from './criteria-view.js'

/** What a house asks of a pregnancy before it takes her. */
export const criteriaPages: FastifyPluginAsyncZod = async (app) => {
  app.get('/maison/criteres', { config: { permission: 'birth-register.read' } }, async (request, reply) =>
    criteriaPage(request, reply),
  )

  app.post(
    '/maison/criteres',
    {
      config: { permission: 'birth-register.write' },
      schema: { body: CriterionForm },
      attachValidation: true,
    },
    async (request, reply) => {
      const faults = await formFaults(request, async () => {
        await addCriterion(request.ctx, readForm(NewCriterion, request.body))
      })
      return faults ? criteriaPage(request, reply, { faults, typed: request.body }) : back(reply)
    },
  )

  app.post(
    '/maison/criteres/:id/fin',
    {
      config: { permission: 'birth-register.write' },
      schema: { params: z.strictObject({ id: z.uuid() }) },
    },
    async (request, reply) => {
      await endCriterion(request.ctx, request.params.id)
      return back(reply)
    },
  )
}

function back(reply: FastifyReply): FastifyReply {
  return reply.redirect('/maison/criteres', 303)
}

async function criteriaPage(
  request: FastifyRequest,
  reply: FastifyReply,
  again?: { faults: FormReply; typed: CriterionForm },
) {
  const { ctx } = request
  const today = civilDate(ctx.now, await timeZoneOf(ctx))
  return reply.code(again?.faults.status ?? 200).page({
    title: 'Critères de la maison',
    module: 'Maison de naissance',
    breadcrumb: [
      { label: 'Maison de naissance', href: '/maison' },
      { label: 'Registre', href: '/maison/registre' },
      { label: 'Critères' },
    ],
    notice: again?.faults.notice ?? null,
    body: h(CriteriaPage, {
      criteria: await criteriaOn(ctx, today),
      csrfToken: request.formToken,
      typed: again?.typed ?? { validFrom: today },
      errors: again?.faults.errors,
    }),
  })
}
