import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { civilDate } from '../../web/dates.js'
import { readForm } from '../../web/read-form.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { timeZoneOf } from '../networks/service.js'
import { CountsPage } from './count-view.js'
import { countTransfers } from './counts.js'
import { bothReasons } from './reason-differences.js'
import {
  ReasonList,
  ReasonParams,
  ReasonsForm,
  reasonsOf,
  typedAfter,
  typedReasons,
} from './reason-schemas.js'
import { ReasonsPage } from './reason-view.js'
import { listReasons, saveReasons } from './reasons.js'
import type { Phase } from './vocabulary.js'

const MODULE = 'Maisons de naissance'
const LIST = { label: MODULE, href: '/maisons-de-naissance' }

/** What the network sees of transfers: counts, and the list of reasons it keeps. */
export const networkPages: FastifyPluginAsyncZod = async (app) => {
  const Year = z.strictObject({ annee: z.coerce.number().int().min(2000).max(2100).optional() })

  app.get(
    '/maisons-de-naissance/transferts',
    { config: { permission: 'birth-transfer.count' }, schema: { querystring: Year } },
    async (request, reply) => {
      const { ctx } = request
      return reply.page({
        title: 'Transferts des maisons de naissance',
        module: MODULE,
        breadcrumb: [LIST, { label: 'Transferts' }],
        body: h(CountsPage, {
          actor: ctx.actor,
          today: civilDate(ctx.now, await timeZoneOf(ctx)),
          counts: await countTransfers(ctx, request.query.annee),
          reasons: await listReasons(ctx),
        }),
      })
    },
  )

  app.get(
    '/maisons-de-naissance/motifs',
    {
      config: { permission: 'birth-transfer.reasons' },
      schema: { querystring: z.strictObject({ fait: z.literal('motifs').optional() }) },
    },
    async (request, reply) => reasonsPage(request, reply, null, request.query.fait === 'motifs'),
  )

  app.post(
    '/maisons-de-naissance/motifs/:phase',
    {
      config: { permission: 'birth-transfer.reasons' },
      schema: { params: ReasonParams, body: ReasonsForm },
      attachValidation: true,
    },
    async (request, reply) => {
      const { phase } = request.params
      const faults = await formFaults(request, () =>
        saveReasons(request.ctx, phase, readForm(ReasonList, reasonsOf(request.body))),
      )
      if (!faults) return reply.redirect('/maisons-de-naissance/motifs?fait=motifs', 303)
      return reasonsPage(request, reply, { phase, faults, typed: request.body }, false)
    },
  )
}

async function reasonsPage(
  request: FastifyRequest,
  reply: FastifyReply,
  again: { phase: Phase; faults: FormReply; typed: ReasonsForm } | null,
  isDone: boolean,
) {
  const { ctx } = request
  const reasons = await listReasons(ctx)
  const done = isDone ? ({ kind: 'success', title: 'Les motifs sont enregistrés.' } as const) : null
  const old = again?.faults.code === 'register.edited-meanwhile' ? again : null
  const after = old && typedAfter(old.typed, reasons, old.phase)
  return reply.code(again?.faults.status ?? 200).page({
    title: 'Motifs de transfert',
    module: MODULE,
    breadcrumb: [LIST, { label: 'Motifs' }],
    notice: again?.faults.notice ?? done,
    body: h(ReasonsPage, {
      actor: ctx.actor,
      csrfToken: request.formToken,
      typedOf: (phase: Phase) =>
        again?.phase === phase ? (after ?? again.typed) : typedReasons(reasons, phase),
      errorsOf: (phase: Phase) => (again?.phase === phase ? again.faults.errors : undefined),
      aboveOf: (phase: Phase) => (after && old?.phase === phase ? bothReasons(reasons, phase, after) : null),
    }),
  })
}
