import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { civilDate } from '../../web/dates.js'
import { readForm } from '../../web/read-form.js'
import { formFaults } from '../../web/refilled-form.js'
import { timeZoneOf } from '../networks/service.js'
import { type Again, houseFrame, housePath } from './house-frame.js'
import { MeetingForm, NewMeeting } from './meeting-schemas.js'
import { MeetingsPage } from './meeting-views.js'
import { addMeeting, listMeetings, removeMeeting } from './meetings.js'
import { HouseParams } from './schemas.js'
import { getHouse } from './service.js'
import { PartParams } from './team-schemas.js'

const DONE = { notee: 'La réunion est notée.', retiree: 'La réunion est retirée.' } as const

/** Meetings and staffs of a birth house, year by year. */
export const meetingPages: FastifyPluginAsyncZod = async (app) => {
  const Query = z.strictObject({
    annee: z.coerce.number().int().min(2000).max(2100).optional(),
    fait: z.enum(['notee', 'retiree']).optional(),
    retirer: z.uuid().optional(),
  })

  app.get(
    '/maisons-de-naissance/:id/reunions',
    {
      config: { permission: 'birth-house.read' },
      schema: { params: HouseParams, querystring: Query },
    },
    async (request, reply) => meetingsPage(request, reply, request.params.id, request.query),
  )

  app.post(
    '/maisons-de-naissance/:id/reunions',
    {
      config: { permission: 'birth-house.write' },
      schema: { params: HouseParams, body: MeetingForm },
      attachValidation: true,
    },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => {
        await addMeeting(request.ctx, id, readForm(NewMeeting, request.body))
      })
      if (faults) return meetingsPage(request, reply, id, {}, { faults, typed: request.body })
      const year = request.body.heldOn?.slice(0, 4)
      return reply.redirect(`${housePath(id)}/reunions?annee=${year}&fait=notee`, 303)
    },
  )

  app.post(
    '/maisons-de-naissance/:id/reunions/:partId/retrait',
    { config: { permission: 'birth-house.write' }, schema: { params: PartParams } },
    async (request, reply) => {
      const { id, partId } = request.params
      await removeMeeting(request.ctx, id, partId)
      return reply.redirect(`${housePath(id)}/reunions?fait=retiree`, 303)
    },
  )
}

type Asked = {
  annee?: number | undefined
  fait?: keyof typeof DONE | undefined
  retirer?: string | undefined
}

async function meetingsPage(
  request: FastifyRequest,
  reply: FastifyReply,
  houseId: string,
  { annee, fait, retirer }: Asked,
  again?: Again<MeetingForm>,
) {
  const { ctx } = request
  const house = await getHouse(ctx, houseId)
  const frame = houseFrame(house, 'Réunions et staffs', again?.faults)
  return reply.code(again?.faults.status ?? 200).page({
    ...frame,
    notice: frame.notice ?? (fait ? { kind: 'success', title: DONE[fait] } : null),
    body: h(MeetingsPage, {
      actor: ctx.actor,
      houseId,
      held: await listMeetings(ctx, houseId, annee),
      removing: retirer,
      csrfToken: request.formToken,
      typed: again?.typed ?? { heldOn: civilDate(ctx.now, await timeZoneOf(ctx)) },
      errors: again?.faults.errors,
    }),
  })
}
