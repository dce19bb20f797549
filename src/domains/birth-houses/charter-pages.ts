import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { can } from '../../access/policy.js'
import { BothVersions, type Difference } from '../../web/both-versions.js'
import { civilDate } from '../../web/dates.js'
import { readForm, typedNumber } from '../../web/read-form.js'
import { formFaults } from '../../web/refilled-form.js'
import { timeZoneOf } from '../networks/service.js'
import {
  Adoption,
  AdoptionForm,
  CHARTER_ITEM_NUMBERS,
  CHARTER_ITEMS,
  CharterDraft,
  CharterForm,
  charterOf,
  typedCharter,
  VersionParams,
} from './charter-schemas.js'
import { CharterDraftPage, CharterPage, ChartersPage } from './charter-views.js'
import { adoptCharter, getCharter, listCharters, saveDraft } from './charters.js'
import { type Again, houseFrame, housePath } from './house-frame.js'
import { HouseParams } from './schemas.js'
import { getHouse } from './service.js'

const writing = { config: { permission: 'birth-house.write' } } as const
const DONE = { projet: 'Le projet de charte est enregistré.', adoptee: 'La charte est adoptée.' } as const

/** The charter of a house: its versions, the draft of the next one, its adoption. */
export const charterPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/maisons-de-naissance/:id/charte',
    {
      config: { permission: 'birth-house.read' },
      schema: {
        params: HouseParams,
        querystring: z.strictObject({ fait: z.enum(['projet', 'adoptee']).optional() }),
      },
    },
    async (request, reply) => chartersPage(request, reply, request.params.id, request.query.fait),
  )

  app.get(
    '/maisons-de-naissance/:id/charte/projet',
    { ...writing, schema: { params: HouseParams } },
    async (request, reply) => draftPage(request, reply, request.params.id),
  )

  app.post(
    '/maisons-de-naissance/:id/charte/projet',
    { ...writing, schema: { params: HouseParams, body: CharterForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () =>
        saveDraft(request.ctx, id, readForm(CharterDraft, charterOf(request.body))),
      )
      if (faults) return draftPage(request, reply, id, { faults, typed: request.body })
      return reply.redirect(`${housePath(id)}/charte?fait=projet`, 303)
    },
  )

  app.post(
    '/maisons-de-naissance/:id/charte/adoption',
    {
      config: { permission: 'birth-house.submit' },
      schema: { params: HouseParams, body: AdoptionForm },
      attachValidation: true,
    },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () => {
        const { adoptedOn, revision } = request.body
        const adoption = { adoptedOn: adoptedOn ?? '', revision: typedNumber(revision) }
        return adoptCharter(request.ctx, id, readForm(Adoption, adoption))
      })
      if (faults) return chartersPage(request, reply, id, undefined, { faults, typed: request.body })
      return reply.redirect(`${housePath(id)}/charte?fait=adoptee`, 303)
    },
  )

  app.get(
    '/maisons-de-naissance/:id/charte/:version',
    { config: { permission: 'birth-house.read' }, schema: { params: VersionParams } },
    async (request, reply) => {
      const { id, version } = request.params
      const house = await getHouse(request.ctx, id)
      const charter = await getCharter(request.ctx, id, version)
      return reply.page({
        ...houseFrame(house, `Charte de fonctionnement, version ${version}`),
        body: h(CharterPage, { charter }),
      })
    },
  )
}

async function chartersPage(
  request: FastifyRequest,
  reply: FastifyReply,
  houseId: string,
  done?: keyof typeof DONE,
  again?: Again<AdoptionForm>,
) {
  const { ctx } = request
  const house = await getHouse(ctx, houseId)
  const frame = houseFrame(house, 'Charte de fonctionnement', again?.faults)
  return reply.code(again?.faults.status ?? 200).page({
    ...frame,
    notice: frame.notice ?? (done ? { kind: 'success', title: DONE[done] } : null),
    body: h(ChartersPage, {
      houseId,
      charters: await listCharters(ctx, houseId),
      canWrite: can(ctx.actor, 'birth-house.write'),
      canAdopt: can(ctx.actor, 'birth-house.submit'),
      csrfToken: request.formToken,
      typed: again?.typed ?? { adoptedOn: civilDate(ctx.now, await timeZoneOf(ctx)) },
      errors: again?.faults.errors,
    }),
  })
}

async function draftPage(
  request: FastifyRequest,
  reply: FastifyReply,
  houseId: string,
  again?: Again<CharterForm>,
) {
  const { ctx } = request
  const house = await getHouse(ctx, houseId, 'birth-house.write')
  const charters = await listCharters(ctx, houseId)
  const draft = charters.find(({ adoptedOn }) => adoptedOn === null) ?? null
  // A new version begins with the words of the one in force.
  const [start] = charters
  const saved = start ? typedCharter(start, draft?.revision ?? 0) : { revision: '0' }
  const isOld = again?.faults.code === 'birth-house.edited-meanwhile'
  const typed = again?.typed ?? saved
  return reply.code(again?.faults.status ?? 200).page({
    ...houseFrame(house, 'Projet de charte', again?.faults),
    body: h(CharterDraftPage, {
      action: `${housePath(houseId)}/charte/projet`,
      csrfToken: request.formToken,
      typed: isOld ? { ...typed, revision: saved.revision } : typed,
      errors: itemErrors(again?.faults.errors),
      above:
        isOld && draft
          ? h(BothVersions, {
              differences: differencesOf(saved, typed),
              savedBy: draft.updatedBy,
              savedAt: new Date(draft.updatedAt),
              timeZone: await timeZoneOf(ctx),
            })
          : null,
    }),
  })
}

/** The schema names an item `items.13`; the form `item13`. */
function itemErrors(errors: Record<string, string> | undefined) {
  if (!errors) return undefined
  return Object.fromEntries(
    Object.entries(errors).map(([name, words]) => [name.replace(/^items\./, 'item'), words]),
  )
}

const LABELS: Record<string, string> = {
  ...Object.fromEntries(
    CHARTER_ITEM_NUMBERS.map((number) => [`item${number}`, `${number}. ${CHARTER_ITEMS[number]}`]),
  ),
  presenceMaxHours: '13. Durée maximale de présence',
  bloodScreening: '15. Tests sanguins du dépistage néonatal',
  hearingScreening: '15. Dépistage de la surdité permanente néonatale',
  publicSummary: 'Résumé pour le public',
}

function differencesOf(saved: CharterForm, typed: CharterForm): Difference[] {
  return Object.entries(LABELS)
    .filter(([field]) => (saved[field] ?? '') !== (typed[field] ?? ''))
    .map(([field, label]) => ({
      label,
      saved: saved[field] || 'non renseigné',
      typed: typed[field] || 'non renseigné',
    }))
}
