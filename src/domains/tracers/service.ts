import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { personOf } from '../../access/actor.js'
import { once } from '../../access/once.js'
import { within } from '../../access/policy.js'
import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { AppError } from '../../errors/app-error.js'
import type { Establishment } from '../networks/schemas.js'
import { currentAuthorisation, currentNetwork, listEstablishments } from '../networks/service.js'
import { pmsiDeliveries } from '../pmsi/tables.js'
import type { TracerIndicator } from './engine/indicator.js'
import { TRACER_INDICATORS } from './engine/indicators/list.js'
import { type Figures, readFigures } from './figures.js'
import { indicatorByCode, presentationOf } from './headlines.js'
import type {
  Choice,
  Comparison,
  FigureFrame,
  IndicatorView,
  Overview,
  PublishedFigureForm,
} from './schemas.js'
import { publishedFigures } from './tables.js'

const MOST_SOURCES = 2000

/** The thirteen indicators for a year, for the region or one establishment, with their history. */
export async function getOverview(ctx: Ctx, choice: Choice): Promise<Overview> {
  return inTransaction(ctx, async (ctx) => {
    const { frame, figures } = await openFrame(ctx, choice)
    const indicators = TRACER_INDICATORS.map((indicator) => ({
      code: indicator.code,
      title: indicator.title,
      unit: indicator.unit,
      classes: classLines(indicator, presentationOf(indicator.code).headlines, figures, frame),
    }))
    return { frame, indicators }
  })
}

/** Every class of one indicator, year by year. Throws `indicator.not-found`, `establishment.not-found`. */
export async function getIndicator(ctx: Ctx, code: string, choice: Choice): Promise<IndicatorView> {
  const indicator = findIndicator(code)
  return inTransaction(ctx, async (ctx) => {
    const { frame, figures } = await openFrame(ctx, choice)
    const codes = indicator.classes.map((klass) => klass.code)
    return { frame, code, classes: classLines(indicator, codes, figures, frame) }
  })
}

/** One class of one indicator for every establishment, to be drawn as a funnel: by name, never by rank. */
export async function getComparison(
  ctx: Ctx,
  code: string,
  choice: { year?: number | undefined; class?: string | undefined },
): Promise<Comparison> {
  const indicator = findIndicator(code)
  const wanted = choice.class ?? presentationOf(code).headlines[0]
  const klass = indicator.classes.find((one) => one.code === wanted)
  if (!klass) throw new AppError('indicator.not-found')
  return inTransaction(ctx, async (ctx) => {
    const { frame, figures, establishments } = await openFrame(ctx, { year: choice.year })
    const { year } = frame
    return {
      frame,
      code,
      class: klass.code,
      region: year === null ? null : figures.at(code, klass.code, null, year),
      establishments:
        year === null
          ? []
          : establishments.map((row) => ({
              name: row.name,
              type: row.type,
              figure: figures.at(code, klass.code, row.finessGeo, year),
            })),
    }
  })
}

function findIndicator(code: string): TracerIndicator {
  const indicator = indicatorByCode(code)
  if (!indicator) throw new AppError('indicator.not-found')
  return indicator
}

function classLines(indicator: TracerIndicator, codes: string[], figures: Figures, frame: FigureFrame) {
  const place = frame.establishment?.finessGeo ?? null
  const until = frame.years.filter((year) => frame.year !== null && year <= frame.year)
  return indicator.classes
    .filter((klass) => codes.includes(klass.code))
    .map((klass) => ({
      code: klass.code,
      label: klass.label,
      figures: until.map((year) => figures.at(indicator.code, klass.code, place, year)),
    }))
}

async function openFrame(
  ctx: Ctx,
  choice: Choice,
): Promise<{ frame: FigureFrame; figures: Figures; establishments: Establishment[] }> {
  const network = await currentNetwork(ctx)
  const establishments = await listEstablishments(ctx, 'tracer.read')
  const withoutBirths = establishments.filter((row) => row.type === null || row.type === 'CPP')
  const figures = await readFigures(ctx, network.id, new Set(withoutBirths.map((row) => row.finessGeo)))
  const establishment = establishments.find((row) => row.finessGeo === choice.establishment) ?? null
  if (choice.establishment !== undefined && !establishment) throw new AppError('establishment.not-found')
  const year = choice.year ?? figures.years.at(-1) ?? null
  const authorisation = await currentAuthorisation(ctx, 'authorisation.read')
  const frame: FigureFrame = {
    network: network.name,
    region: network.regionName,
    timeZone: network.timeZone,
    years: figures.years,
    year,
    establishment: establishment && {
      finessGeo: establishment.finessGeo,
      name: establishment.name,
      type: establishment.type,
    },
    establishments: establishments.map(({ finessGeo, name }) => ({ finessGeo, name })),
    definitions: figures.computation?.definitions ?? null,
    computedAt: figures.computation?.computedAt.toISOString() ?? null,
    synthetic: authorisation?.synthetic ?? false,
    coverage: coverageOf(figures, establishments, year),
    linkage: linkageOf(figures, establishment?.finessGeo ?? null, year),
    sources: await readSources(ctx, network.id, establishment?.finessPmsi ?? null),
  }
  return { frame, figures, establishments }
}

