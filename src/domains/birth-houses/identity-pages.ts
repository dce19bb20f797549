import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { BothVersions, type Difference } from '../../web/both-versions.js'
import { readForm } from '../../web/read-form.js'
import { formFaults } from '../../web/refilled-form.js'
import { timeZoneOf } from '../networks/service.js'
import { type Again, houseFrame, housePath } from './house-frame.js'
import { readIdentity, writeIdentity } from './identity.js'
import {
  IDENTITY_FIELDS,
  IDENTITY_LABELS,
  Identity,
  IdentityForm,
  identityOf,
  typedIdentity,
} from './identity-schemas.js'
import { IdentityPage, identityWords } from './identity-views.js'
import { HouseParams } from './schemas.js'
import { getHouse } from './service.js'

const writing = { config: { permission: 'birth-house.write' } } as const

/** What a house says of itself. */
export const identityPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/maisons-de-naissance/:id/identite',
    { ...writing, schema: { params: HouseParams } },
    async (request, reply) => identityPage(request, reply, request.params.id),
  )

  app.post(
    '/maisons-de-naissance/:id/identite',
    { ...writing, schema: { params: HouseParams, body: IdentityForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () =>
        writeIdentity(request.ctx, id, readForm(Identity, identityOf(request.body))),
      )
      if (faults) return identityPage(request, reply, id, { faults, typed: request.body })
      return reply.redirect(`${housePath(id)}?fait=identite`, 303)
    },
  )
}

async function identityPage(
  request: FastifyRequest,
  reply: FastifyReply,
  houseId: string,
  again?: Again<IdentityForm>,
) {
  const { ctx } = request
  const house = await getHouse(ctx, houseId, 'birth-house.write')
  const saved = await readIdentity(ctx, houseId)
  const isOld = again?.faults.code === 'birth-house.edited-meanwhile'
  const typed = again?.typed ?? typedIdentity(saved)
  return reply.code(again?.faults.status ?? 200).page({
    ...houseFrame(house, 'Identité et locaux', again?.faults),
    body: h(IdentityPage, {
      action: `${housePath(houseId)}/identite`,
      csrfToken: request.formToken,
      typed: isOld ? { ...typed, revision: String(saved.revision) } : typed,
      errors: again?.faults.errors,
      above: isOld
        ? h(BothVersions, {
            differences: differencesOf(saved, identityOf(typed)),
            savedBy: saved.updatedBy,
            savedAt: new Date(saved.updatedAt),
            timeZone: await timeZoneOf(ctx),
          })
        : null,
    }),
  })
}

function differencesOf(saved: Identity, typed: ReturnType<typeof identityOf>): Difference[] {
  return IDENTITY_FIELDS.filter((field) => saved[field] !== typed[field]).map((field) => ({
    label: IDENTITY_LABELS[field],
    saved: identityWords(field, saved[field]),
    typed: identityWords(field, typed[field]),
  }))
}
