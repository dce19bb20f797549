import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { AppError } from '../../errors/app-error.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { offerLabel } from '../directory/card-labels.js'
import type { PersonRow, StructureRow } from '../directory/records.js'
import { isPractice } from '../directory/visibility.js'
import type { RecordDesk } from './desks.js'
import { type FormValues, storedMeanwhile, typedValues, valuesOf } from './form-values.js'
import { OfferChoice, OfferForm, type OfferFormProps } from './offer-form.js'
import { NewOfferForm, OFFER_CODES, OfferForm as OfferFormSchema } from './offer-schemas.js'
import { addOffer, changeOffer, usualAudience, withdrawOffer } from './offers.js'
import { DeskParams, PartParams } from './part-schemas.js'
import { languagesOf } from './people-schemas.js'
import type { PersonFile, StructureFile } from './reading.js'
import { Removal } from './situation-form.js'

const KindQuery = z.strictObject({ nature: z.enum(OFFER_CODES).optional() })

type File = PersonFile | StructureFile

/** The pages of the offers of care of a record, for whoever keeps it. */
export function offerPages<Kept extends File>(from: FastifyInstance, desk: RecordDesk<Kept>): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const { route } = desk
  const config = { permission: desk.permission }

  app.get(
    `${route}/offres/nouvelle`,
    { config, schema: { params: DeskParams, querystring: KindQuery } },
    async (request, reply) => {
      const { nature } = request.query
      if (nature !== undefined) return newForm(desk, request, reply, { id: request.params.id, kind: nature })
      const file = await desk.open(request.ctx, request.params.id)
      return reply.page({
        ...desk.frame('Ajouter une offre', file),
        body: h(OfferChoice, { base: desk.path(idOf(file)) }),
      })
    },
  )

  app.post(
    `${route}/offres`,
    { config, schema: { params: DeskParams, body: NewOfferForm }, attachValidation: true },
    async (request, reply) => {
      const owner = { kind: desk.kind, id: await desk.idOf(request.ctx, request.params.id) }
      const faults = await formFaults(request, async () => {
        const { otherLanguages, ...said } = request.body
        const offer = { ...said, languages: languagesOf(request.body) }
        await addOffer(request.ctx, await desk.writer(request.ctx), owner, offer)
      })
      if (!faults) return reply.redirect(`${desk.path(owner.id)}?fait=offre`, 303)
      const typed = typedValues(request.typed)
      const kind = z.enum(OFFER_CODES).safeParse(typed.kind).data ?? OFFER_CODES[0]
      return newForm(desk, request, reply, { id: request.params.id, kind, typed, faults })
    },
  )

  app.get(`${route}/offres/:partId`, { config, schema: { params: PartParams } }, async (request, reply) =>
    changeForm(desk, request, reply, request.params),
  )

  app.post(
    `${route}/offres/:partId`,
    { config, schema: { params: PartParams, body: OfferFormSchema }, attachValidation: true },
    async (request, reply) => {
      const { id, partId } = request.params
      const owner = { kind: desk.kind, id: await desk.idOf(request.ctx, id) }
      const faults = await formFaults(request, async () => {
        const { otherLanguages, ...said } = request.body
        const offer = { ...said, languages: languagesOf(request.body) }
        await changeOffer(request.ctx, await desk.writer(request.ctx), owner, partId, offer)
      })
      if (!faults) return reply.redirect(`${desk.path(owner.id)}?fait=offre-modifiee`, 303)
      return changeForm(desk, request, reply, request.params, { typed: typedValues(request.typed), faults })
    },
  )

  app.post(
    `${route}/offres/:partId/retrait`,
    { config, schema: { params: PartParams } },
    async (request, reply) => {
      const owner = { kind: desk.kind, id: await desk.idOf(request.ctx, request.params.id) }
      await withdrawOffer(request.ctx, await desk.writer(request.ctx), owner, request.params.partId)
      return reply.redirect(`${desk.path(owner.id)}?fait=offre-retiree`, 303)
    },
  )
}

type New = { id: string | undefined; kind: string; typed?: FormValues; faults?: FormReply }

async function newForm<Kept extends File>(
  desk: RecordDesk<Kept>,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, kind, typed, faults }: New,
): Promise<FastifyReply> {
  const file = await desk.open(request.ctx, id)
  return reply.code(faults?.status ?? 200).page({
    ...desk.frame('Ajouter une offre', file),
    notice: faults?.notice ?? null,
    body: h(OfferForm, {
      action: `${desk.path(idOf(file))}/offres`,
      csrfToken: request.formToken,
      form: { values: typed ?? { visibleTo: usualAudience(recordOf(file), kind) }, errors: faults?.errors },
      kind,
      since: null,
      ...ofOwner(file),
    }),
  })
}

type Part = { id?: string | undefined; partId: string }
type Refused = { typed: FormValues; faults: FormReply }

async function changeForm<Kept extends File>(
  desk: RecordDesk<Kept>,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, partId }: Part,
  refused?: Refused,
): Promise<FastifyReply> {
  const file = await desk.open(request.ctx, id)
  const offer = file.offers.find((one) => one.id === partId)
  if (!offer) throw new AppError('directory.not-found')
  const isLate = refused !== undefined && refused.typed.since !== offer.updatedAt.toISOString()
  const action = `${desk.path(idOf(file))}/offres/${partId}`
  return reply.code(refused?.faults.status ?? 200).page({
    ...desk.frame('Modifier une offre', file),
    notice: refused?.faults.notice ?? null,
    body: [
      h(OfferForm, {
        action,
        csrfToken: request.formToken,
        form: {
          values: refused?.typed ?? valuesOf(offer),
          errors: refused?.faults.errors,
          meanwhile: isLate
            ? storedMeanwhile(offer, refused.typed, { ...file.day, names: file.names })
            : undefined,
        },
        kind: offer.kind,
        since: offer.updatedAt,
        ...ofOwner(file),
      }),
      h(Removal, {
        action: `${action}/retrait`,
        about: `l’offre ${offerLabel(offer.kind)}`,
        csrfToken: request.formToken,
      }),
    ],
  })
}

function ofOwner(file: File): Pick<OfferFormProps, 'isPractice' | 'places' | 'hasIvgConsent'> {
  if (!('person' in file))
    return { isPractice: isPractice(file.structure), places: null, hasIvgConsent: true }
  return {
    isPractice: false,
    places: file.situations.map(({ situation, place }) => ({ id: situation.id, name: place.structure.name })),
    hasIvgConsent: file.consents.includes('ivg'),
  }
}

function idOf(file: File): string {
  return recordOf(file).id
}

function recordOf(file: File): PersonRow | StructureRow {
  return 'person' in file ? file.person : file.structure
}
