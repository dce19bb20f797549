import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { can } from '../../access/policy.js'
import { BothVersions, type Difference } from '../../web/both-versions.js'
import { civilDate, formatDate } from '../../web/dates.js'
import { readForm } from '../../web/read-form.js'
import { formFaults } from '../../web/refilled-form.js'
import { timeZoneOf } from '../networks/service.js'
import {
  CONVENTION_ITEMS,
  ConventionChange,
  ConventionForm,
  conventionOf,
  NewConvention,
  typedConvention,
} from './convention-schemas.js'
import { ConventionPage, ConventionsPage } from './convention-views.js'
import {
  addConvention,
  changeConvention,
  getConvention,
  listConventions,
  maternityChoices,
} from './conventions.js'
import { type Again, houseFrame, housePath } from './house-frame.js'
import { HouseParams } from './schemas.js'
import { getHouse } from './service.js'
import { PartParams } from './team-schemas.js'

const writing = { config: { permission: 'birth-house.write' } } as const

/** The conventions of a house with its partner maternity. */
export const conventionPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/maisons-de-naissance/:id/conventions',
    {
      config: { permission: 'birth-house.read' },
      schema: {
        params: HouseParams,
        querystring: z.strictObject({ fait: z.literal('convention').optional() }),
      },
    },
    async (request, reply) => {
      const { ctx, params, query } = request
      const house = await getHouse(ctx, params.id)
      return reply.page({
        ...houseFrame(house, 'Convention'),
        notice: query.fait ? { kind: 'success', title: 'La convention est enregistrée.' } : null,
        body: h(ConventionsPage, {
          houseId: house.id,
          conventions: await listConventions(ctx, house.id),
          today: civilDate(ctx.now, await timeZoneOf(ctx)),
          canWrite: can(ctx.actor, 'birth-house.write'),
        }),
      })
    },
  )

  app.get(
    '/maisons-de-naissance/:id/conventions/nouvelle',
    { ...writing, schema: { params: HouseParams } },
    async (request, reply) => conventionPage(request, reply, { id: request.params.id }),
  )

  app.post(
    '/maisons-de-naissance/:id/conventions',
    { ...writing, schema: { params: HouseParams, body: ConventionForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => {
        await addConvention(request.ctx, id, readForm(NewConvention, conventionOf(request.body)))
      })
      if (!faults) return back(reply, id)
      return conventionPage(request, reply, { id }, { faults, typed: request.body })
    },
  )

  app.get(
    '/maisons-de-naissance/:id/conventions/:partId',
    { ...writing, schema: { params: PartParams } },
    async (request, reply) => conventionPage(request, reply, request.params),
  )

  app.post(
    '/maisons-de-naissance/:id/conventions/:partId',
    { ...writing, schema: { params: PartParams, body: ConventionForm }, attachValidation: true },
    async (request, reply) => {
      const { id, partId } = request.params
      const faults = await formFaults(request, async () => {
        const convention = readForm(NewConvention, conventionOf(request.body))
        const change = { seen: request.body.seen ?? '', convention }
        await changeConvention(request.ctx, id, partId, readForm(ConventionChange, change))
      })
      if (!faults) return back(reply, id)
      return conventionPage(request, reply, request.params, { faults, typed: request.body })
    },
  )
}

function back(reply: FastifyReply, houseId: string): FastifyReply {
  return reply.redirect(`${housePath(houseId)}/conventions?fait=convention`, 303)
}

async function conventionPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { id, partId }: { id: string; partId?: string },
  again?: Again<ConventionForm>,
) {
  const { ctx } = request
  const house = await getHouse(ctx, id, 'birth-house.write')
  const known = partId === undefined ? null : await getConvention(ctx, id, partId)
  const saved = known ? typedConvention(known) : { partnerEstablishmentId: house.partner?.id }
  const isOld = again?.faults.code === 'birth-house.edited-meanwhile'
  const typed = again?.typed ?? saved
  const path = `${housePath(id)}/conventions`
  const maternities = await maternityChoices(ctx)
  return reply.code(again?.faults.status ?? 200).page({
    ...houseFrame(house, known ? 'Modifier la convention' : 'Nouvelle convention', again?.faults),
    body: h(ConventionPage, {
      action: known ? `${path}/${known.id}` : path,
      csrfToken: request.formToken,
      maternities,
      typed: isOld && known ? { ...typed, seen: known.updatedAt } : typed,
      errors: again?.faults.errors,
      above:
        isOld && known
          ? h(BothVersions, {
              differences: differencesOf(shownOf(saved, maternities), shownOf(typed, maternities)),
              savedBy: known.updatedBy,
              savedAt: new Date(known.updatedAt),
              timeZone: await timeZoneOf(ctx),
            })
          : null,
    }),
  })
}

const LABELS: Partial<Record<keyof ConventionForm, string>> = {
  partnerEstablishmentId: 'Maternité partenaire',
  signatories: 'Signataires',
  signedOn: 'Signée le',
  startsOn: 'En vigueur depuis le',
  endsOn: 'Jusqu’au',
  ...CONVENTION_ITEMS,
}

/** As it is read: the name of the maternity, days as they are said. */
function shownOf(form: ConventionForm, maternities: { id: string; name: string }[]): ConventionForm {
  const day = (typed: string | undefined) =>
    z.iso.date().safeParse(typed).success ? formatDate(typed ?? null) : typed
  return {
    ...form,
    partnerEstablishmentId: maternities.find(({ id }) => id === form.partnerEstablishmentId)?.name,
    signedOn: day(form.signedOn),
    startsOn: day(form.startsOn),
    endsOn: day(form.endsOn),
  }
}

function differencesOf(saved: ConventionForm, typed: ConventionForm): Difference[] {
  const fields = Object.keys(LABELS) as (keyof ConventionForm)[]
  return fields
    .filter((field) => (saved[field] ?? '') !== (typed[field] ?? ''))
    .map((field) => ({
      label: LABELS[field] ?? field,
      saved: saved[field] || 'non renseigné',
      typed: typed[field] || 'non renseigné',
    }))
}
