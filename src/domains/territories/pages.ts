import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod, ZodTypeProvider } from 'fastify-type-provider-zod'
import { h } from 'preact'
import type { z } from 'zod'
import { can } from '../../access/policy.js'
import type { Notice } from '../../web/notice.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { cardDay } from '../directory/card-rows.js'
import { directoryTabs } from '../directory/sections.js'
import { typedValues } from '../directory-records/form-values.js'
import { keepTyped } from '../directory-records/typed-body.js'
import { antennaPages } from './antenna-pages.js'
import { framed } from './frame.js'
import { SECTION, territoryPath } from './paths.js'
import { coordinatorsOf, listTerritories, readTerritory } from './reading.js'
import { DONE, DoneQuery, IdParams, TerritoryName } from './schemas.js'
import { ClosingPage, TerritoriesPage, TerritoryPage } from './views.js'
import { addTerritory, closeTerritory, renameTerritory, reopenTerritory } from './writing.js'

const SETTINGS = { permission: 'directory.settings' } as const
const READING = { permission: 'directory.read-records' } as const

/** Where the team keeps the territories of the network and their antennas. */
export const territoryPages: FastifyPluginAsyncZod = async (app) => {
  keepTyped(app)
  listPages(app)
  closingPages(app)
  antennaPages(app)

  app.get(
    `${SECTION.href}/:id`,
    { config: READING, schema: { params: IdParams, querystring: DoneQuery } },
    (request, reply) => territoryPage(request, reply, request.params.id, { done: request.query.fait }),
  )

  app.post(
    `${SECTION.href}/:id/nom`,
    { config: SETTINGS, schema: { params: IdParams, body: TerritoryName }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () => renameTerritory(request.ctx, id, request.body))
      if (faults) return territoryPage(request, reply.code(faults.status), id, { faults })
      return reply.redirect(`${territoryPath(id)}?fait=renomme`, 303)
    },
  )
}

function listPages(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()

  app.get(SECTION.href, { config: READING, schema: { querystring: DoneQuery } }, (request, reply) =>
    listPage(request, reply, { done: request.query.fait }),
  )

  app.post(
    SECTION.href,
    { config: SETTINGS, schema: { body: TerritoryName }, attachValidation: true },
    async (request, reply) => {
      const faults = await formFaults(request, async () => {
        await addTerritory(request.ctx, request.body)
      })
      if (faults) return listPage(request, reply.code(faults.status), { faults })
      return reply.redirect(`${SECTION.href}?fait=ajoute`, 303)
    },
  )
}

function closingPages(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const schema = { params: IdParams }

  app.get(`${SECTION.href}/:id/fermeture`, { config: SETTINGS, schema }, async (request, reply) => {
    const territory = await readTerritory(request.ctx, request.params.id)
    return reply.page({
      ...framed('Fermer le territoire', [{ label: territory.name, href: territoryPath(territory.id) }]),
      body: h(ClosingPage, {
        territory,
        coordinators: await coordinatorsOf(request.ctx, territory.id),
        ...(await cardDay(request.ctx)),
        csrfToken: request.formToken,
      }),
    })
  })

  app.post(`${SECTION.href}/:id/fermeture`, { config: SETTINGS, schema }, async (request, reply) => {
    await closeTerritory(request.ctx, request.params.id)
    return reply.redirect(`${territoryPath(request.params.id)}?fait=ferme`, 303)
  })

  app.post(`${SECTION.href}/:id/reouverture`, { config: SETTINGS, schema }, async (request, reply) => {
    await reopenTerritory(request.ctx, request.params.id)
    return reply.redirect(`${territoryPath(request.params.id)}?fait=rouvert`, 303)
  })
}

type Shown = { faults?: FormReply; done?: z.output<typeof DoneQuery>['fait'] }

async function listPage(request: FastifyRequest, reply: FastifyReply, shown: Shown): Promise<FastifyReply> {
  const { ctx } = request
  return reply.page({
    title: SECTION.label,
    module: 'Annuaire',
    notice: noticeOf(shown),
    body: h(TerritoriesPage, {
      tabs: directoryTabs(ctx.actor, SECTION.href),
      territories: await listTerritories(ctx),
      ...(await cardDay(ctx)),
      canSettle: can(ctx.actor, 'directory.settings'),
      csrfToken: request.formToken,
      form: formOf(request, shown),
    }),
  })
}

async function territoryPage(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  shown: Shown,
): Promise<FastifyReply> {
  const { ctx } = request
  const territory = await readTerritory(ctx, id)
  const form = formOf(request, shown)
  return reply.page({
    ...framed(territory.name),
    notice: noticeOf(shown),
    body: h(TerritoryPage, {
      territory,
      coordinators: await coordinatorsOf(ctx, id),
      ...(await cardDay(ctx)),
      canSettle: can(ctx.actor, 'directory.settings'),
      keepsAntennas: keepsAntennasOf(request, id),
      csrfToken: request.formToken,
      form: shown.faults ? form : { values: { name: territory.name } },
    }),
  })
}

/** The coordination keeps them all, an antenna its own. */
function keepsAntennasOf({ ctx: { actor } }: FastifyRequest, territoryId: string): boolean {
  return can(actor, 'directory.manage') && (!('territoryId' in actor) || actor.territoryId === territoryId)
}

function formOf(request: FastifyRequest, { faults }: Shown) {
  return faults ? { values: typedValues(request.typed), errors: faults.errors } : { values: {} }
}

function noticeOf({ faults, done }: Shown): Notice | null {
  return faults?.notice ?? (done ? { kind: 'success', title: DONE[done] } : null)
}
