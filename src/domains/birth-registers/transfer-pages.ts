import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { AppError } from '../../errors/app-error.js'
import { BothVersions } from '../../web/both-versions.js'
import { civilDate, localDateTime } from '../../web/dates.js'
import type { FieldErrors } from '../../web/forms.js'
import { readForm, typedNumber, typedText } from '../../web/read-form.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { timeZoneOf } from '../networks/service.js'
import { QUESTION_CODES, type QuestionCode, tickedIn } from './findings.js'
import { womenToPick } from './picking.js'
import { listReasons } from './reasons.js'
import { transferDestinations, transferYears } from './transfer-choices.js'
import { transferDifferences } from './transfer-differences.js'
import { TransferFields } from './transfer-form.js'
import { freeCorrectionUntil } from './transfer-rules.js'
import {
  NewTransfer,
  type Transfer,
  TransferCancellation,
  TransferCorrection,
  TransferParams,
} from './transfer-schemas.js'
import { declarationOf, isOfSomebodyElse, TransferForm, typedTransfer } from './transfer-typed.js'
import { CancelPage, CorrectionReason, TransferPage, TransfersPage } from './transfer-views.js'
import {
  cancelTransfer,
  correctTransfer,
  declareTransfer,
  getTransfer,
  listTransfers,
  transferCorrections,
} from './transfers.js'
import { WaitingList } from './waiting-list.js'

const MODULE = 'Maison de naissance'
const HOME = { label: MODULE, href: '/maison' }
const LIST = { label: 'Transferts', href: '/maison/transferts' }

const DONE = {
  declare: 'Le transfert est déclaré.',
  deja: 'Cette déclaration était déjà enregistrée : elle n’a pas été faite deux fois.',
  corrige: 'La déclaration est corrigée.',
  annule: 'La déclaration est annulée.',
} as const

const Sent = z.strictObject({ number: z.string(), href: z.string() })

const CancelForm = z.strictObject({
  reason: z.string().max(1000).optional(),
  ...(Object.fromEntries(QUESTION_CODES.map((code) => [code, z.string().max(3).optional()])) as Record<
    QuestionCode,
    z.ZodOptional<z.ZodString>
  >),
})
type CancelForm = z.infer<typeof CancelForm>

