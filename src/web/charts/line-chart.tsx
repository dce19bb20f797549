import { scaleLinear, scalePoint } from 'd3-scale'
import { area, line } from 'd3-shape'
import { formatMeasure, type MeasureUnit } from '../numbers.js'
import { unitWords, ValueAxis } from './axis.js'
import { ChartFrame, type ChartText } from './chart-frame.js'
import { spread, wrapWords } from './labels.js'
import { Mark } from './mark.js'

export type LinePoint = {
  /** The year or the period; the order of the first series is the order of the axis. */
  label: string
  value: number | null
  low?: number | null
  high?: number | null
}

export type LineSeries = { name: string; points: LinePoint[] }

export type LineChartProps = ChartText & {
  /** At most four: beyond, use small multiples. */
  series: LineSeries[]
  unit: MeasureUnit
  /** A level to compare with: « Objectif 2026 ». */
  reference?: { name: string; value: number }
}

const WIDTH = 440
const HEIGHT = 300
const BOX = { left: 52, right: 312, top: 30, bottom: 262 }

/** A value over the years, its 95 % interval as a band, each line named where it ends. */
export function LineChart({ series, unit, reference, ...text }: LineChartProps) {
  const labels = series[0]?.points.map((point) => point.label) ?? []
  const x = scalePoint(labels, [BOX.left + 14, BOX.right - 8])
  const values = [...series.flatMap(extent), ...(reference ? [reference.value] : [])]
  const top = Math.max(0, ...values)
  const y = scaleLinear([Math.min(0, ...values), top > 0 ? top : 1], [BOX.bottom, BOX.top]).nice(5)
  const place = (label: string) => x(label) ?? BOX.left
  const ends = endLabels(series, unit, reference, y)
  return (
    <ChartFrame {...text} width={WIDTH} height={HEIGHT} size="small">
      <text class="chart-axis-label" x={0} y={14}>
        {unitWords(unit)}
      </text>
      <ValueAxis scale={y} from={BOX.left} to={BOX.right} unit={unit} />
      {labels.map((label, index) => (
        <text
          key={label}
          class="chart-axis-label"
          x={place(label)}
          y={BOX.bottom + 24}
          text-anchor="middle"
          visibility={isShown(index, labels.length) ? undefined : 'hidden'}
        >
          {label}
        </text>
      ))}
      {reference && (
        <line
          class="chart-reference"
          x1={BOX.left}
          x2={BOX.right}
          y1={y(reference.value)}
          y2={y(reference.value)}
        />
      )}
      {series.map((one, index) => (
        <Series key={one.name} series={one} index={index} x={place} y={y} />
      ))}
      {ends.map((end) => (
        <text key={end.name} class={`chart-series-label ${end.className}`} x={BOX.right + 8} y={end.y}>
          {end.lines.map((words, index) => (
            <tspan key={words} x={BOX.right + 8} dy={index === 0 ? '0.35em' : '1.15em'}>
              {words}
            </tspan>
          ))}
        </text>
      ))}
    </ChartFrame>
  )
}

type Place = (label: string) => number
type Height = (value: number) => number
type SeriesProps = { series: LineSeries; index: number; x: Place; y: Height }

function Series({ series, index, x, y }: SeriesProps) {
  const known = series.points.filter(hasValue)
  // A missing year breaks the line: joining its neighbours would invent a value.
  const path = line<LinePoint>(
    (point) => x(point.label),
    (point) => y(point.value ?? 0),
  ).defined(hasValue)(series.points)
  const band = area<LinePoint>()
    .x((point) => x(point.label))
    .y0((point) => y(point.low ?? 0))
    .y1((point) => y(point.high ?? 0))
    .defined((point) => isNumber(point.low) && isNumber(point.high))(series.points)
  return (
    <g class={`series-${(index % 4) + 1}`}>
      {band && <path class="chart-band" d={band} />}
      {path && <path class="chart-line" d={path} />}
      {known.map((point) => (
        <Mark key={point.label} shape={index} x={x(point.label)} y={y(point.value)} className="chart-mark" />
      ))}
    </g>
  )
}

/** Each line is named where it ends. The period is written only when the line stops before the others. */
function endLabels(
  series: LineSeries[],
  unit: MeasureUnit,
  reference: LineChartProps['reference'],
  y: Height,
) {
  const newest = series[0]?.points.at(-1)?.label
  const ends = series.flatMap((one, index) => {
    const last = one.points.filter(hasValue).at(-1)
    if (!last) return []
    const value = formatMeasure(last.value, unit)
    const lines = [
      ...wrapWords(one.name, NAME_WIDTH),
      last.label === newest ? value : `${value} (${last.label})`,
    ]
    return [{ name: one.name, lines, y: y(last.value), className: `series-${(index % 4) + 1}` }]
  })
  if (reference) {
    const lines = [...wrapWords(reference.name, NAME_WIDTH), formatMeasure(reference.value, unit)]
    ends.push({ name: reference.name, lines, y: y(reference.value), className: '' })
  }
  const gap = 9 + 15.5 * Math.max(0, ...ends.map((end) => end.lines.length))
  return spread(ends, { gap, from: BOX.top, to: BOX.bottom })
}

/** Letters that fit at the right of the plot. */
const NAME_WIDTH = 15

/** Beyond five periods some are left out, counted from the last, which is the one looked at. */
function isShown(index: number, count: number): boolean {
  return count <= 5 || (count - 1 - index) % Math.ceil(count / 5) === 0
}

function extent(series: LineSeries): number[] {
  return series.points.flatMap((point) => [point.value, point.low, point.high].filter(isNumber))
}

function hasValue(point: LinePoint): point is LinePoint & { value: number } {
  return isNumber(point.value)
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
