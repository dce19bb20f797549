import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { checkFormToken } from '../../access/gate.js'
import { type FormReply, formFaults } from '../../web/refilled-form.js'
import { sendCsv } from '../../web/reply-csv.js'
import { directoryTabs } from '../directory/sections.js'
import { currentNetwork } from '../networks/service.js'
import { prefillOf } from './choices.js'
import { ImportPage, type TypedChoice } from './import-view.js'
import { ImportsPage } from './imports-view.js'
import { refusalsCsv } from './refusals-csv.js'
import { isMoving } from './rules.js'
import {
  ApplicationForm,
  ComparisonForm,
  type ComparisonRequest,
  filterOf,
  ImportParams,
  RowsPageQuery,
} from './schemas.js'
import {
  askApplication,
  askComparison,
  askUndoing,
  cancelImport,
  getImport,
  listImports,
  listRefusals,
  listRows,
} from './service.js'
import { readUpload, type UploadOptions } from './uploads.js'

const config = { permission: 'directory.import' } as const
const HERE = '/annuaire/imports'

export const directoryImportsPages: FastifyPluginAsyncZod<UploadOptions> = async (app, options) => {
  app.get(HERE, { config }, async (request, reply) => {
    const imports = await listImports(request.ctx)
    return reply.page({
      title: 'Imports de l’annuaire',
      module: 'Annuaire',
      ...(imports.some(({ state }) => isMoving(state)) && { refreshSeconds: 5 }),
      body: h(ImportsPage, {
        imports,
        tabs: directoryTabs(request.ctx.actor, HERE),
        timeZone: (await currentNetwork(request.ctx)).timeZone,
        csrfToken: request.formToken,
        maxBytes: options.uploadMaxBytes,
      }),
    })
  })

  app.post(
    HERE,
    { config: { ...config, takesFiles: true }, bodyLimit: options.uploadMaxBytes },
    async (request, reply) => {
      const id = await readUpload(request, randomUUID(), options, (given) => checkFormToken(request, given))
      return reply.redirect(`${HERE}/${id}`, 303)
    },
  )

  app.get(
    `${HERE}/:id`,
    { config, schema: { params: ImportParams, querystring: RowsPageQuery } },
    async (request, reply) => importPage(request, reply, request.params.id, request.query),
  )

  app.get(`${HERE}/:id/refus.csv`, { config, schema: { params: ImportParams } }, async (request, reply) => {
    const { summary, rows } = await listRefusals(request.ctx, request.params.id)
    const { timeZone } = await currentNetwork(request.ctx)
    return sendCsv(reply, 'refus.csv', refusalsCsv(summary, rows, timeZone))
  })

  app.post(
    `${HERE}/:id/comparaison`,
    { config, schema: { params: ImportParams, body: ComparisonForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const faults = await formFaults(request, () => askComparison(request.ctx, id, requestOf(request.body)))
      if (faults === null) return reply.redirect(`${HERE}/${id}`, 303)
      return importPage(request, reply, id, NO_QUERY, { ...frenchFields(faults), typed: request.body })
    },
  )

  app.post(
    `${HERE}/:id/application`,
    { config, schema: { params: ImportParams, body: ApplicationForm }, attachValidation: true },
    async (request, reply) => {
      const { id } = request.params
      const confirmed = request.body?.confirme === 'oui'
      const faults = await formFaults(request, () => askApplication(request.ctx, id, confirmed))
      if (faults === null) return reply.redirect(`${HERE}/${id}`, 303)
      return importPage(request, reply, id, NO_QUERY, faults)
    },
  )

  const nothing = { params: ImportParams, body: z.strictObject({}).optional() }
  app.post(`${HERE}/:id/annulation`, { config, schema: nothing }, async (request, reply) => {
    await askUndoing(request.ctx, request.params.id)
    return reply.redirect(`${HERE}/${request.params.id}`, 303)
  })

  app.post(`${HERE}/:id/abandon`, { config, schema: nothing }, async (request, reply) => {
    await cancelImport(request.ctx, request.params.id)
    return reply.redirect(`${HERE}/${request.params.id}`, 303)
  })
}

const NO_QUERY: z.infer<typeof RowsPageQuery> = { q: '', page: 1 }

type Faults = FormReply & { typed?: TypedChoice }

async function importPage(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  query: z.infer<typeof RowsPageQuery>,
  faults?: Faults,
) {
  const { ctx } = request
  const detail = await getImport(ctx, id)
  const hasRows = ['compared', 'applied', 'undone'].includes(detail.state)
  return reply.code(faults?.status ?? 200).page({
    title: detail.fileName,
    module: 'Annuaire',
    breadcrumb: [
      { label: 'Annuaire', href: '/annuaire' },
      { label: 'Imports', href: HERE },
      { label: detail.fileName },
    ],
    ...(faults && { notice: faults.notice }),
    ...(isMoving(detail.state) && { refreshSeconds: 2 }),
    body: h(ImportPage, {
      detail,
      rows: hasRows
        ? await listRows(ctx, id, { show: filterOf(query.montrer), q: query.q, page: query.page })
        : null,
      query,
      prefill: detail.state === 'choosing' ? await prefillOf(ctx) : null,
      typed: faults?.typed ?? null,
      errors: faults?.errors,
      tabs: directoryTabs(ctx.actor, HERE),
      timeZone: (await currentNetwork(ctx)).timeZone,
      csrfToken: request.formToken,
    }),
  })
}

function requestOf(form: z.infer<typeof ComparisonForm>): ComparisonRequest {
  return {
    departments: form.departements,
    professions: form.professions,
    categories: form.categories,
    perinatalOnly: form.perinatalite === 'oui',
    ...(form.colonnes.length > 0 && { columns: form.colonnes.map((field) => (field === '' ? null : field)) }),
    ...(form.date !== undefined && { fileDate: form.date }),
  }
}

const FIELDS: Record<string, string> = {
  departments: 'departements',
  columns: 'colonnes',
  fileDate: 'date',
}

/** The service names what is missing as the API does; the form has its own names. */
function frenchFields(faults: FormReply): FormReply {
  const errors = Object.entries(faults.errors ?? {}).map(([name, sentence]) => [
    FIELDS[name] ?? name,
    sentence,
  ])
  return { ...faults, errors: Object.fromEntries(errors) }
}
