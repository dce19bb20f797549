import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { AppError } from '../../errors/app-error.js'
import { asAttachment, DOCX, PDF } from '../../web/attachment.js'
import { civilDate } from '../../web/dates.js'
import { docxDocument } from '../../web/docx/docx-document.js'
import { pdfDocument } from '../../web/pdf/pdf-document.js'
import { ownWaitingQuestions } from '../birth-houses/waiting-questions.js'
import type { FigureCode } from './figure-list.js'
import { FIGURES } from './figure-list.js'
import { FigureRows } from './figure-views.js'
import { ReportForm, readForm } from './form.js'
import { reportDocument } from './report-document.js'
import {
  draftContent,
  listOwnReports,
  type OwnReport,
  openReport,
  saveReport,
  sendReport,
} from './service.js'
import { OwnReportsPage, ReportPage, SendingPage } from './views.js'

const Year = z.strictObject({ year: z.coerce.number<string>().int().min(2016).max(2100) })
const Line = Year.extend({ code: z.enum(FIGURES.map(({ code }) => code) as [FigureCode, ...FigureCode[]]) })
const Sending = z.strictObject({ reason: z.string().trim().max(500).optional() })
const writing = { permission: 'birth-report.write' } as const
const CRUMB = { label: 'Rapports annuels', href: '/maison/rapports' }

/** The yearly report as its house prepares it and hands it in. */
export const ownReportPages: FastifyPluginAsyncZod = async (app) => {
  app.get('/maison/rapports', { config: writing }, async (request, reply) => {
    const { today, timeZone, reports, expectsLastYear } = await listOwnReports(request.ctx)
    return reply.page({
      title: 'Rapports annuels',
      body: h(OwnReportsPage, {
        today,
        expectsLastYear,
        reports: reports.map((report) => ({
          ...report,
          sentOn: report.sentAt === null ? null : civilDate(report.sentAt, timeZone),
        })),
      }),
    })
  })

  app.get(
    '/maison/rapports/:year',
    {
      config: writing,
      schema: {
        params: Year,
        querystring: z.strictObject({ fait: z.enum(['enregistre', 'transmis']).optional() }),
      },
    },
    async (request, reply) => {
      const own = await openReport(request.ctx, request.params.year)
      return reportPage(reply, own, { notice: request.query.fait ? noticeOf(request.query.fait, own) : null })
    },
  )

  app.post(
    '/maison/rapports/:year',
    { config: writing, schema: { params: Year, body: ReportForm } },
    async (request, reply) => {
      const { year } = request.params
      const { answers, explanations, errors } = readForm(request.body)
      if (Object.keys(errors).length > 0) {
        const own = await openReport(request.ctx, year)
        const notice = {
          kind: 'error',
          title: 'Rien n’est enregistré : certains montants sont à corriger.',
        } as const
        return reportPage(reply.code(400), own, { notice, errors, typed: request.body })
      }
      try {
        await saveReport(request.ctx, year, { revision: request.body.revision, answers, explanations })
      } catch (error) {
        return bothVersions(reply, year, request.body, error)
      }
      return reply.redirect(
        request.body.act === 'review'
          ? `/maison/rapports/${year}/transmission`
          : `/maison/rapports/${year}?fait=enregistre`,
        303,
      )
    },
  )

  app.get(
    '/maison/rapports/:year/lignes/:code',
    { config: writing, schema: { params: Line } },
    async (request, reply) => {
      const { year, code } = request.params
      const own = await openReport(request.ctx, year)
      const figure = own.figures.find((one) => one.code === code)
      if (!figure) throw new AppError('birth-report.not-found')
      const label = FIGURES.find((one) => one.code === code)?.label ?? code
      return reply.page({
        title: `${code} ${label}`,
        breadcrumb: [CRUMB, { label: `Rapport ${year}`, href: `/maison/rapports/${year}` }, { label: code }],
        body: h(FigureRows, { figure }),
      })
    },
  )

  app.get(
    '/maison/rapports/:year/transmission',
    { config: writing, schema: { params: Year } },
    async (request, reply) => sendingPage(reply, await openReport(request.ctx, request.params.year)),
  )

  app.post(
    '/maison/rapports/:year/transmission',
    { config: { permission: 'birth-report.write' }, schema: { params: Year, body: Sending } },
    async (request, reply) => {
      const { year } = request.params
      const reason = request.body.reason || null
      try {
        await sendReport(request.ctx, year, reason)
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'birth-report.reason-missing') throw error
        return sendingPage(reply.code(400), await openReport(request.ctx, year), {
          reason: 'Dites ce qui change depuis la version précédente.',
        })
      }
      return reply.redirect(`/maison/rapports/${year}?fait=transmis`, 303)
    },
  )

  app.get(
    '/maison/rapports/:year/projet.pdf',
    { config: writing, schema: { params: Year } },
    async (request, reply) => {
      const document = draftDocument(await openReport(request.ctx, request.params.year), request.ctx.now)
      const name = `rapport-${request.params.year}-projet.pdf`
      return asAttachment(reply, { name, type: PDF }).send(await pdfDocument(document))
    },
  )

  app.get(
    '/maison/rapports/:year/projet.docx',
    { config: writing, schema: { params: Year } },
    async (request, reply) => {
      const document = draftDocument(await openReport(request.ctx, request.params.year), request.ctx.now)
      const name = `rapport-${request.params.year}-projet.docx`
      return asAttachment(reply, { name, type: DOCX }).send(await docxDocument(document))
    },
  )
}

