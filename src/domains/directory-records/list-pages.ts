import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { can } from '../../access/policy.js'
import { cardDay } from '../directory/card-rows.js'
import { directoryTabs } from '../directory/sections.js'
import { listTerritories } from './choices.js'
import { filterOf, RecordsPageQuery } from './list-schemas.js'
import { RecordListPage } from './list-view.js'
import { countRecords, listRecords } from './listing.js'
import { RECORDS } from './paths.js'
import { countRequests } from './request-answers.js'

export const listPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    RECORDS,
    { config: { permission: 'directory.read-records' }, schema: { querystring: RecordsPageQuery } },
    async (request, reply) => {
      const { ctx, query } = request
      const counts = await countRecords(ctx)
      return reply.page({
        title: 'Fiches de l’annuaire',
        module: 'Annuaire',
        body: h(RecordListPage, {
          tabs: directoryTabs(ctx.actor, RECORDS),
          counts,
          list: await listRecords(ctx, filterOf(query), counts),
          query,
          territories: await listTerritories(ctx, 'directory.read-records'),
          ...(await cardDay(ctx)),
          canManage: can(ctx.actor, 'directory.manage'),
          canChooseColleges: can(ctx.actor, 'directory.settings'),
          requests: can(ctx.actor, 'directory.link-account') ? await countRequests(ctx) : null,
        }),
      })
    },
  )
}
