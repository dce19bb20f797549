import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { checkFormToken } from '../../access/gate.js'
import { can } from '../../access/policy.js'
import { type Secrets, verifyingKeys } from '../../access/token-keys.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { fieldErrors } from '../../web/field-errors.js'
import type { FieldErrors } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import type { Notice } from '../../web/notice.js'
import { formFaults } from '../../web/refilled-form.js'
import { sendCsv } from '../../web/reply-csv.js'
import { sendXlsx } from '../../web/reply-xlsx.js'
import { cardDay } from '../directory/card-rows.js'
import { neededLine } from '../directory-records/fields.js'
import { framed } from '../directory-upkeep/frame.js'
import { DOCUMENTS_BODY_LIMIT, type ReceivedFile } from '../documents/receiving.js'
import { AttributionPage, CandidatesPage } from './attribution-view.js'
import { documentsFolder } from './document-folder.js'
import { listDocuments } from './documents.js'
import { exportIdentifiers } from './exports.js'
import { type Failed, IdentifierPage } from './identifier-view.js'
import { identifierFileName, identifierTable, RECIPIENT_WORDS } from './list-tables.js'
import { ListPage } from './list-view.js'
import { findCandidates, getCandidate, getIdentifier, listIdentifiers } from './listing.js'
import { PATH, SECTION } from './paths.js'
import { receivingAct } from './receiving.js'
import { askRenewal, type RenewalProof, readRenewal } from './renewal-link.js'
import { RenewalPageView } from './renewal-view.js'
import { monthsLater } from './rules.js'
import {
  Attribution,
  DatedAct,
  IdParams,
  ListQuery,
  NewQuery,
  Renewal,
  Settings,
  STATE_WORDS,
  TakingBack,
} from './schemas.js'
import {
  addEvidence,
  answerRequest,
  attributeOn,
  ceaseIdentifier,
  renewIdentifier,
  resumeIdentifier,
  suspendIdentifier,
  takeBack,
} from './service.js'
import { changeSettings, readSettings } from './settings.js'
import { SettingsPage } from './settings-view.js'

const SAVED = 'Les règles des identifiants sont enregistrées.'
const WRONG = { kind: 'error', title: 'Rien n’est enregistré : certaines réponses sont à corriger.' } as const

const DONE = {
  attribue: 'L’attribution est enregistrée.',
  renouvele: 'L’identifiant est renouvelé.',
  classe: 'La demande de renouvellement est classée.',
  suspendu: 'La suspension est enregistrée.',
  repris: 'L’identifiant est remis en cours.',
  cesse: 'La fin de l’identifiant est enregistrée.',
  annule: 'Ce qui était prévu est annulé.',
  justifie: 'Le justificatif est ajouté.',
  'piece-retiree': 'La pièce est retirée.',
} as const
type Done = keyof typeof DONE

const DoneQuery = z.strictObject({ fait: z.enum(Object.keys(DONE) as [Done, ...Done[]]).optional() })
const TokenQuery = z.strictObject({ jeton: z.string().max(500).default('') })
const RenewalRequest = z.strictObject({
  token: z.string().min(1).max(500),
  evidence: neededLine(1000, 'Dites sur quoi repose votre demande.'),
})

