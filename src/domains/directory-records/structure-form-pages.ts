import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { AppError } from '../../errors/app-error.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { readFinessNumber } from '../directory/national/finess-number.js'
import { listEstablishments } from '../networks/service.js'
import { territoryChoices } from './choices.js'
import { type FormValues, storedMeanwhile, typedValues, valuesOf } from './form-values.js'
import { framed } from './frames.js'
import { findStructuresLike } from './look-alikes.js'
import { RECORDS, recordPath } from './paths.js'
import { languagesOf } from './people-schemas.js'
import { MeanwhileNotice } from './person-form.js'
import { readStructure, type StructureFile } from './reading.js'
import { RecordParams } from './schemas.js'
import { PresentationForm, StructureForm, StructureLookup } from './structure-form.js'
import {
  NewStructureForm,
  PresentationForm as PresentationFormSchema,
  StructureForm as StructureFormSchema,
} from './structure-schemas.js'
import { changePresentation, changeStructure, createStructure } from './structures.js'

const BASE = `${RECORDS}/structures`

/** What somebody is about to make a record of. */
const Lookup = z.strictObject({
  nom: z.string().max(200).optional(),
  commune: z.string().max(100).optional(),
  finess: z.string().max(60).optional(),
})

export const structureFormPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    `${BASE}/nouvelle`,
    { config: { permission: 'directory.manage' }, schema: { querystring: Lookup } },
    async (request, reply) => {
      const { nom = '', commune = '', finess = '' } = request.query
      const isAsked = `${nom}${commune}${finess}`.trim() !== ''
      if (isAsked) return newForm(request, reply, { name: nom, communeName: commune, finessNumber: finess })
      return reply.page({
        ...framed('Nouvelle structure'),
        body: h(StructureLookup, { values: request.query }),
      })
    },
  )

  app.post(
    BASE,
    {
      config: { permission: 'directory.manage' },
      schema: { body: NewStructureForm },
      attachValidation: true,
    },
    async (request, reply) => {
      let id = ''
      const faults = await formFaults(request, async () => {
        const { otherLanguages, isAnother, ...rest } = request.body
        const structure = { ...rest, languages: languagesOf(request.body), isAnother: isAnother === 'oui' }
        id = await createStructure(request.ctx, structure)
      })
      if (faults) return newForm(request, reply, typedValues(request.typed), faults)
      return reply.redirect(`${recordPath('structure', id)}?fait=creee`, 303)
    },
  )

  app.get(
    `${BASE}/:id/modification`,
    { config: { permission: 'directory.manage' }, schema: { params: RecordParams } },
    async (request, reply) => changeForm(request, reply, request.params.id, WHOLE),
  )

  app.post(
    `${BASE}/:id/modification`,
    {
      config: { permission: 'directory.manage' },
      schema: { params: RecordParams, body: StructureFormSchema },
      attachValidation: true,
    },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => {
        const { otherLanguages, ...rest } = request.body
        await changeStructure(request.ctx, id, { ...rest, languages: languagesOf(request.body) })
      })
      if (faults) return changeForm(request, reply, id, WHOLE, { typed: typedValues(request.typed), faults })
      return reply.redirect(`${recordPath('structure', id)}?fait=modifiee`, 303)
    },
  )

  app.get(
    `${BASE}/:id/presentation`,
    { config: { permission: 'directory.write' }, schema: { params: RecordParams } },
    async (request, reply) => changeForm(request, reply, request.params.id, PRESENTATION),
  )

  app.post(
    `${BASE}/:id/presentation`,
    {
      config: { permission: 'directory.write' },
      schema: { params: RecordParams, body: PresentationFormSchema },
      attachValidation: true,
    },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => {
        const { otherLanguages, ...rest } = request.body
        await changePresentation(request.ctx, id, { ...rest, languages: languagesOf(request.body) })
      })
      const typed = typedValues(request.typed)
      if (faults) return changeForm(request, reply, id, PRESENTATION, { typed, faults })
      return reply.redirect(`${recordPath('structure', id)}?fait=modifiee`, 303)
    },
  )
}

/** The form of a new record, below those that may be it already. */
async function newForm(
  request: FastifyRequest,
  reply: FastifyReply,
  values: FormValues,
  faults?: FormReply,
): Promise<FastifyReply> {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : '')
  const number = readFinessNumber(text('finessNumber'))
  const lookAlikes = await findStructuresLike(request.ctx, {
    name: text('name'),
    communeName: text('communeName'),
    finessNumber: 'value' in number ? number.value : null,
  })
  return reply.code(faults?.status ?? 200).page({
    ...framed('Nouvelle structure'),
    notice: faults?.notice ?? null,
    body: h(StructureForm, {
      action: BASE,
      csrfToken: request.formToken,
      form: { values, errors: faults?.errors },
      ...(await choicesOf(request, null)),
      revision: null,
      lookAlikes,
    }),
  })
}

type Refused = { typed: FormValues; faults: FormReply }

/** The two forms of a change: all of it, or what the referent of the structure keeps. */
type Which = { path: string; title: string; mayOpen: (file: StructureFile) => boolean; isWhole: boolean }
const WHOLE: Which = {
  path: 'modification',
  title: 'Modifier',
  mayOpen: ({ mayManage }) => mayManage,
  isWhole: true,
}
const PRESENTATION: Which = {
  path: 'presentation',
  title: 'Modifier la présentation',
  mayOpen: ({ mayWrite }) => mayWrite,
  isWhole: false,
}

async function changeForm(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  which: Which,
  refused?: Refused,
): Promise<FastifyReply> {
  const file = await readStructure(request.ctx, id)
  if (!which.mayOpen(file)) throw new AppError('directory.not-found')
  const { structure, day, names } = file
  const isLate = refused !== undefined && refused.typed.revision !== String(structure.revision)
  const props = {
    action: `${recordPath('structure', id)}/${which.path}`,
    csrfToken: request.formToken,
    form: {
      values: refused?.typed ?? valuesOf(structure),
      errors: refused?.faults.errors,
      meanwhile: isLate ? storedMeanwhile(structure, refused.typed, { ...day, names }) : undefined,
    },
    revision: structure.revision,
  }
  return reply.code(refused?.faults.status ?? 200).page({
    ...framed(which.title, { kind: 'structure', id, name: structure.name }),
    notice: refused?.faults.notice ?? null,
    body: [
      isLate && h(MeanwhileNotice, { ...structure, ...day }),
      which.isWhole
        ? h(StructureForm, { ...props, ...(await choicesOf(request, structure.territoryId)) })
        : h(PresentationForm, props),
    ],
  })
}

async function choicesOf({ ctx }: FastifyRequest, territoryId: string | null) {
  const establishments = await listEstablishments(ctx)
  return {
    territories: await territoryChoices(ctx, territoryId),
    establishments: establishments.map(({ id, name }) => ({ id, name })),
  }
}
