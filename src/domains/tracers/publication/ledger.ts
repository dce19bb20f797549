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
  /** From 1 to the threshold excluded: never to be known closer than that. */
  sensitive: boolean
  /** Equations it enters, with its coefficient. */
  equations: [equation: number, coefficient: number][]
}

/** Σ coefficient × count = constant. The difference, if any, is one of its terms and enters no other. */
export type Equation = {
  terms: Terms
  constant: number
  difference: { count: number; coefficient: number } | null
}

export type Ledger = {
  counts: Count[]
  equations: Equation[]
  /** By cell: whether the rule itself forbids it, and the counts it would say. */
  primary: boolean[]
  countsOfCell: { numerator: number; denominator: number }[]
}

type Terms = [count: number, coefficient: number][]

type Draft = {
  cells: readonly Cell[]
  threshold: number
  counts: Count[]
  /** Several classes say the same thing of their denominators: an equation is kept once. */
  equations: Map<string, Equation>
  countsOfCell: Ledger['countsOfCell']
}

/**
 * Everything a reader can write down about one view: the counts and the equations between them. The
 * constants come from the figures themselves, so a region that counts more than its establishments, or
 * classes that do not fill their whole, are taken as known to the reader, which is the prudent side.
 */
export function openLedger(cells: readonly Cell[], threshold: number): Ledger {
  const draft: Draft = { cells, threshold, counts: [], equations: new Map(), countsOfCell: [] }
  addCells(draft)
  relateRegionToEstablishments(draft)
  relateClasses(draft)

  const { counts, countsOfCell } = draft
  const equations = [...draft.equations.values()]
  for (const [index, { terms }] of equations.entries()) {
    for (const [count, coefficient] of terms) counts[count]?.equations.push([index, coefficient])
  }
  const primary = cells.map(({ numerator, denominator }) =>
    [numerator, denominator, denominator - numerator].some((count) => isSmall(draft, count)),
  )
  return { counts, equations, primary, countsOfCell }
}

function addCells(draft: Draft) {
  const denominators = new Map<string, number>()
  for (const [index, cell] of draft.cells.entries()) {
    const { establishment } = cell
    const numerator = addCount(draft, cell.numerator, establishment, saidByMarker(cell, draft.threshold))
    draft.counts[numerator]?.cells.push(index)

    const population = populationOf(cell.indicator, cell.class)
    // The value is part of the key in case classes thought of one population turn out to differ.
    const key = JSON.stringify([cell.year, establishment, population, cell.denominator])
    const high = cell.denominator === 0 ? 0 : Number.POSITIVE_INFINITY
    const denominator =
      denominators.get(key) ?? addCount(draft, cell.denominator, establishment, { low: 0, high })
    denominators.set(key, denominator)
    draft.counts[denominator]?.cells.push(index)
    draft.countsOfCell.push({ numerator, denominator })

    // Transfers sent without any delivery: more events than stays, hence no complement.
    if (cell.numerator > cell.denominator) continue
    const complement = addDifference(draft, cell.denominator - cell.numerator, establishment)
    relate(draft, [
      [numerator, 1],
      [complement, 1],
      [denominator, -1],
    ])
  }
}

function relateRegionToEstablishments(draft: Draft) {
  const { cells, countsOfCell } = draft
  for (const members of grouped(cells, (cell) => [cell.year, cell.indicator, cell.class])) {
    const region = members.find((cell) => cells[cell]?.establishment === null)
    if (region === undefined || members.length < 2) continue
    for (const side of ['numerator', 'denominator'] as const) {
      const terms = members.map((cell): Terms[number] => [
        countsOfCell[cell]?.[side] ?? 0,
        cell === region ? -1 : 1,
      ])
      relate(draft, terms)
    }
  }
}

