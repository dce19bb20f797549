import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { giveConsent, withdrawConsent } from './consents.js'
import { liftObjection, objectToListing } from './objections.js'
import { RECORD_API } from './paths.js'
import { RecordParams } from './schemas.js'
import { Consent, Objection, Withdrawal } from './visibility-schemas.js'
import { teamWriter } from './writer.js'

const MANAGE = { permission: 'directory.manage' } as const

/** What people agree and object to, as the team notes it, for programs. */
export const consentApi: FastifyPluginAsyncZod = async (app) => {
  registerConsents(app)
  registerObjections(app)
}

type App = Parameters<FastifyPluginAsyncZod>[0]

function registerConsents(app: App): void {
  app.post(
    `${RECORD_API.person}/consents`,
    {
      config: MANAGE,
      schema: {
        summary:
          'Note that a person agrees to be shown, for one part of her record: when, and how she said so',
        params: RecordParams,
        body: Consent,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await giveConsent(ctx, await teamWriter(ctx), params.id, body)
      return reply.code(204).send()
    },
  )

  app.post(
    `${RECORD_API.person}/consents/withdrawal`,
    {
      config: MANAGE,
      schema: {
        summary: 'Note that she no longer agrees: it counts at once',
        params: RecordParams,
        body: Withdrawal,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await withdrawConsent(ctx, await teamWriter(ctx), params.id, body)
      return reply.code(204).send()
    },
  )
}

function registerObjections(app: App): void {
  for (const { path, summary, work } of OBJECTIONS) {
    app.post(
      `${RECORD_API.person}/${path}`,
      { config: MANAGE, schema: { summary, params: RecordParams, body: Objection } },
      async ({ ctx, params, body }, reply) => {
        await work(ctx, await teamWriter(ctx), params.id, body.source)
        return reply.code(204).send()
      },
    )
  }
}

const OBJECTIONS = [
  {
    path: 'objection',
    summary: 'Note that a person objects: nobody but the team sees her any more, and what she agreed to ends',
    work: objectToListing,
  },
  {
    path: 'objection-lifting',
    summary: 'Lift an objection because she asks for it; what she had agreed to is asked again',
    work: liftObjection,
  },
] as const
