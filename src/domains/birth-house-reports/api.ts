import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { acknowledgeReport, listExpectedReports } from './agency.js'
import { compareHouses } from './comparison.js'
import { isNamedInComparison, nameInComparison } from './naming.js'
import { Comparison, DraftBody, DraftReport, ExpectedReport, SentReport } from './schemas.js'
import { getVersion, openReport, saveReport, sendReport } from './service.js'

const Year = z.strictObject({ year: z.coerce.number<string>().int().min(2016).max(2100) })
const Id = z.strictObject({ id: z.uuid() })

export const birthHouseReportsApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/birth-house-reports/own/:year',
    {
      config: { permission: 'birth-report.write' },
      schema: {
        summary: 'The report of one’s house for a year, opened if need be',
        params: Year,
        response: { 200: DraftReport },
      },
    },
    async (request) => {
      const { report, answers, figures, checks, missing, refusal } = await openReport(
        request.ctx,
        request.params.year,
      )
      return {
        year: report.year,
        dueOn: report.dueOn,
        revision: report.revision,
        answers,
        explanations: report.explanations,
        figures: figures.map(({ code, value, rows, missing }) => ({ code, value, rows, missing })),
        checks: checks.map(({ rule, severity, sentence }) => ({ rule, severity, sentence })),
        missing,
        refusal,
      }
    },
  )

  app.put(
    '/birth-house-reports/own/:year',
    {
      config: { permission: 'birth-report.write' },
      schema: { summary: 'Keep what is typed in volet 1', params: Year, body: DraftBody },
    },
    async (request, reply) => {
      await saveReport(request.ctx, request.params.year, request.body)
      return reply.code(204).send()
    },
  )

  app.post(
    '/birth-house-reports/own/:year/versions',
    {
      config: { permission: 'birth-report.write' },
      schema: {
        summary: 'Hand the report in: it is frozen under a receipt',
        params: Year,
        body: z.strictObject({ reason: z.string().trim().min(1).max(500).nullable() }),
        response: { 201: z.strictObject({ id: z.uuid(), version: z.int(), receipt: z.string() }) },
      },
    },
    async (request, reply) => {
      const { id, version, receipt } = await sendReport(request.ctx, request.params.year, request.body.reason)
      return reply.code(201).send({ id, version, receipt })
    },
  )

  app.get(
    '/birth-house-reports',
    {
      config: { permission: 'birth-report.follow' },
      schema: {
        summary: 'Reports expected and received for a year',
        querystring: Year,
        response: { 200: z.strictObject({ today: z.iso.date(), reports: z.array(ExpectedReport) }) },
      },
    },
    async (request) => listExpectedReports(request.ctx, request.query.year),
  )

  app.get(
    '/birth-house-reports/comparison',
    {
      config: { permission: 'birth-comparison.read' },
      schema: {
        summary:
          'Houses side by side by the reports of a year; `isNamed` says whether the others read one’s own name',
        querystring: Year,
        response: { 200: Comparison },
      },
    },
    async ({ ctx, query }) => ({
      isNamed: await isNamedInComparison(ctx),
      houses: await compareHouses(ctx, query.year),
    }),
  )

  app.put(
    '/birth-house-reports/comparison/naming',
    {
      config: { permission: 'birth-report.write' },
      schema: {
        summary: 'Agree, or no longer, that other houses read the name of one’s own',
        body: z.strictObject({ isNamed: z.boolean() }),
      },
    },
    async ({ ctx, body }, reply) => {
      await nameInComparison(ctx, body.isNamed)
      return reply.code(204).send()
    },
  )

  app.get(
    '/birth-house-reports/versions/:id',
    {
      config: { permission: 'birth-report.read' },
      schema: { summary: 'A report as it was handed in', params: Id, response: { 200: SentReport } },
    },
    async (request) => {
      const { version, content } = await getVersion(request.ctx, request.params.id)
      const { id, receipt, contentHash, sentAt, sentBy, reason } = version
      return {
        id,
        version: version.version,
        receipt,
        contentHash,
        sentAt: sentAt.toISOString(),
        sentBy,
        reason,
        content,
      }
    },
  )

  app.post(
    '/birth-house-reports/:id/acknowledgement',
    {
      config: { permission: 'birth-report.review' },
      schema: { summary: 'Say that the latest version was read', params: Id },
    },
    async (request, reply) => {
      await acknowledgeReport(request.ctx, request.params.id)
      return reply.code(204).send()
    },
  )
}
