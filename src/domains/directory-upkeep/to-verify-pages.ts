import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import type { z } from 'zod'
import { can } from '../../access/policy.js'
import { inTransaction } from '../../context.js'
import { fieldErrors } from '../../web/field-errors.js'
import type { FieldErrors } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import type { Notice } from '../../web/notice.js'
import { cardDay } from '../directory/card-rows.js'
import { askedCode, askedNotice } from './ask-notice.js'
import { askAbout } from './asking.js'
import { coverageOf } from './coverage.js'
import { CoveragePage } from './coverage-view.js'
import { noteDeadAddress, reviveAddress } from './dead-addresses.js'
import { freshnessByTerritory, listDue, territoriesInReach } from './due-records.js'
import { DuePage, type DueQuery, nameOf, STATE_WORDS } from './due-views.js'
import { framed } from './frame.js'
import { recordToVerify } from './record-to-verify.js'
import { RhythmsPage } from './rhythms-view.js'
import {
  type DueFilter,
  DuePageQuery,
  IdParams,
  KIND_PATHS,
  Rhythms,
  Selection,
  SUBJECT_KINDS,
  VerifyQuery,
} from './schemas.js'
import { changeRhythms, readRhythms } from './settings.js'
import { TO_VERIFY as SECTION, verifyPath } from './subject-paths.js'
import { VerifyPage } from './verify-view.js'
import { verifyRecord } from './verifying.js'

const RHYTHMS = { href: `${SECTION.href}/rythmes`, label: 'Rythmes de vérification' }

const COVERAGE = { href: `${SECTION.href}/couverture`, label: 'Fraîcheur et couverture par territoire' }

const DONE = {
  verifie: 'La fiche est vérifiée à la date d’aujourd’hui.',
  rythmes: 'Les rythmes de vérification sont enregistrés.',
  muette: 'Plus rien ne partira vers cette adresse.',
  retablie: 'Les demandes peuvent de nouveau partir vers cette adresse.',
} as const