function draftDocument(own: OwnReport, now: Date) {
  return reportDocument(draftContent(own), null, { today: own.today, madeAt: now })
}

type Shown = Partial<Pick<Parameters<typeof ReportPage>[0], 'errors' | 'typed' | 'recorded'>> & {
  notice?: Parameters<FastifyReply['page']>[0]['notice']
}

async function reportPage(
  reply: FastifyReply,
  own: OwnReport,
  { notice = null, ...shown }: Shown,
): Promise<FastifyReply> {
  const sent = own.versions.at(-1)
  const questions = await ownWaitingQuestions(reply.request.ctx)
  return reply.page({
    title: `Rapport annuel ${own.report.year}`,
    breadcrumb: [CRUMB, { label: String(own.report.year) }],
    notice,
    body: h(ReportPage, {
      own,
      csrfToken: reply.request.formToken,
      sentOn: sent ? civilDate(sent.sentAt, own.timeZone) : null,
      question: questions.find(({ aboutId }) => aboutId === own.report.id) ?? null,
      ...shown,
    }),
  })
}

function noticeOf(done: 'enregistre' | 'transmis', own: OwnReport) {
  if (done === 'enregistre') return { kind: 'success', title: 'Le brouillon est enregistré.' } as const
  const receipt = own.versions[0]?.receipt
  return {
    kind: 'success',
    title: receipt
      ? `Le rapport est transmis à l’ARS, accusé ${receipt}.`
      : 'Le rapport est transmis à l’ARS.',
  } as const
}

/** Somebody saved in between: what was typed stays, beside what is recorded now. */
async function bothVersions(
  reply: FastifyReply,
  year: number,
  typed: Readonly<Record<string, unknown>>,
  error: unknown,
): Promise<FastifyReply> {
  if (!(error instanceof AppError) || error.code !== 'birth-report.edited-meanwhile') throw error
  const own = await openReport(reply.request.ctx, year)
  const notice = {
    kind: 'attention',
    title: 'Rien n’est encore enregistré : ce rapport a changé pendant que vous le remplissiez.',
  } as const
  return reportPage(reply.code(409), own, { notice, typed, recorded: own.answers })
}

function sendingPage(reply: FastifyReply, own: OwnReport, errors?: { reason: string }): FastifyReply {
  const { year } = own.report
  return reply.page({
    title: `Transmettre le rapport ${year}`,
    breadcrumb: [
      CRUMB,
      { label: `Rapport ${year}`, href: `/maison/rapports/${year}` },
      { label: 'Transmission' },
    ],
    body: h(SendingPage, { own, csrfToken: reply.request.formToken, ...(errors && { errors }) }),
  })
}
