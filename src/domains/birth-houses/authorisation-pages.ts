import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import type { Actor } from '../../access/actor.js'
import { checkFormToken } from '../../access/gate.js'
import { can } from '../../access/policy.js'
import { asAttachment, PDF } from '../../web/attachment.js'
import { BothVersions, type Difference } from '../../web/both-versions.js'
import { civilDate, formatDate } from '../../web/dates.js'
import type { Notice } from '../../web/notice.js'
import { pdfDocument } from '../../web/pdf/pdf-document.js'
import { readForm, typedNumber, typedText } from '../../web/read-form.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { DOCUMENTS_BODY_LIMIT } from '../documents/receiving.js'
import { sendDocument } from '../documents/reply.js'
import { timeZoneOf } from '../networks/service.js'
import { type OwnFile, openFile, readDraft, submitFile } from './authorisation.js'
import { requestDocument } from './authorisation-document.js'
import {
  elementsOf,
  FILE_ELEMENTS,
  FILE_PARTS,
  type FilePart,
  PART_OF_PATH,
} from './authorisation-elements.js'
import { partErrors, receivePart, type TypedPart } from './authorisation-form.js'
import { FollowedFilesPage } from './authorisation-list-view.js'
import { FilePartPage } from './authorisation-part-view.js'
import { decideFile, listFileExchanges, writeFileExchange } from './authorisation-review.js'
import { NewDecision, Opening, Submission } from './authorisation-schemas.js'
import { listFiles, listFollowedFiles } from './authorisation-status.js'
import { FileVersionPage } from './authorisation-version-view.js'
import { getFileVersion, getSentDocument } from './authorisation-versions.js'
import { FilePage } from './authorisation-views.js'
import { isClosed } from './closing.js'
import { documentsFolder } from './document-folder.js'
import { ExchangeForm, exchangeOf, NewExchange } from './exchange-schemas.js'
import { houseFrame, housePath, LIST, MODULE } from './house-frame.js'
import { type House, HouseParams } from './schemas.js'
import { getHouse } from './service.js'
import { PartParams } from './team-schemas.js'

const ROOT = '/maisons-de-naissance/:id/autorisation'
const TITLE = 'Dossier d’autorisation'
const reading = { permission: 'birth-file.read' } as const
const writing = { permission: 'birth-house.submit' } as const

const DONE = {
  ouvert: 'Le dossier est ouvert : complétez ses cinq parties.',
  brouillon: 'Le brouillon est enregistré.',
  echange: 'Le message est enregistré.',
  decision: 'La décision est enregistrée. La maison en est prévenue.',
} as const
type Done = keyof typeof DONE
const DoneQuery = z.strictObject({ fait: z.enum(Object.keys(DONE) as [Done]).optional() })

const PATHS = Object.keys(PART_OF_PATH) as [keyof typeof PART_OF_PATH]
const FilePartParams = z.strictObject({ id: z.uuid(), part: z.enum(PATHS) })
const SentDocumentParams = z.strictObject({ id: z.uuid(), partId: z.uuid(), documentId: z.uuid() })

const text = (max: number) => z.string().max(max).optional()
const OpeningForm = z.strictObject({ purpose: text(20) })
const SubmissionForm = z.strictObject({ revision: text(10), reason: text(1000) })
const DecisionForm = z.strictObject({
  version: text(10),
  decision: text(20),
  decidedOn: text(20),
  reference: text(400),
  validFrom: text(20),
  validTo: text(20),
})

