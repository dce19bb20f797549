import { type Interval, wilsonInterval } from './intervals.js'
import type { CellVisibility } from './suppression.js'

/** A result of the engine for one cell, whole numbers of stays. */
export type CellResult = { numerator: number; denominator: number }

/**
 * What a published cell says, never a blank. `value` is null when there is no denominator (« non
 * calculable »). A suppressed cell carries no figure at all, so that none can slip into a page, an export
 * or an API answer; its marker is `under-threshold` (« < 11 ») only when that is true of its numerator,
 * else `masked` (« masqué »).
 */
export type CellState =
  | {
      kind: 'value'
      numerator: number
      denominator: number
      /** Plain proportion, 0.123 for 12.3 %. */
      value: number | null
      /** 95 % score interval. */
      interval: Interval | null
    }
  | { kind: 'declared-zero'; denominator: number; interval: Interval | null }
  | { kind: 'not-reported' }
  | { kind: 'not-applicable' }
  | { kind: 'suppressed'; marker: 'under-threshold' | 'masked' }

/** Stays under which « < 11 » is true; the same default as in `protectCells`. */
const THRESHOLD = 11

/**
 * The state of a cell. Not applicable (no such activity here) comes before not reported (no extract has
 * come), which comes before secrecy: neither reveals a count. A zero somebody vouches for is
 * `declared-zero`, even when the engine gives no result for it; any other absent result is not reported.
 */
export function cellState(cell: {
  result: CellResult | null
  reported: boolean
  declaredZero: boolean
  applicable: boolean
  visibility: CellVisibility
}): CellState {
  const { result } = cell
  if (!cell.applicable) return { kind: 'not-applicable' }
  if (!cell.reported) return { kind: 'not-reported' }
  if (cell.visibility !== 'published') {
    const small = cell.visibility === 'primary' && (result === null || result.numerator < THRESHOLD)
    return { kind: 'suppressed', marker: small ? 'under-threshold' : 'masked' }
  }
  if (cell.declaredZero && (result === null || result.numerator === 0)) {
    const denominator = result?.denominator ?? 0
    return { kind: 'declared-zero', denominator, interval: wilsonInterval(0, denominator) }
  }
  if (result === null) return { kind: 'not-reported' }
  const { numerator, denominator } = result
  return {
    kind: 'value',
    numerator,
    denominator,
    value: denominator > 0 ? numerator / denominator : null,
    interval: wilsonInterval(numerator, denominator),
  }
}
