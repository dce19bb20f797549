import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { HistoryAnswer, historyAnswer } from './history-answer.js'
import { RECORD_API } from './paths.js'
import { changePerson, createPerson } from './people.js'
import { NewPerson, PersonChange } from './people-schemas.js'
import { PersonAnswer, personAnswer } from './person-answer.js'
import { readPerson, WHOLE_HISTORY } from './reading.js'
import { RecordParams } from './schemas.js'

const READ = { permission: 'directory.read-records' } as const
const MANAGE = { permission: 'directory.manage' } as const

/** The records of people, for programs of the team. */
export const personApi: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/directory/people',
    {
      config: MANAGE,
      schema: {
        summary: 'Make the record of a person; of a name that has one, only with « isAnother »',
        body: NewPerson,
        response: { 201: z.strictObject({ id: z.uuid() }) },
      },
    },
    async ({ ctx, body }, reply) => reply.code(201).send({ id: await createPerson(ctx, body) }),
  )

  app.get(
    RECORD_API.person,
    {
      config: READ,
      schema: {
        summary: 'The whole record of a person, as the team reads it',
        params: RecordParams,
        response: { 200: PersonAnswer },
      },
    },
    async ({ ctx, params }) => personAnswer(await readPerson(ctx, params.id)),
  )

  app.get(
    `${RECORD_API.person}/history`,
    {
      config: READ,
      schema: {
        summary: 'What changed in the record of a person, the five hundred last changes',
        params: RecordParams,
        response: { 200: HistoryAnswer },
      },
    },
    async ({ ctx, params }) => historyAnswer(await readPerson(ctx, params.id, WHOLE_HISTORY)),
  )

  app.patch(
    RECORD_API.person,
    {
      config: MANAGE,
      schema: {
        summary: 'Change what the team writes of a person; refused when somebody else did meanwhile',
        params: RecordParams,
        body: PersonChange,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await changePerson(ctx, params.id, body)
      return reply.code(204).send()
    },
  )
}
