import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { AppError } from '../../errors/app-error.js'
import { sendCsv } from '../../web/reply-csv.js'
import { getQualityReport, listFindingKeys } from './quality.js'
import { FindingPage, findingCsv, findingText, QualityPage } from './quality-view.js'

const FindingParams = z.strictObject({ code: z.string().regex(/^[A-Z0-9_]{1,60}$/) })

export const qualityPages: FastifyPluginAsyncZod = async (app) => {
  app.get('/qualite', { config: { permission: 'pmsi.read-findings' } }, async (request, reply) =>
    reply.page({
      title: 'Contrôle qualité de vos extraits',
      body: h(QualityPage, { report: await getQualityReport(request.ctx) }),
    }),
  )

  app.get(
    '/qualite/:code',
    { config: { permission: 'pmsi.read-findings' }, schema: { params: FindingParams } },
    async (request, reply) => {
      const text = knownFinding(request.params.code)
      return reply.page({
        title: text.label,
        module: 'Contrôle qualité',
        breadcrumb: [{ label: 'Contrôle qualité', href: '/qualite' }, { label: text.label }],
        body: h(FindingPage, {
          code: request.params.code,
          text,
          keys: await listFindingKeys(request.ctx, request.params.code),
        }),
      })
    },
  )

  app.get(
    '/qualite/:code/liste.csv',
    { config: { permission: 'pmsi.read-findings' }, schema: { params: FindingParams } },
    async (request, reply) => {
      const text = knownFinding(request.params.code)
      const keys = await listFindingKeys(request.ctx, request.params.code)
      return sendCsv(reply, `${request.params.code.toLowerCase()}.csv`, findingCsv(text, keys))
    },
  )
}

function knownFinding(code: string) {
  const text = findingText(code)
  if (!text) throw new AppError('request.not-found')
  return text
}
