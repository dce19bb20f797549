import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { withQuery } from '../../web/links.js'
import { asReaderOf, NetworkName } from '../networks/public-networks.js'
import { Card, FoundCards } from './card-schemas.js'
import { followCard } from './merged-records.js'
import { searchCards } from './search.js'
import { CardsQuery } from './search-schemas.js'

const CardParams = z.strictObject({ kind: z.enum(['people', 'structures']), id: z.uuid() })
const NetworkQuery = z.strictObject({ network: NetworkName.optional() })
const KINDS = { people: 'person', structures: 'structure' } as const

/** The cards of the directory for programs: what the caller’s audience may know, as on the pages. */
export const directoryApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/directory/cards',
    {
      config: { permission: 'directory.read' },
      schema: { querystring: CardsQuery, response: { 200: FoundCards } },
    },
    async (request) => {
      const { network: slug, ...search } = request.query
      const { ctx, network } = await asReaderOf(request.ctx, slug)
      const { total, isMore, isNear, page, pageCount, cards } = await searchCards(ctx, network, search)
      return { total, isMore, isNear, page, pageCount, cards }
    },
  )

  app.get(
    '/directory/cards/:kind/:id',
    {
      config: { permission: 'directory.read' },
      schema: { params: CardParams, querystring: NetworkQuery, response: { 200: Card } },
    },
    async (request, reply) => {
      const { ctx, network } = await asReaderOf(request.ctx, request.query.network)
      const { kind, id } = request.params
      const found = await followCard(ctx, network.id, { kind: KINDS[kind], id })
      if ('card' in found) return found.card
      // A merge can be undone: nobody is to remember this answer.
      reply.header('cache-control', 'no-store')
      return reply.redirect(withQuery(`/api/directory/cards/${kind}/${found.movedTo}`, request.query), 308)
    },
  )
}
