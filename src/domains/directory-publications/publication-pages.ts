import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { AppError } from '../../errors/app-error.js'
import { describeError } from '../../errors/catalogue.js'
import { asAttachment, VCARD } from '../../web/attachment.js'
import { fieldErrors } from '../../web/field-errors.js'
import type { FieldErrors } from '../../web/forms.js'
import { inParts } from '../../web/in-parts.js'
import { withQuery } from '../../web/links.js'
import { sendCsv } from '../../web/reply-csv.js'
import { searchOf } from '../directory/search-address.js'
import { directoryTabs } from '../directory/sections.js'
import { asReaderOf } from '../networks/public-networks.js'
import { openPublication } from './delivery.js'
import { exportContacts, exportTable } from './exports.js'
import { publish } from './publishing.js'
import {
  type CardFilter,
  EDITIONS,
  FileQuery,
  FORMATS,
  type KindWord,
  PublicationForm,
  PublicationParams,
  PublicationsPageQuery,
} from './schemas.js'
import { stageOf } from './stage.js'
import { PublicationsPage, type Typed } from './views.js'
import { fileNameOf } from './words.js'

export const PUBLICATIONS = '/annuaire/livrets'

export const publicationPages: FastifyPluginAsyncZod<{ dataDir: string }> = async (app, { dataDir }) => {
  app.get(
    PUBLICATIONS,
    { config: { permission: 'directory.read' }, schema: { querystring: PublicationsPageQuery } },
    async (request, reply) => {
      const { reseau, documents, page, ...fields } = request.query
      return show(request, reply, { filter: searchOf(fields), reseau, kind: documents, page, typed: {} })
    },
  )

  app.post(
    PUBLICATIONS,
    {
      config: { permission: 'directory.export' },
      schema: { body: PublicationForm },
      attachValidation: true,
    },
    async (request, reply) => {
      const errors = fieldErrors(request)
      if (errors) return show(request, reply, { filter: {}, typed: request.body, errors })
      const { format, pour, ...fields } = request.body
      const filter = searchOf(fields)
      const choice = { audience: EDITIONS[pour], filter }
      try {
        if (format === 'csv') return sendCsv(reply, 'annuaire.csv', await exportTable(request.ctx, choice))
        if (format === 'vcf')
          return sendContacts(reply, 'annuaire.vcf', await exportContacts(request.ctx, choice))
        await publish(request.ctx, { kind: FORMATS[format], ...choice })
      } catch (error) {
        if (!isAboutTheChoice(error)) throw error
        const { title, advice } = describeError(error.code, error.values)
        return show(request, reply, { filter, typed: request.body, errors: { format: `${title} ${advice}` } })
      }
      return reply.redirect(withQuery(PUBLICATIONS, { documents: format }), 303)
    },
  )

  app.get(
    `${PUBLICATIONS}/:id/fichier`,
    {
      config: { permission: 'directory.read' },
      schema: { params: PublicationParams, querystring: FileQuery },
    },
    async (request, reply) => {
      const { ctx, network } = await asReaderOf(request.ctx, request.query.reseau)
      const { publication, content } = await openPublication(ctx, request.params.id, dataDir)
      const { name, type } = fileNameOf(publication, network.slug)
      return asAttachment(reply, { name, type, bytes: publication.bytes }).send(content)
    },
  )
}

type Shown = {
  filter: CardFilter
  reseau?: string | undefined
  kind?: KindWord | undefined
  page?: number | undefined
  typed: Typed
  errors?: FieldErrors
}

async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  { filter, reseau, kind, page = 1, typed, errors }: Shown,
) {
  const { ctx, network } = await asReaderOf(request.ctx, reseau)
  const stage = await stageOf(ctx, network, { filter, kind, page })
  return reply.code(errors ? 400 : 200).page({
    title: 'Livrets et exports',
    module: 'Annuaire',
    ...(errors && { notice: { kind: 'error' as const, title: 'Rien n’a été produit.' } }),
    ...(stage.list.publications.some(({ state }) => state === 'preparing') && { refreshSeconds: 5 }),
    body: h(PublicationsPage, {
      ...stage,
      tabs: directoryTabs(ctx.actor, PUBLICATIONS),
      filter,
      typed,
      csrfToken: request.formToken,
      ...(errors && { errors }),
    }),
  })
}

/** Refusals a person mends by choosing otherwise: they belong in the form. */
function isAboutTheChoice(error: unknown): error is AppError {
  return error instanceof AppError && REFUSALS.includes(error.code)
}

const REFUSALS: readonly string[] = ['publication.empty', 'publication.too-long', 'publication.too-wide']

function sendContacts(reply: FastifyReply, fileName: string, contacts: Iterable<string>) {
  return asAttachment(reply, { name: fileName, type: VCARD }).send(inParts(contacts))
}