/** The request of a house for its authorisation: its draft, what was sent, what the agency asks and decides. */
export const authorisationPages: FastifyPluginAsyncZod<{ dataDir: string }> = async (app, { dataDir }) => {
  const folder = documentsFolder(dataDir)

  app.get(
    '/maisons-de-naissance/autorisations',
    { config: { permission: 'birth-transfer.count' } },
    async (request, reply) => {
      const { ctx } = request
      return reply.page({
        title: 'Dossiers d’autorisation',
        module: MODULE,
        breadcrumb: [LIST, { label: 'Dossiers d’autorisation' }],
        body: h(FollowedFilesPage, {
          actor: ctx.actor,
          files: await listFollowedFiles(ctx),
          today: civilDate(ctx.now, await timeZoneOf(ctx)),
        }),
      })
    },
  )

  app.get(
    ROOT,
    {
      config: { permission: 'birth-house.read' },
      schema: { params: HouseParams, querystring: DoneQuery },
    },
    async (request, reply) => filePage(request, reply, request.params.id, { done: request.query.fait }),
  )

  app.post(
    ROOT,
    { config: writing, schema: { params: HouseParams, body: OpeningForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () =>
        openFile(request.ctx, id, readForm(Opening, request.body).purpose),
      )
      if (faults) return filePage(request, reply, id, { faults, typed: request.body })
      return reply.redirect(`${housePath(id)}/autorisation?fait=ouvert`, 303)
    },
  )

  app.get(
    `${ROOT}/:part`,
    { config: writing, schema: { params: FilePartParams, querystring: DoneQuery } },
    async (request, reply) => {
      const { id, part } = request.params
      return partPage(request, reply, id, PART_OF_PATH[part], { done: request.query.fait })
    },
  )

  app.post(
    `${ROOT}/:part`,
    {
      config: { ...writing, takesFiles: true },
      bodyLimit: DOCUMENTS_BODY_LIMIT,
      schema: { params: FilePartParams },
    },
    async (request, reply) => {
      const { id, part } = request.params
      let typed: TypedPart | undefined
      const faults = await formFaults(request, () =>
        receivePart(request, id, PART_OF_PATH[part], {
          folder,
          checkToken: (given) => checkFormToken(request, given),
          onTyped: (given) => {
            typed = given
          },
        }),
      )
      if (faults) return partPage(request, reply, id, PART_OF_PATH[part], { faults, typed })
      return reply.redirect(`${housePath(id)}/autorisation/${part}?fait=brouillon`, 303)
    },
  )

  app.post(
    `${ROOT}/transmission`,
    { config: writing, schema: { params: HouseParams, body: SubmissionForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      let versionId = ''
      const faults = await formFaults(request, async () => {
        const { revision, reason } = request.body
        const asked = { revision: typedNumber(revision), reason: typedText(reason) }
        versionId = (await submitFile(request.ctx, id, readForm(Submission, asked))).id
      })
      if (faults) return filePage(request, reply, id, { faults, typed: request.body })
      return reply.redirect(`${housePath(id)}/autorisation/versions/${versionId}?fait=transmis`, 303)
    },
  )

  app.get(
    `${ROOT}/versions/:partId`,
    {
      config: reading,
      schema: { params: PartParams, querystring: z.strictObject({ fait: z.literal('transmis').optional() }) },
    },
    async (request, reply) => versionPage(request, reply, request.params, request.query.fait !== undefined),
  )

  app.get(
    `${ROOT}/versions/:partId/dossier.pdf`,
    { config: reading, schema: { params: PartParams } },
    async (request, reply) => {
      const { id, partId } = request.params
      const sent = await getFileVersion(request.ctx, id, partId)
      const file = asAttachment(reply, { name: `demande-${sent.receipt}.pdf`, type: PDF })
      return file.send(await pdfDocument(requestDocument(sent)))
    },
  )

  app.get(
    `${ROOT}/versions/:partId/documents/:documentId`,
    { config: reading, schema: { params: SentDocumentParams } },
    async (request, reply) => {
      const { id, partId, documentId } = request.params
      const document = await getSentDocument(request.ctx, id, { versionId: partId, documentId })
      return sendDocument(reply, folder, document)
    },
  )

  app.post(
    `${ROOT}/echanges`,
    { config: reading, schema: { params: HouseParams, body: ExchangeForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, async () => {
        await writeFileExchange(request.ctx, id, readForm(NewExchange, exchangeOf(request.body)))
      })
      if (faults) return filePage(request, reply, id, { faults, typed: request.body })
      return reply.redirect(`${housePath(id)}/autorisation?fait=echange`, 303)
    },
  )

  app.post(
    `${ROOT}/decision`,
    {
      config: { permission: 'birth-house.review' },
      schema: { params: HouseParams, body: DecisionForm },
      attachValidation: true,
    },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () =>
        decideFile(request.ctx, id, readForm(NewDecision, decisionOf(request.body))),
      )
      if (faults) return filePage(request, reply, id, { faults, typed: request.body })
      return reply.redirect(`${housePath(id)}/autorisation?fait=decision`, 303)
    },
  )
}

function decisionOf(typed: z.infer<typeof DecisionForm>) {
  return {
    version: typedNumber(typed.version),
    decision: typed.decision,
    decidedOn: typed.decidedOn ?? '',
    reference: typed.reference ?? '',
    validFrom: typedText(typed.validFrom),
    validTo: typedText(typed.validTo),
  }
}

type Shown<Typed> = { done?: Done | undefined; faults?: FormReply; typed?: Typed | undefined }