/** What is to be confirmed, and how: by telephone, by mail, how often. */
export const toVerifyPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    SECTION.href,
    { config: { permission: 'directory.upkeep' }, schema: { querystring: DuePageQuery } },
    (request, reply) => duePage(request, reply, request.query),
  )

  app.post(
    `${SECTION.href}/demandes`,
    {
      config: { permission: 'directory.upkeep' },
      schema: { querystring: DuePageQuery, body: Selection },
      attachValidation: true,
    },
    async (request, reply) => {
      const errors = fieldErrors(request)
      if (errors) {
        return duePage(request, reply.code(400), { page: 1 }, { fiche: 'Cochez au moins une fiche.' })
      }
      const envoi = askedCode(await askAbout(request.ctx, request.body.fiche))
      return reply.redirect(withQuery(SECTION.href, queryOf(request.query), { envoi }), 303)
    },
  )

  app.get(
    RHYTHMS.href,
    {
      config: { permission: 'directory.settings' },
      schema: { querystring: DuePageQuery.pick({ fait: true }) },
    },
    async (request, reply) =>
      reply.page(
        framed(request, {
          section: SECTION,
          title: RHYTHMS.label,
          notice: doneNotice(request.query.fait),
          body: h(RhythmsPage, { rhythms: await readRhythms(request.ctx), csrfToken: request.formToken }),
        }),
      ),
  )

  app.post(
    RHYTHMS.href,
    { config: { permission: 'directory.settings' }, schema: { body: Rhythms }, attachValidation: true },
    async (request, reply) => {
      const errors = fieldErrors(request)
      if (!errors) {
        await changeRhythms(request.ctx, request.body)
        return reply.redirect(`${RHYTHMS.href}?fait=rythmes`, 303)
      }
      const rhythms = await readRhythms(request.ctx)
      return reply.code(400).page(
        framed(request, {
          section: SECTION,
          title: RHYTHMS.label,
          notice: { kind: 'error', title: 'Rien n’est enregistré : certaines réponses sont à corriger.' },
          body: h(RhythmsPage, { rhythms, csrfToken: request.formToken, errors, typed: request.body }),
        }),
      )
    },
  )

  app.get(COVERAGE.href, { config: { permission: 'directory.upkeep' } }, async (request, reply) => {
    const coverage = await coverageOf(request.ctx)
    const day = await inTransaction(request.ctx, cardDay)
    return reply.page(
      framed(request, {
        section: SECTION,
        title: COVERAGE.label,
        body: h(CoveragePage, { coverage, ...day }),
      }),
    )
  })

  for (const kind of SUBJECT_KINDS) {
    const path = `${SECTION.href}/${KIND_PATHS[kind]}/:id`

    app.get(
      path,
      { config: { permission: 'directory.upkeep' }, schema: { params: IdParams, querystring: VerifyQuery } },
      async (request, reply) => {
        const shown = await recordToVerify(request.ctx, { kind, id: request.params.id })
        const { fait, envoi } = request.query
        return reply.page(
          framed(request, {
            section: SECTION,
            title: nameOf(shown.record),
            notice: envoi ? askedNotice(envoi) : doneNotice(fait),
            body: h(VerifyPage, {
              shown,
              canReadMails: can(request.ctx.actor, 'mail.read'),
              csrfToken: request.formToken,
            }),
          }),
        )
      },
    )

    app.post(
      `${path}/verification`,
      { config: { permission: 'directory.upkeep' }, schema: { params: IdParams } },
      async (request, reply) => {
        await verifyRecord(request.ctx, { kind, id: request.params.id })
        return reply.redirect(`${SECTION.href}?fait=verifie`, 303)
      },
    )

    app.post(
      `${path}/demande`,
      { config: { permission: 'directory.upkeep' }, schema: { params: IdParams } },
      async (request, reply) => {
        const subject = { kind, id: request.params.id }
        const envoi = askedCode(await askAbout(request.ctx, [subject]))
        return reply.redirect(`${verifyPath(subject)}?envoi=${envoi}`, 303)
      },
    )

    app.post(
      `${path}/adresse-muette`,
      { config: { permission: 'directory.upkeep' }, schema: { params: IdParams } },
      async (request, reply) => {
        const subject = { kind, id: request.params.id }
        await noteDeadAddress(request.ctx, subject)
        return reply.redirect(`${verifyPath(subject)}?fait=muette`, 303)
      },
    )

    app.post(
      `${path}/adresse-retablie`,
      { config: { permission: 'directory.upkeep' }, schema: { params: IdParams } },
      async (request, reply) => {
        const subject = { kind, id: request.params.id }
        await reviveAddress(request.ctx, subject)
        return reply.redirect(`${verifyPath(subject)}?fait=retablie`, 303)
      },
    )
  }
}

type Query = Partial<z.output<typeof DuePageQuery>> & { page: number }

async function duePage(request: FastifyRequest, reply: FastifyReply, query: Query, errors?: FieldErrors) {
  const { ctx } = request
  const filter = filterOf(query)
  const notice: Notice | null = errors
    ? { kind: 'error', title: 'Rien n’est parti : aucune fiche n’est cochée.' }
    : query.envoi
      ? askedNotice(query.envoi)
      : doneNotice(query.fait)
  return reply.page(
    framed(request, {
      section: SECTION,
      notice,
      body: h(DuePage, {
        list: await listDue(ctx, filter),
        filter,
        query: queryOf(query),
        freshness: await freshnessByTerritory(ctx, 'directory.upkeep'),
        territories: await territoriesInReach(ctx, 'directory.upkeep'),
        ...(await inTransaction(ctx, cardDay)),
        canSetRhythms: can(ctx.actor, 'directory.settings'),
        csrfToken: request.formToken,
        errors,
      }),
    }),
  )
}

function doneNotice(done: keyof typeof DONE | undefined): Notice | null {
  return done ? { kind: 'success', title: DONE[done] } : null
}

function filterOf({ nature, territoire, etat, page }: Query): DueFilter {
  return {
    kind: SUBJECT_KINDS.find((kind) => KIND_PATHS[kind] === nature),
    territory: territoire === 'aucun' ? 'none' : territoire || undefined,
    state: etat ? STATE_WORDS[etat] : undefined,
    page,
  }
}

function queryOf({ nature, territoire, etat }: Query): DueQuery {
  return { nature, territoire, etat }
}
