import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { can } from '../../access/policy.js'
import { civilDate } from '../../web/dates.js'
import { readForm, typedText } from '../../web/read-form.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { timeZoneOf } from '../networks/service.js'
import { listCharters } from './charters.js'
import { listConventions } from './conventions.js'
import { housePath, LIST, MODULE } from './house-frame.js'
import { readIdentity } from './identity.js'
import { listMeetings } from './meetings.js'
import { DONE, DoneQuery, HouseParams, NewHouse, NewHouseForm } from './schemas.js'
import { countMidwifeAccounts, getHouse, houseChoices, listHouses, openHouse, ownHouse } from './service.js'
import { readTeam } from './team.js'
import { HousePage, HousesPage, OpenHousePage } from './views.js'

export const birthHousesPages: FastifyPluginAsyncZod = async (app) => {
  app.get('/maisons-de-naissance', { config: { permission: 'birth-house.read' } }, async (request, reply) => {
    const { actor } = request.ctx
    return reply.page({
      title: MODULE,
      body: h(HousesPage, { actor, houses: await listHouses(request.ctx) }),
    })
  })

  // A short address for who has one house.
  app.get('/maison/fiche', { config: { permission: 'birth-transfer.declare' } }, async (request, reply) => {
    const { id } = await ownHouse(request.ctx)
    return reply.redirect(housePath(id), 303)
  })

  app.get(
    '/maisons-de-naissance/nouvelle',
    { config: { permission: 'birth-house.manage' } },
    async (request, reply) => openHousePage(request, reply),
  )

  app.post(
    '/maisons-de-naissance',
    { config: { permission: 'birth-house.manage' }, schema: { body: NewHouseForm }, attachValidation: true },
    async (request, reply) => {
      let id = ''
      const faults = await formFaults(request, async () => {
        id = await openHouse(request.ctx, readForm(NewHouse, houseOf(request.body)))
      })
      if (faults) return openHousePage(request, reply, { faults, typed: request.body })
      return reply.redirect(`/maisons-de-naissance/${id}?fait=ouverte`, 303)
    },
  )

  app.get(
    '/maisons-de-naissance/:id',
    {
      config: { permission: 'birth-house.read' },
      schema: { params: HouseParams, querystring: DoneQuery },
    },
    async (request, reply) => {
      const { ctx } = request
      const house = await getHouse(ctx, request.params.id)
      const midwives = can(ctx.actor, 'account.read') ? await countMidwifeAccounts(ctx, house.id) : null
      return reply.page({
        title: house.name,
        module: MODULE,
        breadcrumb: [LIST, { label: house.name }],
        notice: request.query.fait ? { kind: 'success', title: DONE[request.query.fait] } : null,
        body: h(HousePage, {
          actor: ctx.actor,
          house,
          team: await readTeam(ctx, house.id),
          identity: await readIdentity(ctx, house.id),
          conventions: await listConventions(ctx, house.id),
          charters: await listCharters(ctx, house.id),
          held: await listMeetings(ctx, house.id),
          today: civilDate(ctx.now, await timeZoneOf(ctx)),
          midwives,
        }),
      })
    },
  )
}

async function openHousePage(
  request: FastifyRequest,
  reply: FastifyReply,
  again?: { faults: FormReply; typed: NewHouseForm },
): Promise<FastifyReply> {
  return reply.code(again?.faults.status ?? 200).page({
    title: 'Ouvrir une maison de naissance',
    module: MODULE,
    breadcrumb: [LIST, { label: 'Ouvrir une maison' }],
    notice: again?.faults.notice ?? null,
    body: h(OpenHousePage, {
      choices: await houseChoices(request.ctx),
      csrfToken: request.formToken,
      errors: again?.faults.errors,
      typed: again?.typed,
    }),
  })
}

function houseOf(typed: NewHouseForm) {
  return {
    establishmentId: typedText(typed.establishmentId),
    name: typedText(typed.name),
    finessGeo: typedText(typed.finessGeo)?.replaceAll(' ', '') ?? null,
    territoryId: typedText(typed.territoryId),
    shortName: typed.shortName ?? '',
    partnerEstablishmentId: typedText(typed.partnerEstablishmentId),
    openedOn: typedText(typed.openedOn),
  }
}
