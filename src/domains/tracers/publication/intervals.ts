/** An interval of proportions, both between 0 and 1. */
export type Interval = { low: number; high: number }

/** A count of stays over the stays it is counted among. */
export type Proportion = { numerator: number; denominator: number }

/**
 * Confidence interval of a proportion by the score method, without continuity correction; it behaves at
 * small numerators and never leaves [0, 1]. Null when there is no denominator, or when the numerator
 * exceeds it (transfers sent by an establishment without deliveries): there is no proportion then.
 *
 * Source: E. B. Wilson, « Probable inference, the law of succession, and statistical inference »,
 * Journal of the American Statistical Association 22, 1927, p. 209-212.
 */
export function wilsonInterval(numerator: number, denominator: number, level = 0.95): Interval | null {
  if (!isProportion({ numerator, denominator })) return null
  const z = normalQuantile(1 - (1 - level) / 2)
  const p = numerator / denominator
  const scale = 1 + z ** 2 / denominator
  const centre = p + z ** 2 / (2 * denominator)
  const half = z * Math.sqrt((p * (1 - p)) / denominator + z ** 2 / (4 * denominator ** 2))
  return {
    // The bounds are exact at the ends, where rounding would leave 1e-17 of a child.
    low: numerator === 0 ? 0 : Math.max(0, (centre - half) / scale),
    high: numerator === denominator ? 1 : Math.min(1, (centre + half) / scale),
  }
}

/**
 * Whether a proportion has moved from one period to the next: two-proportion z test with pooled variance,
 * two-sided, at 5 %. « Stable » means that chance explains the difference, not that nothing has changed.
 * Null when either period has no denominator, or fewer than five expected events or non-events, under
 * which the test does not hold (W. G. Cochran, Biometrics 10, 1954, p. 417-451).
 */
export function trend(
  current: Proportion | null,
  previous: Proportion | null,
): 'up' | 'down' | 'stable' | null {
  if (!current || !previous || !isProportion(current) || !isProportion(previous)) return null
  const pooled = (current.numerator + previous.numerator) / (current.denominator + previous.denominator)
  const smaller = Math.min(current.denominator, previous.denominator)
  if (smaller * Math.min(pooled, 1 - pooled) < 5) return null
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / current.denominator + 1 / previous.denominator))
  const difference = current.numerator / current.denominator - previous.numerator / previous.denominator
  if (Math.abs(difference) <= normalQuantile(0.975) * deviation) return 'stable'
  return difference > 0 ? 'up' : 'down'
}

function isProportion({ numerator, denominator }: Proportion): boolean {
  return denominator > 0 && numerator >= 0 && numerator <= denominator
}

/**
 * Quantile of the standard normal law, relative error under 1.2e-9.
 * Source: P. J. Acklam, « An algorithm for computing the inverse normal cumulative distribution », 2003.
 */
function normalQuantile(p: number): number {
  if (p < 0.5) return -normalQuantile(1 - p)
  if (p > 0.97575) {
    const q = Math.sqrt(-2 * Math.log(1 - p))
    return -ratio(TAIL_NUMERATOR, TAIL_DENOMINATOR, q)
  }
  const q = p - 0.5
  return q * ratio(CENTRE_NUMERATOR, CENTRE_DENOMINATOR, q * q)
}

const CENTRE_NUMERATOR = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
]
const CENTRE_DENOMINATOR = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
  1,
]
const TAIL_NUMERATOR = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const TAIL_DENOMINATOR = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1]

function ratio(numerator: number[], denominator: number[], x: number): number {
  const polynomial = (coefficients: number[]) => coefficients.reduce((sum, c) => sum * x + c, 0)
  return polynomial(numerator) / polynomial(denominator)
}