function relateClasses(draft: Draft) {
  const { cells, counts } = draft
  for (const members of grouped(cells, (cell) => [cell.year, cell.establishment])) {
    const establishment = cells[members[0] ?? 0]?.establishment ?? null
    const countOf = termsOfPlace(draft, members)
    for (const { whole, parts, rest, gap } of PARTITIONS) {
      const total = countOf(whole)
      const found = parts.map((term) => ({ count: countOf(term), times: term.times ?? 1 }))
      if (total === 'zero' || total === 'unseen' || found.some(({ count }) => count === 'unseen')) continue
      const terms: Terms = [[total, -1]]
      for (const { count, times } of found) if (typeof count === 'number') terms.push([count, times])
      if (terms.length === 1) continue
      const left = -terms.reduce((sum, [count, k]) => sum + k * (counts[count]?.value ?? 0), 0)
      if (gap !== undefined) terms.push([addGap(draft, left, establishment, gap), 1])
      else if (rest !== undefined && left >= 0) terms.push([addDifference(draft, left, establishment), 1])
      relate(draft, terms)
    }
  }
}

/**
 * The count of a term in one place. A class absent from an indicator that is shown counts zero; when the
 * whole indicator is not shown, the reader knows nothing of it. A denominator is that of any class of the
 * same population.
 */
function termsOfPlace({ cells, countsOfCell }: Draft, members: number[]) {
  const numerators = new Map<string, number>()
  const denominators = new Map<string, number>()
  const shown = new Set<string>()
  for (const index of members) {
    const cell = cells[index]
    const counts = countsOfCell[index]
    if (!cell || !counts) continue
    shown.add(cell.indicator)
    numerators.set(`${cell.indicator}/${cell.class}`, counts.numerator)
    denominators.set(populationOf(cell.indicator, cell.class), counts.denominator)
  }
  return (term: Term): number | 'zero' | 'unseen' => {
    if (term.count === 'denominator') {
      return denominators.get(populationOf(term.indicator, term.class)) ?? 'unseen'
    }
    if (!shown.has(term.indicator)) return 'unseen'
    return numerators.get(`${term.indicator}/${term.class}`) ?? 'zero'
  }
}

function relate(draft: Draft, terms: Terms) {
  const sums = new Map<number, number>()
  for (const [count, coefficient] of terms) sums.set(count, (sums.get(count) ?? 0) + coefficient)
  const kept = [...sums].filter(([, coefficient]) => coefficient !== 0).sort(([a], [b]) => a - b)
  if (kept.length === 0) return
  const constant = kept.reduce((sum, [count, k]) => sum + k * (draft.counts[count]?.value ?? 0), 0)
  const free = kept.find(([count]) => draft.counts[count]?.cells.length === 0)
  const difference = free ? { count: free[0], coefficient: free[1] } : null
  draft.equations.set(kept.join(';'), { terms: kept, constant, difference })
}

function addDifference(draft: Draft, value: number, establishment: string | null): number {
  return addCount(draft, value, establishment, { low: 0, high: Number.POSITIVE_INFINITY })
}

/** How far two sources disagree is nobody’s stay: it needs no protection of its own. */
function addGap(draft: Draft, value: number, establishment: string | null, gap: number): number {
  const bounds = { low: value - gap, high: value + gap }
  return (
    draft.counts.push({ value, establishment, cells: [], ...bounds, sensitive: false, equations: [] }) - 1
  )
}

function addCount(
  draft: Draft,
  value: number,
  establishment: string | null,
  bounds: { low: number; high: number },
): number {
  const sensitive = isSmall(draft, value)
  return draft.counts.push({ value, establishment, cells: [], ...bounds, sensitive, equations: [] }) - 1
}

function isSmall({ threshold }: Draft, value: number): boolean {
  return value >= 1 && value < threshold
}

/** « < 11 » says 1 to 10 (0 when only the denominator is small); « masqué » says anything else. */
function saidByMarker({ numerator, denominator }: Cell, threshold: number): { low: number; high: number } {
  if (numerator >= threshold) return { low: threshold, high: Number.POSITIVE_INFINITY }
  if (numerator >= 1) return { low: 1, high: threshold - 1 }
  return { low: 0, high: denominator >= 1 && denominator < threshold ? threshold - 1 : 0 }
}

function grouped(cells: readonly Cell[], key: (cell: Cell) => unknown[]): number[][] {
  const groups = new Map<string, number[]>()
  for (const [index, cell] of cells.entries()) {
    const name = JSON.stringify(key(cell))
    const members = groups.get(name)
    if (members) members.push(index)
    else groups.set(name, [index])
  }
  return [...groups.values()]
}
