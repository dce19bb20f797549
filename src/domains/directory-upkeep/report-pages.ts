import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import type { Secrets } from '../../access/token-keys.js'
import { inTransaction } from '../../context.js'
import { fieldErrors } from '../../web/field-errors.js'
import type { FieldErrors } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { cardDay } from '../directory/card-rows.js'
import { getCard } from '../directory/reading.js'
import { asReaderOf } from '../networks/public-networks.js'
import { framed } from './frame.js'
import { acceptReport, getReport, listReports, refuseReport } from './moderation.js'
import { ReportedPage, ReportFormPage, ReportPage, ReportsPage } from './report-views.js'
import { reportError } from './reports.js'
import {
  IdParams,
  KIND_PATHS,
  ReaderQuery,
  ReaderReport,
  Refusal,
  ReportListQuery,
  ReportQuery,
  SUBJECT_KINDS,
  type Subject,
} from './schemas.js'
import { editPath, reportPath } from './subject-paths.js'

const SECTION = { href: '/annuaire/signalements', label: 'Signalements' }

/** « Signaler une erreur », by any reader; and what the team makes of it. */
export const reportPages: FastifyPluginAsyncZod<{ secrets: Secrets }> = async (app, { secrets }) => {
  for (const kind of SUBJECT_KINDS) {
    const path = `/annuaire/signaler/${KIND_PATHS[kind]}/:id`

    app.get(
      path,
      { config: { permission: 'directory.read' }, schema: { params: IdParams, querystring: ReportQuery } },
      async (request, reply) => {
        const subject = { kind, id: request.params.id }
        const { reseau: network, fait } = request.query
        if (fait) return reply.page({ title: 'Merci', body: h(ReportedPage, { subject, network }) })
        return reportForm(request, reply, subject, { network })
      },
    )

    app.post(
      path,
      {
        config: { permission: 'directory.read' },
        schema: { params: IdParams, querystring: ReaderQuery, body: ReaderReport },
        attachValidation: true,
      },
      async (request, reply) => {
        const subject = { kind, id: request.params.id }
        const { reseau: network } = request.query
        const errors = fieldErrors(request)
        if (errors) {
          return reportForm(request, reply.code(400), subject, { network, errors, typed: request.body })
        }
        const reader = await asReaderOf(request.ctx, network)
        const visitor = { appSecret: secrets.current, ip: request.ip }
        await reportError(reader, subject, request.body, visitor)
        return reply.redirect(withQuery(reportPath(subject), { reseau: network, fait: 'merci' }), 303)
      },
    )
  }

  app.get(
    SECTION.href,
    { config: { permission: 'directory.upkeep' }, schema: { querystring: ReportListQuery } },
    async (request, reply) => {
      const { etat, page, fait } = request.query
      const state = etat === 'traites' ? 'decided' : 'pending'
      const list = await listReports(request.ctx, { state, page })
      const { timeZone } = await inTransaction(request.ctx, cardDay)
      return reply.page(
        framed(request, {
          section: SECTION,
          notice: fait ? { kind: 'success', title: 'Le signalement est refusé.' } : null,
          body: h(ReportsPage, { list, state, timeZone }),
        }),
      )
    },
  )

  app.get(
    `${SECTION.href}/:id`,
    { config: { permission: 'directory.upkeep' }, schema: { params: IdParams } },
    (request, reply) => reportPage(request, reply, request.params.id),
  )

  app.post(
    `${SECTION.href}/:id/acceptation`,
    { config: { permission: 'directory.upkeep' }, schema: { params: IdParams } },
    async (request, reply) => {
      const subject = await acceptReport(request.ctx, request.params.id)
      return reply.redirect(`${editPath(subject)}?fait=signalement`, 303)
    },
  )

  app.post(
    `${SECTION.href}/:id/refus`,
    {
      config: { permission: 'directory.upkeep' },
      schema: { params: IdParams, body: Refusal },
      attachValidation: true,
    },
    async (request, reply) => {
      const errors = fieldErrors(request)
      const { id } = request.params
      if (errors) return reportPage(request, reply.code(400), id, { errors, typed: request.body })
      await refuseReport(request.ctx, id, request.body.note)
      return reply.redirect(`${SECTION.href}?fait=refuse`, 303)
    },
  )
}

type Refilled = { errors?: FieldErrors; typed?: Record<string, unknown> }

async function reportForm(
  request: FastifyRequest,
  reply: FastifyReply,
  subject: Subject,
  { network, errors, typed }: Refilled & { network: string | undefined },
) {
  const reader = await asReaderOf(request.ctx, network)
  const { name } = await getCard(reader.ctx, subject.kind, subject.id)
  return reply.page({
    title: 'Signaler une erreur',
    module: 'Annuaire',
    notice: errors ? { kind: 'error', title: 'Rien n’est envoyé : une réponse manque.' } : null,
    body: h(ReportFormPage, { subject, name, network, csrfToken: request.formToken, errors, typed }),
  })
}

async function reportPage(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  { errors, typed }: Refilled = {},
) {
  const report = await getReport(request.ctx, id)
  const { timeZone } = await inTransaction(request.ctx, cardDay)
  return reply.page(
    framed(request, {
      section: SECTION,
      title: report.name,
      notice: errors ? { kind: 'error', title: 'Rien n’est enregistré : dites pourquoi.' } : null,
      body: h(ReportPage, { report, timeZone, csrfToken: request.formToken, errors, typed }),
    }),
  )
}
