import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { civilDate } from '../../web/dates.js'
import { readForm } from '../../web/read-form.js'
import { formFaults } from '../../web/refilled-form.js'
import { timeZoneOf } from '../networks/service.js'
import { type Again, houseFrame, housePath } from './house-frame.js'
import { HouseParams } from './schemas.js'
import { getHouse } from './service.js'
import {
  addMidwife,
  addStaff,
  changeMidwife,
  changeStaff,
  findMidwives,
  midwifeInDirectory,
  midwifeOfHouse,
  staffOfHouse,
} from './team.js'
import { bothMidwives, bothStaffs } from './team-differences.js'
import {
  MidwifeChange,
  MidwifeForm,
  midwifeChangeOf,
  midwifeOf,
  NewMidwife,
  PartParams,
  StaffChange,
  StaffForm,
  StaffLine,
  staffChangeOf,
  staffOf,
  typedMidwife,
  typedStaff,
} from './team-schemas.js'
import { MidwifePage, MidwifeSearchPage, StaffPage } from './team-views.js'

const writing = { config: { permission: 'birth-house.write' } } as const

/** Who works in a birth house: midwives of the directory, other staff. */
export const teamPages: FastifyPluginAsyncZod = async (app) => {
  const Search = z.strictObject({ q: z.string().max(200).optional(), personne: z.uuid().optional() })

  app.get(
    '/maisons-de-naissance/:id/sages-femmes/nouvelle',
    { ...writing, schema: { params: HouseParams, querystring: Search } },
    async (request, reply) => {
      const { personne } = request.query
      return personne === undefined
        ? searchPage(request, reply, request.params.id, request.query.q)
        : midwifePage(request, reply, { houseId: request.params.id, personId: personne })
    },
  )

  app.post(
    '/maisons-de-naissance/:id/sages-femmes',
    { ...writing, schema: { params: HouseParams, body: MidwifeForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const { personId } = request.body
      const faults = await formFaults(request, async () => {
        await addMidwife(request.ctx, id, readForm(NewMidwife, { personId, ...midwifeOf(request.body) }))
      })
      if (!faults) return back(reply, id)
      if (!z.uuid().safeParse(personId).success) {
        return searchPage(request, reply.code(faults.status), id)
      }
      return midwifePage(request, reply, { houseId: id, personId }, { faults, typed: request.body })
    },
  )

  app.get(
    '/maisons-de-naissance/:id/sages-femmes/:partId',
    { ...writing, schema: { params: PartParams } },
    async (request, reply) => midwifePage(request, reply, partOf(request.params)),
  )

  app.post(
    '/maisons-de-naissance/:id/sages-femmes/:partId',
    { ...writing, schema: { params: PartParams, body: MidwifeForm }, attachValidation: true },
    async (request, reply) => {
      const { id, partId } = request.params
      const faults = await formFaults(request, () =>
        changeMidwife(request.ctx, id, partId, readForm(MidwifeChange, midwifeChangeOf(request.body))),
      )
      if (!faults) return back(reply, id)
      return midwifePage(request, reply, partOf(request.params), { faults, typed: request.body })
    },
  )

  app.get(
    '/maisons-de-naissance/:id/personnels/nouveau',
    { ...writing, schema: { params: HouseParams } },
    async (request, reply) => staffPage(request, reply, { houseId: request.params.id }),
  )

  app.post(
    '/maisons-de-naissance/:id/personnels',
    { ...writing, schema: { params: HouseParams, body: StaffForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => {
        await addStaff(request.ctx, id, readForm(StaffLine, staffOf(request.body)))
      })
      if (!faults) return back(reply, id)
      return staffPage(request, reply, { houseId: id }, { faults, typed: request.body })
    },
  )

  app.get(
    '/maisons-de-naissance/:id/personnels/:partId',
    { ...writing, schema: { params: PartParams } },
    async (request, reply) => staffPage(request, reply, partOf(request.params)),
  )

  app.post(
    '/maisons-de-naissance/:id/personnels/:partId',
    { ...writing, schema: { params: PartParams, body: StaffForm }, attachValidation: true },
    async (request, reply) => {
      const { id, partId } = request.params
      const faults = await formFaults(request, () =>
        changeStaff(request.ctx, id, partId, readForm(StaffChange, staffChangeOf(request.body))),
      )
      if (!faults) return back(reply, id)
      return staffPage(request, reply, partOf(request.params), { faults, typed: request.body })
    },
  )
}

type Part = { houseId: string; partId?: string; personId?: string | undefined }

function partOf({ id, partId }: PartParams): Part {
  return { houseId: id, partId }
}

function back(reply: FastifyReply, houseId: string): FastifyReply {
  return reply.redirect(`${housePath(houseId)}?fait=equipe#equipe`, 303)
}

async function searchPage(request: FastifyRequest, reply: FastifyReply, houseId: string, search?: string) {
  const { ctx } = request
  const house = await getHouse(ctx, houseId, 'birth-house.write')
  const asked = search?.trim() ?? ''
  return reply.page({
    ...houseFrame(house, 'Ajouter une sage-femme'),
    body: h(MidwifeSearchPage, {
      houseId,
      search: asked,
      found: asked === '' ? null : await findMidwives(ctx, houseId, asked),
    }),
  })
}

async function midwifePage(
  request: FastifyRequest,
  reply: FastifyReply,
  { houseId, partId, personId }: Part,
  again?: Again<MidwifeForm>,
) {
  const { ctx } = request
  const house = await getHouse(ctx, houseId, 'birth-house.write')
  const known = partId === undefined ? null : await midwifeOfHouse(ctx, houseId, partId)
  const person = known ? { id: known.personId, name: known.name } : await newcomer(ctx, personId)
  const typed = again?.typed ?? (known ? typedMidwife(known) : { startsOn: await today(request) })
  const written = isOld(again) ? known : null
  const path = `${housePath(houseId)}/sages-femmes`
  return reply.code(again?.faults.status ?? 200).page({
    ...houseFrame(house, known ? `Modifier ${known.name}` : 'Ajouter une sage-femme', again?.faults),
    body: h(MidwifePage, {
      action: partId === undefined ? path : `${path}/${partId}`,
      person,
      csrfToken: request.formToken,
      typed: written ? { ...typed, seen: written.seen } : typed,
      errors: again?.faults.errors,
      above: written && bothMidwives(written, typed),
    }),
  })
}

/** Who is about to join: she was chosen in the directory. */
async function newcomer(ctx: Ctx, personId: string | undefined) {
  if (personId === undefined) throw new AppError('birth-house.part-not-found')
  return midwifeInDirectory(ctx, personId)
}

async function staffPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { houseId, partId }: Part,
  again?: Again<StaffForm>,
) {
  const { ctx } = request
  const house = await getHouse(ctx, houseId, 'birth-house.write')
  const known = partId === undefined ? null : await staffOfHouse(ctx, houseId, partId)
  const typed = again?.typed ?? (known ? typedStaff(known) : { startsOn: await today(request) })
  const written = isOld(again) ? known : null
  const path = `${housePath(houseId)}/personnels`
  return reply.code(again?.faults.status ?? 200).page({
    ...houseFrame(house, known ? `Modifier ${known.occupation}` : 'Ajouter un personnel', again?.faults),
    body: h(StaffPage, {
      action: partId === undefined ? path : `${path}/${partId}`,
      csrfToken: request.formToken,
      typed: written ? { ...typed, seen: written.seen } : typed,
      errors: again?.faults.errors,
      above: written && bothStaffs(written, typed),
    }),
  })
}

/** Whether somebody else wrote since the form was opened. */
function isOld(again: Again<unknown> | undefined): boolean {
  return again?.faults.code === 'birth-house.edited-meanwhile'
}

async function today({ ctx }: FastifyRequest): Promise<string> {
  return civilDate(ctx.now, await timeZoneOf(ctx))
}
