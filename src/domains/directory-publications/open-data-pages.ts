import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { asAttachment, JSON_TEXT } from '../../web/attachment.js'
import { civilDate } from '../../web/dates.js'
import { inParts } from '../../web/in-parts.js'
import { sendCsv } from '../../web/reply-csv.js'
import { directoryTabs } from '../directory/sections.js'
import { asReaderOf } from '../networks/public-networks.js'
import { countOpenData, describedColumns, openDataJson, openDataTable, readOpenData } from './open-data.js'
import { OPEN_DATA_PATH, OpenDataPage } from './open-data-view.js'
import { FileQuery } from './schemas.js'

const access = { config: { permission: 'directory.read' }, schema: { querystring: FileQuery } } as const

/** The public part of the directory, to take away and use again. */
export const openDataPages: FastifyPluginAsyncZod = async (app) => {
  app.get(OPEN_DATA_PATH, access, async (request, reply) => {
    const { ctx, network } = await asReaderOf(request.ctx, request.query.reseau)
    return reply.page({
      title: 'Données ouvertes',
      module: 'Annuaire',
      network: { name: network.name },
      breadcrumb: [
        { label: 'Livrets et exports', href: `/annuaire/livrets?reseau=${network.slug}` },
        { label: 'Données ouvertes' },
      ],
      body: h(OpenDataPage, {
        tabs: directoryTabs(ctx.actor, '/annuaire/livrets'),
        network,
        today: civilDate(ctx.now, network.timeZone),
        records: await countOpenData(ctx, network),
        columns: describedColumns(),
      }),
    })
  })

  app.get(`${OPEN_DATA_PATH}/annuaire.csv`, access, async (request, reply) => {
    const { ctx, network } = await asReaderOf(request.ctx, request.query.reseau)
    const data = await readOpenData(ctx, network)
    return sendCsv(reply, `annuaire-${network.slug}-${data.today}.csv`, openDataTable(data))
  })

  app.get(`${OPEN_DATA_PATH}/annuaire.json`, access, async (request, reply) => {
    const { ctx, network } = await asReaderOf(request.ctx, request.query.reseau)
    const data = await readOpenData(ctx, network)
    const name = `annuaire-${network.slug}-${data.today}.json`
    return asAttachment(reply, { name, type: JSON_TEXT }).send(inParts(openDataJson(data)))
  })
}
