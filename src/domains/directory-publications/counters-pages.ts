import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { sendCsv } from '../../web/reply-csv.js'
import { directoryTabs } from '../directory/sections.js'
import { currentNetwork } from '../networks/service.js'
import { readCounters } from './counters.js'
import { countersTable } from './counters-csv.js'
import { COUNTERS_PATH, CountersPage } from './counters-view.js'

const CountersQuery = z.strictObject({ annee: z.coerce.number().int().min(2000).max(2100).optional() })
const access = {
  config: { permission: 'directory.read-records' },
  schema: { querystring: CountersQuery },
} as const

/** The counters of the directory, for the team. */
export const countersPages: FastifyPluginAsyncZod = async (app) => {
  app.get(COUNTERS_PATH, access, async (request, reply) => {
    const counters = await readCounters(request.ctx, request.query.annee)
    return reply.page({
      title: 'Compteurs',
      module: 'Annuaire',
      breadcrumb: [{ label: 'Annuaire', href: '/annuaire' }, { label: 'Compteurs' }],
      body: h(CountersPage, { ...counters, tabs: directoryTabs(request.ctx.actor, COUNTERS_PATH) }),
    })
  })

  app.get(`${COUNTERS_PATH}/compteurs.csv`, access, async (request, reply) => {
    const { name } = await currentNetwork(request.ctx)
    const counters = await readCounters(request.ctx, request.query.annee)
    return sendCsv(reply, `compteurs-annuaire-${counters.year}.csv`, countersTable(counters, name))
  })
}
