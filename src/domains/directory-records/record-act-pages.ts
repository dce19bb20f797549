import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { formFaults } from '../../web/refilled-form.js'
import { ArchivePage } from './archive-view.js'
import { archiveRecord, restoreRecord } from './archiving.js'
import { typedValues } from './form-values.js'
import { framed } from './frames.js'
import { keepOurValue, takeNationalValue } from './national-values.js'
import { KIND_PATHS, RECORDS, recordPath } from './paths.js'
import { readTitle } from './reading.js'
import { ArchiveReason, FieldName, RecordParams } from './schemas.js'
import type { Subject } from './subject.js'

const manage = { config: { permission: 'directory.manage' } } as const

/** Acts that are the same on a person and on a structure: a national value, a withdrawal, a return. */
export const recordActPages: FastifyPluginAsyncZod = async (app) => {
  for (const kind of ['person', 'structure'] as const) {
    const base = `${RECORDS}/${KIND_PATHS[kind]}/:id`
    const subjectOf = (id: string): Subject => ({ kind, id })

    app.post(
      `${base}/valeurs-nationales/reprise`,
      { ...manage, schema: { params: RecordParams, body: FieldName } },
      async (request, reply) => {
        const { id } = request.params
        await takeNationalValue(request.ctx, subjectOf(id), request.body)
        return reply.redirect(`${recordPath(kind, id)}?fait=reprise`, 303)
      },
    )

    app.post(
      `${base}/valeurs-nationales/maintien`,
      { ...manage, schema: { params: RecordParams, body: FieldName } },
      async (request, reply) => {
        const { id } = request.params
        await keepOurValue(request.ctx, subjectOf(id), request.body)
        return reply.redirect(`${recordPath(kind, id)}?fait=gardee`, 303)
      },
    )

    app.get(`${base}/retrait`, { ...manage, schema: { params: RecordParams } }, async (request, reply) => {
      const { id } = request.params
      const title = await readTitle(request.ctx, subjectOf(id))
      return reply.page({
        ...framed(title.archivedAt ? 'Remettre dans l’annuaire' : 'Retirer de l’annuaire', {
          kind,
          id,
          name: title.name,
        }),
        body: h(ArchivePage, {
          base: recordPath(kind, id),
          title,
          csrfToken: request.formToken,
          form: { values: {} },
        }),
      })
    })

    app.post(
      `${base}/retrait`,
      { ...manage, schema: { params: RecordParams, body: ArchiveReason }, attachValidation: true },
      async (request, reply) => {
        const { id } = request.params
        const faults = await formFaults(request, () =>
          archiveRecord(request.ctx, subjectOf(id), request.body.reason),
        )
        if (!faults) return reply.redirect(`${recordPath(kind, id)}?fait=retiree`, 303)
        const title = await readTitle(request.ctx, subjectOf(id))
        return reply.code(faults.status).page({
          ...framed('Retirer de l’annuaire', { kind, id, name: title.name }),
          notice: faults.notice,
          body: h(ArchivePage, {
            base: recordPath(kind, id),
            title,
            csrfToken: request.formToken,
            form: { values: typedValues(request.typed), errors: faults.errors },
          }),
        })
      },
    )

    app.post(
      `${base}/retablissement`,
      { ...manage, schema: { params: RecordParams } },
      async (request, reply) => {
        const { id } = request.params
        await restoreRecord(request.ctx, subjectOf(id))
        return reply.redirect(`${recordPath(kind, id)}?fait=remise`, 303)
      },
    )
  }
}
