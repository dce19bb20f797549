import type { Ledger } from './ledger.js'

/** Other figures, equally possible for the reader, reached by moving some hidden counts together. */
export type Exchange = {
  /** Counts that move; those of a cell have to be hidden. */
  moved: number[]
  /** Establishments one of whose counts moves: their staff would see that it did not. */
  establishments: Set<string>
}

export type ExchangeSearch = (
  start: number,
  target: number,
  insider: string | null,
  /** Whether visible cells may be hidden for it. */
  mayHide: boolean,
) => Exchange | null

/** Steps of one search; beyond it the cheapest exchange found so far is taken. */
const STEPS = 900
/** Under the cost of any visible cell: such an exchange hides nothing more, and need not be improved. */
const NOTHING_MORE = 0.9
/** Cheap exchanges are sought first, each time with the whole allowance of steps. */
const COST_LIMITS = [NOTHING_MORE, 2.6, 4, 6, 10, 30, Number.POSITIVE_INFINITY]
/** Between two exchanges that hide the same cells, the shorter one involves fewer counts. */
const MOVE_COST = 0.001

/**
 * Finds a cheap exchange in which one count takes another value while every equation still holds and every
 * hidden count stays within what its marker says. An exchange is a proof: whatever the reader computes,
 * by propagation or by linear programming, the count may have this value. Counts of `insider` do not
 * move, since its staff knows them. Null when none is found.
 *
 * Depth first with branch and bound, after the shortest-path heuristic for complementary suppression
 * (J. Castro, « A shortest-paths heuristic for statistical data protection in positive tables »,
 * INFORMS Journal on Computing 19(4), 2007), without its restriction to two-dimensional tables.
 *
 * @param prices what hiding the visible cells of each count would cost, at the time of the search.
 */
export function exchangeSearch(ledger: Ledger, prices: Float64Array): ExchangeSearch {
  const { counts, equations } = ledger
  const shift = new Float64Array(counts.length)
  const imbalance = new Float64Array(equations.length)
  const open = new Set<number>()
  const moved: number[] = []
  let forbidden: string | null = null
  let best: Exchange | null = null
  let bestCost = 0
  let steps = 0
  /** Whether the cost or the steps allowed, and not the figures, cut the search short. */
  let curtailed = false

  return (start, target, insider, mayHide) => {
    forbidden = insider
    best = null
    const delta = target - (counts[start]?.value ?? 0)
    move(start, delta)
    for (const limit of mayHide ? COST_LIMITS : [NOTHING_MORE]) {
      bestCost = limit
      steps = 0
      curtailed = false
      explore(prices[start] ?? 0)
      if (best || !curtailed) break
    }
    undo(start, delta)
    return best
  }

  function explore(cost: number) {
    if (cost >= bestCost || ++steps > STEPS) {
      curtailed = true
      return
    }
    if (open.size === 0) {
      best = { moved: [...moved], establishments: establishmentsOf(moved) }
      bestCost = cost
      return
    }
    for (const { count, delta, price } of mostConstrained(bestCost - cost)) {
      if (best && bestCost < NOTHING_MORE) return
      move(count, delta)
      explore(cost + price)
      undo(count, delta)
    }
  }

  /** The ways to balance the open equation that has the fewest: a dead end shows at once. */
  function mostConstrained(budget: number): Candidate[] {
    let fewest: Candidate[] | null = null
    for (const equation of open) {
      const found = candidates(equation, budget)
      if (!fewest || found.length < fewest.length) fewest = found
      if (fewest.length < 2) break
    }
    return (fewest ?? []).sort((a, b) => a.price - b.price)
  }

  function candidates(equation: number, budget: number): Candidate[] {
    const found: Candidate[] = []
    const amount = imbalance[equation] ?? 0
    for (const [index, coefficient] of equations[equation]?.terms ?? []) {
      const count = counts[index]
      if (!count || shift[index] !== 0 || count.cells.length === 0) continue
      if (forbidden !== null && count.establishment === forbidden) continue
      const wanted = count.value - amount / coefficient
      const reached = Math.min(Math.max(wanted, count.low), count.high)
      const delta = reached - count.value
      if (delta === 0 || !Number.isInteger(delta)) continue
      // A count that can only do a part leaves the rest to others: the last resort.
      const price = (prices[index] ?? 0) + MOVE_COST * (reached === wanted ? 1 : 10)
      if (price < budget) found.push({ count: index, delta, price })
      else curtailed = true
    }
    return found
  }

  function move(index: number, delta: number) {
    shift[index] = delta
    moved.push(index)
    shiftEquations(index, delta)
  }

  function undo(index: number, delta: number) {
    shift[index] = 0
    moved.pop()
    shiftEquations(index, -delta)
  }

  function shiftEquations(index: number, delta: number) {
    for (const [equation, coefficient] of counts[index]?.equations ?? []) {
      const amount = (imbalance[equation] ?? 0) + coefficient * delta
      imbalance[equation] = amount
      if (isBalanced(equation, amount)) open.delete(equation)
      else open.add(equation)
    }
  }

  /** A difference nobody prints gives way by itself, as long as it does not become negative. */
  function isBalanced(equation: number, amount: number): boolean {
    if (amount === 0) return true
    const { difference } = equations[equation] ?? {}
    if (!difference || shift[difference.count] !== 0) return false
    return (counts[difference.count]?.value ?? 0) - amount / difference.coefficient >= 0
  }

  function establishmentsOf(indexes: number[]): Set<string> {
    const establishments = new Set<string>()
    for (const index of indexes) {
      const establishment = counts[index]?.establishment
      if (establishment) establishments.add(establishment)
    }
    return establishments
  }
}

type Candidate = { count: number; delta: number; price: number }
