import { scaleLinear } from 'd3-scale'
import { area, curveMonotoneX, line } from 'd3-shape'
import { formatPercent } from '../numbers.js'
import { BaseAxis, tickText, unitWords, ValueAxis } from './axis.js'
import { ChartFrame, type ChartText } from './chart-frame.js'
import { FunnelKey } from './funnel-key.js'
import { type FunnelLimits, type FunnelZone, funnelLimits, funnelZone } from './funnel-limits.js'
import { placeLabels, spread } from './labels.js'
import { Mark } from './mark.js'

export type FunnelPoint = { name: string; numerator: number; denominator: number }

export type FunnelPlotProps = ChartText & {
  /** Establishments, in any order: the chart never ranks them. Masked counts must not be given. */
  points: FunnelPoint[]
  /** Regional rate as a proportion, between 0 and 1; null draws the points without limits. */
  regionalRate: number | null
  unit: 'percent' | 'per1000'
  /** What is counted along the bottom: « accouchements ». */
  population: string
  /** Establishments named even inside the limits: those of the reader. */
  named?: string[]
}

const WIDTH = 720
const HEIGHT = 416
const BOX = { left: 60, right: 592, top: 32, bottom: 370 }
const CURVE_STEPS = 60

/** Establishments by size and rate, with what chance alone would give around the regional rate. */
export function FunnelPlot({ points, regionalRate, unit, population, named = [], ...text }: FunnelPlotProps) {
  const drawn = points.filter((point) => point.denominator > 0).map((point) => situate(point, regionalRate))
  const absent = points.filter((point) => point.denominator <= 0)
  const limits = regionalRate === null ? [] : curve(regionalRate, drawn)
  const factor = unit === 'percent' ? 100 : 1000
  const x = scaleLinear([0, largest(drawn) * 1.06], [BOX.left, BOX.right])
  const y = scaleLinear([0, highest(drawn, limits, regionalRate) * factor], [BOX.bottom, BOX.top]).nice(5)
  const at = (point: SituatedPoint) => ({ x: x(point.denominator), y: y(point.rate * factor) })
  const levels = (limit: FunnelLimits) => [
    limit.outer.low,
    limit.inner.low,
    limit.inner.high,
    limit.outer.high,
  ]
  const lines = limits.flatMap((limit) =>
    [...levels(limit), regionalRate ?? 0].map((rate) => ({ x: x(limit.denominator), y: y(rate * factor) })),
  )
  const labels = placeLabels(
    drawn
      .filter((point) => point.zone !== 'inside' || named.includes(point.name))
      .map((point) => ({ text: point.name, ...at(point) })),
    { marks: drawn.map(at), lines },
    { left: BOX.left, right: BOX.right, top: BOX.top - 12, bottom: BOX.bottom },
  )
  const ends = endLabels(limits.at(-1), regionalRate, unit, (rate) => y(rate * factor))
  return (
    <ChartFrame
      {...text}
      width={WIDTH}
      height={HEIGHT}
      size="large"
      footer={<FunnelKey absent={absent.map((point) => point.name)} hasLimits={limits.length > 0} />}
    >
      <text class="chart-axis-label" x={0} y={14}>
        {unitWords(unit)}
      </text>
      <ValueAxis scale={y} from={BOX.left} to={BOX.right} unit={unit} />
      <BaseAxis
        scale={x}
        y={BOX.bottom}
        label={`Nombre ${/^[aeéhiou]/i.test(population) ? 'd’' : 'de '}${population}`}
      />
      <Limits id={text.id} limits={limits} x={x} y={(rate) => y(rate * factor)} />
      {regionalRate !== null && (
        <line
          class="funnel-rate"
          x1={BOX.left}
          x2={BOX.right}
          y1={y(regionalRate * factor)}
          y2={y(regionalRate * factor)}
        />
      )}
      {ends.map((end) => (
        <text key={end.key} class={`funnel-end ${end.className}`} x={BOX.right + 8} y={end.y} dy="0.35em">
          {end.words}
        </text>
      ))}
      {drawn.map((point) => (
        <Mark
          key={point.name}
          {...at(point)}
          shape={SHAPES[point.zone]}
          className={`funnel-${point.zone}`}
          size={point.zone === 'inside' ? 46 : 84}
        />
      ))}
      {labels.map((label) => (
        <text key={label.text} class="funnel-name" x={label.x} y={label.y} text-anchor={label.anchor}>
          {label.text}
        </text>
      ))}
    </ChartFrame>
  )
}

