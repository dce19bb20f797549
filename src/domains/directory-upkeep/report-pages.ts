import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import type { Secrets } from '../../access/token-keys.js'
import { inTransaction } from '../../context.js'
import { withQuery } from '../../web/links.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { cardDay } from '../directory/card-rows.js'
import { peopleAt } from '../directory/people-at.js'
import { getCard } from '../directory/reading.js'
import { typedValues } from '../directory-records/form-values.js'
import { keepTyped } from '../directory-records/typed-body.js'
import { asReaderOf } from '../networks/public-networks.js'
import { acceptReport, getReport } from './accepting.js'
import { framed } from './frame.js'
import { listReports, refuseReport } from './moderation.js'
import { readFields } from './proposals.js'
import { ReportedPage, ReportFormPage } from './report-form.js'
import { ReportsPage } from './report-list-view.js'
import { ReportPage } from './report-view.js'
import { reportError } from './reports.js'
import {
  Acceptance,
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
  keepTyped(app)

  for (const kind of SUBJECT_KINDS) {
    const path = `/annuaire/signaler/${KIND_PATHS[kind]}/:id`

    app.get(
      path,
      { config: { permission: 'directory.read' }, schema: { params: IdParams, querystring: ReportQuery } },
      async (request, reply) => {
        const subject = { kind, id: request.params.id }
        const { reseau: network, fait } = request.query
        if (!fait) return reportForm(request, reply, subject, { network })
        const reader = await asReaderOf(request.ctx, network)
        return reply.page({
          title: 'Merci',
          network: { name: reader.network.name },
          body: h(ReportedPage, { subject, network }),
        })
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
        const faults = await formFaults(request, async () => {
          const reader = await asReaderOf(request.ctx, network)
          const visitor = { appSecret: secrets.current, ip: request.ip }
          await reportError(reader, subject, request.body, visitor)
        })
        if (faults) return reportForm(request, reply, subject, { network, faults })
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
    {
      config: { permission: 'directory.upkeep' },
      schema: { params: IdParams, body: Acceptance },
      attachValidation: true,
    },
    async (request, reply) => {
      const { id } = request.params
      let record = ''
      const faults = await formFaults(request, async () => {
        record = editPath(await acceptReport(request.ctx, id, request.body))
      })
      if (faults) return reportPage(request, reply, id, faults)
      return reply.redirect(`${record}?fait=signalement`, 303)
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
      const { id } = request.params
      const faults = await formFaults(request, () => refuseReport(request.ctx, id, request.body.note))
      if (faults) return reportPage(request, reply, id, faults)
      return reply.redirect(`${SECTION.href}?fait=refuse`, 303)
    },
  )
}

type ReportFormOptions = { network: string | undefined; faults?: FormReply }

async function reportForm(
  request: FastifyRequest,
  reply: FastifyReply,
  subject: Subject,
  { network, faults }: ReportFormOptions,
) {
  const reader = await asReaderOf(request.ctx, network)
  const card = await getCard(reader.ctx, subject.kind, subject.id)
  return reply.code(faults?.status ?? 200).page({
    title: 'Signaler une erreur',
    network: { name: reader.network.name },
    module: 'Annuaire',
    notice: faults?.notice ?? null,
    body: h(ReportFormPage, {
      subject,
      name: card.name,
      network,
      fields: readFields(card),
      people: card.kind === 'structure' ? (await peopleAt(reader.ctx, card.id)).people : [],
      csrfToken: request.formToken,
      errors: faults?.errors,
      typed: faults && typedValues(request.typed),
    }),
  })
}

async function reportPage(request: FastifyRequest, reply: FastifyReply, id: string, faults?: FormReply) {
  const file = await getReport(request.ctx, id)
  const { timeZone } = await inTransaction(request.ctx, cardDay)
  return reply.code(faults?.status ?? 200).page(
    framed(request, {
      section: SECTION,
      title: file.report.name,
      notice: faults?.notice ?? null,
      body: h(ReportPage, {
        file,
        timeZone,
        csrfToken: request.formToken,
        errors: faults?.errors,
        typed: faults ? typedValues(request.typed) : undefined,
      }),
    }),
  )
}
