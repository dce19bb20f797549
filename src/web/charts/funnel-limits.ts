/** Probabilities left under the lower and over the upper limit, for limits at 95 % and 99.8 %. */
const TAILS = { inner: 0.025, outer: 0.001 } as const

export type FunnelLimits = {
  denominator: number
  inner: { low: number; high: number }
  outer: { low: number; high: number }
}

/** Where a rate stands in the funnel. `far` is outside 99.8 %, `outside` is between 95 % and 99.8 %. */
export type FunnelZone = 'inside' | 'outside' | 'far'

/**
 * Control limits of a proportion for a denominator, as proportions. Exact binomial, interpolated between two
 * counts (D. J. Spiegelhalter, Statistics in Medicine 2005;24:1185-1202): the normal approximation gives
 * negative lower limits and too low upper ones for the rare events of perinatal care.
 */
export function funnelLimits(rate: number, denominator: number): FunnelLimits {
  const [innerLow, innerHigh, outerLow, outerHigh] = quantiles(rate, denominator, [
    TAILS.inner,
    1 - TAILS.inner,
    TAILS.outer,
    1 - TAILS.outer,
  ])
  return {
    denominator,
    inner: { low: innerLow, high: innerHigh },
    outer: { low: outerLow, high: outerHigh },
  }
}

/** Where a proportion stands, given the limits of its own denominator. */
export function funnelZone(proportion: number, limits: FunnelLimits): FunnelZone {
  if (proportion < limits.outer.low || proportion > limits.outer.high) return 'far'
  if (proportion < limits.inner.low || proportion > limits.inner.high) return 'outside'
  return 'inside'
}

type Four<T> = [T, T, T, T]

/** Interpolated binomial quantiles as proportions, in one pass over the counts. */
function quantiles(rate: number, n: number, probabilities: Four<number>): Four<number> {
  if (n <= 0 || rate <= 0 || rate >= 1) return [rate, rate, rate, rate]
  const found: Four<number> = [1, 1, 1, 1]
  const open = new Set([0, 1, 2, 3] as const)
  // In logarithms: (1 − rate)^n underflows for the denominators of a region.
  let logMass = n * Math.log1p(-rate)
  const logOdds = Math.log(rate) - Math.log1p(-rate)
  let before = 0
  for (let count = 0; count <= n && open.size > 0; count += 1) {
    const mass = Math.exp(logMass)
    const cumulated = before + mass
    for (const which of open) {
      const wanted = probabilities[which]
      if (cumulated <= wanted) continue
      const share = (cumulated - wanted) / mass
      found[which] = Math.min(1, Math.max(0, (count - share) / n))
      open.delete(which)
    }
    before = cumulated
    logMass += Math.log((n - count) / (count + 1)) + logOdds
  }
  return found
}
