import { PARTITIONS, type Term } from '../../src/domains/tracers/publication/relations.js'
import type { Cell, CellVisibility } from '../../src/domains/tracers/publication/suppression.js'
import { eliminate, type Row } from './elimination.js'

/** What an attacker ends up knowing of one count. */
export type Bounds = { low: number; high: number }

export type Attack = {
  /** Bounds of each cell’s numerator, denominator and complement, in the order of the cells. */
  numerators: Bounds[]
  denominators: Bounds[]
  complements: Bounds[]
  /** Bounds of the differences of nested classes, with their true value, to judge them. */
  differences: (Bounds & { value: number; establishment: string | null })[]
}

/**
 * An attacker who reads every published figure of the view and propagates intervals through every linear
 * relation until nothing tightens, then solves the equations together, and again. `knows` says which cells are read exactly besides the published ones
 * (those of the attacker’s own establishment); `readsNothing` keeps only the markers and the zeros, which
 * is what the rule itself tells.
 */
export function attack(
  cells: Cell[],
  visibilities: CellVisibility[],
  populationOf: (cell: Cell) => string,
  options: { knows?: (cell: Cell) => boolean; readsNothing?: boolean } = {},
): Attack {
  const low: number[] = []
  const high: number[] = []
  const rows: Row[] = []
  const variable = (bounds: Bounds) => {
    low.push(bounds.low)
    high.push(bounds.high)
    return low.length - 1
  }
  const anything = () => variable({ low: 0, high: 1e9 })
  const known = (index: number) => {
    const cell = cells[index]!
    return options.knows?.(cell) || (visibilities[index] === 'published' && !options.readsNothing)
  }

  const populations = new Map<string, number>()
  const denominators = cells.map((cell, index) => {
    const key = `${cell.establishment}|${cell.year}|${populationOf(cell)}`
    const found = populations.get(key) ?? anything()
    populations.set(key, found)
    if (known(index)) low[found] = high[found] = cell.denominator
    return found
  })
  const numerators = cells.map((cell, index) => {
    if (known(index)) return variable({ low: cell.numerator, high: cell.numerator })
    return variable(marker(cell, visibilities[index]!))
  })
  const complements = cells.map((cell, index) => {
    const complement = anything()
    if (cell.numerator <= cell.denominator) {
      rows.push([
        [numerators[index]!, 1],
        [complement, 1],
        [denominators[index]!, -1],
      ])
    }
    return complement
  })

  for (const [index, cell] of cells.entries()) {
    if (cell.establishment !== null) continue
    const sites = cells.flatMap((other, i) =>
      other.establishment !== null &&
      other.indicator === cell.indicator &&
      other.class === cell.class &&
      other.year === cell.year
        ? [i]
        : [],
    )
    for (const side of [numerators, denominators]) {
      rows.push([[side[index]!, -1], ...sites.map((i): [number, number] => [side[i]!, 1])])
    }
  }

  const places = new Map(cells.map((cell, i) => [`${cell.establishment}|${cell.indicator}|${cell.class}`, i]))
  const differences: { value: number; establishment: string | null; at: number }[] = []
  for (const establishment of new Set(cells.map((cell) => cell.establishment))) {
    const at = (term: Term) => places.get(`${establishment}|${term.indicator}|${term.class}`)
    const countOf = (term: Term) => (term.count ? denominators : numerators)[at(term)!]!
    const trueValue = (term: Term) => cells[at(term)!]![term.count ?? 'numerator']
    for (const { whole, parts, rest, gap } of PARTITIONS) {
      // A class the view does not show is unknown to the attacker, and its relation of no use.
      if ([whole, ...parts].some((term) => at(term) === undefined)) continue
      const row: Row = [
        [countOf(whole), -1],
        ...parts.map((part): [number, number] => [countOf(part), part.times ?? 1]),
      ]
      const value =
        trueValue(whole) - parts.reduce((sum, part) => sum + trueValue(part) * (part.times ?? 1), 0)
      if (gap !== undefined) row.push([variable({ low: value - gap, high: value + gap }), 1])
      else if (rest === undefined) row.push([variable({ low: value, high: value }), 1])
      else {
        const difference = anything()
        row.push([difference, 1])
        differences.push({ value, establishment, at: difference })
      }
      rows.push(row)
    }
  }

  propagate(rows, low, high)
  if (!options.readsNothing) {
    eliminate(rows, low, high)
    propagate(rows, low, high)
  }
  const bounds = (index: number): Bounds => ({ low: low[index]!, high: high[index]! })
  return {
    numerators: numerators.map(bounds),
    denominators: denominators.map(bounds),
    complements: complements.map(bounds),
    differences: differences.map(({ value, establishment, at }) => ({ value, establishment, ...bounds(at) })),
  }
}

function propagate(rows: Row[], low: number[], high: number[]) {
  for (let changed = true, round = 0; changed && round < 200; round++) {
    changed = false
    for (const row of rows) {
      let least = 0
      let most = 0
      for (const [index, k] of row) {
        least += k > 0 ? k * low[index]! : k * high[index]!
        most += k > 0 ? k * high[index]! : k * low[index]!
      }
      for (const [index, k] of row) {
        const ownLeast = k > 0 ? k * low[index]! : k * high[index]!
        const ownMost = k > 0 ? k * high[index]! : k * low[index]!
        const ends = [-(most - ownMost) / k, -(least - ownLeast) / k].sort((a, b) => a - b)
        const newLow = Math.ceil(ends[0]! - 1e-9)
        const newHigh = Math.floor(ends[1]! + 1e-9)
        if (newLow > low[index]! || newHigh < high[index]!) {
          low[index] = Math.max(low[index]!, newLow)
          high[index] = Math.min(high[index]!, newHigh)
          changed = true
          break
        }
      }
    }
  }
}

/** « < 11 » or « masqué »; a masked count is known not to be one of those shown « < 11 ». */
function marker(cell: Cell, visibility: CellVisibility): Bounds {
  if (cell.numerator >= 11) return { low: 11, high: 1e9 }
  if (cell.numerator >= 1) return { low: 1, high: 10 }
  return { low: 0, high: visibility === 'primary' ? 10 : 0 }
}
