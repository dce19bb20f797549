import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { instantOfLocal, localDateTime } from '../../web/dates.js'
import { readForm, typedAnswer, typedNumber, typedText } from '../../web/read-form.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { timeZoneOf } from '../networks/service.js'
import { tickedIn } from './findings.js'
import { listReasons } from './reasons.js'
import { getReceived, listReceived, writeOutcome } from './received.js'
import { OutcomeChange, OutcomeForm, type Received } from './received-schemas.js'
import { ReceivedListPage, ReceivedPage } from './received-views.js'
import { TransferParams } from './transfer-schemas.js'

const TITLE = 'Transferts reçus'

/** What the referent of a maternity sees of birth houses: the transfers addressed to it, and nothing of their registers. */
export const receivedPages: FastifyPluginAsyncZod = async (app) => {
  const receiving = { config: { permission: 'birth-transfer.receive' } } as const

  app.get('/transferts-recus', receiving, async (request, reply) => {
    const { ctx } = request
    return reply.page({
      title: TITLE,
      body: h(ReceivedListPage, {
        received: await listReceived(ctx),
        reasons: await listReasons(ctx),
        timeZone: await timeZoneOf(ctx),
      }),
    })
  })

  app.get(
    '/transferts-recus/:id',
    {
      ...receiving,
      schema: {
        params: TransferParams,
        querystring: z.strictObject({ fait: z.literal('issue').optional() }),
      },
    },
    async (request, reply) => receivedPage(request, reply, await getReceived(request.ctx, request.params.id)),
  )

  app.post(
    '/transferts-recus/:id',
    { ...receiving, schema: { params: TransferParams, body: OutcomeForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => {
        const change = readForm(OutcomeChange, outcomeOf(request.body, await timeZoneOf(request.ctx)))
        await writeOutcome(request.ctx, id, change)
      })
      if (!faults) return reply.redirect(`/transferts-recus/${id}?fait=issue`, 303)
      return receivedPage(request, reply, await getReceived(request.ctx, id), { faults, typed: request.body })
    },
  )
}

async function receivedPage(
  request: FastifyRequest,
  reply: FastifyReply,
  received: Received,
  again?: { faults: FormReply; typed: OutcomeForm },
) {
  const { ctx } = request
  const timeZone = await timeZoneOf(ctx)
  const isOld = again?.faults.code === 'register.edited-meanwhile'
  const saved = typedOutcome(received, timeZone)
  const typed = isOld ? { ...again.typed, seen: saved.seen } : (again?.typed ?? saved)
  const { fait } = Object(request.query) as { fait?: 'issue' }
  const done = fait
    ? ({ kind: 'success', title: 'L’issue est enregistrée et proposée à la maison.' } as const)
    : null
  return reply.code(again?.faults.status ?? 200).page({
    title: `Transfert ${received.number}`,
    module: TITLE,
    breadcrumb: [{ label: TITLE, href: '/transferts-recus' }, { label: received.number }],
    notice: again?.faults.notice ?? done,
    body: h(ReceivedPage, {
      received,
      reasons: await listReasons(ctx),
      timeZone,
      csrfToken: request.formToken,
      typed,
      faults: again?.faults.errors,
    }),
  })
}

function outcomeOf(typed: OutcomeForm, timeZone: string) {
  const bornAt = typedText(typed.bornAt)
  return {
    seen: typedText(typed.seen),
    bornAt: bornAt === null ? null : (instantOfLocal(bornAt, timeZone)?.toISOString() ?? bornAt),
    mode: typedText(typed.mode),
    bloodLossMl: typedNumber(typed.bloodLossMl),
    sphincterInjury: typedAnswer(typed.sphincterInjury),
    intensiveCare: typedAnswer(typed.intensiveCare),
    apgar5: typedNumber(typed.apgar5),
    childOutcome: typedText(typed.childOutcome),
    confirmed: tickedIn(typed),
  }
}

function typedOutcome({ outcome, outcomeAt }: Received, timeZone: string): OutcomeForm {
  const yes = (answer: boolean | null | undefined) => (answer == null ? '' : answer ? 'oui' : 'non')
  const bornAt = outcome?.bornAt ? new Date(outcome.bornAt) : null
  return {
    seen: outcomeAt ?? '',
    bornAt: localDateTime(bornAt, timeZone),
    mode: outcome?.mode ?? '',
    bloodLossMl: String(outcome?.bloodLossMl ?? ''),
    sphincterInjury: yes(outcome?.sphincterInjury),
    intensiveCare: yes(outcome?.intensiveCare),
    apgar5: String(outcome?.apgar5 ?? ''),
    childOutcome: outcome?.childOutcome ?? '',
  }
}
