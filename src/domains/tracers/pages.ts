import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { h } from 'preact'
import { z } from 'zod'
import { can } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import { fieldErrors } from '../../web/field-errors.js'
import type { FieldErrors } from '../../web/forms.js'
import { withQuery } from '../../web/links.js'
import { sendCsv } from '../../web/reply-csv.js'
import type { PageView } from '../../web/reply-page.js'
import { NO_BREAK_SPACE } from '../../web/typography.js'
import { ComparisonPage } from './comparison-view.js'
import { comparisonCsv, csvName, indicatorCsv, overviewCsv } from './csv-exports.js'
import type { TracerIndicator } from './engine/indicator.js'
import { computedText, inSentence, words } from './figure-words.js'
import { indicatorBySlug, indicatorHref, presentationOf } from './headlines.js'
import { IndicatorPage } from './indicator-view.js'
import { RefusedText, type TypedFigure } from './published-figure-view.js'
import {
  type Choice,
  ComparisonChoice,
  FigureChoice,
  type FigureFrame,
  PublishedFigureForm,
} from './schemas.js'
import { enterPublishedFigure, getComparison, getIndicator, getOverview } from './service.js'
import { OverviewPage } from './views.js'

const TITLE = 'Indicateurs traceurs'
const IndicatorSlug = z.strictObject({ slug: z.string().max(60) })
const FigureQuery = withoutBlanks(FigureChoice)
const IndicatorQuery = withoutBlanks(FigureChoice.extend({ fait: z.literal('enregistre').optional() }))
const ComparisonQuery = withoutBlanks(ComparisonChoice)

export const tracersPages: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/indicateurs',
    { config: { permission: 'tracer.read' }, schema: { querystring: FigureQuery } },
    async (request, reply) => {
      const overview = await getOverview(request.ctx, choiceOf(request.query))
      return reply.page({
        title: TITLE,
        ...dating(overview.frame),
        body: h(OverviewPage, { overview, canImport: can(request.ctx.actor, 'pmsi.import') }),
      })
    },
  )

  app.get(
    '/indicateurs.csv',
    { config: { permission: 'tracer.read' }, schema: { querystring: FigureQuery } },
    async (request, reply) => {
      const overview = await getOverview(request.ctx, choiceOf(request.query))
      return sendCsv(reply, csvName('indicateurs', overview.frame), overviewCsv(overview))
    },
  )

  app.get(
    '/indicateurs/:slug',
    { config: { permission: 'tracer.read' }, schema: { params: IndicatorSlug, querystring: IndicatorQuery } },
    async (request, reply) => {
      const indicator = knownIndicator(request.params.slug)
      const page = await indicatorPage(request, indicator, choiceOf(request.query))
      const notice = request.query.fait ? SAVED : null
      return reply.page({ ...page, notice })
    },
  )

  app.get(
    '/indicateurs/:slug/export.csv',
    { config: { permission: 'tracer.read' }, schema: { params: IndicatorSlug, querystring: FigureQuery } },
    async (request, reply) => {
      const indicator = knownIndicator(request.params.slug)
      const view = await getIndicator(request.ctx, indicator.code, choiceOf(request.query))
      return sendCsv(reply, csvName(request.params.slug, view.frame), indicatorCsv(indicator, view))
    },
  )

  app.post(
    '/indicateurs/:slug/chiffre-publie',
    {
      config: { permission: 'tracer.enter-published' },
      schema: { params: IndicatorSlug, body: PublishedFigureForm },
      attachValidation: true,
    },
    async (request, reply) => {
      const indicator = knownIndicator(request.params.slug)
      const errors = fieldErrors(request) ?? (await enter(request.ctx, indicator.code, request.body))
      if (!errors) return reply.redirect(savedHref(indicator, request.body), 303)
      const form = { errors, typed: request.body }
      const page = await indicatorPage(request, indicator, typedChoice(request.body), form)
      return reply.code(400).page({ ...page, notice: REFUSED })
    },
  )

  app.get(
    '/indicateurs/:slug/comparaison',
    {
      config: { permission: 'tracer.read' },
      schema: { params: IndicatorSlug, querystring: ComparisonQuery },
    },
    async (request, reply) => {
      const indicator = knownIndicator(request.params.slug)
      const comparison = await getComparison(request.ctx, indicator.code, comparedBy(request.query))
      const title = words(indicator.title)
      const { actor } = request.ctx
      return reply.page({
        title: `Comparer les maternités${NO_BREAK_SPACE}: ${inSentence(title)}`,
        module: TITLE,
        breadcrumb: [
          { label: TITLE, href: '/indicateurs' },
          { label: title, href: indicatorHref(indicator.code) },
          { label: 'Comparaison' },
        ],
        ...dating(comparison.frame),
        body: h(ComparisonPage, {
          indicator,
          comparison,
          canImport: can(actor, 'pmsi.import'),
          ownFiness: 'finessGeo' in actor ? actor.finessGeo : null,
        }),
      })
    },
  )

  app.get(
    '/indicateurs/:slug/comparaison.csv',
    {
      config: { permission: 'tracer.read' },
      schema: { params: IndicatorSlug, querystring: ComparisonQuery },
    },
    async (request, reply) => {
      const indicator = knownIndicator(request.params.slug)
      const comparison = await getComparison(request.ctx, indicator.code, comparedBy(request.query))
      const name = csvName(`${request.params.slug}-comparaison`, comparison.frame)
      return sendCsv(reply, name, comparisonCsv(indicator, comparison))
    },
  )
}