async function filePage(
  request: FastifyRequest,
  reply: FastifyReply,
  houseId: string,
  { done, faults, typed }: Shown<Record<string, string | undefined>>,
) {
  const { ctx } = request
  const house = await getHouse(ctx, houseId)
  const files = await listFiles(ctx, houseId)
  const role = roleOf(ctx.actor)
  const isOpen = files[0] !== undefined && files[0].decision === null
  const timeZone = await timeZoneOf(ctx)
  const today = civilDate(ctx.now, timeZone)
  const frame = houseFrame(house, TITLE, faults)
  return reply.code(faults?.status ?? 200).page({
    ...frame,
    notice: frame.notice ?? (done ? { kind: 'success', title: DONE[done] } : closedNotice(house, today)),
    body: h(FilePage, {
      houseId,
      isClosed: isClosed(house, today),
      files,
      revision: role === 'house' && isOpen ? (await readDraft(ctx, houseId)).revision : null,
      exchanges: role === 'follower' ? null : await listFileExchanges(ctx, houseId),
      role,
      timeZone,
      today,
      csrfToken: request.formToken,
      typed: typed ?? {},
      errors: faults?.errors,
    }),
  })
}

/** What becomes of the request of a house that has closed. */
function closedNotice(house: Pick<House, 'closedOn'>, today: string): Notice | null {
  if (!isClosed(house, today)) return null
  return {
    kind: 'information',
    title: `La maison est fermée depuis le ${formatDate(house.closedOn)}.`,
    text: 'Son dossier est gardé tel qu’il est : il ne se complète ni ne se transmet plus. Ce qui a été transmis reste chez l’agence.',
  }
}

function roleOf(actor: Actor): 'house' | 'agency' | 'follower' {
  if (can(actor, 'birth-house.submit')) return 'house'
  return can(actor, 'birth-house.review') ? 'agency' : 'follower'
}

async function partPage(
  request: FastifyRequest,
  reply: FastifyReply,
  houseId: string,
  part: FilePart,
  { done, faults, typed }: Shown<TypedPart>,
) {
  const { ctx } = request
  const house = await getHouse(ctx, houseId, 'birth-house.submit')
  const own = await readDraft(ctx, houseId)
  const saved = savedPart(own, part)
  const isOld = faults?.code === 'birth-house.edited-meanwhile'
  const shown = typed ?? saved
  const frame = houseFrame(house, FILE_PARTS[part].title, faults)
  const [list, itsHouse] = frame.breadcrumb
  return reply.code(faults?.status ?? 200).page({
    ...frame,
    breadcrumb: [
      list,
      itsHouse,
      { label: TITLE, href: `${housePath(houseId)}/autorisation` },
      { label: FILE_PARTS[part].title },
    ].filter((one) => one !== undefined),
    notice:
      frame.notice ??
      (done ? { kind: 'success', title: DONE[done] } : closedNotice(house, civilDate(ctx.now, own.timeZone))),
    body: h(FilePartPage, {
      houseId,
      part,
      own,
      typed: isOld ? { ...shown, revision: saved.revision } : shown,
      csrfToken: request.formToken,
      errors: partErrors(faults?.errors),
      above: isOld
        ? h(BothVersions, {
            differences: differencesOf(saved, shown, part),
            savedBy: own.updatedBy,
            savedAt: own.updatedAt,
            timeZone: own.timeZone,
          })
        : null,
    }),
  })
}

function savedPart({ answers, revision }: OwnFile, part: FilePart): TypedPart {
  return {
    revision: String(revision),
    elements: Object.fromEntries(
      elementsOf(part).map((code) => {
        const { text, documentIds } = answers[code]
        return [code, { text: text ?? '', keep: documentIds, join: '' }]
      }),
    ),
  }
}

function differencesOf(saved: TypedPart, typed: TypedPart, part: FilePart): Difference[] {
  return elementsOf(part).flatMap((code) => {
    const [one, other] = [saved.elements[code]?.text ?? '', typed.elements[code]?.text ?? '']
    if (one === other) return []
    return [
      { label: FILE_ELEMENTS[code].label, saved: one || 'non renseigné', typed: other || 'non renseigné' },
    ]
  })
}

async function versionPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { id, partId }: PartParams,
  isJustSent: boolean,
) {
  const { ctx } = request
  const house = await getHouse(ctx, id)
  const sent = await getFileVersion(ctx, id, partId)
  const frame = houseFrame(house, `Dossier d’autorisation, version ${sent.version}`)
  const [list, itsHouse] = frame.breadcrumb
  return reply.page({
    ...frame,
    breadcrumb: [
      list,
      itsHouse,
      { label: TITLE, href: `${housePath(id)}/autorisation` },
      { label: `Version ${sent.version}` },
    ].filter((one) => one !== undefined),
    notice: isJustSent
      ? { kind: 'success', title: `Le dossier est transmis à l’ARS sous l’accusé ${sent.receipt}.` }
      : null,
    body: h(FileVersionPage, { houseId: id, sent }),
  })
}
