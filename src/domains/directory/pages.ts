import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { networksOf } from '../../access/actor.js'
import { can } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { civilDate, formatDate } from '../../web/dates.js'
import { fieldErrors } from '../../web/field-errors.js'
import { withQuery } from '../../web/links.js'
import { housesPresentedAt } from '../birth-houses/presentation.js'
import {
  asReaderOf,
  listPublicNetworks,
  NetworkName,
  type PublicNetwork,
} from '../networks/public-networks.js'
import { listTerritories, type Territory } from '../networks/territories.js'
import type { DirectoryCard } from './cards.js'
import { communeAmong } from './communes/commune-among.js'
import type { Typed } from './filters-view.js'
import { followCard } from './merged-records.js'
import { NetworkChoice } from './networks-view.js'
import { type PageQuery, readPageQuery } from './page-query.js'
import { openStructures, peopleAt } from './people-at.js'
import { proposalsFor } from './proposals.js'
import { RecordPage } from './record-view.js'
import { type Found, searchCards } from './search.js'
import { type Place, searchOf } from './search-address.js'
import { type CardSearch, CardsPageQuery } from './search-schemas.js'
import { type Results, SearchPage } from './search-view.js'
import { activeFilters } from './search-words.js'
import { directoryTabs } from './sections.js'
import { audienceOf, reaches } from './visibility.js'
import { placeMeant } from './wanted.js'

const TITLE = 'Annuaire'
const RecordParams = z.strictObject({ id: z.uuid() })
const RecordQuery = z.strictObject({ reseau: NetworkName.optional() })
const READS = { config: { permission: 'directory.read' } } as const

/** The directory as it is read: open without an account, and to each one what her audience may know. */
export const directoryPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/annuaire',
    { ...READS, schema: { querystring: CardsPageQuery }, attachValidation: true },
    async (request, reply) => {
      const typed = request.query as Typed
      const reseau = NetworkName.safeParse(typed.reseau).data
      if (reseau === undefined && (await mustChoose(request.ctx))) return chooseNetwork(request.ctx, reply)
      const reader = await readerOf(request, reseau)
      const { query, ...form } = readPageQuery(typed, fieldErrors(request) ?? {})
      return searchPage(reply.code(query ? 200 : 400), reader, query ? searchOf(query) : {}, form)
    },
  )

  for (const [folder, kind] of [
    ['personnes', 'person'],
    ['structures', 'structure'],
  ] as const) {
    app.get(
      `/annuaire/${folder}/:id`,
      { ...READS, schema: { params: RecordParams, querystring: RecordQuery } },
      async (request, reply) => {
        const reader = await readerOf(request, request.query.reseau)
        const { params, query } = request
        const found = await followCard(reader.ctx, reader.network.id, { kind, id: params.id })
        if ('card' in found) return recordPage(reply, reader, found.card)
        // A merge can be undone: nobody is to remember this answer.
        return reply
          .header('cache-control', 'no-store')
          .redirect(withQuery(`/annuaire/${folder}/${found.movedTo}`, query), 308)
      },
    )
  }
}

type Reader = { ctx: Ctx; network: PublicNetwork; place: Place; day: string }

async function readerOf(request: FastifyRequest, reseau: string | undefined): Promise<Reader> {
  const { ctx, network } = await asReaderOf(request.ctx, reseau)
  return { ctx, network, place: { reseau }, day: civilDate(ctx.now, network.timeZone) }
}

/** Without a network of her own, nor one in the address, a reader chooses unless there is only one. */
async function mustChoose(ctx: Ctx): Promise<boolean> {
  return networksOf(ctx.actor).length === 0 && (await listPublicNetworks(ctx)).length !== 1
}

async function chooseNetwork(ctx: Ctx, reply: FastifyReply): Promise<FastifyReply> {
  return reply.page({
    title: TITLE,
    body: h(NetworkChoice, { networks: await listPublicNetworks(ctx) }),
  })
}

async function searchPage(
  reply: FastifyReply,
  reader: Reader,
  search: CardSearch,
  form: Omit<PageQuery, 'query'>,
): Promise<FastifyReply> {
  const { ctx, network, place, day } = reader
  const territories = (await listTerritories(ctx, network.id)).map(saidClosed)
  const meant = form.errors ? null : placeMeant(search, network.regionCode)
  const isClear = !form.errors && (meant === null || meant.kind === 'one')
  const found = isClear ? await searchCards(ctx, network, search, { withCounts: true }) : null
  return reply.page({
    title: TITLE,
    network: { name: network.name },
    body: h(SearchPage, {
      tabs: directoryTabs(ctx.actor, '/annuaire'),
      search,
      place,
      meant,
      canExport: can(ctx.actor, 'directory.export'),
      isNoMember: ctx.actor.role === 'professional' && !ctx.actor.isMember,
      results: found && (await resultsOf(reader, search, found, territories)),
      form: {
        ...form,
        place,
        territories: territories.filter(
          ({ id, closedOn }) => closedOn === null || id === form.typed.territoire,
        ),
        day,
        counts: found?.counts ?? null,
        showsMembers: reaches(audienceOf(ctx.actor), 'members'),
      },
    }),
  })
}

/** An address kept from before goes on finding what lies there, and says that it is closed. */
function saidClosed(one: Territory): Territory {
  return one.closedOn === null ? one : { ...one, name: `${one.name} (fermé le ${formatDate(one.closedOn)})` }
}

async function resultsOf(
  { ctx, network, day }: Reader,
  search: CardSearch,
  found: Found,
  territories: readonly Territory[],
): Promise<Results> {
  const { around, asked } = found.wanted
  const filters = activeFilters(search, { day, territories, around })
  const hint = around === null ? communeAmong(search.search ?? '', asked.names, network.regionCode) : null
  const fruitless = { search, asked, around, hint, filters, territories }
  return {
    found,
    filters,
    hint,
    proposals: found.total > 0 ? [] : await proposalsFor(ctx, network, fruitless),
  }
}

async function recordPage(reply: FastifyReply, reader: Reader, card: DirectoryCard): Promise<FastifyReply> {
  const { ctx, network, place, day } = reader
  const { people, hasMore } =
    card.kind === 'structure' ? await peopleAt(ctx, card.id) : { people: [], hasMore: false }
  return reply.page({
    title: card.name,
    module: TITLE,
    network: { name: network.name },
    breadcrumb: [
      { label: TITLE, href: place.reseau ? `/annuaire?reseau=${place.reseau}` : '/annuaire' },
      { label: card.name },
    ],
    body: h(RecordPage, {
      card,
      place,
      day,
      people,
      hasMorePeople: hasMore,
      houses: card.kind === 'structure' ? await housesPresentedAt(ctx, network, card.id) : [],
      openStructures: await openStructures(
        ctx,
        card.places.map(({ structureId }) => structureId),
      ),
      managesRecords: can(ctx.actor, 'directory.read-records'),
    }),
  })
}
