import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { can } from '../../access/policy.js'
import { AppError } from '../../errors/app-error.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { offerLabel } from '../directory/card-labels.js'
import type { RecordDesk } from './desks.js'
import { type FormValues, storedMeanwhile, typedValues, valuesOf } from './form-values.js'
import { DeskParams, PartParams } from './part-schemas.js'
import { findPlace, findPlaces } from './places.js'
import type { PersonFile } from './reading.js'
import { USUAL_AUDIENCES, withAudiences } from './situation-audiences.js'
import { PlaceSearch, Removal, SituationForm } from './situation-form.js'
import { NewSituationForm, SituationForm as SituationFormSchema } from './situation-schemas.js'
import { addSituation, changeSituation, withdrawSituation } from './situations.js'

const PlaceQuery = z.strictObject({ q: z.string().max(100).optional(), lieu: z.uuid().optional() })

/** The pages of the places of a person, for the team or for herself. */
export function situationPages(from: FastifyInstance, desk: RecordDesk<PersonFile>): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const { route } = desk
  const config = { permission: desk.permission }

  app.get(
    `${route}/situations/nouvelle`,
    { config, schema: { params: DeskParams, querystring: PlaceQuery } },
    async (request, reply) => {
      const { lieu, q = '' } = request.query
      if (lieu !== undefined) return newForm(desk, request, reply, { id: request.params.id, lieu })
      const file = await desk.open(request.ctx, request.params.id)
      return reply.page({
        ...desk.frame('Ajouter un lieu', file),
        body: h(PlaceSearch, {
          base: desk.path(file.person.id),
          search: q,
          places: await findPlaces(request.ctx, q),
          canCreate: can(request.ctx.actor, 'directory.manage'),
        }),
      })
    },
  )

  app.post(
    `${route}/situations`,
    { config, schema: { params: DeskParams, body: NewSituationForm }, attachValidation: true },
    async (request, reply) => {
      const personId = await desk.idOf(request.ctx, request.params.id)
      const faults = await formFaults(request, async () => {
        const { structureId, ...said } = request.body
        await addSituation(request.ctx, await desk.writer(request.ctx), { personId, structureId }, said)
      })
      if (!faults) return reply.redirect(`${desk.path(personId)}?fait=lieu`, 303)
      const typed = typedValues(request.typed)
      const lieu = z.uuid().safeParse(typed.structureId).data
      return newForm(desk, request, reply, { id: request.params.id, lieu, typed, faults })
    },
  )

  app.get(`${route}/situations/:partId`, { config, schema: { params: PartParams } }, async (request, reply) =>
    changeForm(desk, request, reply, request.params),
  )

  app.post(
    `${route}/situations/:partId`,
    { config, schema: { params: PartParams, body: SituationFormSchema }, attachValidation: true },
    async (request, reply) => {
      const { id, partId } = request.params
      const personId = await desk.idOf(request.ctx, id)
      const faults = await formFaults(request, async () => {
        const part = { personId, id: partId }
        await changeSituation(request.ctx, await desk.writer(request.ctx), part, request.body)
      })
      if (!faults) return reply.redirect(`${desk.path(personId)}?fait=lieu-modifie`, 303)
      return changeForm(desk, request, reply, request.params, { typed: typedValues(request.typed), faults })
    },
  )

  app.post(
    `${route}/situations/:partId/retrait`,
    { config, schema: { params: PartParams } },
    async (request, reply) => {
      const personId = await desk.idOf(request.ctx, request.params.id)
      const part = { personId, id: request.params.partId }
      await withdrawSituation(request.ctx, await desk.writer(request.ctx), part)
      return reply.redirect(`${desk.path(personId)}?fait=lieu-retire`, 303)
    },
  )
}

type New = { id: string | undefined; lieu: string | undefined; typed?: FormValues; faults?: FormReply }

async function newForm(
  desk: RecordDesk<PersonFile>,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, lieu, typed, faults }: New,
): Promise<FastifyReply> {
  const file = await desk.open(request.ctx, id)
  const place = lieu === undefined ? null : await findPlace(request.ctx, lieu)
  // Without its place the form has nothing to come back to: what is wrong with it is said plainly.
  if (!place) throw request.validationError ?? new AppError('directory.not-found')
  return reply.code(faults?.status ?? 200).page({
    ...desk.frame('Ajouter un lieu', file),
    notice: faults?.notice ?? null,
    body: h(SituationForm, {
      action: `${desk.path(file.person.id)}/situations`,
      csrfToken: request.formToken,
      form: { values: typed ?? USUAL_AUDIENCES, errors: faults?.errors },
      place,
      since: null,
    }),
  })
}

type Part = { id?: string | undefined; partId: string }
type Refused = { typed: FormValues; faults: FormReply }

async function changeForm(
  desk: RecordDesk<PersonFile>,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, partId }: Part,
  refused?: Refused,
): Promise<FastifyReply> {
  const file = await desk.open(request.ctx, id)
  const found = file.situations.find(({ situation }) => situation.id === partId)
  if (!found) throw new AppError('directory.not-found')
  const { situation, place } = found
  const isLate = refused !== undefined && refused.typed.since !== situation.updatedAt.toISOString()
  const action = `${desk.path(file.person.id)}/situations/${partId}`
  return reply.code(refused?.faults.status ?? 200).page({
    ...desk.frame('Modifier un lieu', file),
    notice: refused?.faults.notice ?? null,
    body: [
      h(SituationForm, {
        action,
        csrfToken: request.formToken,
        form: {
          values: refused?.typed ?? valuesOf(withAudiences(situation)),
          errors: refused?.faults.errors,
          meanwhile: isLate
            ? storedMeanwhile(withAudiences(situation), refused.typed, { ...file.day, names: file.names })
            : undefined,
        },
        place: place.structure,
        since: situation.updatedAt,
        goneSince: situation.endsOn === null ? situation.goneSince : null,
      }),
      h(Removal, {
        action: `${action}/retrait`,
        about: `le lieu ${place.structure.name}`,
        ...goingWith(file, partId),
        csrfToken: request.formToken,
      }),
    ],
  })
}

/** What is offered there goes with the place. */
function goingWith({ offers }: PersonFile, situationId: string): { consequence?: string } {
  const there = offers.filter((offer) => offer.situationId === situationId)
  if (there.length === 0) return {}
  const kinds = there.map(({ kind }) => offerLabel(kind)).join(', ')
  const what =
    there.length === 1
      ? 'Son offre dans ce lieu sera retirée'
      : `Ses ${there.length} offres dans ce lieu seront retirées`
  return {
    consequence: `${what} avec lui : ${kinds}. Pour garder ce qu’elle propose ailleurs, changez d’abord le lieu de l’offre.`,
  }
}
