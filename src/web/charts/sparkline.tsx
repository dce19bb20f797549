import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'

/** The shape of the last years in the height of a line; the words beside it say the rest. */
export function Sparkline({ values, label }: { values: (number | null)[]; label: string }) {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value))
  if (known.length < 2) return null
  const x = scaleLinear([0, values.length - 1], [4, 84])
  const low = Math.min(...known)
  const high = Math.max(...known)
  // A flat series is a line in the middle, not a line on the floor.
  const y = scaleLinear(low === high ? [low - 1, high + 1] : [low, high], [20, 4])
  const path = line<number | null>(
    (_, index) => x(index),
    (value) => y(value ?? 0),
  ).defined((value) => value !== null && Number.isFinite(value))(values)
  const last = values.findLastIndex((value) => value !== null && Number.isFinite(value))
  return (
    <svg class="sparkline" viewBox="0 0 88 24" role="img" aria-label={label}>
      {path && <path class="sparkline-line" d={path} />}
      <circle class="sparkline-end" cx={x(last)} cy={y(values[last] ?? 0)} r="3" />
    </svg>
  )
}
