import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { AppError } from '../../errors/app-error.js'
import { BothVersions } from '../../web/both-versions.js'
import { civilDate, formatDate } from '../../web/dates.js'
import { readForm } from '../../web/read-form.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { timeZoneOf } from '../networks/service.js'
import { ChildConfirmPage } from './child-view.js'
import { criteriaOn } from './criteria.js'
import { addChild, writeDelivery, writeNewborn } from './deliveries.js'
import { tickedIn } from './findings.js'
import { womenToPick } from './picking.js'
import { Proposals } from './proposal-view.js'
import { acceptOutcome, proposalsFor } from './proposals.js'
import { listReasons } from './reasons.js'
import { DELIVERY_WORDS, NEWBORN_WORDS, WOMAN_WORDS } from './register-words.js'
import { termWords } from './terms.js'
import { listTransfersOf } from './transfers.js'
import { recordDifferences } from './woman-differences.js'
import { DeliveryFields, EndFields, NewbornFields, WomanFields } from './woman-forms.js'
import {
  ChildParams,
  DeliveryChange,
  EndOfFollowUp,
  NewbornChange,
  NewWoman,
  WomanChange,
  WomanFilter,
  WomanParams,
  type WomanRecord,
} from './woman-schemas.js'
import {
  ChildForm,
  DeliveryForm,
  deliveryOf,
  EndForm,
  endOf,
  NewbornForm,
  newbornOf,
  typedDelivery,
  typedNewborn,
  typedWoman,
  WomanForm,
  womanOf,
} from './woman-typed.js'
import { BirthChoicePage, numberWords, RegisterPage, WomanPage } from './woman-views.js'
import {
  changeWoman,
  endFollowUp,
  getWoman,
  includeWoman,
  listWomen,
  midwifeChoices,
  womanCorrections,
} from './women.js'

const MODULE = 'Maison de naissance'
const HOME = { label: MODULE, href: '/maison' }
const LIST = { label: 'Registre', href: '/maison/registre' }

const DONE = {
  inscrite: 'Elle est inscrite au registre.',
  enregistre: 'C’est enregistré.',
  naissance: 'La naissance est enregistrée. Complétez maintenant la fiche de l’enfant.',
} as const

type Again<Typed> = { faults: FormReply; typed: Typed }

