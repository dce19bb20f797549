import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { NewPerson } from './people-schemas.js'
import { askForRecord, readOwnRequest, withdrawRequest } from './record-requests.js'
import { acceptRequest, createAskedRecord, listRequests, refuseRequest } from './request-answers.js'
import { OwnRequestAnswer, ownRequestAnswer, WaitingRequests, waitingAnswer } from './request-api-schemas.js'
import { RecordChoice, RecordRequest, RequestRefusal } from './request-schemas.js'
import { RecordParams } from './schemas.js'

/** Those who ask the team for their record, and the answers it gives, for programs. */
export const recordRequestsApi: FastifyPluginAsyncZod = async (app) => {
  registerOwn(app)
  registerAnswers(app)
}

type App = Parameters<FastifyPluginAsyncZod>[0]

function registerOwn(app: App): void {
  const path = '/directory/own-record/request'
  const config = { permission: 'directory.own-record' } as const

  app.get(
    path,
    {
      config,
      schema: {
        summary: 'One’s own request for a record: the one that waits, else the last one',
        response: { 200: OwnRequestAnswer },
      },
    },
    async ({ ctx }) => ownRequestAnswer(await readOwnRequest(ctx)),
  )

  app.post(
    path,
    {
      config,
      schema: {
        summary: 'Ask the team for one’s record; asked again while it waits, it is asked once',
        body: RecordRequest,
      },
    },
    async ({ ctx, body }, reply) => {
      await askForRecord(ctx, body)
      return reply.code(204).send()
    },
  )

  app.delete(
    path,
    { config, schema: { summary: 'Take back the request that waits' } },
    async ({ ctx }, reply) => {
      await withdrawRequest(ctx)
      return reply.code(204).send()
    },
  )
}

function registerAnswers(app: App): void {
  const path = '/directory/record-requests'
  const config = { permission: 'directory.link-account' } as const

  app.get(
    path,
    {
      config,
      schema: {
        summary: 'Requests for a record that wait, the twenty oldest, each with the records that may be hers',
        response: { 200: WaitingRequests },
      },
    },
    async ({ ctx }) => waitingAnswer(await listRequests(ctx)),
  )

  app.post(
    `${path}/:id/acceptance`,
    {
      config,
      schema: {
        summary: 'Give her a record that exists and that nobody keeps',
        params: RecordParams,
        body: RecordChoice,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await acceptRequest(ctx, params.id, body.personId)
      return reply.code(204).send()
    },
  )

  app.post(
    `${path}/:id/record`,
    {
      // It writes a record, which linking an account does not allow by itself.
      config: { permission: 'directory.manage' },
      schema: {
        summary: 'Make her record, and give it to her',
        params: RecordParams,
        body: NewPerson,
        response: { 201: z.strictObject({ id: z.uuid() }) },
      },
    },
    async ({ ctx, params, body }, reply) =>
      reply.code(201).send({ id: await createAskedRecord(ctx, params.id, body) }),
  )

  app.post(
    `${path}/:id/refusal`,
    {
      config,
      schema: {
        summary: 'Say no, and why: she reads it and may ask again',
        params: RecordParams,
        body: RequestRefusal,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await refuseRequest(ctx, params.id, body.reason)
      return reply.code(204).send()
    },
  )
}
