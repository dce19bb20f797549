import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { BothVersions, type Difference } from '../../web/both-versions.js'
import { formatDate } from '../../web/dates.js'
import { readForm } from '../../web/read-form.js'
import { formFaults } from '../../web/refilled-form.js'
import { timeZoneOf } from '../networks/service.js'
import type { FileStatus } from './authorisation-schemas.js'
import { listFiles } from './authorisation-status.js'
import { type Again, houseFrame, housePath } from './house-frame.js'
import { HouseParams } from './schemas.js'
import { houseChoices } from './service.js'
import { changeSituation, readSituation } from './situation.js'
import {
  type SavedSituation,
  Situation,
  SituationForm,
  situationOf,
  typedSituation,
} from './situation-schemas.js'
import { SituationPage } from './situation-views.js'

const managing = { config: { permission: 'birth-house.manage' } } as const

/** Name, partner and closing of a house, for the coordination. */
export const situationPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/maisons-de-naissance/:id/situation',
    { ...managing, schema: { params: HouseParams } },
    async (request, reply) => situationPage(request, reply, request.params.id),
  )

  app.post(
    '/maisons-de-naissance/:id/situation',
    { ...managing, schema: { params: HouseParams, body: SituationForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () =>
        changeSituation(request.ctx, id, readForm(Situation, situationOf(request.body))),
      )
      if (faults) return situationPage(request, reply, id, { faults, typed: request.body })
      return reply.redirect(`${housePath(id)}?fait=situation`, 303)
    },
  )
}

async function situationPage(
  request: FastifyRequest,
  reply: FastifyReply,
  houseId: string,
  again?: Again<SituationForm>,
) {
  const { ctx } = request
  const saved = await readSituation(ctx, houseId)
  const { maternities } = await houseChoices(ctx)
  const isOld = again?.faults.code === 'birth-house.edited-meanwhile'
  const typed = again?.typed ?? typedSituation(saved)
  return reply.code(again?.faults.status ?? 200).page({
    ...houseFrame({ id: houseId, name: saved.name }, 'Nom, partenaire, fermeture', again?.faults),
    body: h(SituationPage, {
      action: `${housePath(houseId)}/situation`,
      csrfToken: request.formToken,
      maternities,
      request: currentRequest(await listFiles(ctx, houseId)),
      typed: isOld ? { ...typed, revision: String(saved.revision) } : typed,
      errors: again?.faults.errors,
      above: isOld
        ? h(BothVersions, {
            differences: differencesOf(saved, situationOf(typed), maternities),
            savedBy: saved.updatedBy,
            savedAt: new Date(saved.updatedAt),
            timeZone: await timeZoneOf(ctx),
          })
        : null,
    }),
  })
}

/** The request that waits for a decision, which a closing stops. */
function currentRequest([latest]: FileStatus[]): FileStatus | null {
  return latest && latest.decision === null ? latest : null
}

function differencesOf(
  saved: SavedSituation,
  typed: ReturnType<typeof situationOf>,
  maternities: { id: string; name: string }[],
): Difference[] {
  const maternity = maternities.find(({ id }) => id === typed.partnerEstablishmentId)?.name ?? null
  return [
    { label: 'Nom de la maison', saved: saved.name, typed: typed.name },
    { label: 'Maternité partenaire', saved: saved.partnerName ?? NONE, typed: maternity ?? NONE },
    { label: 'Fermée le', saved: dayWords(saved.closedOn), typed: dayWords(typed.closedOn) },
  ].filter(({ saved, typed }) => saved !== typed)
}

const NONE = 'aucune'

function dayWords(day: string | null): string {
  return day === null ? 'ouverte' : formatDate(day)
}