/** Maternities seen in the files of the year, out of those expected: a place without births is not expected. */
function coverageOf(figures: Figures, establishments: Establishment[], year: number | null) {
  const expected = establishments.filter((row) => row.type !== null && row.type !== 'CPP')
  const seen = new Set(
    figures.computation?.linkage
      .filter((row) => row.year === year && row.deliveries > 0)
      .map((row) => row.establishment),
  )
  const missing = expected.filter((row) => !seen.has(row.finessGeo)).map((row) => row.name)
  return { expected: expected.length, seen: expected.length - missing.length, missing }
}

function linkageOf(figures: Figures, finessGeo: string | null, year: number | null): FigureFrame['linkage'] {
  const rows = (figures.computation?.linkage ?? []).filter(
    (row) => row.year === year && (finessGeo === null || row.establishment === finessGeo),
  )
  const sum = (measure: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + measure(row), 0)
  return {
    children: sum((row) => row.children),
    childrenLinked: sum((row) => row.childrenLinked),
    stays: sum((row) => row.stays),
    staysWithPerson: sum((row) => row.staysWithPerson),
    transferEndsUnmatched: sum((row) => row.transferEndsUnmatched),
  }
}

async function readSources(
  ctx: Ctx,
  networkId: string,
  finessPmsi: string | null,
): Promise<FigureFrame['sources']> {
  const rows = await ctx.db
    .select({
      finess: pmsiDeliveries.finess,
      year: pmsiDeliveries.year,
      file: pmsiDeliveries.sourceFile,
      readAt: pmsiDeliveries.readAt,
    })
    .from(pmsiDeliveries)
    .where(
      and(
        eq(pmsiDeliveries.networkId, networkId),
        within(ctx.actor, 'tracer.read', { network: pmsiDeliveries.networkId }),
        isNull(pmsiDeliveries.supersededAt),
        finessPmsi === null ? undefined : eq(pmsiDeliveries.finess, finessPmsi),
      ),
    )
    .orderBy(desc(pmsiDeliveries.year), asc(pmsiDeliveries.finess))
    .limit(MOST_SOURCES)
  return rows.map((row) => ({ ...row, readAt: row.readAt.toISOString() }))
}

/**
 * Keeps the figure ATIH publishes, typed in the unit of the indicator, to show beside ours; the one before
 * stays in the history. Throws `published-figure.not-a-rate`.
 */
export async function enterPublishedFigure(ctx: Ctx, code: string, form: PublishedFigureForm): Promise<void> {
  const indicator = findIndicator(code)
  if (!indicator.classes.some((klass) => klass.code === form.class)) throw new AppError('indicator.not-found')
  const value = Number(form.value.replace(',', '.')) / (indicator.unit === '%' ? 100 : 1000)
  if (!(value >= 0 && value <= 1)) {
    throw new AppError(
      'published-figure.not-a-rate',
      {},
      { fields: { value: 'Ce nombre dépasse le total possible.' } },
    )
  }
  const establishment = form.establishment || null
  await once(ctx, z.void(), async (ctx) => {
    const network = await currentNetwork(ctx)
    if (establishment !== null) await checkEstablishment(ctx, establishment)
    const cell = { networkId: network.id, indicator: code, class: form.class, establishment, year: form.year }
    await ctx.db
      .update(publishedFigures)
      .set({ supersededAt: ctx.now })
      .where(
        and(
          within(ctx.actor, 'tracer.enter-published', { network: publishedFigures.networkId }),
          eq(publishedFigures.networkId, network.id),
          eq(publishedFigures.indicator, code),
          eq(publishedFigures.class, form.class),
          eq(publishedFigures.year, form.year),
          sql`${publishedFigures.establishment} is not distinct from ${establishment}`,
          isNull(publishedFigures.supersededAt),
        ),
      )
    await ctx.db.insert(publishedFigures).values({
      ...cell,
      value,
      source: form.source,
      enteredAt: ctx.now,
      enteredBy: personOf(ctx.actor)?.userId ?? null,
    })
    await audit(ctx, 'tracer.enter-published', {
      details: { indicator: code, class: form.class, year: form.year, value },
    })
  })
}

async function checkEstablishment(ctx: Ctx, finessGeo: string): Promise<void> {
  const known = await listEstablishments(ctx, 'tracer.read')
  if (!known.some((row) => row.finessGeo === finessGeo)) throw new AppError('establishment.not-found')
}