export const transferPages: FastifyPluginAsyncZod = async (app) => {
  const declaring = { config: { permission: 'birth-transfer.declare' } } as const

  app.get(
    '/maison/transferts',
    {
      ...declaring,
      schema: {
        querystring: z.strictObject({ annee: z.coerce.number().int().min(2000).max(2100).optional() }),
      },
    },
    async (request, reply) => {
      const { ctx } = request
      const around = await aroundOf(request)
      const year = request.query.annee ?? Number(civilDate(ctx.now, around.timeZone).slice(0, 4))
      return reply.page({
        title: 'Transferts',
        module: MODULE,
        breadcrumb: [HOME, { label: 'Transferts' }],
        body: h(TransfersPage, {
          around,
          year,
          years: await transferYears(ctx),
          transfers: await listTransfers(ctx, year),
          reasons: await listReasons(ctx),
        }),
      })
    },
  )

  app.get('/maison/transferts/nouveau', declaring, async (request, reply) => newTransferPage(request, reply))

  app.post(
    '/maison/transferts',
    { ...declaring, schema: { body: TransferForm }, attachValidation: true },
    async (request, reply) => {
      let answer = ''
      const faults = await formFaults(request, async () => {
        answer = addressOf(await declareTyped(request, request.body))
      })
      if (faults) return newTransferPage(request, reply, { faults, typed: request.body })
      return reply.redirect(answer, 303)
    },
  )

  // For the script that keeps declarations on a telephone: the same act, answered in two words.
  app.post(
    '/maison/transferts/envoi',
    { ...declaring, schema: { body: TransferForm, response: { 200: Sent } } },
    async (request) => {
      const declared = await declareTyped(request, request.body)
      return { number: declared.number, href: addressOf(declared) }
    },
  )

  app.get(
    '/maison/transferts/:id',
    {
      ...declaring,
      schema: {
        params: TransferParams,
        querystring: z.strictObject({ fait: z.enum(Object.keys(DONE) as [keyof typeof DONE]).optional() }),
      },
    },
    async (request, reply) => {
      const { ctx } = request
      const transfer = await getTransfer(ctx, request.params.id)
      const { fait } = request.query
      return reply.page({
        title: `Transfert ${transfer.number}`,
        module: MODULE,
        breadcrumb: [HOME, LIST, { label: transfer.number }],
        notice: fait ? { kind: fait === 'deja' ? 'information' : 'success', title: DONE[fait] } : null,
        body: h(TransferPage, {
          around: await aroundOf(request),
          transfer,
          reasons: await listReasons(ctx),
          corrections: await transferCorrections(ctx, transfer.id),
        }),
      })
    },
  )

  app.get(
    '/maison/transferts/:id/correction',
    { ...declaring, schema: { params: TransferParams } },
    async (request, reply) =>
      correctionPage(request, reply, await getTransfer(request.ctx, request.params.id)),
  )

  app.post(
    '/maison/transferts/:id/correction',
    { ...declaring, schema: { params: TransferParams, body: TransferForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () => correctTyped(request, id, request.body))
      if (!faults) return reply.redirect(`/maison/transferts/${id}?fait=corrige`, 303)
      return correctionPage(request, reply, await getTransfer(request.ctx, id), {
        faults,
        typed: request.body,
      })
    },
  )

  app.get(
    '/maison/transferts/:id/annulation',
    { ...declaring, schema: { params: TransferParams } },
    async (request, reply) => cancelPage(request, reply, await getTransfer(request.ctx, request.params.id)),
  )

  app.post(
    '/maison/transferts/:id/annulation',
    { ...declaring, schema: { params: TransferParams, body: CancelForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () =>
        cancelTransfer(
          request.ctx,
          id,
          readForm(TransferCancellation, {
            reason: request.body.reason ?? '',
            confirmed: tickedIn(request.body),
          }),
        ),
      )
      if (!faults) return reply.redirect(`/maison/transferts/${id}?fait=annule`, 303)
      return cancelPage(request, reply, await getTransfer(request.ctx, id), { faults, typed: request.body })
    },
  )
}

type Again<Typed> = { faults: FormReply; typed: Typed }

async function declareTyped(request: FastifyRequest, typed: TransferForm) {
  refuseSomebodyElse(typed)
  const declaration = declarationOf(typed, await timeZoneOf(request.ctx))
  return declareTransfer(request.ctx, readForm(NewTransfer, { formKey: typed.formKey, ...declaration }))
}

async function correctTyped(request: FastifyRequest, id: string, typed: TransferForm): Promise<void> {
  refuseSomebodyElse(typed)
  const correction = {
    revision: typedNumber(typed.revision),
    reason: typedText(typed.correctionReason),
    ...declarationOf(typed, await timeZoneOf(request.ctx)),
  }
  await correctTransfer(request.ctx, id, readForm(TransferCorrection, correction))
}

function refuseSomebodyElse(typed: TransferForm): void {
  if (!isOfSomebodyElse(typed)) return
  const words =
    typed.who === 'newborn'
      ? 'Ce motif est d’un transfert de la mère. Choisissez-en un sous « Nouveau-né », ou changez qui est transféré.'
      : 'Ce motif est d’un transfert du nouveau-né. Choisissez-en un autre, ou changez qui est transféré.'
  throw new AppError('register.impossible', {}, { fields: { reason: words } })
}

function addressOf({ id, again }: { id: string; again: boolean }): string {
  return `/maison/transferts/${id}?fait=${again ? 'deja' : 'declare'}`
}

async function aroundOf(request: FastifyRequest) {
  const { ctx, formToken } = request
  return { actor: ctx.actor, now: ctx.now, csrfToken: formToken, timeZone: await timeZoneOf(ctx) }
}

async function newTransferPage(request: FastifyRequest, reply: FastifyReply, again?: Again<TransferForm>) {
  const { ctx } = request
  const now = localDateTime(ctx.now, await timeZoneOf(ctx))
  return reply.code(again?.faults.status ?? 200).page({
    title: 'Déclarer un transfert',
    module: MODULE,
    breadcrumb: [HOME, LIST, { label: 'Déclarer' }],
    notice: again?.faults.notice ?? null,
    body: h(TransferFields, {
      action: '/maison/transferts',
      csrfToken: request.formToken,
      choices: await choicesOf(request),
      typed: again?.typed ?? { formKey: randomUUID(), decidedAt: now },
      faults: ofForm(again?.faults.errors),
      submit: 'Enregistrer le transfert',
      above: h(WaitingList, { actor: ctx.actor, csrfToken: request.formToken }),
    }),
  })
}

