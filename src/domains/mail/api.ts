import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { dismissMail, listMails, retryMail } from './listing.js'
import { MailList, MailParams, MailQuery, Signature, StoredSignature } from './schemas.js'
import { currentSignature, signMails } from './signatures.js'

export const mailApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/mails',
    {
      config: { permission: 'mail.read' },
      schema: {
        summary: 'Mails of the network, with where each stands',
        querystring: MailQuery,
        response: { 200: MailList },
      },
    },
    async (request) => listMails(request.ctx, request.query),
  )

  app.post(
    '/mails/:id/retry',
    {
      config: { permission: 'mail.retry' },
      schema: {
        summary: 'Send again a mail that failed',
        params: MailParams,
        response: { 202: z.strictObject({}) },
      },
    },
    async (request, reply) => {
      await retryMail(request.ctx, request.params.id)
      return reply.code(202).send({})
    },
  )

  app.post(
    '/mails/:id/dismissal',
    {
      config: { permission: 'mail.retry' },
      schema: {
        summary: 'Set aside a mail that failed',
        params: MailParams,
        response: { 200: z.strictObject({}) },
      },
    },
    async (request) => {
      await dismissMail(request.ctx, request.params.id)
      return {}
    },
  )

  app.get(
    '/mail-signature',
    {
      config: { permission: 'mail.sign' },
      schema: {
        summary: 'Who signs the mails of the network',
        response: { 200: z.strictObject({ signature: StoredSignature.nullable() }) },
      },
    },
    async (request) => ({ signature: await currentSignature(request.ctx) }),
  )

  app.put(
    '/mail-signature',
    {
      config: { permission: 'mail.sign' },
      schema: {
        summary: 'Say who signs the mails of the network',
        body: Signature,
        response: { 200: z.strictObject({}) },
      },
    },
    async (request) => {
      await signMails(request.ctx, request.body)
      return {}
    },
  )
}
