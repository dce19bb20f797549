import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { AppError } from '../../errors/app-error.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { personName } from '../directory/cards.js'
import { readRppsNumber } from '../directory/national/rpps-number.js'
import { territoryChoices } from './choices.js'
import { type FormValues, storedMeanwhile, typedValues, valuesOf } from './form-values.js'
import { framed } from './frames.js'
import { findPeopleLike } from './look-alikes.js'
import { RECORDS, recordPath } from './paths.js'
import { changePerson, createPerson } from './people.js'
import { languagesOf, NewPersonForm, PersonForm as PersonFormSchema } from './people-schemas.js'
import { MeanwhileNotice, PersonForm, PersonLookup } from './person-form.js'
import { readPerson } from './reading.js'
import { createAskedRecord, readRequest, type WaitingRequest } from './request-answers.js'
import { RecordParams } from './schemas.js'

const BASE = `${RECORDS}/personnes`

/** Whom somebody is about to make a record of. */
const Lookup = z.strictObject({
  nom: z.string().max(100).optional(),
  prenom: z.string().max(100).optional(),
  rpps: z.string().max(60).optional(),
  /** The request the record answers. */
  demande: z.uuid().optional(),
})

export const personFormPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    `${BASE}/nouvelle`,
    { config: { permission: 'directory.manage' }, schema: { querystring: Lookup } },
    async (request, reply) => {
      const { nom = '', prenom = '', rpps = '', demande } = request.query
      if (demande) return newForm(request, reply, askedValues(await readRequest(request.ctx, demande)))
      const isAsked = `${nom}${prenom}${rpps}`.trim() !== ''
      if (isAsked) return newForm(request, reply, { lastName: nom, firstName: prenom, rppsNumber: rpps })
      return reply.page({ ...framed('Nouvelle personne'), body: h(PersonLookup, { values: request.query }) })
    },
  )

  app.post(
    BASE,
    { config: { permission: 'directory.manage' }, schema: { body: NewPersonForm }, attachValidation: true },
    async (request, reply) => {
      let id = ''
      const faults = await formFaults(request, async () => {
        const { demande, ...form } = request.body
        const person = newPersonOf(form)
        id = await (demande === undefined
          ? createPerson(request.ctx, person)
          : createAskedRecord(request.ctx, demande, person))
      })
      if (faults) return newForm(request, reply, typedValues(request.typed), faults)
      const done = request.body.demande === undefined ? 'creee' : 'creee-reliee'
      return reply.redirect(`${recordPath('person', id)}?fait=${done}`, 303)
    },
  )

  app.get(
    `${BASE}/:id/modification`,
    { config: { permission: 'directory.manage' }, schema: { params: RecordParams } },
    async (request, reply) => changeForm(request, reply, request.params.id),
  )

  app.post(
    `${BASE}/:id/modification`,
    {
      config: { permission: 'directory.manage' },
      schema: { params: RecordParams, body: PersonFormSchema },
      attachValidation: true,
    },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => {
        const { otherLanguages, ...rest } = request.body
        await changePerson(request.ctx, id, { ...rest, languages: languagesOf(request.body) })
      })
      if (faults) return changeForm(request, reply, id, { typed: typedValues(request.typed), faults })
      return reply.redirect(`${recordPath('person', id)}?fait=modifiee`, 303)
    },
  )
}

function newPersonOf({
  otherLanguages,
  isAnother,
  ...rest
}: Omit<z.output<typeof NewPersonForm>, 'demande'>) {
  return {
    ...rest,
    languages: languagesOf({ languages: rest.languages, otherLanguages }),
    isAnother: isAnother === 'oui',
  }
}

/** What somebody who asks for her record said of herself, as the form of a new one. */
function askedValues({ id, lastName, firstName, professionCode, rppsNumber }: WaitingRequest): FormValues {
  return { ...valuesOf({ lastName, firstName, professionCode, rppsNumber }), demande: id }
}

/** The form of a new record, below those that may be it already. */
async function newForm(
  request: FastifyRequest,
  reply: FastifyReply,
  values: FormValues,
  faults?: FormReply,
): Promise<FastifyReply> {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : '')
  const number = readRppsNumber(text('rppsNumber'))
  const lookAlikes = await findPeopleLike(request.ctx, {
    lastName: text('lastName'),
    firstName: text('firstName'),
    rppsNumber: 'value' in number ? number.value : null,
  })
  return reply.code(faults?.status ?? 200).page({
    ...framed('Nouvelle personne'),
    notice: faults?.notice ?? null,
    body: h(PersonForm, {
      action: BASE,
      csrfToken: request.formToken,
      form: { values, errors: faults?.errors },
      territories: await territoryChoices(request.ctx),
      revision: null,
      lookAlikes,
    }),
  })
}

type Refused = { typed: FormValues; faults: FormReply }

/** The form of a change; what was refused comes back as it was typed, beside what is stored by now. */
async function changeForm(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  refused?: Refused,
): Promise<FastifyReply> {
  const { person, day, names, mayManage } = await readPerson(request.ctx, id)
  if (!mayManage) throw new AppError('directory.not-found')
  const isLate = refused !== undefined && refused.typed.revision !== String(person.revision)
  return reply.code(refused?.faults.status ?? 200).page({
    ...framed('Modifier', { kind: 'person', id, name: personName(person) }),
    notice: refused?.faults.notice ?? null,
    body: [
      isLate && h(MeanwhileNotice, { ...person, ...day }),
      h(PersonForm, {
        action: `${recordPath('person', id)}/modification`,
        csrfToken: request.formToken,
        form: {
          values: refused?.typed ?? valuesOf(person),
          errors: refused?.faults.errors,
          meanwhile: isLate ? storedMeanwhile(person, refused.typed, { ...day, names }) : undefined,
        },
        territories: await territoryChoices(request.ctx, person.territoryId),
        revision: person.revision,
      }),
    ],
  })
}
