import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { asReaderOf, NetworkName } from '../networks/public-networks.js'
import { Card, FoundCards } from './card-schemas.js'
import { getCard } from './reading.js'
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
    async (request) => {
      const { ctx } = await asReaderOf(request.ctx, request.query.network)
      return getCard(ctx, KINDS[request.params.kind], request.params.id)
    },
  )
}