async function correctionPage(
  request: FastifyRequest,
  reply: FastifyReply,
  transfer: Transfer,
  again?: Again<TransferForm>,
) {
  const { ctx } = request
  if (transfer.cancelledAt !== null) throw new AppError('transfer.cancelled', { number: transfer.number })
  const isOld = again?.faults.code === 'register.edited-meanwhile'
  const sent = again?.typed ?? typedTransfer(transfer, await timeZoneOf(ctx))
  // She has been shown what was saved meanwhile: saving again is her choice.
  const typed = isOld ? { ...sent, revision: String(transfer.revision) } : sent
  const faults = ofForm(again?.faults.errors)
  const isLate = ctx.now > freeCorrectionUntil(new Date(transfer.receivedAt))
  return reply.code(again?.faults.status ?? 200).page({
    title: `Corriger le transfert ${transfer.number}`,
    module: MODULE,
    breadcrumb: [
      HOME,
      LIST,
      { label: transfer.number, href: `/maison/transferts/${transfer.id}` },
      { label: 'Corriger' },
    ],
    notice: again?.faults.notice ?? null,
    body: h(TransferFields, {
      action: `/maison/transferts/${transfer.id}/correction`,
      csrfToken: request.formToken,
      choices: await choicesOf(request, transfer),
      typed,
      faults,
      submit: 'Enregistrer la correction',
      children: isLate ? h(CorrectionReason, { value: typed.correctionReason, errors: faults }) : null,
      above: isOld ? await bothVersions(request, transfer, typed) : null,
    }),
  })
}

async function bothVersions({ ctx }: FastifyRequest, transfer: Transfer, typed: TransferForm) {
  const timeZone = await timeZoneOf(ctx)
  const choices = {
    reasons: await listReasons(ctx),
    maternities: await transferDestinations(ctx),
  }
  const [last] = await transferCorrections(ctx, transfer.id)
  return h(BothVersions, {
    differences: transferDifferences(typedTransfer(transfer, timeZone), typed, choices),
    savedBy: last?.by ?? transfer.declaredBy,
    savedAt: last?.at ?? new Date(transfer.receivedAt),
    timeZone,
  })
}

async function cancelPage(
  request: FastifyRequest,
  reply: FastifyReply,
  transfer: Transfer,
  again?: Again<CancelForm>,
) {
  if (transfer.cancelledAt !== null) throw new AppError('transfer.cancelled', { number: transfer.number })
  return reply.code(again?.faults.status ?? 200).page({
    title: `Annuler le transfert ${transfer.number}`,
    module: MODULE,
    breadcrumb: [
      HOME,
      LIST,
      { label: transfer.number, href: `/maison/transferts/${transfer.id}` },
      { label: 'Annuler' },
    ],
    notice: again?.faults.notice ?? null,
    body: h(CancelPage, {
      transfer,
      csrfToken: request.formToken,
      faults: again?.faults.errors,
      typed: again?.typed ?? {},
    }),
  })
}

async function choicesOf({ ctx }: FastifyRequest, transfer?: Transfer) {
  const women = await womenToPick(ctx)
  const hers = transfer?.woman
  const isThere = !hers || women.some(({ id }) => id === hers.id)
  return {
    women: isThere
      ? women
      : [{ ...hers, termDays: transfer.termDays ?? 0, bornOn: null, isInLabour: false }, ...women],
    reasons: await listReasons(ctx),
    maternities: await transferDestinations(ctx),
  }
}

/** The errors of a declaration, by the fields of its form. */
function ofForm(errors: FieldErrors | undefined): FieldErrors | undefined {
  if (!errors) return undefined
  return Object.fromEntries(Object.entries(errors).map(([name, words]) => [FIELDS[name] ?? name, words]))
}

const FIELDS: Record<string, string> = {
  phase: 'reason',
  reasonCode: 'reason',
  destinationEstablishmentId: 'destination',
}
