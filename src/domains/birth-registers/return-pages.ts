import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { type Secrets, verifyingKeys } from '../../access/token-keys.js'
import { formatMonth } from '../../web/dates.js'
import { MonthParams } from './return-schemas.js'
import { MonthsPage, NetworkMonthsPage, NilPage } from './return-views.js'
import { declareNil, declareNilByLink, listMonths, listReturns, readReturn } from './returns.js'

const Token = z.string().max(500)

/** The months of a house: declared by their transfers, or said to be without any. */
export const returnPages: FastifyPluginAsyncZod<{ secrets: Secrets }> = async (app, { secrets }) => {
  const linkKeys = (request: FastifyRequest) => verifyingKeys(secrets, 'links', request.ctx.now)

  app.get(
    '/maison/mois',
    {
      config: { permission: 'birth-transfer.declare' },
      schema: { querystring: z.strictObject({ fait: z.literal('neant').optional() }) },
    },
    async (request, reply) =>
      reply.page({
        title: 'Mois',
        module: 'Maison de naissance',
        breadcrumb: [{ label: 'Maison de naissance', href: '/maison' }, { label: 'Mois' }],
        notice: request.query.fait ? { kind: 'success', title: 'Votre réponse est enregistrée.' } : null,
        body: h(MonthsPage, {
          actor: request.ctx.actor,
          months: await listMonths(request.ctx),
          csrfToken: request.formToken,
        }),
      }),
  )

  app.post(
    '/maison/mois/:month/neant',
    { config: { permission: 'birth-transfer.declare' }, schema: { params: MonthParams } },
    async (request, reply) => {
      await declareNil(request.ctx, `${request.params.month}-01`)
      return reply.redirect('/maison/mois?fait=neant', 303)
    },
  )

  app.get(
    '/maisons-de-naissance/mois',
    { config: { permission: 'birth-transfer.count' } },
    async (request, reply) =>
      reply.page({
        title: 'Mois des maisons de naissance',
        module: 'Maisons de naissance',
        breadcrumb: [{ label: 'Maisons de naissance', href: '/maisons-de-naissance' }, { label: 'Mois' }],
        body: h(NetworkMonthsPage, { actor: request.ctx.actor, returns: await listReturns(request.ctx) }),
      }),
  )

  // The link of the mail: to look is not to answer, for mail readers open links by themselves.
  app.get(
    '/sans-transfert',
    {
      config: { permission: 'anyone' },
      schema: {
        querystring: z.strictObject({ jeton: Token.default(''), fait: z.literal('neant').optional() }),
      },
    },
    async (request, reply) => {
      const { jeton, fait } = request.query
      const linked = await readReturn(request.ctx, linkKeys(request), jeton)
      return reply.page({
        title: `Transferts de ${formatMonth(linked.month)}`,
        ...linked.letterhead,
        notice: fait ? { kind: 'success', title: 'Votre réponse est enregistrée.' } : null,
        body: h(NilPage, { linked, token: jeton, csrfToken: request.formToken }),
      })
    },
  )

  app.post(
    '/sans-transfert',
    { config: { permission: 'anyone' }, schema: { body: z.strictObject({ token: Token }) } },
    async (request, reply) => {
      const { token } = request.body
      await declareNilByLink(request.ctx, linkKeys(request), token)
      return reply.redirect(`/sans-transfert?jeton=${encodeURIComponent(token)}&fait=neant`, 303)
    },
  )
}
