import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type RecordLine, RecordsQuery } from './list-schemas.js'
import { countRecords, listRecords } from './listing.js'
import { day, instant, picked, text } from './record-answers.js'

const line = {
  kind: z.enum(['person', 'structure']),
  id: z.uuid(),
  name: z.string(),
  /** Profession of a person, category of a structure. */
  code: text,
  professionWords: text,
  commune: text,
  territoryId: z.uuid().nullable(),
  membership: text,
  goneSince: day,
  closedOn: day,
}

const Records = z.strictObject({
  /** How the directory stands, before any filter. */
  counts: z.strictObject({ current: z.int(), neverVerified: z.int(), objected: z.int() }),
  records: z.array(
    z.strictObject({
      ...line,
      verifiedAt: instant.nullable(),
      updatedAt: instant,
      objectedAt: instant.nullable(),
      archivedAt: instant.nullable(),
    }),
  ),
  total: z.int(),
  page: z.int(),
  pageCount: z.int(),
})

/** The records of a network as the team lists them, for its programs. */
export const listApi: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/directory/records',
    {
      config: { permission: 'directory.read-records' },
      schema: {
        summary: 'Records of people and structures, by thirty, those withdrawn with « state=archived »',
        querystring: RecordsQuery,
        response: { 200: Records },
      },
    },
    async ({ ctx, query }) => {
      const counts = await countRecords(ctx)
      const { records, ...list } = await listRecords(ctx, query, counts)
      return { counts, ...list, records: records.map(lineAnswer) }
    },
  )
}

function lineAnswer(row: RecordLine): z.infer<typeof Records>['records'][number] {
  return {
    ...picked(line, row),
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    updatedAt: row.updatedAt.toISOString(),
    objectedAt: row.objectedAt?.toISOString() ?? null,
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }
}
