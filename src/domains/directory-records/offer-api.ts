import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PERSON_DESK, type RecordDesk, STRUCTURE_DESK } from './desks.js'
import { NewOffer, OfferChange } from './offer-schemas.js'
import { addOffer, changeOffer, withdrawOffer } from './offers.js'
import { RecordPartParams } from './part-schemas.js'
import { RECORD_API } from './paths.js'
import type { PersonFile, StructureFile } from './reading.js'
import { RecordParams } from './schemas.js'

/** Offers of care of people and of structures, for programs of whoever keeps their records. */
export const offerApi: FastifyPluginAsyncZod = async (app) => {
  registerOffers(app, PERSON_DESK)
  registerOffers(app, STRUCTURE_DESK)
}

type App = Parameters<FastifyPluginAsyncZod>[0]
type Desk = Pick<RecordDesk<PersonFile | StructureFile>, 'kind' | 'permission' | 'writer'>

function registerOffers(app: App, { kind, permission, writer }: Desk): void {
  const path = `${RECORD_API[kind]}/offers`
  const config = { permission }

  app.post(
    path,
    {
      config,
      schema: {
        summary: `Add an offer of care to a ${kind}`,
        params: RecordParams,
        body: NewOffer,
        response: { 201: z.strictObject({ id: z.uuid() }) },
      },
    },
    async ({ ctx, params, body }, reply) => {
      const owner = { kind, id: params.id }
      return reply.code(201).send({ id: await addOffer(ctx, await writer(ctx), owner, body) })
    },
  )

  app.patch(
    `${path}/:partId`,
    {
      config,
      schema: {
        summary: `Change an offer of care of a ${kind}; refused when somebody else did since`,
        params: RecordPartParams,
        body: OfferChange,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await changeOffer(ctx, await writer(ctx), { kind, id: params.id }, params.partId, body)
      return reply.code(204).send()
    },
  )

  app.delete(
    `${path}/:partId`,
    {
      config,
      schema: {
        summary: `Take away an offer of care of a ${kind}, added by mistake; one that ends has an end`,
        params: RecordPartParams,
      },
    },
    async ({ ctx, params }, reply) => {
      await withdrawOffer(ctx, await writer(ctx), { kind, id: params.id }, params.partId)
      return reply.code(204).send()
    },
  )
}
