import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { personOf } from '../../access/actor.js'
import { can } from '../../access/policy.js'
import { asAttachment, JSON_TEXT } from '../../web/attachment.js'
import { civilDate } from '../../web/dates.js'
import { fieldErrors } from '../../web/field-errors.js'
import type { FieldErrors } from '../../web/forms.js'
import { sendCsv } from '../../web/reply-csv.js'
import { timeZoneOf } from '../networks/service.js'
import { ownDataCsv, registerCsv } from './csv-exports.js'
import { askForRight, correctName, exportOwnData, readOwnData } from './own-data.js'
import { OwnDataView } from './own-data-view.js'
import { PolicyView } from './policy-view.js'
import { listProcessings, listRequests, readRegister } from './register.js'
import { RegisterView } from './register-view.js'
import { Correction, RightRequest } from './schemas.js'

const own = { config: { permission: 'account.own' } } as const
const register = { config: { permission: 'privacy.read-register' } } as const

const DONE = {
  nom: 'Votre nom est corrigé.',
  demande: 'Votre demande est enregistrée. La coordination de votre réseau vous répondra dans le mois.',
} as const
const Done = z.strictObject({ fait: z.enum(['nom', 'demande']).optional() })

export const privacyPages: FastifyPluginAsyncZod = async (app) => {
  app.get('/donnees-personnelles', { config: { permission: 'anyone' } }, async (request, reply) =>
    reply.page({
      title: 'Données personnelles',
      body: h(PolicyView, {
        processings: listProcessings(),
        isSignedIn: can(request.ctx.actor, 'account.own'),
        readsRegister: can(request.ctx.actor, 'privacy.read-register'),
      }),
    }),
  )

  app.get('/registre', register, async (request, reply) =>
    reply.page({
      title: 'Registre des traitements',
      body: h(RegisterView, {
        register: await readRegister(request.ctx),
        requests: await listRequests(request.ctx),
        today: civilDate(request.ctx.now, await timeZoneOf(request.ctx)),
      }),
    }),
  )

  app.get('/registre/export.csv', register, async (request, reply) =>
    sendCsv(reply, 'registre.csv', registerCsv(await readRegister(request.ctx))),
  )

  app.get('/mes-donnees', { ...own, schema: { querystring: Done } }, async (request, reply) =>
    showOwnData(request, reply, request.query.fait && DONE[request.query.fait]),
  )

  app.get('/mes-donnees/export.csv', own, async (request, reply) => {
    const data = await exportOwnData(request.ctx, 'csv')
    return sendCsv(reply, 'mes-donnees.csv', ownDataCsv(data, await timeZoneOf(request.ctx)))
  })

  app.get('/mes-donnees/export.json', own, async (request, reply) =>
    asAttachment(reply, { name: 'mes-donnees.json', type: JSON_TEXT }).send(
      await exportOwnData(request.ctx, 'json'),
    ),
  )

  app.post(
    '/mes-donnees/correction',
    { ...own, schema: { body: Correction }, attachValidation: true },
    async (request, reply) => {
      const errors = fieldErrors(request)
      if (errors) return showErrors(request, reply, errors, request.body)
      await correctName(request.ctx, request.body.name)
      return reply.redirect('/mes-donnees?fait=nom', 303)
    },
  )

  app.post(
    '/mes-donnees/demandes',
    { ...own, schema: { body: RightRequest }, attachValidation: true },
    async (request, reply) => {
      const errors = fieldErrors(request)
      if (errors) return showErrors(request, reply, errors, request.body)
      await askForRight(request.ctx, request.body.right)
      return reply.redirect('/mes-donnees?fait=demande', 303)
    },
  )
}

async function showOwnData(request: FastifyRequest, reply: FastifyReply, done: string | undefined) {
  return reply.page({
    title: 'Mes données',
    notice: done ? { kind: 'success', title: done } : null,
    body: h(OwnDataView, await ownDataProps(request)),
  })
}

async function showErrors(request: FastifyRequest, reply: FastifyReply, errors: FieldErrors, typed: unknown) {
  const name = typeof typed === 'object' && typed !== null && 'name' in typed ? String(typed.name) : undefined
  return reply.code(400).page({
    title: 'Mes données',
    notice: { kind: 'error', title: 'Rien n’est enregistré : une réponse est à corriger.' },
    body: h(OwnDataView, { ...(await ownDataProps(request)), errors, typed: name }),
  })
}

async function ownDataProps(request: FastifyRequest) {
  return {
    data: await readOwnData(request.ctx),
    name: personOf(request.ctx.actor)?.userName ?? '',
    timeZone: await timeZoneOf(request.ctx),
    csrfToken: request.formToken,
  }
}
