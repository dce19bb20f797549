import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { MembershipChange } from './membership-schemas.js'
import { writeMembership } from './memberships.js'
import { RECORD_API } from './paths.js'
import { RecordParams } from './schemas.js'
import { teamWriter } from './writer.js'

/** Memberships of people and structures, for programs of the team; each is read with its record. */
export const membershipApi: FastifyPluginAsyncZod = async (app) => {
  for (const kind of ['person', 'structure'] as const) {
    app.put(
      `${RECORD_API[kind]}/membership`,
      {
        config: { permission: 'directory.manage' },
        schema: {
          summary: `Write the membership of a ${kind}: asked for, active once the charter is signed, suspended, ended`,
          params: RecordParams,
          body: MembershipChange,
        },
      },
      async ({ ctx, params, body: { since, ...input } }, reply) => {
        await writeMembership(ctx, await teamWriter(ctx), { kind, id: params.id }, input, since)
        return reply.code(204).send()
      },
    )
  }
}
