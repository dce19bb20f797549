import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { FileAnswer, sendDocument } from '../documents/reply.js'
import { openFile, readDraft, saveElements, submitFile } from './authorisation.js'
import { FILE_ELEMENT_CODES, FILE_ELEMENTS } from './authorisation-elements.js'
import { decideFile, listFileExchanges, writeFileExchange } from './authorisation-review.js'
import {
  Draft,
  DraftChange,
  FileStatus,
  FileVersion,
  FollowedFile,
  NewDecision,
  Opening,
  Submission,
} from './authorisation-schemas.js'
import { listFiles, listFollowedFiles } from './authorisation-status.js'
import { asProgramReads, getFileVersion, getSentDocument } from './authorisation-versions.js'
import { documentsFolder } from './document-folder.js'
import { Exchange, NewExchange } from './exchange-schemas.js'
import { HouseParams } from './schemas.js'
import { PartParams } from './team-schemas.js'

const ROOT = '/birth-houses/:id/authorisation-files'
const reading = { permission: 'birth-file.read' } as const
const writing = { permission: 'birth-house.submit' } as const
const Sent = z.strictObject({ id: z.uuid(), version: z.int(), receipt: z.string() })
const SentDocumentParams = z.strictObject({ id: z.uuid(), partId: z.uuid(), documentId: z.uuid() })

/** The requests of the houses for their authorisation. */
export const authorisationApi: FastifyPluginAsyncZod<{ dataDir: string }> = async (app, { dataDir }) => {
  const folder = documentsFolder(dataDir)

  app.get(
    '/birth-house-authorisations',
    {
      config: { permission: 'birth-house.read' },
      schema: {
        summary: 'The houses within reach, each with where its latest request stands',
        response: { 200: z.array(FollowedFile) },
      },
    },
    async ({ ctx }) => listFollowedFiles(ctx),
  )

  app.get(
    ROOT,
    {
      config: { permission: 'birth-house.read' },
      schema: {
        summary: 'The requests of a house, the latest first: where each stands, what it lacks, what was sent',
        params: HouseParams,
        response: { 200: z.array(FileStatus) },
      },
    },
    async ({ ctx, params }) => listFiles(ctx, params.id),
  )

  app.post(
    ROOT,
    {
      config: writing,
      schema: {
        summary: 'Open a request: a house has one at a time',
        params: HouseParams,
        body: Opening,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await openFile(ctx, params.id, body.purpose)
      return reply.code(204).send()
    },
  )

  app.get(
    `${ROOT}/draft`,
    {
      config: writing,
      schema: {
        summary: 'The request being prepared: what is written, what the house already says, what is missing',
        params: HouseParams,
        response: { 200: Draft },
      },
    },
    async ({ ctx, params }) => {
      const { purpose, revision, updatedAt, updatedBy, parts, answers, known } = await readDraft(
        ctx,
        params.id,
      )
      return {
        purpose,
        revision,
        updatedAt: updatedAt.toISOString(),
        updatedBy,
        parts,
        elements: FILE_ELEMENT_CODES.map((code) => ({
          code,
          label: FILE_ELEMENTS[code].label,
          ...answers[code],
          known: known[code].facts,
        })),
      }
    },
  )

  app.put(
    `${ROOT}/draft`,
    {
      config: writing,
      schema: {
        summary: 'Write some elements of the request, from the revision that was read',
        params: HouseParams,
        body: DraftChange,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await saveElements(ctx, params.id, body)
      return reply.code(204).send()
    },
  )

  app.post(
    `${ROOT}/versions`,
    {
      config: writing,
      schema: {
        summary: 'Hand the request to the agency: it is frozen under a receipt',
        params: HouseParams,
        body: Submission,
        response: { 201: Sent },
      },
    },
    async ({ ctx, params, body }, reply) => reply.code(201).send(await submitFile(ctx, params.id, body)),
  )

  app.get(
    `${ROOT}/versions/:partId`,
    {
      config: reading,
      schema: { summary: 'A request as it was sent', params: PartParams, response: { 200: FileVersion } },
    },
    async ({ ctx, params }) => asProgramReads(await getFileVersion(ctx, params.id, params.partId)),
  )

  app.get(
    `${ROOT}/versions/:partId/documents/:documentId`,
    {
      config: reading,
      schema: {
        summary: 'The content of a document as it was sent',
        params: SentDocumentParams,
        response: { 200: FileAnswer },
      },
    },
    async ({ ctx, params: { id, partId, documentId } }, reply) =>
      sendDocument(reply, folder, await getSentDocument(ctx, id, { versionId: partId, documentId })),
  )

  app.get(
    `${ROOT}/exchanges`,
    {
      config: reading,
      schema: {
        summary: 'What was asked and answered about the current request, oldest first',
        params: HouseParams,
        response: { 200: z.array(Exchange) },
      },
    },
    async ({ ctx, params }) => listFileExchanges(ctx, params.id),
  )

  app.post(
    `${ROOT}/exchanges`,
    {
      config: reading,
      schema: {
        summary: 'Ask, observe or note (the agency), answer (the house)',
        params: HouseParams,
        body: NewExchange,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await writeFileExchange(ctx, params.id, body)
      return reply.code(204).send()
    },
  )

  app.put(
    `${ROOT}/decision`,
    {
      config: { permission: 'birth-house.review' },
      schema: {
        summary: 'Record what the agency decided about the latest version',
        params: HouseParams,
        body: NewDecision,
      },
    },
    async ({ ctx, params, body }, reply) => {
      await decideFile(ctx, params.id, body)
      return reply.code(204).send()
    },
  )
}
