import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { personOf } from '../../access/actor.js'
import { type Secrets, verifyingKeys } from '../../access/token-keys.js'
import { AppError } from '../../errors/app-error.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { acceptWithPassword, acceptWithSession, readInvitation } from './acceptance.js'
import {
  AcceptancePage,
  AcceptedPage,
  InvitationForm,
  RoleChoicePage,
  type TypedOffer,
  typedOffer,
} from './invitation-views.js'
import { cancelInvitation, invite, listInvitations, resendInvitation } from './invitations.js'
import { framed, placeOf } from './people-pages.js'
import { type GivenRole, grantableRoles } from './people-rules.js'
import {
  AccountAcceptance,
  type DONE,
  NewInvitation,
  OfferQuery,
  PersonParams,
  PlaceQuery,
  SessionAcceptance,
} from './people-schemas.js'
import { scopeChoices } from './people-scope.js'
import { addressIn, InvitationsPage } from './people-views.js'
import type { ProviderName } from './providers/labels.js'

export type InvitationPagesOptions = { secrets: Secrets; providers: readonly ProviderName[] }

const INVITE_TITLE = 'Inviter une personne'
const TITLE = 'Votre invitation'

/** The invitations a network sends, and the page where one answers. */
export const invitationPages: FastifyPluginAsyncZod<InvitationPagesOptions> = async (app, options) => {
  app.get(
    '/comptes/invitations',
    { config: { permission: 'account.manage' }, schema: { querystring: PlaceQuery } },
    async (request, reply) => {
      const { place, around } = await placeOf(request, request.query.reseau)
      const invitations = await listInvitations(place)
      const mine = grantableRoles(place.ctx.actor.role)
      return reply.page({
        ...framed(around, 'Invitations en attente', request.query.fait),
        body: h(InvitationsPage, { around, invitations, mine }),
      })
    },
  )

  app.get(
    '/comptes/invitations/nouvelle',
    { config: { permission: 'account.manage' }, schema: { querystring: OfferQuery } },
    async (request, reply) => {
      const { reseau, role, etablissement } = request.query
      if (role) {
        const typed = { establishmentId: etablissement }
        return invitationForm(request, reply, { reseau, role, typed })
      }
      const { place, around } = await placeOf(request, reseau)
      const grantable = grantableRoles(place.ctx.actor.role)
      return reply.page({ ...framed(around, INVITE_TITLE), body: h(RoleChoicePage, { around, grantable }) })
    },
  )

  app.post(
    '/comptes/invitations',
    {
      config: { permission: 'account.manage' },
      schema: { querystring: PlaceQuery, body: NewInvitation },
      attachValidation: true,
    },
    async (request, reply) => {
      const { query, body } = request
      let resent = false
      const faults = await formFaults(request, async () => {
        const { place } = await placeOf(request, query.reseau)
        resent = (await invite(place, options.secrets.current, body)).resent
      })
      if (!faults) return backToList(reply, query.reseau, resent ? 'renvoyee' : 'invitee')
      const { role, ...typed } = typedOffer(body)
      if (!role) throw new AppError('request.invalid', {}, { fields: { role: 'Choisissez un droit.' } })
      return invitationForm(request, reply, { reseau: query.reseau, role, faults, typed })
    },
  )

  app.post(
    '/comptes/invitations/:id/renvoi',
    { config: { permission: 'account.manage' }, schema: { params: PersonParams, querystring: PlaceQuery } },
    async (request, reply) => {
      const { place } = await placeOf(request, request.query.reseau)
      await resendInvitation(place, options.secrets.current, request.params.id)
      return backToList(reply, request.query.reseau, 'renvoyee')
    },
  )

  app.post(
    '/comptes/invitations/:id/annulation',
    { config: { permission: 'account.manage' }, schema: { params: PersonParams, querystring: PlaceQuery } },
    async (request, reply) => {
      const { place } = await placeOf(request, request.query.reseau)
      await cancelInvitation(place, request.params.id)
      return backToList(reply, request.query.reseau, 'annulee')
    },
  )

  app.get(
    '/invitation',
    {
      config: { permission: 'anyone' },
      schema: { querystring: z.strictObject({ jeton: z.string().max(500).default('') }) },
    },
    async (request, reply) => acceptancePage(request, reply, options, request.query.jeton),
  )

  app.post(
    '/invitation/acceptation',
    { config: { permission: 'anyone' }, schema: { body: SessionAcceptance } },
    async (request, reply) => {
      await acceptWithSession(request.ctx, linkKeys(request, options), request.body.token)
      return reply.redirect('/invitation/acceptee', 303)
    },
  )

  app.post(
    '/invitation/compte',
    { config: { permission: 'anyone' }, schema: { body: AccountAcceptance }, attachValidation: true },
    async (request, reply) => {
      const { token = '', ...account } = request.body ?? {}
      const faults = await formFaults(request, async () => {
        await acceptWithPassword(request.ctx, linkKeys(request, options), token, account)
      })
      if (!faults) return reply.redirect('/invitation/acceptee?compte=nouveau', 303)
      return acceptancePage(request, reply, options, token, { faults, typedName: account.name })
    },
  )

  app.get(
    '/invitation/acceptee',
    {
      config: { permission: 'anyone' },
      schema: { querystring: z.strictObject({ compte: z.literal('nouveau').optional() }) },
    },
    async (request, reply) => {
      const isNew = request.query.compte === 'nouveau'
      return reply.page({ title: 'Invitation acceptée', body: h(AcceptedPage, { isNew }) })
    },
  )
}

function linkKeys(request: FastifyRequest, { secrets }: InvitationPagesOptions): Buffer[] {
  return verifyingKeys(secrets, 'links', request.ctx.now)
}

async function acceptancePage(
  request: FastifyRequest,
  reply: FastifyReply,
  options: InvitationPagesOptions,
  token: string,
  { faults, typedName }: { faults?: FormReply; typedName?: string } = {},
): Promise<FastifyReply> {
  const invitation = await readInvitation(request.ctx, linkKeys(request, options), String(token))
  return reply.code(faults?.status ?? 200).page({
    title: TITLE,
    ...(invitation.networkName && { network: { name: invitation.networkName } }),
    notice: faults?.notice ?? null,
    body: h(AcceptancePage, {
      invitation,
      token,
      csrfToken: request.formToken,
      signedInAs: personOf(request.ctx.actor)?.userName ?? null,
      providers: options.providers,
      errors: faults?.errors,
      typedName,
    }),
  })
}

type Invitation = { reseau: string | undefined; role: GivenRole; faults?: FormReply; typed?: TypedOffer }

/** The form of an invitation, as new or with what was typed and what is to be corrected. */
async function invitationForm(
  request: FastifyRequest,
  reply: FastifyReply,
  { reseau, role, faults, typed }: Invitation,
): Promise<FastifyReply> {
  const { place, around } = await placeOf(request, reseau)
  const choices = await scopeChoices(place, role)
  return reply.code(faults?.status ?? 200).page({
    ...framed(around, INVITE_TITLE),
    notice: faults?.notice ?? null,
    body: h(InvitationForm, { around, role, choices, errors: faults?.errors, typed }),
  })
}

function backToList(reply: FastifyReply, reseau: string | undefined, fait: keyof typeof DONE): FastifyReply {
  return reply.redirect(addressIn({ reseau }, '/comptes/invitations', { fait }), 303)
}
