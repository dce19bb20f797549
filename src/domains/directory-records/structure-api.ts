import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { HistoryAnswer, historyAnswer } from './history-answer.js'
import { RECORD_API } from './paths.js'
import { readStructure, WHOLE_HISTORY } from './reading.js'
import { RecordParams } from './schemas.js'
import { StructureAnswer, structureAnswer } from './structure-answer.js'
import { NewStructure, PresentationChange, StructureChange } from './structure-schemas.js'
import { changePresentation, changeStructure, createStructure } from './structures.js'

const MANAGE = { permission: 'directory.manage' } as const

/** The records of structures, for programs of the team and of whoever answers for one. */
export const structureApi: FastifyPluginAsyncZod = async (app) => {
  registerReading(app)
  registerWriting(app)
}

type App = Parameters<FastifyPluginAsyncZod>[0]

function registerReading(app: App): void {
  app.get(
    RECORD_API.structure,
    {
      config: { permission: 'directory.open-structure' },
      schema: {
        summary: 'The whole record of a structure: for the team, and its part for whoever answers for it',
        params: RecordParams,
        response: { 200: StructureAnswer },
      },
    },
    async ({ ctx, params }) => structureAnswer(await readStructure(ctx, params.id)),
  )

  app.get(
    `${RECORD_API.structure}/history`,
    {
      config: { permission: 'directory.read-records' },
      schema: {
        summary: 'What changed in the record of a structure, the five hundred last changes',
        params: RecordParams,
        response: { 200: HistoryAnswer },
      },
    },
    async ({ ctx, params }) => historyAnswer(await readStructure(ctx, params.id, WHOLE_HISTORY)),
  )
}

function registerWriting(app: App): void {
  app.post(
    '/directory/structures',
    {
      config: MANAGE,
      schema: {
        summary: 'Make the record of a structure; like one that is there, only with « isAnother »',
        body: NewStructure,
        response: { 201: z.strictObject({ id: z.uuid() }) },
      },
    },
    async ({ ctx, body }, reply) => reply.code(201).send({ id: await createStructure(ctx, body) }),
  )

  app.patch(
    RECORD_API.structure,
    {
      config: MANAGE,
      schema: {
        summary: 'Change what the team writes of a structure; refused when somebody else did meanwhile',
        params: RecordParams,
        body: StructureChange,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await changeStructure(ctx, params.id, body)
      return reply.code(204).send()
    },
  )

  app.patch(
    `${RECORD_API.structure}/presentation`,
    {
      config: { permission: 'directory.write' },
      schema: {
        summary: 'Change how a structure is reached and who it can receive: what whoever answers for it may',
        params: RecordParams,
        body: PresentationChange,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await changePresentation(ctx, params.id, body)
      return reply.code(204).send()
    },
  )
}
