import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { giveConsent, withdrawConsent } from './consents.js'
import { OWN_DESK, PERSON_DESK, type RecordDesk, STRUCTURE_DESK } from './desks.js'
import type { FormState } from './form-fields.js'
import { typedValues } from './form-values.js'
import { DeskParams } from './part-schemas.js'
import { MeanwhileNotice } from './person-form.js'
import type { PersonFile } from './reading.js'
import { chooseOwnVisibility, chooseVisibility } from './visibility.js'
import { PersonVisibilityPage, StructureVisibilityPage } from './visibility-form.js'
import { Consent, PersonVisibilityForm, StructureVisibilityForm, Withdrawal } from './visibility-schemas.js'

const TITLE = 'Qui voit quoi'

/** Who sees each part of a record: of a person by the team or by herself, of a structure. */
export function visibilityPages(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  personVisibility(app, PERSON_DESK)
  personVisibility(app, OWN_DESK)
  consentActs(app)
  structureVisibility(app)
}

function personVisibility(from: FastifyInstance, desk: RecordDesk<PersonFile>): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const config = { permission: desk.permission }
  const choose = desk === OWN_DESK ? chooseOwn : chooseForPerson

  app.get(`${desk.route}/visibilite`, { config, schema: { params: DeskParams } }, async (request, reply) =>
    personPage(desk, request, reply, request.params.id, {}),
  )

  app.post(
    `${desk.route}/visibilite`,
    { config, schema: { params: DeskParams, body: PersonVisibilityForm }, attachValidation: true },
    async (request, reply) => {
      const id = await desk.idOf(request.ctx, request.params.id)
      const faults = await formFaults(request, async () => {
        const { revision, ...choices } = request.body
        await choose(request, id, { revision, choices })
      })
      if (faults) return personPage(desk, request, reply, request.params.id, { faults, form: 'choices' })
      return reply.redirect(`${desk.path(id)}?fait=visibilite`, 303)
    },
  )
}

type Chosen = Parameters<typeof chooseOwnVisibility>[3]

async function chooseOwn({ ctx }: FastifyRequest, id: string, chosen: Chosen): Promise<void> {
  await chooseOwnVisibility(ctx, await OWN_DESK.writer(ctx), id, chosen)
}

async function chooseForPerson({ ctx }: FastifyRequest, id: string, chosen: Chosen): Promise<void> {
  await chooseVisibility(ctx, await PERSON_DESK.writer(ctx), { kind: 'person', id }, chosen)
}

function consentActs(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const { route, permission, path, writer, idOf } = PERSON_DESK
  const config = { permission }

  app.post(
    `${route}/accords`,
    { config, schema: { params: DeskParams, body: Consent }, attachValidation: true },
    async (request, reply) => {
      const id = await idOf(request.ctx, request.params.id)
      const faults = await formFaults(request, async () =>
        giveConsent(request.ctx, await writer(request.ctx), id, request.body),
      )
      if (faults) return personPage(PERSON_DESK, request, reply, id, { faults, form: 'consent' })
      return reply.redirect(`${path(id)}?fait=accord`, 303)
    },
  )

  app.post(
    `${route}/accords/retrait`,
    { config, schema: { params: DeskParams, body: Withdrawal }, attachValidation: true },
    async (request, reply) => {
      const id = await idOf(request.ctx, request.params.id)
      const faults = await formFaults(request, async () =>
        withdrawConsent(request.ctx, await writer(request.ctx), id, request.body),
      )
      if (faults) return personPage(PERSON_DESK, request, reply, id, { faults, form: 'withdrawal' })
      return reply.redirect(`${path(id)}?fait=accord-retire`, 303)
    },
  )
}

type Refused = { faults?: FormReply; form?: 'choices' | 'consent' | 'withdrawal' }

async function personPage(
  desk: RecordDesk<PersonFile>,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string | undefined,
  { faults, form }: Refused,
): Promise<FastifyReply> {
  const file = await desk.open(request.ctx, id)
  const typed = typedValues(request.typed)
  const stateOf = (one: Refused['form']): FormState =>
    form === one ? { values: typed, errors: faults?.errors } : { values: {} }
  const isLate = form === 'choices' && typed.revision !== String(file.person.revision)
  return reply.code(faults?.status ?? 200).page({
    ...desk.frame(TITLE, file),
    notice: faults?.notice ?? null,
    body: [
      isLate && h(MeanwhileNotice, { ...file.person, ...file.day }),
      h(PersonVisibilityPage, {
        action: `${desk.path(file.person.id)}/visibilite`,
        csrfToken: request.formToken,
        form: stateOf('choices'),
        consent: stateOf('consent'),
        withdrawal: stateOf('withdrawal'),
        file,
        isOwn: desk === OWN_DESK,
      }),
    ],
  })
}

function structureVisibility(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()
  const { route, permission, path, writer } = STRUCTURE_DESK
  const config = { permission }

  app.get(`${route}/visibilite`, { config, schema: { params: DeskParams } }, async (request, reply) =>
    structurePage(request, reply, request.params.id),
  )

  app.post(
    `${route}/visibilite`,
    { config, schema: { params: DeskParams, body: StructureVisibilityForm }, attachValidation: true },
    async (request, reply) => {
      const { id = '' } = request.params
      const faults = await formFaults(request, async () => {
        const { revision, ...choices } = request.body
        const subject = { kind: 'structure', id } as const
        await chooseVisibility(request.ctx, await writer(request.ctx), subject, { revision, choices })
      })
      if (faults) return structurePage(request, reply, id, faults)
      return reply.redirect(`${path(id)}?fait=visibilite`, 303)
    },
  )
}

async function structurePage(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string | undefined,
  faults?: FormReply,
): Promise<FastifyReply> {
  const file = await STRUCTURE_DESK.open(request.ctx, id)
  const values = faults ? typedValues(request.typed) : {}
  const isLate = faults !== undefined && values.revision !== String(file.structure.revision)
  return reply.code(faults?.status ?? 200).page({
    ...STRUCTURE_DESK.frame(TITLE, file),
    notice: faults?.notice ?? null,
    body: [
      isLate && h(MeanwhileNotice, { ...file.structure, ...file.day }),
      h(StructureVisibilityPage, {
        action: `${STRUCTURE_DESK.path(file.structure.id)}/visibilite`,
        csrfToken: request.formToken,
        form: { values, errors: faults?.errors },
        file,
      }),
    ],
  })
}
