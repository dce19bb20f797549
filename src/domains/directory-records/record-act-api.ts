import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { archiveRecord, restoreRecord } from './archiving.js'
import { keepOurValue, takeNationalValue } from './national-values.js'
import { RECORD_API } from './paths.js'
import { ArchiveReason, FieldName, RecordParams } from './schemas.js'
import type { Subject } from './subject.js'

const MANAGE = { permission: 'directory.manage' } as const

/** Acts that are the same on a person and on a structure, for programs of the team. */
export const recordActApi: FastifyPluginAsyncZod = async (app) => {
  for (const kind of ['person', 'structure'] as const) {
    registerArchiving(app, kind)
    registerNationalValues(app, kind)
  }
}

type App = Parameters<FastifyPluginAsyncZod>[0]
type Kind = Subject['kind']

function registerArchiving(app: App, kind: Kind): void {
  app.post(
    `${RECORD_API[kind]}/archiving`,
    {
      config: MANAGE,
      schema: {
        summary: `Take a ${kind} out of the directory: nobody finds it any more, what cites it still does`,
        params: RecordParams,
        body: ArchiveReason,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await archiveRecord(ctx, { kind, id: params.id }, body.reason)
      return reply.code(204).send()
    },
  )

  app.post(
    `${RECORD_API[kind]}/restoration`,
    { config: MANAGE, schema: { summary: `Put a ${kind} back in the directory`, params: RecordParams } },
    async ({ ctx, params }, reply) => {
      await restoreRecord(ctx, { kind, id: params.id })
      return reply.code(204).send()
    },
  )
}

function registerNationalValues(app: App, kind: Kind): void {
  for (const { path, summary, work } of NATIONAL_VALUES) {
    app.post(
      `${RECORD_API[kind]}/national-values/${path}`,
      {
        config: MANAGE,
        schema: {
          summary: `${summary}, for a field of a ${kind}${kind === 'person' ? ' or of one of her places' : ''}`,
          params: RecordParams,
          body: FieldName,
        },
      },
      async ({ ctx, params, body }, reply) => {
        await work(ctx, { kind, id: params.id }, body)
        return reply.code(204).send()
      },
    )
  }
}

const NATIONAL_VALUES = [
  {
    path: 'adoption',
    summary: 'Take what a national file says (`saidElsewhere`) instead of what we say',
    work: takeNationalValue,
  },
  {
    path: 'dismissal',
    summary: 'Keep what we say; the file is not shown beside it as long as it says the same',
    work: keepOurValue,
  },
] as const
