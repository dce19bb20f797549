import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { formatDate } from '../../web/dates.js'
import type { Notice } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { cardDay } from '../directory/card-rows.js'
import { actOnMany, type BulkChange } from './bulk-acts.js'
import { listBulkActs, listManageable, readBulkAct } from './bulk-reading.js'
import { BULK_ACTS, BULK_LABELS, BULK_WORDS, type BulkAct, MOST_BULK } from './bulk-rules.js'
import {
  ArchiveForAll,
  boxOf,
  Chosen,
  MembershipForAll,
  NewBulkQuery,
  TerritoryForAll,
  UndoneQuery,
} from './bulk-schemas.js'
import { undoBulkAct } from './bulk-undoing.js'
import { BulkActPage, BulkActsPage, NewBulkPage } from './bulk-view.js'
import { territoryChoices } from './choices.js'
import { type FormValues, typedValues } from './form-values.js'
import { framed } from './frames.js'
import { filterOf } from './list-schemas.js'
import { findRecords } from './listing.js'
import { BULK } from './paths.js'
import { RecordParams } from './schemas.js'
import { listColleges } from './settings.js'
import type { Subject } from './subject.js'

const TITLE = 'Actes sur plusieurs fiches'
const config = { permission: 'directory.manage' } as const

/** What the team does to many records at once, and undoes. */
export function bulkPages(from: FastifyInstance): void {
  const app = from.withTypeProvider<ZodTypeProvider>()

  app.get(BULK, { config }, async ({ ctx }, reply) => {
    const { timeZone } = await cardDay(ctx)
    return reply.page({
      ...framed(TITLE),
      body: h(BulkActsPage, { acts: await listBulkActs(ctx), timeZone }),
    })
  })

  app.get(`${BULK}/nouveau`, { config, schema: { querystring: NewBulkQuery } }, async (request, reply) => {
    const { acte, fiche = [], toutes, ...query } = request.query
    const act = BULK_ACTS.find((one) => BULK_WORDS[one] === acte) ?? 'territory'
    const chosen = toutes ? await findRecords(request.ctx, filterOf(query), MOST_BULK) : fiche
    return newBulkPage(request, reply, act, chosen)
  })

  app.post(
    `${BULK}/${BULK_WORDS.territory}`,
    { config, schema: { body: TerritoryForAll }, attachValidation: true },
    async (request, reply) =>
      answer(request, reply, 'territory', () => {
        const { fiche, territoryId } = request.body
        return [fiche, { act: 'territory', territoryId }]
      }),
  )

  app.post(
    `${BULK}/${BULK_WORDS.membership}`,
    { config, schema: { body: MembershipForAll }, attachValidation: true },
    async (request, reply) =>
      answer(request, reply, 'membership', () => {
        const { fiche, ...membership } = request.body
        return [fiche, { act: 'membership', membership }]
      }),
  )

  app.post(
    `${BULK}/${BULK_WORDS.archive}`,
    { config, schema: { body: ArchiveForAll }, attachValidation: true },
    async (request, reply) =>
      answer(request, reply, 'archive', () => {
        const { fiche, reason } = request.body
        return [fiche, { act: 'archive', reason }]
      }),
  )

  app.get(
    `${BULK}/:id`,
    { config, schema: { params: RecordParams, querystring: UndoneQuery } },
    async (request, reply) =>
      bulkActPage(request, reply, request.params.id, undoneNotice(request.query.laissees)),
  )

  app.post(`${BULK}/:id/annulation`, { config, schema: { params: RecordParams } }, async (request, reply) => {
    const { id } = request.params
    const left = await undoBulkAct(request.ctx, id)
    return reply.redirect(`${BULK}/${id}?laissees=${left}`, 303)
  })
}

/** Does the act, then leads to what it changed; what was refused comes back as it was typed. */
async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  act: BulkAct,
  read: () => [subjects: Subject[], change: BulkChange],
): Promise<FastifyReply> {
  let id = ''
  const faults = await formFaults(request, async () => {
    id = await actOnMany(request.ctx, ...read())
  })
  if (!faults) return reply.redirect(`${BULK}/${id}`, 303)
  const typed = typedValues(request.typed)
  const chosen = Chosen.safeParse(typed.fiche)
  return newBulkPage(request, reply, act, chosen.data ?? [], { faults, typed })
}

type Refused = { faults: FormReply; typed: FormValues }

async function newBulkPage(
  request: FastifyRequest,
  reply: FastifyReply,
  act: BulkAct,
  chosen: readonly Subject[],
  refused?: Refused,
): Promise<FastifyReply> {
  const { ctx, formToken } = request
  const records = await listManageable(ctx, chosen)
  const { today } = await cardDay(ctx)
  const fresh = { fiche: records.map(boxOf), stateSince: formatDate(today) }
  return reply.code(refused?.faults.status ?? 200).page({
    ...framed(BULK_LABELS[act]),
    notice: refused?.faults.notice ?? null,
    body: h(NewBulkPage, {
      act,
      records,
      leftOut: chosen.length - records.length,
      territories: act === 'territory' ? await territoryChoices(ctx) : [],
      colleges: act === 'membership' ? await listColleges(ctx) : [],
      csrfToken: formToken,
      form: { values: refused?.typed ?? fresh, errors: refused?.faults.errors },
    }),
  })
}

async function bulkActPage(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  notice: Notice | null,
): Promise<FastifyReply> {
  const { ctx, formToken } = request
  const act = await readBulkAct(ctx, id)
  const { timeZone } = await cardDay(ctx)
  return reply.page({
    ...framed(BULK_LABELS[act.act]),
    notice,
    body: h(BulkActPage, { act, timeZone, csrfToken: formToken }),
  })
}

function undoneNotice(left: number | undefined): Notice | null {
  if (left === undefined) return null
  if (left === 0) return { kind: 'success', title: 'L’acte est annulé : les fiches sont comme avant lui.' }
  return {
    kind: 'attention',
    title: 'L’acte est annulé, sauf pour ce qui a changé depuis.',
    text: `${formatCount(left, 'fiche est restée', 'fiches sont restées')} comme aujourd’hui : quelqu’un l’a modifiée, réunie à une autre ou changée de territoire entre-temps.`,
  }
}
