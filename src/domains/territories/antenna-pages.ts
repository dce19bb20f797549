import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { cardDay } from '../directory/card-rows.js'
import {
  type FormValues,
  storedMeanwhile,
  textIn,
  typedValues,
  valuesOf,
} from '../directory-records/form-values.js'
import { AntennaForm, OpenAntennasPage } from './antenna-views.js'
import { addAntenna, changeAntenna, listOpenAntennas, readAntenna, territoryToServe } from './antennas.js'
import { framed } from './frame.js'
import { antennaPath, newAntennaPath, OPEN_ANTENNAS, territoryPath } from './paths.js'
import { AntennaChange, AntennaFields, IdParams, type KeptAntenna, ReaderQuery } from './schemas.js'

const KEEPING = { permission: 'directory.manage' } as const

/** Antennas as anybody reads them, and where they are written. */
export function antennaPages(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()

  app.get(
    OPEN_ANTENNAS,
    { config: { permission: 'directory.read' }, schema: { querystring: ReaderQuery } },
    async (request, reply) => {
      const { reseau } = request.query
      const { network, antennas } = await listOpenAntennas(request.ctx, reseau)
      return reply.page({
        title: 'Antennes du réseau',
        module: 'Annuaire',
        network: { name: network.name },
        breadcrumb: [{ label: 'Annuaire', href: '/annuaire' }, { label: 'Antennes du réseau' }],
        body: h(OpenAntennasPage, { antennas, reseau }),
      })
    },
  )

  app.get(newAntennaPath(':id'), { config: KEEPING, schema: { params: IdParams } }, (request, reply) =>
    newAntennaPage(request, reply, request.params.id),
  )

  app.post(
    newAntennaPath(':id'),
    { config: KEEPING, schema: { params: IdParams, body: AntennaFields }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => {
        await addAntenna(request.ctx, id, request.body)
      })
      if (faults) return newAntennaPage(request, reply.code(faults.status), id, faults)
      return reply.redirect(`${territoryPath(id)}?fait=antenne`, 303)
    },
  )

  app.get(antennaPath(':id'), { config: KEEPING, schema: { params: IdParams } }, (request, reply) =>
    antennaPage(request, reply, request.params.id),
  )

  app.post(
    antennaPath(':id'),
    { config: KEEPING, schema: { params: IdParams, body: AntennaChange }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () => changeAntenna(request.ctx, id, request.body))
      if (faults) return antennaPage(request, reply.code(faults.status), id, faults)
      const { territoryId } = await readAntenna(request.ctx, id)
      return reply.redirect(`${territoryPath(territoryId)}?fait=antenne`, 303)
    },
  )
}

async function newAntennaPage(
  request: FastifyRequest,
  reply: FastifyReply,
  territoryId: string,
  faults?: FormReply,
): Promise<FastifyReply> {
  const name = await territoryToServe(request.ctx, territoryId)
  return reply.page({
    ...framed('Nouvelle antenne', [{ label: name, href: territoryPath(territoryId) }]),
    notice: faults?.notice ?? null,
    body: h(AntennaForm, {
      action: newAntennaPath(territoryId),
      territory: name,
      seen: null,
      csrfToken: request.formToken,
      form: formOf(request, {}, faults),
    }),
  })
}

async function antennaPage(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  faults?: FormReply,
): Promise<FastifyReply> {
  const antenna = await readAntenna(request.ctx, id)
  const form = formOf(request, valuesOf(antenna), faults)
  const isLate = faults?.code === 'antenna.edited-meanwhile'
  return reply.page({
    ...framed(antenna.name, [{ label: antenna.territory, href: territoryPath(antenna.territoryId) }]),
    notice: faults?.notice ?? null,
    body: h(AntennaForm, {
      action: antennaPath(id),
      territory: antenna.territory,
      csrfToken: request.formToken,
      // Sent again knowingly, what was typed takes the place of what is stored.
      seen: isLate ? antenna.seen : textIn(form.values, 'seen'),
      form: isLate ? { ...form, meanwhile: await storedBeside(request, antenna, form.values) } : form,
    }),
  })
}

/** What somebody else has stored, beside what was typed. */
async function storedBeside({ ctx }: FastifyRequest, antenna: KeptAntenna, typed: FormValues) {
  const { seen: _, ...values } = typed
  return storedMeanwhile(antenna, values, { ...(await cardDay(ctx)), names: new Map() })
}

function formOf(request: FastifyRequest, stored: FormValues, faults: FormReply | undefined) {
  return faults ? { values: typedValues(request.typed), errors: faults.errors } : { values: stored }
}