/** A form that is a GET sends its empty fields too: left blank means not chosen. */
function withoutBlanks<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    (query) => Object.fromEntries(Object.entries(query ?? {}).filter(([, value]) => value !== '')),
    schema,
  )
}

function choiceOf({ annee, etablissement }: z.infer<typeof FigureChoice>): Choice {
  return { year: annee, establishment: etablissement }
}

function comparedBy({ annee, classe }: z.infer<typeof ComparisonChoice>) {
  return { year: annee, class: classe }
}

function knownIndicator(slug: string): TracerIndicator {
  const indicator = indicatorBySlug(slug)
  if (!indicator) throw new AppError('indicator.not-found')
  return indicator
}

type SubmittedForm = { errors: FieldErrors; typed: TypedFigure }

async function indicatorPage(
  request: FastifyRequest,
  indicator: TracerIndicator,
  choice: Choice,
  form?: SubmittedForm,
): Promise<PageView> {
  const view = await getIndicator(request.ctx, indicator.code, choice)
  const title = words(indicator.title)
  return {
    title,
    module: TITLE,
    breadcrumb: [{ label: TITLE, href: '/indicateurs' }, { label: title }],
    ...dating(view.frame),
    body: h(IndicatorPage, {
      indicator,
      view,
      canImport: can(request.ctx.actor, 'pmsi.import'),
      canEnter: can(request.ctx.actor, 'tracer.enter-published'),
      csrfToken: request.formToken,
      ...form,
    }),
  }
}

function dating(frame: FigureFrame): Pick<PageView, 'updated' | 'definitionsVersion'> {
  return {
    ...(frame.computedAt !== null && { updated: { at: `le ${computedText(frame)}`, by: null } }),
    ...(frame.definitions !== null && { definitionsVersion: frame.definitions }),
  }
}

const SAVED = { kind: 'success', title: 'Le chiffre publié est enregistré.' } as const
const REFUSED = {
  kind: 'error',
  title: 'Rien n’est enregistré : certaines réponses sont à corriger.',
  text: h(RefusedText, {}),
} as const

/** Enters the figure; what a field is refused for comes back, any other refusal is an error page. */
async function enter(ctx: Ctx, code: string, form: PublishedFigureForm): Promise<FieldErrors | null> {
  try {
    await enterPublishedFigure(ctx, code, form)
    return null
  } catch (error) {
    if (error instanceof AppError && error.code === 'published-figure.not-a-rate') return error.fields
    throw error
  }
}

function savedHref({ code }: TracerIndicator, { year, establishment }: PublishedFigureForm): string {
  const query = { annee: year, etablissement: establishment, fait: 'enregistre' }
  return withQuery(`/indicateurs/${presentationOf(code).slug}`, query)
}

/** The place and the year of a refused form, when those two at least can be read. */
function typedChoice(typed: TypedFigure | undefined): Choice {
  const read = FigureQuery.safeParse({ annee: typed?.year ?? '', etablissement: typed?.establishment ?? '' })
  return read.success ? choiceOf(read.data) : {}
}
