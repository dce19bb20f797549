import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { RecordPartParams } from './part-schemas.js'
import { RECORD_API } from './paths.js'
import { putBackSituation } from './removed-places.js'
import { RecordParams } from './schemas.js'
import { NewSituation, SituationChange } from './situation-schemas.js'
import { addSituation, changeSituation, withdrawSituation } from './situations.js'
import { teamWriter } from './writer.js'

const PATH = `${RECORD_API.person}/situations`
const MANAGE = { permission: 'directory.manage' } as const

/** Where people work, for programs of the team. */
export const situationApi: FastifyPluginAsyncZod = async (app) => {
  app.post(
    PATH,
    {
      config: MANAGE,
      schema: {
        summary: 'Put a person at a place: a structure of the directory',
        params: RecordParams,
        body: NewSituation,
        response: { 201: z.strictObject({ id: z.uuid() }) },
      },
    },
    async ({ ctx, params, body: { structureId, ...said } }, reply) => {
      const place = { personId: params.id, structureId }
      return reply.code(201).send({ id: await addSituation(ctx, await teamWriter(ctx), place, said) })
    },
  )

  app.patch(
    `${PATH}/:partId`,
    {
      config: MANAGE,
      schema: {
        summary: 'Change what is said of a person at a place; refused when somebody else did since',
        params: RecordPartParams,
        body: SituationChange,
      },
    },
    async ({ ctx, params, body }, reply) => {
      const part = { personId: params.id, id: params.partId }
      await changeSituation(ctx, await teamWriter(ctx), part, body)
      return reply.code(204).send()
    },
  )

  app.delete(
    `${PATH}/:partId`,
    {
      config: MANAGE,
      schema: {
        summary:
          'Take a person out of a place where she was put by mistake, with her offers there; one who leaves has an end',
        params: RecordPartParams,
      },
    },
    async ({ ctx, params }, reply) => {
      await withdrawSituation(ctx, await teamWriter(ctx), { personId: params.id, id: params.partId })
      return reply.code(204).send()
    },
  )
  app.post(
    `${PATH}/:partId/restoration`,
    {
      config: MANAGE,
      schema: {
        summary:
          'Put back a place that was taken away by mistake, with what was offered there; one that is there stays as it is',
        params: RecordPartParams,
      },
    },
    async ({ ctx, params }, reply) => {
      await putBackSituation(ctx, await teamWriter(ctx), { personId: params.id, id: params.partId })
      return reply.code(204).send()
    },
  )
}
