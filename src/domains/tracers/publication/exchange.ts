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
  /** What the visible cells it hides may cost together, at most. */
  budget: number,
) => Exchange | null

/** Steps of one search; beyond it the cheapest exchange found so far is taken. */
const STEPS = 100
/** Where a regional figure is at stake it is worth looking longer for local ones to hide instead. */
const DEAR_STEPS = 1500
const DEAR = 9
/** Under the cost of any visible cell: such an exchange hides nothing more, and need not be improved. */
export const NOTHING_MORE = 0.9
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
  // Read at every step of every search: flat arrays halve its time.
  const values = Float64Array.from(counts, (count) => count.value)
  const lows = Float64Array.from(counts, (count) => count.low)
  const highs = Float64Array.from(counts, (count) => count.high)
  const homes = counts.map((count) => count.establishment)
  const movable = equations.map(({ terms }) => terms.filter(([index]) => counts[index]?.cells.length))
  const shift = new Float64Array(counts.length)
  const imbalance = new Float64Array(equations.length)
  const open = new Set<number>()
  let moved: number[] = []
  let forbidden: string | null = null
  let best: Exchange | null = null
  let bestCost = 0
  let steps = 0
  let allowance = STEPS

  return (start, target, insider, budget) => {
    forbidden = insider
    best = null
    bestCost = budget
    steps = 0
    allowance = budget > DEAR ? DEAR_STEPS : STEPS
    moved = []
    const delta = target - (values[start] ?? 0)
    move(start, delta)
    explore(prices[start] ?? 0)
    undo(start, delta)
    return best
  }

  function explore(cost: number) {
    if (cost >= bestCost || ++steps > allowance) return
    if (open.size === 0) {
      best = { moved: [...moved], establishments: establishmentsOf(moved) }
      bestCost = cost
      return
    }
    for (const { count, delta, price } of mostConstrained(bestCost - cost)) {
      if ((best && bestCost < NOTHING_MORE) || steps > allowance) return
      move(count, delta)
      explore(cost + price)
      undo(count, delta)
    }
  }

  /** The ways to balance the open equation that has the fewest: a dead end shows at once. */
  function mostConstrained(budget: number): Candidate[] {
    let fewest: Candidate[] | null = null
    for (const equation of open) {
      const found = candidates(equation, budget, fewest?.length ?? Number.POSITIVE_INFINITY)
      if (found) fewest = found
      if (fewest && fewest.length < 2) break
    }
    return (fewest ?? []).sort((a, b) => a.price - b.price)
  }

  /** Null when there are not fewer than `most`. */
  function candidates(equation: number, budget: number, most: number): Candidate[] | null {
    const found: Candidate[] = []
    const amount = imbalance[equation] ?? 0
    for (const [index, coefficient] of movable[equation] ?? []) {
      const base = prices[index] ?? 0
      if (base >= budget || shift[index] !== 0) continue
      if (forbidden !== null && homes[index] === forbidden) continue
      const value = values[index] ?? 0
      const wanted = value - amount / coefficient
      const reached = Math.min(Math.max(wanted, lows[index] ?? 0), highs[index] ?? 0)
      const delta = reached - value
      if (delta === 0 || !Number.isInteger(delta)) continue
      // A count that can only do a part leaves the rest to others: the last resort.
      const price = base + MOVE_COST * (reached === wanted ? 1 : 10)
      if (price >= budget) continue
      if (found.length + 1 >= most) return null
      found.push({ count: index, delta, price })
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

  /** A difference nobody prints gives way by itself, as far as what is known of it allows. */
  function isBalanced(equation: number, amount: number): boolean {
    if (amount === 0) return true
    const difference = equations[equation]?.difference
    if (!difference || shift[difference.count] !== 0) return false
    const reached = (values[difference.count] ?? 0) - amount / difference.coefficient
    return reached >= (lows[difference.count] ?? 0) && reached <= (highs[difference.count] ?? 0)
  }

  function establishmentsOf(indexes: number[]): Set<string> {
    const establishments = new Set<string>()
    for (const index of indexes) {
      const establishment = homes[index]
      if (establishment) establishments.add(establishment)
    }
    return establishments
  }
}

type Candidate = { count: number; delta: number; price: number }
