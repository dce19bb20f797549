import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { can } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { asAttachment, DOCX, PDF } from '../../web/attachment.js'
import { civilDate } from '../../web/dates.js'
import { docxDocument } from '../../web/docx/docx-document.js'
import { withQuery } from '../../web/links.js'
import { pdfDocument } from '../../web/pdf/pdf-document.js'
import { readForm } from '../../web/read-form.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { ExchangeForm, exchangeOf, NewExchange } from '../birth-houses/exchange-schemas.js'
import { acknowledgeReport, getReport, listExchanges, listExpectedReports, writeExchange } from './agency.js'
import { ComparisonPage, ExpectedReportsPage, VersionPage } from './agency-views.js'
import { compareHouses } from './comparison.js'
import { isNamedInComparison, nameInComparison } from './naming.js'
import { reportDocument } from './report-document.js'
import { getVersion } from './service.js'

const Id = z.strictObject({ id: z.uuid() })
const OfYear = z.strictObject({ annee: z.coerce.number<string>().int().min(2016).max(2100).optional() })
const NamingForm = OfYear.extend({ montrer: z.enum(['oui', 'non']) })
const ROOT = '/rapports-maisons-de-naissance'
const CRUMB = { label: 'Rapports des maisons de naissance', href: ROOT }
const reading = { permission: 'birth-report.read' } as const

/** The reports as they arrive: which are expected, what they say, what is answered. */
export const agencyReportPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    ROOT,
    { config: { permission: 'birth-report.follow' }, schema: { querystring: OfYear } },
    async (request, reply) => {
      const year = request.query.annee ?? lastYear(request.ctx.now)
      const { today, reports } = await listExpectedReports(request.ctx, year)
      return reply.page({
        title: 'Rapports des maisons de naissance',
        body: h(ExpectedReportsPage, {
          actor: request.ctx.actor,
          year,
          years: [0, 1, 2, 3].map((back) => lastYear(request.ctx.now) - back),
          today,
          reports,
          canRead: can(request.ctx.actor, 'birth-report.read'),
        }),
      })
    },
  )

  app.get(
    `${ROOT}/comparaison`,
    { config: { permission: 'birth-comparison.read' }, schema: { querystring: OfYear } },
    async (request, reply) => {
      const year = request.query.annee ?? lastYear(request.ctx.now)
      return reply.page({
        title: `Maisons de naissance, ${year}`,
        breadcrumb: [CRUMB, { label: 'Comparaison' }],
        body: h(ComparisonPage, {
          year,
          houses: await compareHouses(request.ctx, year),
          isNamed: await isNamedInComparison(request.ctx),
          csrfToken: request.formToken,
        }),
      })
    },
  )

  app.post(
    `${ROOT}/comparaison/nom`,
    { config: { permission: 'birth-report.write' }, schema: { body: NamingForm } },
    async (request, reply) => {
      await nameInComparison(request.ctx, request.body.montrer === 'oui')
      return reply.redirect(withQuery(`${ROOT}/comparaison`, { annee: request.body.annee }), 303)
    },
  )

  app.get(`${ROOT}/versions/:id`, { config: reading, schema: { params: Id } }, async (request, reply) =>
    versionPage(reply, request.params.id),
  )

  app.get(
    `${ROOT}/versions/:id/rapport.pdf`,
    { config: reading, schema: { params: Id } },
    async (request, reply) => {
      const { name, document } = await sentDocument(request.ctx, request.params.id)
      return asAttachment(reply, { name: `${name}.pdf`, type: PDF }).send(await pdfDocument(document))
    },
  )

  app.get(
    `${ROOT}/versions/:id/rapport.docx`,
    { config: reading, schema: { params: Id } },
    async (request, reply) => {
      const { name, document } = await sentDocument(request.ctx, request.params.id)
      return asAttachment(reply, { name: `${name}.docx`, type: DOCX }).send(await docxDocument(document))
    },
  )

  app.post(
    `${ROOT}/versions/:id/echanges`,
    { config: reading, schema: { params: Id, body: ExchangeForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => {
        const { version } = await getVersion(request.ctx, id)
        const given = readForm(NewExchange, exchangeOf(request.body))
        await writeExchange(request.ctx, version.reportId, given)
      })
      if (faults) return versionPage(reply, id, { faults, typed: request.body })
      return reply.redirect(`${ROOT}/versions/${id}#echanges`, 303)
    },
  )

  app.post(
    `${ROOT}/:id/lecture`,
    { config: { permission: 'birth-report.review' }, schema: { params: Id } },
    async (request, reply) => {
      await acknowledgeReport(request.ctx, request.params.id)
      return reply.redirect(ROOT, 303)
    },
  )
}

type Again = { faults: FormReply; typed: ExchangeForm }

async function versionPage(reply: FastifyReply, id: string, again?: Again): Promise<FastifyReply> {
  const { ctx, formToken } = reply.request
  const { version, content, timeZone } = await getVersion(ctx, id)
  const report = await getReport(ctx, version.reportId)
  return reply.code(again?.faults.status ?? 200).page({
    title: `${content.house.name}, rapport ${content.year}`,
    breadcrumb: [CRUMB, { label: `${content.house.name}, ${content.year}` }],
    notice: again?.faults.notice ?? null,
    body: h(VersionPage, {
      version,
      content,
      timeZone,
      exchanges: await listExchanges(ctx, version.reportId),
      isAgency: ctx.actor.role === 'ars',
      isAcknowledged: report.acknowledgedAt !== null,
      csrfToken: formToken,
      typed: again?.typed ?? {},
      errors: again?.faults.errors,
    }),
  })
}

async function sentDocument(ctx: Ctx, id: string) {
  const { version, content, timeZone } = await getVersion(ctx, id)
  const sentOn = civilDate(version.sentAt, timeZone)
  return {
    name: `rapport-${content.year}-${version.receipt}`,
    document: reportDocument(content, { ...version, sentOn }, { today: sentOn, madeAt: version.sentAt }),
  }
}

/** The year whose reports come in: the last one that is over. */
function lastYear(now: Date): number {
  return now.getUTCFullYear() - 1
}
