import type { Ledger } from './ledger.js'

/** The least and the most a count may be, for each count of the ledger. */
export type Bounds = { low: Float64Array; high: Float64Array }

/** Propagation stops by itself; this only keeps a slow convergence from costing more than it teaches. */
const ROUNDS = 30

/**
 * What the markers alone tell a reader, before any published figure: intervals propagated through every
 * equation. A region « < 11 » with three establishments « < 11 » says that none of them has more than 8.
 */
export function markerBounds(ledger: Ledger): Bounds {
  const { counts, equations } = ledger
  const low = Float64Array.from(counts, (count) => count.low)
  const high = Float64Array.from(counts, (count) => count.high)

  for (let round = 0, changed = true; changed && round < ROUNDS; round++) {
    changed = false
    for (const { terms, constant } of equations) if (tighten(terms, constant)) changed = true
  }
  return { low, high }

  function tighten(terms: [count: number, coefficient: number][], constant: number): boolean {
    let tightened = false
    for (const [index, coefficient] of terms) {
      let least = 0
      let most = 0
      for (const [other, factor] of terms) {
        if (other === index) continue
        const ends = [factor * (low[other] ?? 0), factor * (high[other] ?? 0)] as const
        least += Math.min(...ends)
        most += Math.max(...ends)
      }
      const ends = [(constant - least) / coefficient, (constant - most) / coefficient] as const
      const newLow = Math.ceil(Math.min(...ends))
      const newHigh = Math.floor(Math.max(...ends))
      if (newLow > (low[index] ?? 0)) {
        low[index] = newLow
        tightened = true
      }
      if (newHigh < (high[index] ?? 0)) {
        high[index] = newHigh
        tightened = true
      }
    }
    return tightened
  }
}