const SHAPES: Record<FunnelZone, number> = { inside: 0, outside: 2, far: 3 }

type SituatedPoint = FunnelPoint & { rate: number; zone: FunnelZone }

function situate(point: FunnelPoint, regionalRate: number | null): SituatedPoint {
  const rate = point.numerator / point.denominator
  const zone =
    regionalRate === null ? 'inside' : funnelZone(rate, funnelLimits(regionalRate, point.denominator))
  return { ...point, rate, zone }
}

/** Closer steps on the left, where the limits bend. */
function curve(rate: number, points: SituatedPoint[]): FunnelLimits[] {
  if (points.length === 0) return []
  const largestShown = Math.ceil(largest(points) * 1.06)
  const sizes = Array.from({ length: CURVE_STEPS + 1 }, (_, step) =>
    Math.max(1, Math.round(largestShown * (step / CURVE_STEPS) ** 2)),
  )
  // For a handful of births the limits mean nothing: one event already is beyond them.
  return [...new Set(sizes)]
    .map((size) => funnelLimits(rate, size))
    .filter((limit) => limit.inner.high > rate)
}

function largest(points: SituatedPoint[]): number {
  return Math.max(10, ...points.map((point) => point.denominator))
}

/** The mouth of the funnel may be cut at the top: the points decide the scale, not the limits of ten births. */
function highest(points: SituatedPoint[], limits: FunnelLimits[], rate: number | null): number {
  const smallest = Math.min(...points.map((point) => point.denominator))
  const mouth = limits.find((limit) => limit.denominator >= smallest)?.inner.high ?? 0
  const top = Math.max(...points.map((point) => point.rate), (rate ?? 0) * 1.5, mouth, 0) * 1.08
  return top > 0 ? Math.min(top, 1) : 0.01
}

type LimitsProps = {
  id: string
  limits: FunnelLimits[]
  x: (size: number) => number
  y: (rate: number) => number
}

function Limits({ id, limits, x, y }: LimitsProps) {
  if (limits.length === 0) return null
  const draw = (value: (limit: FunnelLimits) => number) =>
    line<FunnelLimits>(
      (limit) => x(limit.denominator),
      (limit) => y(value(limit)),
    ).curve(curveMonotoneX)(limits) ?? ''
  const band = area<FunnelLimits>()
    .x((limit) => x(limit.denominator))
    .y0((limit) => y(limit.inner.low))
    .y1((limit) => y(limit.inner.high))
    .curve(curveMonotoneX)(limits)
  return (
    <g clip-path={`url(#${id}-clip)`}>
      <clipPath id={`${id}-clip`}>
        <rect x={BOX.left} y={BOX.top} width={BOX.right - BOX.left} height={BOX.bottom - BOX.top + 1} />
      </clipPath>
      <path class="funnel-band" d={band ?? ''} />
      <path class="funnel-limit funnel-limit-95" d={draw((limit) => limit.inner.low)} />
      <path class="funnel-limit funnel-limit-95" d={draw((limit) => limit.inner.high)} />
      <path class="funnel-limit" d={draw((limit) => limit.outer.low)} />
      <path class="funnel-limit" d={draw((limit) => limit.outer.high)} />
    </g>
  )
}

/** The lines are named where they end, at the right: no legend to look up. */
function endLabels(
  last: FunnelLimits | undefined,
  rate: number | null,
  unit: FunnelPlotProps['unit'],
  y: (rate: number) => number,
) {
  if (rate === null) return []
  const region = {
    key: 'rate',
    words: `Région ${tickText(rate * (unit === 'percent' ? 100 : 1000), 1, unit)}`,
    y: y(rate),
    className: 'funnel-end-rate',
  }
  if (!last) return [region]
  const limit = (key: string, level: number, at: number) => ({
    key,
    words: formatPercent(level, level === 95 ? 0 : 1),
    y: y(at),
    className: '',
  })
  return spread(
    [
      limit('outer-high', 99.8, last.outer.high),
      limit('inner-high', 95, last.inner.high),
      region,
      limit('inner-low', 95, last.inner.low),
      limit('outer-low', 99.8, last.outer.low),
    ],
    { gap: 16, from: BOX.top, to: BOX.bottom },
  )
}
