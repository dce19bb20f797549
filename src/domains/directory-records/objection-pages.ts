import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { OWN_DESK, PERSON_DESK, type RecordDesk } from './desks.js'
import { typedValues } from './form-values.js'
import { ObjectionPage } from './objection-view.js'
import { liftObjection, objectToListing } from './objections.js'
import { DeskParams } from './part-schemas.js'
import type { PersonFile } from './reading.js'
import { OWN_CHOICE } from './visibility.js'
import { Objection } from './visibility-schemas.js'

/** Objections of people, noted by the team or made by themselves. */
export function objectionPages(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const { route, permission, path, writer } = PERSON_DESK
  const config = { permission }
  objectionForm(app, PERSON_DESK)
  objectionForm(app, OWN_DESK)

  for (const [end, act] of [
    ['', objectToListing],
    ['/levee', liftObjection],
  ] as const) {
    app.post(
      `${route}/opposition${end}`,
      { config, schema: { params: DeskParams, body: Objection }, attachValidation: true },
      async (request, reply) => {
        const { id = '' } = request.params
        const faults = await formFaults(request, async () =>
          act(request.ctx, await writer(request.ctx), id, request.body.source),
        )
        if (faults) return objectionPage(PERSON_DESK, request, reply, id, faults)
        return reply.redirect(`${path(id)}?fait=opposition${end.replace('/', '-')}`, 303)
      },
    )

    app.post(
      `${OWN_DESK.route}/opposition${end}`,
      { config: { permission: OWN_DESK.permission } },
      async (request, reply) => {
        const id = await OWN_DESK.idOf(request.ctx, undefined)
        await act(request.ctx, await OWN_DESK.writer(request.ctx), id, OWN_CHOICE)
        return reply.redirect(`${OWN_DESK.path(id)}?fait=opposition${end.replace('/', '-')}`, 303)
      },
    )
  }
}

function objectionForm(from: FastifyInstance, desk: RecordDesk<PersonFile>): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const config = { permission: desk.permission }
  app.get(`${desk.route}/opposition`, { config, schema: { params: DeskParams } }, async (request, reply) =>
    objectionPage(desk, request, reply, request.params.id),
  )
}

async function objectionPage(
  desk: RecordDesk<PersonFile>,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string | undefined,
  faults?: FormReply,
): Promise<FastifyReply> {
  const file = await desk.open(request.ctx, id)
  const hasObjected = file.person.objectedAt !== null
  return reply.code(faults?.status ?? 200).page({
    ...desk.frame(hasObjected ? 'Lever l’opposition' : 'Opposition', file),
    notice: faults?.notice ?? null,
    body: h(ObjectionPage, {
      base: desk.path(file.person.id),
      csrfToken: request.formToken,
      form: { values: faults ? typedValues(request.typed) : {}, errors: faults?.errors },
      hasObjected,
      isOwn: desk === OWN_DESK,
    }),
  })
}
