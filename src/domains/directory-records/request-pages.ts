import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { h } from 'preact'
import type { Notice } from '../../web/notice.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { cardDay } from '../directory/card-rows.js'
import { directoryTabs } from '../directory/sections.js'
import { typedValues } from './form-values.js'
import { doneNotice, framed } from './frames.js'
import { RECORDS, REQUESTS } from './paths.js'
import { acceptRequest, listRequests, readRequest, refuseRequest } from './request-answers.js'
import { RecordChoice, RequestRefusal } from './request-schemas.js'
import { RefusalPage, RequestsPage } from './request-view.js'
import { DoneQuery, RecordParams } from './schemas.js'

const TITLE = 'Demandes de fiche'

/** Those who ask the team for their record, and the answers it gives. */
export function requestPages(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const config = { permission: 'directory.link-account' } as const

  app.get(REQUESTS, { config, schema: { querystring: DoneQuery } }, async (request, reply) =>
    requestsPage(request, reply, doneNotice(request.query.fait)),
  )

  app.post(
    `${REQUESTS}/:id/acceptation`,
    { config, schema: { params: RecordParams, body: RecordChoice }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () => acceptRequest(request.ctx, id, request.body.personId))
      if (faults) return requestsPage(request, reply.code(faults.status), faults.notice)
      return reply.redirect(`${REQUESTS}?fait=demande-acceptee`, 303)
    },
  )

  app.get(`${REQUESTS}/:id/refus`, { config, schema: { params: RecordParams } }, async (request, reply) =>
    refusalPage(request, reply, request.params.id),
  )

  app.post(
    `${REQUESTS}/:id/refus`,
    { config, schema: { params: RecordParams, body: RequestRefusal }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () => refuseRequest(request.ctx, id, request.body.reason))
      if (faults) return refusalPage(request, reply, id, faults)
      return reply.redirect(`${REQUESTS}?fait=demande-refusee`, 303)
    },
  )
}

async function requestsPage(
  request: FastifyRequest,
  reply: FastifyReply,
  notice: Notice | null,
): Promise<FastifyReply> {
  const { ctx, formToken } = request
  return reply.page({
    ...framed(TITLE),
    notice,
    body: h(RequestsPage, {
      tabs: directoryTabs(ctx.actor, RECORDS),
      list: await listRequests(ctx),
      timeZone: (await cardDay(ctx)).timeZone,
      csrfToken: formToken,
    }),
  })
}

async function refusalPage(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  faults?: FormReply,
): Promise<FastifyReply> {
  const { ctx, formToken } = request
  const asked = await readRequest(ctx, id)
  return reply.code(faults?.status ?? 200).page({
    title: 'Refuser une demande de fiche',
    module: 'Annuaire',
    breadcrumb: [
      { label: 'Annuaire', href: '/annuaire' },
      { label: 'Fiches', href: RECORDS },
      { label: TITLE, href: REQUESTS },
      { label: 'Refuser' },
    ],
    notice: faults?.notice ?? null,
    body: h(RefusalPage, {
      request: asked,
      timeZone: (await cardDay(ctx)).timeZone,
      csrfToken: formToken,
      form: { values: faults ? typedValues(request.typed) : {}, errors: faults?.errors },
    }),
  })
}