/** The register of a house: its women, their births, their children. */
export const registerPages: FastifyPluginAsyncZod = async (app) => {
  const reading = { config: { permission: 'birth-register.read' } } as const
  const writing = { config: { permission: 'birth-register.write' } } as const
  const Filter = z.strictObject({
    q: z.string().max(30).optional(),
    etat: WomanFilter.shape.state.optional(),
  })

  app.get('/maison/registre', { ...reading, schema: { querystring: Filter } }, async (request, reply) => {
    const { q, etat } = request.query
    const filter: WomanFilter = { state: etat ?? 'followed', ...(q && { search: q }) }
    const { women } = await listWomen(request.ctx, filter)
    return reply.page({
      title: 'Registre',
      module: MODULE,
      breadcrumb: [HOME, { label: 'Registre' }],
      body: h(RegisterPage, { around: await aroundOf(request), filter, women }),
    })
  })

  app.get('/maison/naissance', writing, async (request, reply) => {
    const women = await womenToPick(request.ctx)
    return reply.page({
      title: 'Noter une naissance',
      module: MODULE,
      breadcrumb: [HOME, { label: 'Naissance' }],
      body: h(BirthChoicePage, {
        women: women.map(({ id, number, termDays, bornOn }) => ({
          id,
          label: `${numberWords({ number })}, ${bornOn === null ? termWords(termDays) : `enfant né le ${formatDate(bornOn)}`}`,
        })),
      }),
    })
  })

  app.get('/maison/registre/nouvelle', writing, async (request, reply) => womanForm(request, reply, null))

  app.post(
    '/maison/registre',
    { ...writing, schema: { body: WomanForm }, attachValidation: true },
    async (request, reply) => {
      let id = ''
      const faults = await formFaults(request, async () => {
        id = (await includeWoman(request.ctx, readForm(NewWoman, womanOf(request.body)))).id
      })
      if (faults) return womanForm(request, reply, null, { faults, typed: request.body })
      return reply.redirect(`/maison/registre/${id}?fait=inscrite`, 303)
    },
  )

  app.get(
    '/maison/registre/:id',
    {
      ...reading,
      schema: {
        params: WomanParams,
        querystring: z.strictObject({ fait: z.enum(Object.keys(DONE) as [keyof typeof DONE]).optional() }),
      },
    },
    async (request, reply) => {
      const { ctx } = request
      const record = await getWoman(ctx, request.params.id)
      const { fait } = request.query
      return reply.page({
        title: `Femme ${numberWords(record.woman)}`,
        module: MODULE,
        breadcrumb: [HOME, LIST, { label: record.woman.number }],
        notice: fait ? { kind: 'success', title: DONE[fait] } : null,
        body: h(WomanPage, {
          around: await aroundOf(request),
          record,
          transfers: await listTransfersOf(ctx, record.woman.id),
          reasons: await listReasons(ctx),
          corrections: await womanCorrections(ctx, record),
          children: h(Proposals, {
            proposals: await proposalsFor(ctx, record),
            timeZone: await timeZoneOf(ctx),
            csrfToken: request.formToken,
          }),
        }),
      })
    },
  )

  app.post(
    '/maison/transferts/:id/issue',
    { ...writing, schema: { params: WomanParams } },
    async (request, reply) => back(reply, (await acceptOutcome(request.ctx, request.params.id)).womanId),
  )

  app.get(
    '/maison/registre/:id/modification',
    { ...writing, schema: { params: WomanParams } },
    async (request, reply) => womanForm(request, reply, await getWoman(request.ctx, request.params.id)),
  )

  app.post(
    '/maison/registre/:id/modification',
    { ...writing, schema: { params: WomanParams, body: WomanForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => {
        const change = { revision: Number(request.body.revision), ...womanOf(request.body) }
        await changeWoman(request.ctx, id, readForm(WomanChange, change))
      })
      if (!faults) return back(reply, id)
      return womanForm(request, reply, await getWoman(request.ctx, id), { faults, typed: request.body })
    },
  )

  app.get(
    '/maison/registre/:id/accouchement',
    { ...writing, schema: { params: WomanParams } },
    async (request, reply) => deliveryForm(request, reply, await getWoman(request.ctx, request.params.id)),
  )

  app.post(
    '/maison/registre/:id/accouchement',
    { ...writing, schema: { params: WomanParams, body: DeliveryForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const before = await getWoman(request.ctx, id)
      const faults = await formFaults(request, async () => {
        const typed = deliveryOf(request.body, await timeZoneOf(request.ctx))
        await writeDelivery(request.ctx, id, readForm(DeliveryChange, typed))
      })
      if (faults) return deliveryForm(request, reply, before, { faults, typed: request.body })
      const isBirth = before.delivery?.bornAt == null && Boolean(request.body.bornAt)
      return isBirth
        ? reply.redirect(`/maison/registre/${id}/enfants/1?fait=naissance`, 303)
        : back(reply, id)
    },
  )

  app.get(
    '/maison/registre/:id/enfants/:rank',
    {
      ...writing,
      schema: {
        params: ChildParams,
        querystring: z.strictObject({ fait: z.literal('naissance').optional() }),
      },
    },
    async (request, reply) =>
      newbornForm(request, reply, request.params, await getWoman(request.ctx, request.params.id)),
  )

  app.post(
    '/maison/registre/:id/enfants/:rank',
    { ...writing, schema: { params: ChildParams, body: NewbornForm }, attachValidation: true },
    async (request, reply) => {
      const { id, rank } = request.params
      const faults = await formFaults(request, () =>
        writeNewborn(request.ctx, id, rank, readForm(NewbornChange, newbornOf(request.body))),
      )
      if (!faults) return back(reply, id)
      const record = await getWoman(request.ctx, id)
      return newbornForm(request, reply, request.params, record, { faults, typed: request.body })
    },
  )

  app.get(
    '/maison/registre/:id/enfants/nouveau',
    { ...writing, schema: { params: WomanParams } },
    async (request, reply) => childPage(request, reply, await getWoman(request.ctx, request.params.id)),
  )

  app.post(
    '/maison/registre/:id/enfants',
    { ...writing, schema: { params: WomanParams, body: ChildForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      let rank = 0
      const faults = await formFaults(request, async () => {
        rank = await addChild(request.ctx, id, tickedIn(request.body))
      })
      if (faults) return childPage(request, reply, await getWoman(request.ctx, id), faults)
      return reply.redirect(`/maison/registre/${id}/enfants/${rank}`, 303)
    },
  )

  app.get(
    '/maison/registre/:id/fin',
    { ...writing, schema: { params: WomanParams } },
    async (request, reply) => endForm(request, reply, await getWoman(request.ctx, request.params.id)),
  )

  app.post(
    '/maison/registre/:id/fin',
    { ...writing, schema: { params: WomanParams, body: EndForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () =>
        endFollowUp(request.ctx, id, readForm(EndOfFollowUp, endOf(request.body))),
      )
      if (!faults) return back(reply, id)
      return endForm(request, reply, await getWoman(request.ctx, id), { faults, typed: request.body })
    },
  )
}

async function aroundOf({ ctx, formToken }: FastifyRequest) {
  return { actor: ctx.actor, now: ctx.now, csrfToken: formToken, timeZone: await timeZoneOf(ctx) }
}

function back(reply: FastifyReply, id: string): FastifyReply {
  return reply.redirect(`/maison/registre/${id}?fait=enregistre`, 303)
}

/** The frame of a page about one woman, and what is to be said above its form. */
function framed(record: WomanRecord, title: string, label: string, faults?: FormReply) {
  const { woman } = record
  return {
    title,
    module: MODULE,
    breadcrumb: [HOME, LIST, { label: woman.number, href: `/maison/registre/${woman.id}` }, { label }],
    notice: faults?.notice ?? null,
  }
}

const isOld = (again?: { faults: FormReply }) => again?.faults.code === 'register.edited-meanwhile'

async function womanForm(
  request: FastifyRequest,
  reply: FastifyReply,
  record: WomanRecord | null,
  again?: Again<WomanForm>,
) {
  const { ctx } = request
  const { timeZone } = await aroundOf(request)
  const today = civilDate(ctx.now, timeZone)
  const woman = record?.woman ?? null
  const sent = again?.typed ?? (woman ? typedWoman(woman) : { includedOn: today })
  const typed = isOld(again) && woman ? { ...sent, revision: String(woman.revision) } : sent
  const asked = await criteriaOn(ctx, woman?.includedOn ?? today)
  const known = new Set(asked.map(({ label }) => label))
  const kept = Object.keys(woman?.eligibility ?? {}).filter((label) => !known.has(label))
  const page = record
    ? framed(record, `Modifier l’inscription ${numberWords(record.woman)}`, 'Modifier', again?.faults)
    : {
        title: 'Inscrire une femme',
        module: MODULE,
        breadcrumb: [HOME, LIST, { label: 'Inscrire' }],
        notice: again?.faults.notice ?? null,
      }
  return reply.code(again?.faults.status ?? 200).page({
    ...page,
    body: h(WomanFields, {
      action: woman ? `/maison/registre/${woman.id}/modification` : '/maison/registre',
      csrfToken: request.formToken,
      typed,
      faults: again?.faults.errors,
      criteria: [...asked, ...kept.map((label) => ({ label, source: 'demandé à son inscription' }))],
      midwives: await midwifeChoices(ctx),
      above:
        isOld(again) && woman
          ? h(BothVersions, {
              differences: recordDifferences(woman, womanOf(typed), WOMAN_WORDS, timeZone),
              savedBy: woman.updatedBy,
              savedAt: new Date(woman.updatedAt),
              timeZone,
            })
          : null,
    }),
  })
}

async function deliveryForm(
  request: FastifyRequest,
  reply: FastifyReply,
  before: WomanRecord,
  again?: Again<DeliveryForm>,
) {
  const { timeZone } = await aroundOf(request)
  const record = isOld(again) ? await getWoman(request.ctx, before.woman.id) : before
  const { delivery, woman } = record
  const saved = typedDelivery(delivery, timeZone)
  const typed = isOld(again) ? { ...again?.typed, revision: saved.revision } : (again?.typed ?? saved)
  return reply.code(again?.faults.status ?? 200).page({
    ...framed(record, `Travail et naissance, ${numberWords(woman)}`, 'Accouchement', again?.faults),
    body: h(DeliveryFields, {
      action: `/maison/registre/${woman.id}/accouchement`,
      csrfToken: request.formToken,
      typed,
      faults: again?.faults.errors,
      above:
        isOld(again) && delivery
          ? h(BothVersions, {
              differences: recordDifferences(delivery, deliveryOf(typed, timeZone), DELIVERY_WORDS, timeZone),
              savedBy: delivery.updatedBy,
              savedAt: new Date(delivery.updatedAt),
              timeZone,
            })
          : null,
    }),
  })
}

async function newbornForm(
  request: FastifyRequest,
  reply: FastifyReply,
  { rank }: { rank: number },
  record: WomanRecord,
  again?: Again<NewbornForm>,
) {
  const child = record.newborns.find((one) => one.rank === rank)
  if (!child) throw new AppError('newborn.not-found')
  const { timeZone } = await aroundOf(request)
  const { fait } = Object(request.query) as { fait?: 'naissance' }
  const typed = isOld(again)
    ? { ...again?.typed, revision: String(child.revision) }
    : (again?.typed ?? typedNewborn(child))
  const frame = framed(record, `Enfant, ${numberWords(record.woman)}`, 'Enfant', again?.faults)
  return reply.code(again?.faults.status ?? 200).page({
    ...frame,
    notice: frame.notice ?? (fait ? { kind: 'success', title: DONE[fait] } : null),
    body: h(NewbornFields, {
      action: `/maison/registre/${record.woman.id}/enfants/${rank}`,
      csrfToken: request.formToken,
      typed,
      faults: again?.faults.errors,
      above: isOld(again)
        ? h(BothVersions, {
            differences: recordDifferences(child, newbornOf(typed), NEWBORN_WORDS, timeZone),
            savedBy: child.updatedBy,
            savedAt: new Date(child.updatedAt),
            timeZone,
          })
        : null,
    }),
  })
}

async function childPage(
  request: FastifyRequest,
  reply: FastifyReply,
  record: WomanRecord,
  faults?: FormReply,
) {
  return reply.code(faults?.status ?? 200).page({
    ...framed(record, `Ajouter un enfant, ${numberWords(record.woman)}`, 'Ajouter un enfant', faults),
    body: h(ChildConfirmPage, {
      action: `/maison/registre/${record.woman.id}/enfants`,
      csrfToken: request.formToken,
      faults: faults?.errors,
    }),
  })
}

async function endForm(
  request: FastifyRequest,
  reply: FastifyReply,
  record: WomanRecord,
  again?: Again<EndForm>,
) {
  const { woman } = record
  const saved = {
    endedOn: woman.followUpEndedOn ?? '',
    reason: woman.endReason ?? '',
    revision: String(woman.revision),
  }
  const typed = isOld(again) ? { ...again?.typed, revision: saved.revision } : (again?.typed ?? saved)
  return reply.code(again?.faults.status ?? 200).page({
    ...framed(record, `Fin du suivi, ${numberWords(woman)}`, 'Fin du suivi', again?.faults),
    body: h(EndFields, {
      action: `/maison/registre/${woman.id}/fin`,
      csrfToken: request.formToken,
      typed,
      faults: again?.faults.errors,
    }),
  })
}
