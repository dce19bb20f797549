import { setImmediate as nextTurn } from 'node:timers/promises'
import { and, asc, eq, isNull } from 'drizzle-orm'
import { within } from '../../access/policy.js'
import type { Ctx } from '../../context.js'
import type { LinkageRow } from './engine/types.js'
import { trend, wilsonInterval } from './publication/intervals.js'
import { type CellVisibility, protectCells, seenBy } from './publication/suppression.js'
import type { Figure } from './schemas.js'
import { publishedFigures, tracerComputations, tracerResults } from './tables.js'

const MOST_RESULTS = 200_000
const MOST_PUBLISHED = 5000
const CACHED_COMPUTATIONS = 8

type ResultRow = typeof tracerResults.$inferSelect
type Cell = ResultRow & { visibility: CellVisibility }
type PublishedRow = typeof publishedFigures.$inferSelect

/** The current computation of a network with what this reader may see of it. */
export type Figures = {
  computation: { id: string; definitions: string; computedAt: Date; linkage: LinkageRow[] } | null
  years: number[]
  /** A figure in its state; a class, place and year without result is « non transmis ». */
  at: (indicator: string, klass: string, establishment: string | null, year: number) => Figure
}

/**
 * Reads the current computation as this actor may see it: counts of 1 to 10 are hidden, and others with them
 * so that no subtraction gives them back, but for the actor's own establishment.
 */
export async function readFigures(
  ctx: Ctx,
  networkId: string,
  withoutBirths: ReadonlySet<string>,
): Promise<Figures> {
  const [computation] = await ctx.db
    .select()
    .from(tracerComputations)
    .where(
      and(
        eq(tracerComputations.networkId, networkId),
        within(ctx.actor, 'tracer.read', { network: tracerComputations.networkId }),
        isNull(tracerComputations.supersededAt),
      ),
    )
    .limit(1)
  if (!computation) return { computation: null, years: [], at: absentFigure }
  const own = 'finessGeo' in ctx.actor ? ctx.actor.finessGeo : null
  const cells = await protectedCells(ctx, computation.id)
  const cellAt = (...key: Key): Cell | undefined => {
    const cell = cells.byKey.get(keyOf(...key))
    if (!cell) return undefined
    const visibility = seenBy(own, cell, cell.visibility)
    return visibility === cell.visibility ? cell : { ...cell, visibility }
  }
  const published = await readPublished(ctx, networkId)
  const linkage = computation.linkage as LinkageRow[]
  return {
    computation: { ...computation, linkage },
    years: cells.years,
    at: (...key) => {
      const [indicator, klass, establishment, year] = key
      const cell = cellAt(...key)
      if (!cell && establishment !== null && withoutBirths.has(establishment)) {
        return { ...absentFigure(...key), state: 'not-applicable' }
      }
      if (cell && needsChaining(indicator, klass) && !isChained(linkage, establishment, year)) {
        return { ...absentFigure(...key), state: 'not-computable' }
      }
      const before = cellAt(indicator, klass, establishment, year - 1)
      const figure = withoutRemainders(figureOf(key, cell, before), own)
      // Beside a hidden count, a rate published elsewhere would give the count back.
      const isHidden = figure.state === 'suppressed' || figure.state === 'masked'
      return { ...figure, published: isHidden ? null : (published.get(keyOf(...key)) ?? null) }
    },
  }
}

/**
 * What the definition leaves out is often another indicator's count (multiples, terminations), and a small
 * number of missing data concerns few people: only the establishment's own staff sees them as they are.
 */
function withoutRemainders(figure: Figure, own: string | null): Figure {
  if (own !== null && figure.establishment === own) return figure
  const fewMissing = figure.missing !== null && figure.missing > 0 && figure.missing < 11
  return { ...figure, excluded: null, missing: fewMissing ? null : figure.missing }
}

/** A pair of stays in two hospitals: without pseudonyms it cannot be seen, and none is not zero. */
function needsChaining(indicator: string, klass: string): boolean {
  return indicator === 'maternal-transfers' && klass === 'in-utero'
}

