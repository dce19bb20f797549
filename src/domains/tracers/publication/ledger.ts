import { PARTITIONS, populationOf, type Term } from './relations.js'
import type { Cell } from './suppression.js'

/** An unknown or known of the reader: a numerator, a denominator, or a difference nobody prints. */
export type Count = {
  value: number
  /** Where it is counted; null for the region. */
  establishment: string | null
  /** Cells that say it: it is known as soon as one of them is published. Empty for a difference. */
  cells: number[]
  /** What the marker of a hidden cell says of it, at least and at most. */
  low: number
  high: number
  /** Between 1 and the threshold: never to be known closer than that. */
  sensitive: boolean
  /** Equations it enters, with its coefficient. */
  equations: [equation: number, coefficient: number][]
}

/** Σ coefficient × count = constant. The difference, if any, is one of its terms and enters no other. */
export type Equation = {
  terms: [count: number, coefficient: number][]
  constant: number
  difference: { count: number; coefficient: number } | null
}

export type Ledger = {
  counts: Count[]
  equations: Equation[]
  /** By cell: whether the rule itself forbids it, and the counts it would say. */
  primary: boolean[]
  countsOfCell: number[][]
}

/**
 * Everything a reader can write down about one view: the counts and the equations between them. The
 * constants come from the figures themselves, so a region that counts more than its establishments, or
 * classes that do not fill their whole, are taken as known to the reader, which is the prudent side.
 */
export function openLedger(cells: readonly Cell[], threshold: number): Ledger {
  const counts: Count[] = []
  const equations = new Map<string, Equation>()
  const numerators: number[] = []
  const denominators: number[] = []
  const byDenominator = new Map<string, number>()
  const small = (value: number) => value >= 1 && value < threshold

  const primary = cells.map(
    (cell) => small(cell.numerator) || small(cell.denominator) || small(cell.denominator - cell.numerator),
  )

  const add = (count: Omit<Count, 'equations'>) => counts.push({ ...count, equations: [] }) - 1
  const addDifference = (value: number, establishment: string | null) =>
    add({
      value,
      establishment,
      cells: [],
      low: 0,
      high: Number.POSITIVE_INFINITY,
      sensitive: small(value),
    })

  const relate = (terms: [number, number][]) => {
    const sums = new Map<number, number>()
    for (const [count, coefficient] of terms) sums.set(count, (sums.get(count) ?? 0) + coefficient)
    const kept = [...sums].filter(([, coefficient]) => coefficient !== 0).sort(([a], [b]) => a - b)
    if (kept.length === 0) return
    const free = kept.find(([count]) => counts[count]?.cells.length === 0)
    const difference = free ? { count: free[0], coefficient: free[1] } : null
    const constant = kept.reduce(
      (sum, [count, coefficient]) => sum + coefficient * (counts[count]?.value ?? 0),
      0,
    )
    equations.set(kept.join(';'), { terms: kept, constant, difference })
  }

  cells.forEach((cell, index) => {
    const { establishment, year, numerator, denominator } = cell
    numerators[index] = add({
      value: numerator,
      establishment,
      cells: [index],
      ...saidByMarker(cell, threshold),
      sensitive: small(numerator),
    })
    const key = JSON.stringify([year, establishment, populationOf(cell.indicator, cell.class), denominator])
    const known = byDenominator.get(key)
    const count =
      known ??
      add({
        value: denominator,
        establishment,
        cells: [],
        low: 0,
        high: denominator === 0 ? 0 : Number.POSITIVE_INFINITY,
        sensitive: small(denominator),
      })
    byDenominator.set(key, count)
    counts[count]?.cells.push(index)
    denominators[index] = count
    if (denominator >= numerator) {
      const complement = addDifference(denominator - numerator, establishment)
      relate([
        [numerators[index] ?? 0, 1],
        [complement, 1],
        [count, -1],
      ])
    }
  })

  const relateSum = (
    wholes: number[],
    parts: [number, number][],
    establishment: string | null,
    rest: boolean,
  ) => {
    const [whole] = wholes
    if (whole === undefined) return
    const left = (counts[whole]?.value ?? 0) - parts.reduce((s, [c, k]) => s + k * (counts[c]?.value ?? 0), 0)
    const terms: [number, number][] = [[whole, -1], ...parts]
    if (rest && left >= 0) terms.push([addDifference(left, establishment), 1])
    relate(terms)
  }

  for (const members of grouped(cells, (cell) => [cell.year, cell.indicator, cell.class])) {
    for (const side of [numerators, denominators]) {
      const region = members.filter((i) => cells[i]?.establishment === null).map((i) => side[i] ?? 0)
      const sites = members.filter((i) => cells[i]?.establishment !== null)
      if (sites.length > 0) {
        relateSum(
          region,
          sites.map((i) => [side[i] ?? 0, 1]),
          null,
          false,
        )
      }
    }
  }

  for (const members of grouped(cells, (cell) => [cell.year, cell.establishment])) {
    const establishment = cells[members[0] ?? 0]?.establishment ?? null
    const places = new Map(members.map((i) => [`${cells[i]?.indicator}/${cells[i]?.class}`, i]))
    const countsOf = (term: Term): number[] => {
      const index = places.get(`${term.indicator}/${term.class}`)
      const count = index === undefined ? undefined : (term.count ? denominators : numerators)[index]
      return count === undefined ? [] : [count]
    }
    for (const { whole, parts, rest } of PARTITIONS) {
      const terms = parts.flatMap((term) =>
        countsOf(term).map((count): [number, number] => [count, term.times ?? 1]),
      )
      if (terms.length > 0) relateSum(countsOf(whole), terms, establishment, rest !== undefined)
    }
  }

  const list = [...equations.values()]
  list.forEach((equation, index) => {
    for (const [count, coefficient] of equation.terms) counts[count]?.equations.push([index, coefficient])
  })
  const countsOfCell = cells.map((_, index) => [numerators[index] ?? 0, denominators[index] ?? 0])
  return { counts, equations: list, primary, countsOfCell }
}

/** « < 11 » says 1 to 10 (0 when only the denominator is small); « masqué » says anything else. */
function saidByMarker(cell: Cell, threshold: number): { low: number; high: number } {
  const { numerator, denominator } = cell
  if (numerator >= threshold) return { low: threshold, high: Number.POSITIVE_INFINITY }
  if (numerator >= 1) return { low: 1, high: threshold - 1 }
  return { low: 0, high: denominator >= 1 && denominator < threshold ? threshold - 1 : 0 }
}

function grouped(cells: readonly Cell[], key: (cell: Cell) => unknown[]): number[][] {
  const groups = new Map<string, number[]>()
  cells.forEach((cell, index) => {
    const name = JSON.stringify(key(cell))
    const members = groups.get(name)
    if (members) members.push(index)
    else groups.set(name, [index])
  })
  return [...groups.values()]
}