/** The identifiers a network gives to its echographers. */
export const echographerPages: FastifyPluginAsyncZod<{ secrets: Secrets; dataDir: string }> = async (
  app,
  { secrets, dataDir },
) => {
  const folder = documentsFolder(dataDir)

  app.get(
    PATH,
    { config: { permission: 'echographer.read' }, schema: { querystring: ListQuery } },
    async (request, reply) => {
      const { q, etat, page } = request.query
      const state = etat || undefined
      const list = await listIdentifiers(request.ctx, {
        search: q ?? undefined,
        state: state && STATE_WORDS[state],
        page,
      })
      return reply.page(
        framed(request, {
          section: SECTION,
          body: h(ListPage, {
            list,
            search: q ?? undefined,
            state,
            settings: await readSettings(request.ctx),
            canManage: can(request.ctx.actor, 'echographer.manage'),
          }),
        }),
      )
    },
  )

  registerLists(app)

  app.get(
    `${PATH}/nouveau`,
    { config: { permission: 'echographer.manage' }, schema: { querystring: NewQuery } },
    async (request, reply) => {
      const { q, personne } = request.query
      return personne ? attributionForm(request, reply, personne) : candidatesPage(request, reply, { q })
    },
  )

  app.post(`${PATH}/nouveau`, { config: FILES, bodyLimit: DOCUMENTS_BODY_LIMIT }, async (request, reply) => {
    let typed: Record<string, string> = {}
    let id = ''
    const faults = await formFaults(request, async () => {
      id = await receivingAct(request, {
        folder,
        schema: Attribution,
        checkToken: (given) => checkFormToken(request, given),
        onTyped: (read) => {
          typed = read
        },
        act: async (said, files) => {
          const { id, kept } = await attributeOn(request.ctx, said, files)
          return { kept, result: id }
        },
      })
    })
    if (!faults) return reply.redirect(`${PATH}/${id}?fait=attribue`, 303)
    const personId = z.uuid().safeParse(typed.personId).data
    const isSomebody = personId !== undefined && (await isCandidate(request.ctx, personId))
    if (!isSomebody) return candidatesPage(request, reply.code(faults.status), { isRefused: true })
    return attributionForm(request, reply, personId, { ...faults, typed })
  })

  app.get(
    `${PATH}/reglages`,
    {
      config: { permission: 'echographer.manage' },
      schema: { querystring: z.strictObject({ fait: z.literal('enregistre').optional() }) },
    },
    async (request, reply) => settingsForm(request, reply, { isSaved: request.query.fait !== undefined }),
  )

  app.post(
    `${PATH}/reglages`,
    { config: { permission: 'echographer.manage' }, schema: { body: Settings }, attachValidation: true },
    async (request, reply) => {
      const errors = fieldErrors(request)
      if (errors) return settingsForm(request, reply.code(400), { errors, typed: request.body })
      await changeSettings(request.ctx, request.body)
      return reply.redirect(`${PATH}/reglages?fait=enregistre`, 303)
    },
  )

  registerRenewalLink(app, secrets)

  app.get(
    `${PATH}/:id`,
    {
      config: { permission: 'echographer.read' },
      schema: { params: IdParams, querystring: DoneQuery },
    },
    (request, reply) => identifierPage(request, reply, request.params.id, { done: request.query.fait }),
  )

  app.post(
    `${PATH}/:id/renouvellement`,
    { config: FILES, bodyLimit: DOCUMENTS_BODY_LIMIT, schema: { params: IdParams } },
    (request, reply) =>
      actWithFiles(request, reply, request.params.id, {
        ...{ folder, schema: Renewal, failed: 'renewal', done: 'renouvele', work: renewIdentifier },
      }),
  )

  app.post(
    `${PATH}/:id/justificatif`,
    { config: FILES, bodyLimit: DOCUMENTS_BODY_LIMIT, schema: { params: IdParams } },
    (request, reply) =>
      actWithFiles(request, reply, request.params.id, {
        ...{ folder, schema: DatedAct, failed: 'evidence', done: 'justifie', work: addEvidence },
      }),
  )

  app.post(
    `${PATH}/:id/annulation`,
    {
      config: { permission: 'echographer.manage' },
      schema: { params: IdParams, body: TakingBack },
      attachValidation: true,
    },
    (request, reply) =>
      act(request, reply, request.params.id, 'taking-back', 'annule', () =>
        takeBack(request.ctx, request.params.id, request.body),
      ),
  )

  for (const { path, failed, done, work } of DATED_ACTS) {
    app.post(
      `${PATH}/:id/${path}`,
      {
        config: { permission: 'echographer.manage' },
        schema: { params: IdParams, body: DatedAct },
        attachValidation: true,
      },
      (request, reply) =>
        act(request, reply, request.params.id, failed, done, () =>
          work(request.ctx, request.params.id, request.body),
        ),
    )
  }
}

