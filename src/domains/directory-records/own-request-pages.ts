import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { formFaults } from '../../web/refilled-form.js'
import { OWN_DESK } from './desks.js'
import { ownPage } from './own-page.js'
import { OWN_RECORD } from './paths.js'
import { askForRecord, withdrawRequest } from './record-requests.js'
import { RecordRequest } from './request-schemas.js'

/** She who has no record asks the team for hers, or takes it back. */
export function ownRequestPages(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const config = { permission: OWN_DESK.permission }

  app.post(
    `${OWN_RECORD}/demande`,
    { config, schema: { body: RecordRequest }, attachValidation: true },
    async (request, reply) => {
      const faults = await formFaults(request, () => askForRecord(request.ctx, request.body))
      if (faults) return ownPage(request, reply, { notice: faults.notice, faults })
      return reply.redirect(`${OWN_RECORD}?fait=demande`, 303)
    },
  )

  app.post(`${OWN_RECORD}/demande/retrait`, { config }, async (request, reply) => {
    await withdrawRequest(request.ctx)
    return reply.redirect(`${OWN_RECORD}?fait=demande-retiree`, 303)
  })
}
