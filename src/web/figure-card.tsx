import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.js'
import { safeHref } from './links.js'
import {
  formatInterval,
  formatNumber,
  formatSigned,
  type MeasureUnit,
  measureParts,
  NOT_COMPUTABLE,
} from './numbers.js'
import { type CellState, CellValue } from './states.js'
import { NO_BREAK_SPACE } from './typography.js'

export type Trend = {
  direction: 'up' | 'down' | 'flat'
  /** Difference with the previous period, in the unit of the figure; null when it cannot be compared. */
  difference: number | null
  /** « 2025 ». */
  versus: string
  /** Whether the two intervals are apart: otherwise the word is « stable », whatever the arrow. */
  isSignificant: boolean
}

export type FigureCardProps = {
  title: string
  /** In the usual unit (12.3 for 12,3 %), or why there is no figure. */
  value: number | null | Exclude<CellState, { kind: 'value' }>
  unit: MeasureUnit
  /** Opens the list that makes the figure. */
  href?: string
  numerator?: number
  denominator?: number
  /** « accouchements », what the denominator counts. */
  population?: string
  interval?: { low: number | null; high: number | null }
  trend?: Trend
  /** « 8 établissements sur 9 ont transmis leurs données ». */
  coverage?: string
  source?: string
  /** « Comment est-ce calculé ? » */
  definition?: ComponentChildren
  /** Drawn beside the value: a sparkline. */
  spark?: ComponentChildren
  /** Level of the title in the outline of the page. */
  level?: 2 | 3
}

/** A figure that carries its definition: value, n/N, interval, trend, coverage, source, method. */
export function FigureCard(props: FigureCardProps) {
  const { title, unit, numerator, denominator, population, interval, trend, coverage, source, definition } =
    props
  // An interval or a fraction beside a masked figure would give it back.
  const isFigure = typeof props.value === 'number' && Number.isFinite(props.value)
  return (
    <article class="figure-card">
      {props.level === 2 ? <h2>{title}</h2> : <h3>{title}</h3>}
      <FigureValue {...props} />
      <dl class="figure-facts">
        {isFigure && numerator !== undefined && denominator !== undefined && (
          <Fact term="Soit">
            {formatNumber(numerator)} sur {formatNumber(denominator)} {population}
          </Fact>
        )}
        {isFigure && interval && (
          <Fact term={`Intervalle à${NO_BREAK_SPACE}95${NO_BREAK_SPACE}%`}>
            {formatInterval(interval.low, interval.high, unit)}
          </Fact>
        )}
        {isFigure && trend && (
          <Fact term={`Par rapport à ${trend.versus}`}>
            <TrendWord trend={trend} unit={unit} />
          </Fact>
        )}
        {coverage && <Fact term="Couverture">{coverage}</Fact>}
        {source && <Fact term="Source">{source}</Fact>}
      </dl>
      {definition && (
        <details>
          <summary>Comment est-ce calculé{NO_BREAK_SPACE}?</summary>
          {definition}
        </details>
      )}
    </article>
  )
}

function FigureValue({ value, unit, href, spark }: FigureCardProps) {
  const isFigure = typeof value === 'number' && Number.isFinite(value)
  const shown = <Value value={value} unit={unit} />
  return (
    <p class={isFigure ? 'figure-value' : 'figure-value figure-value-absent'}>
      {href ? <a href={safeHref(href)}>{shown}</a> : shown}
      {isFigure && spark}
    </p>
  )
}

function Value({ value, unit }: Pick<FigureCardProps, 'value' | 'unit'>) {
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return <>{NOT_COMPUTABLE}</>
  if (typeof value !== 'number') return <CellValue state={value} />
  const parts = measureParts(value, unit)
  return (
    <>
      {parts.figure}
      <span class="figure-unit">{parts.unit}</span>
    </>
  )
}

function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{`${term}${NO_BREAK_SPACE}:`}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** « en hausse (+1,2 point) », « stable »; the word first, the arrow repeats it. */
export function TrendWord({ trend, unit }: { trend: Trend; unit: MeasureUnit }) {
  if (trend.difference === null) return <span class="cell-absent">{NOT_COMPUTABLE}</span>
  const { word, icon } = WORDS[trend.isSignificant ? trend.direction : 'flat']
  return (
    <span class="trend">
      <Icon name={icon} />
      {`${word} (${difference(trend.difference, unit)})`}
    </span>
  )
}

const WORDS: Record<Trend['direction'], { word: string; icon: IconName }> = {
  up: { word: 'en hausse', icon: 'up' },
  down: { word: 'en baisse', icon: 'down' },
  flat: { word: 'stable', icon: 'flat' },
}

/** A difference of percentages is in points, never in per cent. */
function difference(value: number, unit: MeasureUnit): string {
  const text = formatSigned(value, unit === 'count' || unit === 'grams' ? 0 : 1)
  if (unit !== 'percent') return text
  return `${text}${NO_BREAK_SPACE}${Math.abs(value) >= 2 ? 'points' : 'point'}`
}
