import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { IdParams } from '../schemas.js'
import {
  ComparedPair,
  comparisonAnswer,
  Duplicates,
  DuplicatesQuery,
  duplicatesAnswer,
  MergeRequest,
} from './api-schemas.js'
import { compareDuplicate } from './comparing.js'
import { listDuplicates } from './listing.js'
import { markDistinct, mergeDuplicate, reopenPair } from './merging.js'
import { undoMerge } from './undoing.js'

/** Pairs of records that may be one, for programs. */
export const duplicatesApi: FastifyPluginAsyncZod = async (app) => {
  const config = { permission: 'directory.manage' } as const

  app.get(
    '/directory/duplicates',
    {
      config,
      schema: {
        summary: 'Pairs of records that may be one, by thirty: to be decided, distinct or merged',
        querystring: DuplicatesQuery,
        response: { 200: Duplicates },
      },
    },
    async (request) => duplicatesAnswer(await listDuplicates(request.ctx, request.query)),
  )

  app.get(
    '/directory/duplicates/:id',
    {
      config,
      schema: {
        summary: 'One pair, side by side, with the value proposed in each group',
        params: IdParams,
        response: { 200: ComparedPair },
      },
    },
    async (request) => comparisonAnswer(await compareDuplicate(request.ctx, request.params.id)),
  )

  app.post(
    '/directory/duplicates/:id/merge',
    {
      config,
      schema: {
        summary: 'Make one record of two; a group that « from » does not name keeps the value proposed',
        params: IdParams,
        body: MergeRequest,
      },
    },
    async ({ ctx, params, body }, reply) => {
      const { groups } = await compareDuplicate(ctx, params.id)
      const proposed = Object.fromEntries(groups.map(({ key, preferred }) => [key, preferred]))
      await mergeDuplicate(ctx, params.id, { kept: body.kept, from: { ...proposed, ...body.from } })
      return reply.code(204).send()
    },
  )

  app.post(
    '/directory/duplicates/:id/merge-undoing',
    { config, schema: { summary: 'Undo a merge: both records are there again', params: IdParams } },
    async ({ ctx, params }, reply) => {
      await undoMerge(ctx, params.id)
      return reply.code(204).send()
    },
  )

  app.post(
    '/directory/duplicates/:id/distinction',
    {
      config,
      schema: { summary: 'Say that they are two: the pair is not proposed again', params: IdParams },
    },
    async ({ ctx, params }, reply) => {
      await markDistinct(ctx, params.id)
      return reply.code(204).send()
    },
  )

  app.post(
    '/directory/duplicates/:id/reopening',
    { config, schema: { summary: 'Put back to be decided a pair said to be two', params: IdParams } },
    async ({ ctx, params }, reply) => {
      await reopenPair(ctx, params.id)
      return reply.code(204).send()
    },
  )
}
