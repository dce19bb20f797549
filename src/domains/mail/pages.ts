import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { can } from '../../access/policy.js'
import { deriveKey } from '../../access/secrets.js'
import { fieldErrors } from '../../web/field-errors.js'
import { currentNetwork } from '../networks/service.js'
import { listKeptMails } from './demonstration.js'
import { dismissMail, listMails, retryMail } from './listing.js'
import { MailPageQuery, MailParams, Signature } from './schemas.js'
import { currentSignature, signMails } from './signatures.js'
import { FILTERS, KeptMailsPage, MailsPage, type MailWay, NOTICES, SignaturePage } from './views.js'

const TITLE = 'Courriels du réseau'
const SIGNATURE_TITLE = 'Signature des courriels'
const MAILS = { label: 'Courriels', href: '/courriels' }

export type MailPagesOptions = {
  appSecret: string
  /** Whether mails leave: sent by SMTP, shown on a page of the demonstration, or neither. */
  way: MailWay
}

export const mailPages: FastifyPluginAsyncZod<MailPagesOptions> = async (app, { appSecret, way }) => {
  app.get(
    '/courriels',
    { config: { permission: 'mail.read' }, schema: { querystring: MailPageQuery } },
    async (request, reply) => {
      const { etat, page, fait } = request.query
      return reply.page({
        title: TITLE,
        notice: fait ? NOTICES[fait] : null,
        body: h(MailsPage, {
          list: await listMails(request.ctx, { state: etat && FILTERS[etat], page }),
          filter: etat,
          way,
          timeZone: (await currentNetwork(request.ctx)).timeZone,
          canInvite: can(request.ctx.actor, 'account.manage'),
          csrfToken: request.formToken,
        }),
      })
    },
  )

  app.post(
    '/courriels/:id/renvoi',
    { config: { permission: 'mail.retry' }, schema: { params: MailParams } },
    async (request, reply) => {
      await retryMail(request.ctx, request.params.id)
      return reply.redirect('/courriels?fait=renvoi', 303)
    },
  )

  app.post(
    '/courriels/:id/ecart',
    { config: { permission: 'mail.retry' }, schema: { params: MailParams } },
    async (request, reply) => {
      await dismissMail(request.ctx, request.params.id)
      return reply.redirect('/courriels?fait=ecarte', 303)
    },
  )

  app.get(
    '/courriels/signature',
    {
      config: { permission: 'mail.sign' },
      schema: { querystring: z.strictObject({ fait: z.literal('enregistre').optional() }) },
    },
    async (request, reply) =>
      reply.page({
        title: SIGNATURE_TITLE,
        breadcrumb: [MAILS, { label: 'Signature' }],
        notice: request.query.fait ? NOTICES.signature : null,
        body: h(SignaturePage, {
          network: (await currentNetwork(request.ctx)).name,
          signature: await currentSignature(request.ctx),
          csrfToken: request.formToken,
        }),
      }),
  )

  app.post(
    '/courriels/signature',
    { config: { permission: 'mail.sign' }, schema: { body: Signature }, attachValidation: true },
    async (request, reply) => {
      const errors = fieldErrors(request)
      if (!errors) {
        await signMails(request.ctx, request.body)
        return reply.redirect('/courriels/signature?fait=enregistre', 303)
      }
      return reply.code(400).page({
        title: SIGNATURE_TITLE,
        breadcrumb: [MAILS, { label: 'Signature' }],
        notice: { kind: 'error', title: 'Rien n’est enregistré : certaines réponses sont à corriger.' },
        body: h(SignaturePage, {
          network: (await currentNetwork(request.ctx)).name,
          signature: await currentSignature(request.ctx),
          csrfToken: request.formToken,
          errors,
          typed: request.body,
        }),
      })
    },
  )

  // Their links act: outside a demonstration nobody reads what is for somebody else.
  if (way !== 'demonstration') return
  const linkKey = deriveKey(appSecret, 'links')
  app.get('/courriels-de-demonstration', { config: { permission: 'mail.read' } }, async (request, reply) =>
    reply.page({
      title: 'Courriels de la démonstration',
      breadcrumb: [MAILS, { label: 'Démonstration' }],
      body: h(KeptMailsPage, {
        mails: await listKeptMails(request.ctx, linkKey),
        timeZone: (await currentNetwork(request.ctx)).timeZone,
      }),
    }),
  )
}
