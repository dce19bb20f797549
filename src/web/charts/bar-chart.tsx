import { scaleLinear } from 'd3-scale'
import { formatMeasure, type MeasureUnit, NOT_COMPUTABLE } from '../numbers.js'
import { type CellState, cellText } from '../states.js'
import { ChartFrame, type ChartText } from './chart-frame.js'

export type Bar = {
  label: string
  value: number | null
  /** Why there is no bar, when the reason is known. */
  state?: Exclude<CellState, { kind: 'value' }>
  low?: number | null
  high?: number | null
  /** The one the page is about; the others are drawn in grey. */
  isFocus?: boolean
}

export type BarChartProps = ChartText & { bars: Bar[]; unit: MeasureUnit }

const WIDTH = 440
const ROW = 46
const RIGHT = 330

/** Horizontal bars in the order given, each named above and valued at its end; the interval is a whisker. */
export function BarChart({ bars, unit, ...text }: BarChartProps) {
  const top = Math.max(0, ...bars.flatMap((bar) => [bar.value ?? 0, bar.high ?? 0]))
  const x = scaleLinear([0, top > 0 ? top : 1], [0, RIGHT])
  const hasFocus = bars.some((bar) => bar.isFocus)
  return (
    <ChartFrame {...text} width={WIDTH} height={bars.length * ROW + 6} size="small">
      <g class="series-1">
        {bars.map((bar, index) => (
          <BarRow
            key={bar.label}
            bar={bar}
            y={index * ROW}
            x={x}
            unit={unit}
            className={hasFocus && !bar.isFocus ? 'chart-bar-muted' : 'chart-bar'}
          />
        ))}
      </g>
      <line class="chart-axis" x1={0} x2={0} y1={0} y2={bars.length * ROW + 6} />
    </ChartFrame>
  )
}

type BarRowProps = { bar: Bar; y: number; x: (value: number) => number; unit: MeasureUnit; className: string }

function BarRow({ bar, y, x, unit, className }: BarRowProps) {
  const { value, low, high } = bar
  const hasWhisker = value !== null && typeof low === 'number' && typeof high === 'number'
  const end = Math.max(x(value ?? 0), hasWhisker ? x(high) : 0)
  const middle = y + 32
  const whisker = hasWhisker
    ? `M${x(low)} ${middle}H${x(high)}M${x(low)} ${middle - 4}v8M${x(high)} ${middle - 4}v8`
    : ''
  return (
    <g>
      <text x={6} y={y + 17}>
        {bar.label}
      </text>
      {value !== null && (
        <rect class={className} x={0} y={y + 24} width={Math.max(1, x(value))} height={16} />
      )}
      {hasWhisker && (
        <>
          <path class="chart-whisker-halo" fill="none" d={whisker} />
          <path class="chart-whisker" fill="none" d={whisker} />
        </>
      )}
      <text
        class={value === null ? 'chart-axis-label' : 'chart-bar-value'}
        x={end + 8}
        y={middle}
        dy="0.35em"
      >
        {value === null ? absence(bar) : formatMeasure(value, unit)}
      </text>
    </g>
  )
}

function absence(bar: Bar): string {
  return bar.state ? cellText(bar.state) : NOT_COMPUTABLE
}