const FILES = { permission: 'echographer.manage', takesFiles: true } as const

const DATED_ACTS = [
  { path: 'suspension', failed: 'suspension', done: 'suspendu', work: suspendIdentifier },
  { path: 'reprise', failed: 'resumption', done: 'repris', work: resumeIdentifier },
  { path: 'cessation', failed: 'cessation', done: 'cesse', work: ceaseIdentifier },
  { path: 'reponse', failed: 'answer', done: 'classe', work: answerRequest },
] as const

type App = Parameters<FastifyPluginAsyncZod>[0]

/** What laboratories and the federation receive, as files. */
function registerLists(app: App): void {
  const config = { permission: 'echographer.read' } as const
  for (const recipient of ['laboratories', 'federation'] as const) {
    const path = `${PATH}/${RECIPIENT_WORDS[recipient]}`

    app.get(`${path}.csv`, { config }, async (request, reply) => {
      const list = await exportIdentifiers(request.ctx, recipient)
      return sendCsv(reply, `${identifierFileName(list)}.csv`, identifierTable(list))
    })

    app.get(`${path}.xlsx`, { config }, async (request, reply) => {
      const list = await exportIdentifiers(request.ctx, recipient)
      const name = `${identifierFileName(list)}.xlsx`
      return sendXlsx(reply, { name, sheet: 'Échographistes', document: identifierTable(list) })
    })
  }
}

/** What the mail leads to, without an account. */
function registerRenewalLink(app: App, secrets: Secrets): void {
  const proofOf = (request: FastifyRequest, token: string): RenewalProof => ({
    keys: verifyingKeys(secrets, 'links', request.ctx.now),
    token,
  })

  app.get(
    `${PATH}/renouvellement`,
    { config: { permission: 'anyone' }, schema: { querystring: TokenQuery } },
    (request, reply) => renewalPage(request, reply, proofOf(request, request.query.jeton)),
  )

  app.post(
    `${PATH}/renouvellement`,
    { config: { permission: 'anyone' }, schema: { body: RenewalRequest }, attachValidation: true },
    async (request, reply) => {
      const errors = fieldErrors(request)
      const { token, evidence } = request.body
      const proof = proofOf(request, String(token))
      if (errors) return renewalPage(request, reply.code(400), proof, { errors, typed: request.body })
      await askRenewal(request.ctx, proof, evidence)
      return reply.redirect(withQuery(`${PATH}/renouvellement`, { jeton: token }), 303)
    },
  )
}

type Refilled = {
  status?: number
  notice?: Notice
  errors?: FieldErrors | undefined
  typed?: Record<string, unknown> | undefined
}

async function renewalPage(
  request: FastifyRequest,
  reply: FastifyReply,
  proof: RenewalProof,
  { errors, typed }: Refilled = {},
) {
  const page = await readRenewal(request.ctx, proof)
  return reply.header('x-robots-tag', 'noindex').page({
    title: 'Renouveler votre identifiant',
    ...page.letterhead,
    notice: errors ? WRONG : null,
    body: h(RenewalPageView, { page, token: proof.token, csrfToken: request.formToken, errors, typed }),
  })
}

/** Whom to give an identifier to. */
async function candidatesPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { q, isRefused = false }: { q?: string | null | undefined; isRefused?: boolean },
) {
  const candidates = q ? await findCandidates(request.ctx, q) : []
  const { today } = await inTransaction(request.ctx, cardDay)
  return reply.page(
    framed(request, {
      section: SECTION,
      title: 'Attribuer un identifiant',
      notice: isRefused ? WRONG : null,
      body: h(CandidatesPage, { search: q ?? undefined, candidates, today }),
    }),
  )
}

async function isCandidate(ctx: Ctx, personId: string): Promise<boolean> {
  try {
    await getCandidate(ctx, personId)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'directory.not-found') return false
    throw error
  }
}

