import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { formatDate } from '../../web/dates.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { cardDay } from '../directory/card-rows.js'
import type { MembershipRow } from '../directory/records.js'
import { type FormValues, storedMeanwhile, typedValues, valuesOf } from './form-values.js'
import { framed } from './frames.js'
import { MembershipForm } from './membership-form.js'
import { MembershipForm as MembershipFormSchema } from './membership-schemas.js'
import { readMembership, writeMembership } from './memberships.js'
import { KIND_PATHS, RECORDS, recordPath } from './paths.js'
import { readTitle } from './reading.js'
import { RecordParams } from './schemas.js'
import { listColleges } from './settings.js'
import type { Subject } from './subject.js'
import { teamWriter } from './writer.js'

/** Memberships of people and structures. */
export function membershipPages(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  for (const kind of ['person', 'structure'] as const) {
    const route = `${RECORDS}/${KIND_PATHS[kind]}/:id/adhesion`
    const subjectOf = (id: string): Subject => ({ kind, id })

    app.get(
      route,
      { config: { permission: 'directory.manage' }, schema: { params: RecordParams } },
      async (request, reply) => membershipPage(request, reply, subjectOf(request.params.id)),
    )

    app.post(
      route,
      {
        config: { permission: 'directory.manage' },
        schema: { params: RecordParams, body: MembershipFormSchema },
        attachValidation: true,
      },
      async (request, reply) => {
        const subject = subjectOf(request.params.id)
        const faults = await formFaults(request, async () => {
          const { since, ...input } = request.body
          await writeMembership(request.ctx, await teamWriter(request.ctx), subject, input, since)
        })
        if (!faults) return reply.redirect(`${recordPath(kind, subject.id)}?fait=adhesion`, 303)
        return membershipPage(request, reply, subject, { faults, typed: typedValues(request.typed) })
      },
    )
  }
}

type Refused = { faults: FormReply; typed: FormValues }

async function membershipPage(
  request: FastifyRequest,
  reply: FastifyReply,
  subject: Subject,
  refused?: Refused,
): Promise<FastifyReply> {
  const { name } = await readTitle(request.ctx, subject)
  const current = await readMembership(request.ctx, subject)
  const day = await cardDay(request.ctx)
  const isLate = refused !== undefined && refused.typed.since !== (current?.updatedAt.toISOString() ?? '')
  return reply.code(refused?.faults.status ?? 200).page({
    ...framed('Adhésion', { ...subject, name }),
    notice: refused?.faults.notice ?? null,
    body: h(MembershipForm, {
      action: `${recordPath(subject.kind, subject.id)}/adhesion`,
      csrfToken: request.formToken,
      form: {
        values: refused?.typed ?? stored(current, day.today),
        errors: refused?.faults.errors,
        meanwhile:
          isLate && current
            ? storedMeanwhile(current, refused.typed, { ...day, names: new Map() })
            : undefined,
      },
      current,
      colleges: await listColleges(request.ctx),
    }),
  })
}

/** A first membership is asked for today, unless one says otherwise. */
function stored(current: MembershipRow | null, today: string): FormValues {
  if (current !== null) return valuesOf(current)
  const day = formatDate(today)
  return { state: 'applied', stateSince: day, appliedOn: day }
}
