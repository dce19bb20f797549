import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actOnMany } from './bulk-acts.js'
import { type BulkActRow, listBulkActs, readBulkAct } from './bulk-reading.js'
import { BULK_ACTS } from './bulk-rules.js'
import { ArchiveForMany, MembershipForMany, TerritoryForMany } from './bulk-schemas.js'
import { undoBulkAct } from './bulk-undoing.js'
import { instant, picked, text } from './record-answers.js'
import { RecordParams } from './schemas.js'

const PATH = '/directory/bulk-acts'
const MANAGE = { permission: 'directory.manage' } as const

const act = {
  id: z.uuid(),
  act: z.enum(BULK_ACTS),
  /** Records it changed. */
  records: z.int(),
  by: z.string(),
  undoneBy: text,
}
const BulkActAnswer = z.strictObject({ ...act, at: instant, undoneAt: instant.nullable() })
const Done = z.strictObject({ id: z.uuid() })

/** What the team does to many records at once, and undoes, for its programs. */
export const bulkApi: FastifyPluginAsyncZod = async (app) => {
  registerReading(app)
  registerActs(app)
}

type App = Parameters<FastifyPluginAsyncZod>[0]

function registerReading(app: App): void {
  app.get(
    PATH,
    {
      config: MANAGE,
      schema: {
        summary: 'The thirty last acts on many records',
        response: { 200: z.strictObject({ acts: z.array(BulkActAnswer) }) },
      },
    },
    async ({ ctx }) => ({ acts: (await listBulkActs(ctx)).map(actAnswer) }),
  )

  app.get(
    `${PATH}/:id`,
    {
      config: MANAGE,
      schema: {
        summary: 'An act on many records, with those it changed',
        params: RecordParams,
        response: {
          200: BulkActAnswer.extend({
            changed: z.array(
              z.strictObject({ kind: z.enum(['person', 'structure']), id: z.uuid(), name: z.string() }),
            ),
          }),
        },
      },
    },
    async ({ ctx, params }) => {
      const { changed, ...row } = await readBulkAct(ctx, params.id)
      return { ...actAnswer(row), changed }
    },
  )
}

/** Each is done to all the records it names or to none; by its identifier it is undone. */
function registerActs(app: App): void {
  app.post(
    `${PATH}/territory`,
    {
      config: MANAGE,
      schema: { summary: 'Put records in a territory', body: TerritoryForMany, response: { 201: Done } },
    },
    async ({ ctx, body: { records, territoryId } }, reply) =>
      reply.code(201).send({ id: await actOnMany(ctx, records, { act: 'territory', territoryId }) }),
  )

  app.post(
    `${PATH}/membership`,
    {
      config: MANAGE,
      schema: {
        summary: 'Note the membership of records; a date or a college that is null stays what it is for each',
        body: MembershipForMany,
        response: { 201: Done },
      },
    },
    async ({ ctx, body: { records, ...membership } }, reply) =>
      reply.code(201).send({ id: await actOnMany(ctx, records, { act: 'membership', membership }) }),
  )

  app.post(
    `${PATH}/archiving`,
    {
      config: MANAGE,
      schema: { summary: 'Take records out of the directory', body: ArchiveForMany, response: { 201: Done } },
    },
    async ({ ctx, body: { records, reason } }, reply) =>
      reply.code(201).send({ id: await actOnMany(ctx, records, { act: 'archive', reason }) }),
  )

  app.post(
    `${PATH}/:id/undoing`,
    {
      config: MANAGE,
      schema: {
        summary: 'Undo an act on many records; `left` says how many somebody has changed since, and stay so',
        params: RecordParams,
        response: { 200: z.strictObject({ left: z.int() }) },
      },
    },
    async ({ ctx, params }) => ({ left: await undoBulkAct(ctx, params.id) }),
  )
}

function actAnswer(row: BulkActRow): z.infer<typeof BulkActAnswer> {
  const undoneAt = row.undoneAt?.toISOString() ?? null
  return { ...picked(act, row), at: row.at.toISOString(), undoneAt }
}