async function attributionForm(
  request: FastifyRequest,
  reply: FastifyReply,
  personId: string,
  { status = 200, notice, errors, typed }: Refilled = {},
) {
  const candidate = await getCandidate(request.ctx, personId)
  const settings = await readSettings(request.ctx)
  const { today } = await inTransaction(request.ctx, cardDay)
  return reply.code(status).page(
    framed(request, {
      section: SECTION,
      title: 'Attribuer un identifiant',
      notice: notice ?? null,
      body: h(AttributionPage, {
        candidate,
        settings,
        today,
        usualEnd: usualEnd(today, settings),
        csrfToken: request.formToken,
        errors,
        typed,
      }),
    }),
  )
}

async function settingsForm(
  request: FastifyRequest,
  reply: FastifyReply,
  { errors, typed, isSaved }: Refilled & { isSaved?: boolean },
) {
  const settings = await readSettings(request.ctx)
  return reply.page(
    framed(request, {
      section: SECTION,
      title: 'Format, validité et rappels',
      notice: errors ? WRONG : isSaved ? { kind: 'success', title: SAVED } : null,
      body: h(SettingsPage, { settings, csrfToken: request.formToken, errors, typed }),
    }),
  )
}

/** Does an act on an identifier, or shows its page with the form that came back. */
async function act(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  failed: Failed,
  done: Done,
  work: () => Promise<void>,
) {
  const typed = request.body as Record<string, unknown>
  const errors = fieldErrors(request)
  if (errors) return identifierPage(request, reply.code(400), id, { errors, typed, failed })
  try {
    await work()
    return reply.redirect(`${PATH}/${id}?fait=${done}`, 303)
  } catch (error) {
    return identifierPage(request, reply.code(400), id, { errors: refusedFields(error), typed, failed })
  }
}

type ActWithFiles<Schema extends z.ZodType> = {
  folder: string
  schema: Schema
  failed: Failed
  done: Done
  work: (ctx: Ctx, id: string, said: z.output<Schema>, files: readonly ReceivedFile[]) => Promise<string[]>
}

/** The same for an act that documents may come with. */
async function actWithFiles<Schema extends z.ZodType>(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  { folder, schema, failed, done, work }: ActWithFiles<Schema>,
) {
  let typed: Record<string, string> = {}
  const faults = await formFaults(request, () =>
    receivingAct(request, {
      folder,
      schema,
      checkToken: (given) => checkFormToken(request, given),
      onTyped: (read) => {
        typed = read
      },
      act: async (said, files) => ({ kept: await work(request.ctx, id, said, files), result: undefined }),
    }),
  )
  if (faults) return identifierPage(request, reply, id, { ...faults, typed, failed })
  return reply.redirect(`${PATH}/${id}?fait=${done}`, 303)
}

async function identifierPage(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  { status, notice, errors, typed, failed, done }: Refilled & { failed?: Failed; done?: Done | undefined },
) {
  const { ctx } = request
  const found = await getIdentifier(ctx, id)
  const settings = await readSettings(ctx)
  const { today, timeZone } = await inTransaction(ctx, cardDay)
  const canManage = can(ctx.actor, 'echographer.manage')
  return reply.code(status ?? reply.statusCode).page(
    framed(request, {
      section: SECTION,
      title: `${found.echographer.identifier}, ${found.echographer.name}`,
      notice: notice ?? (errors ? WRONG : done ? { kind: 'success', title: DONE[done] } : null),
      body: h(IdentifierPage, {
        ...found,
        documents: canManage ? await listDocuments(ctx, id) : [],
        settings,
        today,
        timeZone,
        usualEnd: usualEnd(today, settings),
        canManage,
        csrfToken: request.formToken,
        errors,
        typed,
        failed,
      }),
    }),
  )
}

/** The fields a refusal is about; one that is about none has its own page. */
function refusedFields(error: unknown): FieldErrors {
  if (error instanceof AppError && Object.keys(error.fields).length > 0) return error.fields
  throw error
}

function usualEnd(today: string, { renewalMonths }: { renewalMonths: number | null }): string | null {
  return renewalMonths === null ? null : monthsLater(today, renewalMonths)
}
