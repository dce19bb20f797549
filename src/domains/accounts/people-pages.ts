import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import type { z } from 'zod'
import { can } from '../../access/policy.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { sendCsv } from '../../web/reply-csv.js'
import type { PageView } from '../../web/reply-page.js'
import { closePerson, foresee, reopenPerson, resetPersonFactor } from './closing.js'
import { GrantForm, type TypedOffer, typedOffer } from './invitation-views.js'
import { listInvitations } from './invitations.js'
import { exportPeople, getPerson, listPeople } from './people.js'
import { type GivenRole, grantableRoles } from './people-rules.js'
import {
  ChosenOfferQuery,
  DONE,
  Offer,
  type PeopleFilter,
  PeoplePageQuery,
  PersonParams,
  PlaceQuery,
  RightParams,
} from './people-schemas.js'
import { type InNetwork, inNetwork, scopeChoices } from './people-scope.js'
import { type Around, addressIn, PeoplePage, PlatformPage, peopleCsv } from './people-views.js'
import { PersonPage } from './person-view.js'
import { listNetworks } from './platform.js'
import { grantRight, restoreRight, revokeRight } from './rights.js'

const TITLE = 'Comptes et droits'

/** Where a request of this area takes place, for its services and for its pages. */
export async function placeOf(
  request: FastifyRequest,
  reseau: string | undefined,
): Promise<{ place: InNetwork; around: Around }> {
  const place = await inNetwork(request.ctx, reseau)
  const { now, actor } = place.ctx
  const canManage = can(actor, 'account.manage')
  const { network } = place
  return { place, around: { network, now, csrfToken: request.formToken, canManage, reseau } }
}

/** The frame of a page of this area: where it stands, and what was just done. */
export function framed(
  around: Around,
  title: string,
  fait?: keyof typeof DONE,
): Pick<PageView, 'title' | 'module' | 'breadcrumb' | 'notice'> {
  const platform = around.reseau ? [{ label: 'Réseaux', href: '/plateforme' }] : []
  const list = { label: TITLE, href: addressIn(around, '/comptes') }
  return {
    title,
    module: TITLE,
    breadcrumb: title === TITLE ? [...platform, list] : [...platform, list, { label: title }],
    notice: fait ? { kind: 'success', title: DONE[fait] } : null,
  }
}

