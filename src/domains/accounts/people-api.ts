import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Secrets, verifyingKeys } from '../../access/token-keys.js'
import { acceptWithPassword, acceptWithSession } from './acceptance.js'
import { closePerson, reopenPerson, resetPersonFactor } from './closing.js'
import { cancelInvitation, invite, listInvitations, resendInvitation } from './invitations.js'
import { getPerson, listPeople } from './people.js'
import {
  Acceptance,
  ClosingDone,
  InNetwork,
  Invited,
  NewInvitation,
  Offer,
  PendingInvitation,
  PeopleList,
  PeopleQuery,
  Person,
  PersonParams,
  PlatformNetwork,
  RightParams,
} from './people-schemas.js'
import { inNetwork } from './people-scope.js'
import { listNetworks } from './platform.js'
import { grantRight, restoreRight, revokeRight } from './rights.js'

export type PeopleApiOptions = { secrets: Secrets }

const Created = z.strictObject({ id: z.uuid() })

export const peopleApi: FastifyPluginAsyncZod<PeopleApiOptions> = async (app, { secrets }) => {
  app.get(
    '/people',
    {
      config: { permission: 'account.read' },
      schema: {
        summary: 'People with a right in the network, by name',
        querystring: PeopleQuery,
        response: { 200: PeopleList },
      },
    },
    async (request) => {
      const { networkId, ...filter } = request.query
      const { neverSignedIn: _, ...list } = await listPeople(
        (await inNetwork(request.ctx, networkId)).ctx,
        filter,
      )
      return list
    },
  )

  app.get(
    '/people/:id',
    {
      config: { permission: 'account.read' },
      schema: {
        summary: 'A person and the history of her rights in the network',
        params: PersonParams,
        querystring: InNetwork,
        response: { 200: Person },
      },
    },
    async (request) => {
      const { ctx } = await inNetwork(request.ctx, request.query.networkId)
      return getPerson(ctx, request.params.id)
    },
  )

  app.post(
    '/people/:id/rights',
    {
      config: { permission: 'account.manage' },
      schema: {
        summary: 'Give another right to a person',
        params: PersonParams,
        querystring: InNetwork,
        body: Offer,
        response: { 201: Created },
      },
    },
    async (request, reply) => {
      const place = await inNetwork(request.ctx, request.query.networkId)
      return reply.code(201).send({ id: await grantRight(place, request.params.id, request.body) })
    },
  )

  app.delete(
    '/people/:id/rights/:rightId',
    {
      config: { permission: 'account.manage' },
      schema: { summary: 'Take a right away', params: RightParams, querystring: InNetwork },
    },
    async (request, reply) => {
      const { id, rightId } = request.params
      await revokeRight(await inNetwork(request.ctx, request.query.networkId), id, rightId)
      return reply.code(204).send()
    },
  )

  app.post(
    '/people/:id/rights/:rightId/restoration',
    {
      config: { permission: 'account.manage' },
      schema: {
        summary: 'Give back a right that was taken away',
        params: RightParams,
        querystring: InNetwork,
        response: { 201: Created },
      },
    },
    async (request, reply) => {
      const { id, rightId } = request.params
      const place = await inNetwork(request.ctx, request.query.networkId)
      return reply.code(201).send({ id: await restoreRight(place, id, rightId) })
    },
  )

  app.post(
    '/people/:id/deactivation',
    {
      config: { permission: 'account.manage' },
      schema: {
        summary: 'Close an account, or only its rights in this network when it has others elsewhere',
        params: PersonParams,
        querystring: InNetwork,
        response: { 200: z.strictObject({ closed: ClosingDone }) },
      },
    },
    async (request) => {
      const place = await inNetwork(request.ctx, request.query.networkId)
      return { closed: await closePerson(place, request.params.id) }
    },
  )

  app.post(
    '/people/:id/reactivation',
    {
      config: { permission: 'account.manage' },
      schema: { summary: 'Open a closed account again', params: PersonParams, querystring: InNetwork },
    },
    async (request, reply) => {
      await reopenPerson(await inNetwork(request.ctx, request.query.networkId), request.params.id)
      return reply.code(204).send()
    },
  )

  app.delete(
    '/people/:id/second-factor',
    {
      config: { permission: 'account.manage' },
      schema: { summary: 'Take away a lost second factor', params: PersonParams, querystring: InNetwork },
    },
    async (request, reply) => {
      await resetPersonFactor(await inNetwork(request.ctx, request.query.networkId), request.params.id)
      return reply.code(204).send()
    },
  )

  app.get(
    '/invitations',
    {
      config: { permission: 'account.manage' },
      schema: {
        summary: 'Invitations without an answer',
        querystring: InNetwork,
        response: { 200: z.array(PendingInvitation) },
      },
    },
    async (request) => listInvitations(await inNetwork(request.ctx, request.query.networkId)),
  )

  app.post(
    '/invitations',
    {
      config: { permission: 'account.manage' },
      schema: {
        summary: 'Offer a right by mail; the same offer still waiting is sent again',
        querystring: InNetwork,
        body: NewInvitation,
        response: { 201: Invited },
      },
    },
    async (request, reply) => {
      const place = await inNetwork(request.ctx, request.query.networkId)
      return reply.code(201).send(await invite(place, secrets.current, request.body))
    },
  )

  app.post(
    '/invitations/:id/resending',
    {
      config: { permission: 'account.manage' },
      schema: { summary: 'Send an invitation again', params: PersonParams, querystring: InNetwork },
    },
    async (request, reply) => {
      const place = await inNetwork(request.ctx, request.query.networkId)
      await resendInvitation(place, secrets.current, request.params.id)
      return reply.code(204).send()
    },
  )

  app.post(
    '/invitations/:id/cancellation',
    {
      config: { permission: 'account.manage' },
      schema: { summary: 'Take an offer back', params: PersonParams, querystring: InNetwork },
    },
    async (request, reply) => {
      await cancelInvitation(await inNetwork(request.ctx, request.query.networkId), request.params.id)
      return reply.code(204).send()
    },
  )

  app.post(
    '/invitation-acceptances',
    {
      config: { permission: 'anyone' },
      schema: {
        summary: 'Accept an invitation, with the account of the session or a new one',
        body: Acceptance,
        response: { 201: z.strictObject({ userId: z.uuid(), grantId: z.uuid() }) },
      },
    },
    async (request, reply) => {
      const { token, account } = request.body
      const keys = verifyingKeys(secrets, 'links', request.ctx.now)
      const accepted = account
        ? await acceptWithPassword(request.ctx, keys, token, account)
        : await acceptWithSession(request.ctx, keys, token)
      return reply.code(201).send(accepted)
    },
  )

  app.get(
    '/platform/networks',
    {
      config: { permission: 'platform.read' },
      schema: {
        summary: 'Networks of the platform and who administers them',
        response: { 200: z.array(PlatformNetwork) },
      },
    },
    async (request) => listNetworks(request.ctx),
  )
}
