import type { ScaleLinear } from 'd3-scale'
import { formatNumber, type MeasureUnit } from '../numbers.js'
import { NARROW_SPACE } from '../typography.js'

type Scale = ScaleLinear<number, number>

/** Horizontal hairlines with their value at the left: the eye reads a level, not a frame. */
export function ValueAxis({
  scale,
  from,
  to,
  unit,
}: {
  scale: Scale
  from: number
  to: number
  unit: MeasureUnit
}) {
  const ticks = scale.ticks(5)
  const digits = decimals(ticks)
  return (
    <g>
      {ticks.map((tick) => (
        <g key={tick}>
          <line class="chart-grid" x1={from} x2={to} y1={scale(tick)} y2={scale(tick)} />
          <text class="chart-axis-label" x={from - 8} y={scale(tick)} dy="0.35em" text-anchor="end">
            {tickText(tick, digits, unit)}
          </text>
        </g>
      ))}
    </g>
  )
}

/** Values along the bottom, with a short mark each. */
export function BaseAxis({ scale, y, label }: { scale: Scale; y: number; label: string }) {
  const [from = 0, to = 0] = scale.range()
  return (
    <g>
      <line class="chart-axis" x1={from} x2={to} y1={y} y2={y} />
      {scale.ticks(6).map((tick) => (
        <text key={tick} class="chart-axis-label" x={scale(tick)} y={y + 20} text-anchor="middle">
          {formatNumber(tick)}
        </text>
      ))}
      <text class="chart-axis-label" x={to} y={y + 40} text-anchor="end">
        {label}
      </text>
    </g>
  )
}

/** A tick without words: the unit per thousand is said once, in the caption of the axis. */
export function tickText(tick: number, digits: number, unit: MeasureUnit): string {
  return unit === 'percent' ? `${formatNumber(tick, digits)}${NARROW_SPACE}%` : formatNumber(tick, digits)
}

/** How many decimals the ticks of an axis need to differ. */
export function decimals(ticks: number[]): number {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0))
  return step === 0 ? 0 : Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
}

/** The unit as a few words over the axis. */
export function unitWords(unit: MeasureUnit): string {
  return UNIT_WORDS[unit]
}

const UNIT_WORDS: Record<MeasureUnit, string> = {
  percent: 'en pourcentage',
  per1000: 'pour 1\u202f000',
  count: 'en nombre',
  days: 'en jours',
  hours: 'en heures',
  weeks: 'en SA',
  grams: 'en grammes',
  ratio: 'rapport',
}