export const peoplePages: FastifyPluginAsyncZod = async (app) => {
  app.get('/plateforme', { config: { permission: 'platform.read' } }, async (request, reply) => {
    const networks = await listNetworks(request.ctx)
    return reply.page({ title: 'Réseaux', body: h(PlatformPage, { networks, now: request.ctx.now }) })
  })

  app.get(
    '/comptes',
    { config: { permission: 'account.read' }, schema: { querystring: PeoplePageQuery } },
    async (request, reply) => {
      const { reseau, ...query } = request.query
      if (request.ctx.actor.role === 'platform_admin' && !reseau) return reply.redirect('/plateforme', 303)
      const { place, around } = await placeOf(request, reseau)
      const filter = filterOf(query)
      const people = await listPeople(place.ctx, filter)
      const waiting = around.canManage ? (await listInvitations(place)).length : 0
      return reply.page({
        ...framed(around, TITLE),
        body: h(PeoplePage, { around, people, filter, waiting }),
      })
    },
  )

  app.get(
    '/comptes.csv',
    { config: { permission: 'account.read' }, schema: { querystring: PeoplePageQuery } },
    async (request, reply) => {
      const { place } = await placeOf(request, request.query.reseau)
      const people = await exportPeople(place.ctx, filterOf(request.query))
      return sendCsv(reply, 'comptes-et-droits.csv', peopleCsv(place.network, people, place.ctx.now))
    },
  )

  app.get(
    '/comptes/:id',
    { config: { permission: 'account.read' }, schema: { params: PersonParams, querystring: PlaceQuery } },
    async (request, reply) => {
      const { place, around } = await placeOf(request, request.query.reseau)
      const person = await getPerson(place.ctx, request.params.id)
      const foreseen = around.canManage ? await foresee(place, person.id) : null
      const grantable = grantableRoles(place.ctx.actor.role)
      return reply.page({
        ...framed(around, person.name, request.query.fait),
        body: h(PersonPage, { around, person, grantable, foreseen }),
      })
    },
  )

  app.get(
    '/comptes/:id/droits/nouveau',
    {
      config: { permission: 'account.manage' },
      schema: { params: PersonParams, querystring: ChosenOfferQuery },
    },
    async (request, reply) => {
      const { reseau, role } = request.query
      return grantForm(request, reply, { id: request.params.id, reseau, role })
    },
  )

  app.post(
    '/comptes/:id/droits',
    {
      config: { permission: 'account.manage' },
      schema: { params: PersonParams, querystring: PlaceQuery, body: Offer },
      attachValidation: true,
    },
    async (request, reply) => {
      const { params, query, body } = request
      const faults = await formFaults(request, async () => {
        const { place } = await placeOf(request, query.reseau)
        await grantRight(place, params.id, body)
      })
      if (!faults) return backToPerson(reply, params.id, query.reseau, 'donne')
      const { role = 'professional', ...typed } = typedOffer(body)
      return grantForm(request, reply, { id: params.id, reseau: query.reseau, role, faults, typed })
    },
  )

  app.post(
    '/comptes/:id/droits/:rightId/retrait',
    { config: { permission: 'account.manage' }, schema: { params: RightParams, querystring: PlaceQuery } },
    async (request, reply) => {
      const { id, rightId } = request.params
      const { place } = await placeOf(request, request.query.reseau)
      await revokeRight(place, id, rightId)
      return backToPerson(reply, id, request.query.reseau, 'retire')
    },
  )

  app.post(
    '/comptes/:id/droits/:rightId/retablissement',
    { config: { permission: 'account.manage' }, schema: { params: RightParams, querystring: PlaceQuery } },
    async (request, reply) => {
      const { id, rightId } = request.params
      const { place } = await placeOf(request, request.query.reseau)
      await restoreRight(place, id, rightId)
      return backToPerson(reply, id, request.query.reseau, 'retabli')
    },
  )

  app.post(
    '/comptes/:id/desactivation',
    { config: { permission: 'account.manage' }, schema: { params: PersonParams, querystring: PlaceQuery } },
    async (request, reply) => {
      const { place } = await placeOf(request, request.query.reseau)
      const closed = await closePerson(place, request.params.id)
      const fait = closed === 'account' ? 'desactive' : 'retire-ici'
      return backToPerson(reply, request.params.id, request.query.reseau, fait)
    },
  )

  app.post(
    '/comptes/:id/reactivation',
    { config: { permission: 'account.manage' }, schema: { params: PersonParams, querystring: PlaceQuery } },
    async (request, reply) => {
      const { place } = await placeOf(request, request.query.reseau)
      await reopenPerson(place, request.params.id)
      return backToPerson(reply, request.params.id, request.query.reseau, 'reactive')
    },
  )

  app.post(
    '/comptes/:id/second-facteur',
    { config: { permission: 'account.manage' }, schema: { params: PersonParams, querystring: PlaceQuery } },
    async (request, reply) => {
      const { place } = await placeOf(request, request.query.reseau)
      await resetPersonFactor(place, request.params.id)
      return backToPerson(reply, request.params.id, request.query.reseau, 'second-facteur')
    },
  )
}

type Grant = {
  id: string
  reseau: string | undefined
  role: GivenRole
  faults?: FormReply
  typed?: TypedOffer
}

/** The form of another right for a person, as new or with what was typed and what is to be corrected. */
async function grantForm(request: FastifyRequest, reply: FastifyReply, grant: Grant): Promise<FastifyReply> {
  const { place, around } = await placeOf(request, grant.reseau)
  const person = await getPerson(place.ctx, grant.id)
  const choices = await scopeChoices(place, grant.role)
  return reply.code(grant.faults?.status ?? 200).page({
    ...framed(around, `Donner un droit à ${person.name}`),
    notice: grant.faults?.notice ?? null,
    body: h(GrantForm, {
      around,
      role: grant.role,
      choices,
      errors: grant.faults?.errors,
      typed: grant.typed,
      personId: person.id,
      personName: person.name,
    }),
  })
}

function backToPerson(
  reply: FastifyReply,
  id: string,
  reseau: string | undefined,
  fait: keyof typeof DONE,
): FastifyReply {
  return reply.redirect(addressIn({ reseau }, `/comptes/${id}`, { fait }), 303)
}

function filterOf({ q, role, etat, page }: z.infer<typeof PeoplePageQuery>): PeopleFilter {
  return { search: q, role: role || undefined, state: etat, page }
}
