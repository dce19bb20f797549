const Z95 = 1.959964

/**
 * Score interval of a proportion at 95 % (E. B. Wilson, JASA 1927;22:209-212), as plain ratios within [0, 1].
 * Null without denominator.
 */
export function wilsonInterval(numerator: number, denominator: number): { low: number; high: number } | null {
  if (denominator <= 0) return null
  const rate = Math.min(1, numerator / denominator)
  const z2 = Z95 ** 2 / denominator
  const middle = (rate + z2 / 2) / (1 + z2)
  const half = (Z95 / (1 + z2)) * Math.sqrt((rate * (1 - rate)) / denominator + z2 / (4 * denominator))
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

type Proportion = { numerator: number; denominator: number }

/**
 * Whether a proportion changed: two-proportion z test at 95 %, pooled variance. « stable » is « no change that
 * chance would not explain ». Null without denominator.
 */
export function trend(current: Proportion, previous: Proportion): 'up' | 'down' | 'stable' | null {
  if (current.denominator <= 0 || previous.denominator <= 0) return null
  const difference = current.numerator / current.denominator - previous.numerator / previous.denominator
  const pooled = (current.numerator + previous.numerator) / (current.denominator + previous.denominator)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / current.denominator + 1 / previous.denominator))
  if (error === 0 || Math.abs(difference) / error < Z95) return 'stable'
  return difference > 0 ? 'up' : 'down'
}
