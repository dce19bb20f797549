import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { addAntenna, changeAntenna, listOpenAntennas } from './antennas.js'
import { listTerritories } from './reading.js'
import {
  AntennaAnswer,
  AntennaChange,
  AntennaFields,
  IdParams,
  ReaderApiQuery,
  TerritoryAnswer,
  TerritoryName,
} from './schemas.js'
import { addTerritory, closeTerritory, renameTerritory, reopenTerritory } from './writing.js'

const PATH = '/directory/territories'
const Made = z.strictObject({ id: z.uuid() })

/** Territories and antennas, for programs: the same acts as the pages. */
export const territoriesApi: FastifyPluginAsyncZod = async (app) => {
  registerTerritories(app)
  registerAntennas(app)
}

type App = Parameters<FastifyPluginAsyncZod>[0]

function registerTerritories(app: App): void {
  const config = { permission: 'directory.settings' } as const

  app.get(
    PATH,
    {
      config: { permission: 'directory.read-records' },
      schema: {
        summary: 'Territories of the network, closed ones last, with what lies in each and their antennas',
        response: { 200: z.strictObject({ territories: z.array(TerritoryAnswer) }) },
      },
    },
    async ({ ctx }) => ({ territories: await listTerritories(ctx) }),
  )

  app.post(
    PATH,
    { config, schema: { summary: 'Add a territory', body: TerritoryName, response: { 201: Made } } },
    async ({ ctx, body }, reply) => reply.code(201).send({ id: await addTerritory(ctx, body) }),
  )

  app.patch(
    `${PATH}/:id`,
    { config, schema: { summary: 'Rename a territory', params: IdParams, body: TerritoryName } },
    async ({ ctx, params, body }, reply) => {
      await renameTerritory(ctx, params.id, body)
      return reply.code(204).send()
    },
  )

  app.post(
    `${PATH}/:id/closing`,
    {
      config,
      schema: {
        summary: 'Close a territory today: nobody chooses it any more, what lies in it stays',
        params: IdParams,
      },
    },
    async ({ ctx, params }, reply) => {
      await closeTerritory(ctx, params.id)
      return reply.code(204).send()
    },
  )

  app.post(
    `${PATH}/:id/reopening`,
    { config, schema: { summary: 'Open a closed territory again', params: IdParams } },
    async ({ ctx, params }, reply) => {
      await reopenTerritory(ctx, params.id)
      return reply.code(204).send()
    },
  )
}

function registerAntennas(app: App): void {
  const config = { permission: 'directory.manage' } as const

  app.get(
    '/directory/antennas',
    {
      config: { permission: 'directory.read' },
      schema: {
        summary: 'Antennas that are open today, by territory, as anybody may read them',
        querystring: ReaderApiQuery,
        response: {
          200: z.strictObject({ antennas: z.array(AntennaAnswer.extend({ territory: z.string() })) }),
        },
      },
    },
    async ({ ctx, query }) => {
      const { antennas } = await listOpenAntennas(ctx, query.network)
      return { antennas }
    },
  )

  app.post(
    `${PATH}/:id/antennas`,
    {
      config,
      schema: {
        summary: 'Open an antenna in a territory',
        params: IdParams,
        body: AntennaFields,
        response: { 201: Made },
      },
    },
    async ({ ctx, params, body }, reply) =>
      reply.code(201).send({ id: await addAntenna(ctx, params.id, body) }),
  )

  app.put(
    '/directory/antennas/:id',
    {
      config,
      schema: {
        summary: 'Write an antenna whole; refused when somebody else did since it was `seen`',
        params: IdParams,
        body: AntennaChange,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await changeAntenna(ctx, params.id, body)
      return reply.code(204).send()
    },
  )
}