function isChained(linkage: LinkageRow[], establishment: string | null, year: number): boolean {
  return linkage.some(
    (row) =>
      row.year === year &&
      row.staysWithPerson > 0 &&
      (establishment === null || row.establishment === establishment),
  )
}

type CellSet = { years: number[]; byKey: Map<string, Cell> }

/** A computation never changes, so what is hidden of it is worked out once. */
const cache = new Map<string, Promise<CellSet>>()

async function protectedCells(ctx: Ctx, computationId: string): Promise<CellSet> {
  const known = cache.get(computationId)
  if (known) return known
  const reading = readCells(ctx, computationId)
  cache.set(computationId, reading)
  reading.catch(() => cache.delete(computationId))
  const oldest = cache.keys().next().value
  if (cache.size > CACHED_COMPUTATIONS && oldest !== undefined) cache.delete(oldest)
  return reading
}

async function readCells(ctx: Ctx, computationId: string): Promise<CellSet> {
  const rows = await ctx.db
    .select()
    .from(tracerResults)
    .where(
      and(
        eq(tracerResults.computationId, computationId),
        within(ctx.actor, 'tracer.read', { network: tracerResults.networkId }),
      ),
    )
    .orderBy(asc(tracerResults.year))
    .limit(MOST_RESULTS)
  const years = [...new Set(rows.map((row) => row.year))]
  const byKey = new Map<string, Cell>()
  for (const year of years) {
    const ofYear = rows.filter((row) => row.year === year)
    const visibility = protectCells(ofYear)
    // A year takes a tenth of a second: others are answered between two.
    await nextTurn()
    ofYear.forEach((row, index) => {
      byKey.set(keyOf(row.indicator, row.class, row.establishment, row.year), {
        ...row,
        visibility: visibility[index] ?? 'primary',
      })
    })
  }
  return { years, byKey }
}

/** Of a network whose computation has just been read: this reader may read them. */
async function readPublished(
  ctx: Ctx,
  networkId: string,
): Promise<Map<string, { value: number; source: string }>> {
  const rows: PublishedRow[] = await ctx.db
    .select()
    .from(publishedFigures)
    .where(and(eq(publishedFigures.networkId, networkId), isNull(publishedFigures.supersededAt)))
    .limit(MOST_PUBLISHED)
  return new Map(
    rows.map((row) => [
      keyOf(row.indicator, row.class, row.establishment, row.year),
      { value: row.value, source: row.source },
    ]),
  )
}

type Key = [indicator: string, klass: string, establishment: string | null, year: number]

function keyOf(...[indicator, klass, establishment, year]: Key): string {
  return `${indicator} ${klass} ${establishment ?? ''} ${year}`
}

const ABSENT = {
  numerator: null,
  denominator: null,
  excluded: null,
  missing: null,
  value: null,
  low: null,
  high: null,
  trend: null,
  published: null,
} as const

function absentFigure(...[indicator, klass, establishment, year]: Key): Figure {
  return { indicator, class: klass, establishment, year, state: 'not-reported', ...ABSENT }
}

function figureOf(key: Key, cell: Cell | undefined, before: Cell | undefined): Figure {
  if (!cell) return absentFigure(...key)
  if (cell.visibility !== 'published') return { ...absentFigure(...key), state: hiddenState(cell) }
  const interval = wilsonInterval(cell.numerator, cell.denominator)
  const comparable = before?.visibility === 'published' ? before : null
  return {
    ...absentFigure(...key),
    state: stateOf(cell),
    numerator: cell.numerator,
    denominator: cell.denominator,
    excluded: cell.excluded,
    missing: cell.missing,
    value: cell.denominator === 0 ? null : cell.numerator / cell.denominator,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    trend: comparable && trend(cell, comparable),
  }
}

/** « < 11 » only where that is true of the numerator; what else is hidden is « masqué ». */
function hiddenState(cell: Cell): Figure['state'] {
  return cell.visibility === 'primary' && cell.numerator > 0 && cell.numerator < 11 ? 'suppressed' : 'masked'
}

function stateOf(cell: Cell): Figure['state'] {
  if (cell.denominator === 0) return cell.numerator === 0 ? 'not-applicable' : 'not-computable'
  return cell.numerator === 0 ? 'declared-zero' : 'value'
}
