import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { PERSON_DESK, STRUCTURE_DESK } from './desks.js'
import { RECORD_API } from './paths.js'
import { RecordParams } from './schemas.js'
import { chooseVisibility } from './visibility.js'
import { PersonVisibility, StructureVisibility } from './visibility-schemas.js'

/** Who sees each part of a record, for programs of whoever keeps it. */
export const visibilityApi: FastifyPluginAsyncZod = async (app) => {
  app.patch(
    `${RECORD_API.person}/visibility`,
    {
      config: { permission: PERSON_DESK.permission },
      schema: {
        summary: 'Choose who sees each part of a person’s record; never wider than she agrees to',
        params: RecordParams,
        body: PersonVisibility,
      },
    },
    async ({ ctx, params, body: { revision, ...choices } }, reply) => {
      const subject = { kind: 'person', id: params.id } as const
      await chooseVisibility(ctx, await PERSON_DESK.writer(ctx), subject, { revision, choices })
      return reply.code(204).send()
    },
  )

  app.patch(
    `${RECORD_API.structure}/visibility`,
    {
      config: { permission: STRUCTURE_DESK.permission },
      schema: {
        summary: 'Choose who sees each part of a structure’s record',
        params: RecordParams,
        body: StructureVisibility,
      },
    },
    async ({ ctx, params, body: { revision, ...choices } }, reply) => {
      const subject = { kind: 'structure', id: params.id } as const
      await chooseVisibility(ctx, await STRUCTURE_DESK.writer(ctx), subject, { revision, choices })
      return reply.code(204).send()
    },
  )
}
