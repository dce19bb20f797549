/** Shares a whole in proportion to weights; the parts are whole numbers and add up to it exactly. */
export function apportion(whole: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let reached = 0
  let given = 0
  return weights.map((weight) => {
    reached += weight
    const part = total === 0 ? 0 : Math.round((whole * reached) / total) - given
    given += part
    return part
  })
}
