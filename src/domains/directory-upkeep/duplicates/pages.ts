import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { inTransaction } from '../../../context.js'
import { cardDay } from '../../directory/card-rows.js'
import { framed } from '../frame.js'
import { IdParams } from '../schemas.js'
import { compareDuplicate } from './comparing.js'
import { type DuplicateState, listDuplicates } from './listing.js'
import { markDistinct, mergeDuplicate, reopenPair } from './merging.js'
import { DuplicateListQuery, Merge } from './schemas.js'
import { undoMerge } from './undoing.js'
import { ComparisonPage, DuplicatesPage } from './views.js'

const SECTION = { href: '/annuaire/doublons', label: 'Doublons' }

const STATES = { distincts: 'distinct', reunis: 'merged' } as const satisfies Record<string, DuplicateState>

const DONE = {
  reunis: 'Les deux fiches n’en font plus qu’une.',
  distincts: 'Les deux fiches restent distinctes, et la paire ne sera plus proposée.',
  repris: 'La paire est de nouveau à trancher.',
  defaits: 'La réunion est défaite : les deux fiches sont de nouveau là.',
} as const

/** Pairs of records that may be one, side by side; merged, undone, said to be two, reopened. */
export const duplicatePages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    SECTION.href,
    { config: { permission: 'directory.manage' }, schema: { querystring: DuplicateListQuery } },
    async (request, reply) => {
      const { nature, etat, page, fait } = request.query
      const kind = nature === 'structures' ? 'structure' : 'person'
      const state = etat ? STATES[etat] : 'suspected'
      const list = await listDuplicates(request.ctx, { kind, state, page })
      const { timeZone } = await inTransaction(request.ctx, cardDay)
      return reply.page(
        framed(request, {
          section: SECTION,
          notice: fait ? { kind: 'success', title: DONE[fait] } : null,
          body: h(DuplicatesPage, { list, kind, state, timeZone }),
        }),
      )
    },
  )

  app.get(
    `${SECTION.href}/:id`,
    { config: { permission: 'directory.manage' }, schema: { params: IdParams } },
    async (request, reply) => {
      const comparison = await compareDuplicate(request.ctx, request.params.id)
      const { firstName, secondName } = comparison.pair
      return reply.page(
        framed(request, {
          section: SECTION,
          title: `${firstName} et ${secondName}`,
          body: h(ComparisonPage, { comparison, csrfToken: request.formToken }),
        }),
      )
    },
  )

  app.post(
    `${SECTION.href}/:id/reunion`,
    { config: { permission: 'directory.manage' }, schema: { params: IdParams, body: Merge } },
    async (request, reply) => {
      await mergeDuplicate(request.ctx, request.params.id, request.body)
      return reply.redirect(`${SECTION.href}?fait=reunis`, 303)
    },
  )

  app.post(
    `${SECTION.href}/:id/distinction`,
    { config: { permission: 'directory.manage' }, schema: { params: IdParams } },
    async (request, reply) => {
      await markDistinct(request.ctx, request.params.id)
      return reply.redirect(`${SECTION.href}?fait=distincts`, 303)
    },
  )

  app.post(
    `${SECTION.href}/:id/reprise`,
    { config: { permission: 'directory.manage' }, schema: { params: IdParams } },
    async (request, reply) => {
      await reopenPair(request.ctx, request.params.id)
      return reply.redirect(`${SECTION.href}?fait=repris`, 303)
    },
  )

  app.post(
    `${SECTION.href}/:id/annulation`,
    { config: { permission: 'directory.manage' }, schema: { params: IdParams } },
    async (request, reply) => {
      await undoMerge(request.ctx, request.params.id)
      return reply.redirect(`${SECTION.href}?fait=defaits`, 303)
    },
  )
}
