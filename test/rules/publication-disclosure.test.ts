import fc from 'fast-check'
import t from 'tap'
import {
  type Cell,
  type CellVisibility,
  PROTECTION_WIDTH,
  protectCells,
} from '../../src/domains/tracers/publication/suppression.js'
import { attack, type Bounds } from '../support/disclosure-attacker.js'
import { aPerinatalCube, drawsFrom, populationOf } from '../support/perinatal-cube.js'

t.test(
  'no attacker, staff of an establishment included, bounds a small count closer than PROTECTION_WIDTH',
  async (t) => {
    let safe = 0
    let published = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 3, max: 8 }),
        (seed, establishments) => {
          const cells = someIndicators(seed, aPerinatalCube(seed, establishments))
          const shown = protectCells(cells)
          safe += shown.filter((visibility) => visibility !== 'primary').length
          published += shown.filter((visibility) => visibility === 'published').length
          const insider = `E${1 + (seed % establishments)}`
          const found = [...disclosures(cells, shown, null), ...disclosures(cells, shown, insider)]
          if (found.length > 0) throw new Error(found.join('; '))
        },
      ),
      { numRuns: 120, seed: 20261122 },
    )
    t.comment(`${((100 * published) / safe).toFixed(1)} % of safe cells published`)
    t.ok(published / safe >= 0.7, 'at least 70 % of safe cells are published')
  },
)

t.test(
  'the whole view of every indicator withstands the public and the staff of each establishment',
  async (t) => {
    let safe = 0
    let published = 0
    for (let seed = 1; seed <= 12; seed++) {
      const establishments = 3 + (seed % 6)
      const cells = aPerinatalCube(seed, establishments)
      const shown = protectCells(cells)
      safe += shown.filter((visibility) => visibility !== 'primary').length
      published += shown.filter((visibility) => visibility === 'published').length
      const staff = Array.from({ length: establishments }, (_, index) => `E${index + 1}`)
      for (const insider of [null, ...staff]) t.same(disclosures(cells, shown, insider), [])
    }
    t.comment(`${((100 * published) / safe).toFixed(1)} % of safe cells published`)
    t.ok(published / safe >= 0.6)
  },
)

t.test(
  'control: with primary masking only, the same attacker recovers many hidden counts exactly',
  async (t) => {
    let hidden = 0
    let recovered = 0
    let narrowed = 0
    for (let seed = 1; seed <= 12; seed++) {
      const cells = aPerinatalCube(seed, 3 + (seed % 6))
      const naive = protectCells(cells).map((visibility) =>
        visibility === 'secondary' ? 'published' : visibility,
      )
      const { numerators } = attack(cells, naive, populationOf)
      for (const [index, { low, high }] of numerators.entries()) {
        if (naive[index] !== 'primary') continue
        hidden++
        if (low === high) recovered++
        if (high - low + 1 < PROTECTION_WIDTH) narrowed++
      }
    }
    t.comment(`${((100 * recovered) / hidden).toFixed(1)} % of hidden counts recovered, of ${hidden}`)
    t.ok(recovered / hidden > 0.25)
    t.ok(narrowed > recovered)
  },
)

/** A view rarely shows everything: six indicators drawn with the seed. */
function someIndicators(seed: number, cells: Cell[]): Cell[] {
  const draw = drawsFrom(seed + 1)
  const kept = [...new Set(cells.map((cell) => cell.indicator))]
    .map((indicator) => ({ indicator, rank: draw() }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, 6)
    .map(({ indicator }) => indicator)
  return cells.filter((cell) => kept.includes(cell.indicator))
}

/**
 * The small counts of others to which the attacker leaves fewer than PROTECTION_WIDTH values, though their
 * markers alone leave as many.
 */
function disclosures(cells: Cell[], shown: CellVisibility[], insider: string | null): string[] {
  const options = insider === null ? {} : { knows: (cell: Cell) => cell.establishment === insider }
  const found = attack(cells, shown, populationOf, options)
  const told = attack(cells, shown, populationOf, { ...options, readsNothing: true })
  const stranger = (establishment: string | null) =>
    insider === null || (establishment !== null && establishment !== insider)
  const names: string[] = []
  const judge = (name: string, value: number, found: Bounds, told: Bounds) => {
    if (value < 1 || value > 10) return
    const width = found.high - found.low + 1
    if (width >= Math.min(PROTECTION_WIDTH, told.high - told.low + 1)) return
    names.push(
      `${name} = ${value} in ${found.low}–${found.high}, told ${told.low}–${told.high}, to ${insider}`,
    )
  }
  for (const [i, cell] of cells.entries()) {
    if (!stranger(cell.establishment)) continue
    const name = `${cell.establishment} ${cell.indicator}/${cell.class}`
    judge(`numerator ${name}`, cell.numerator, found.numerators[i]!, told.numerators[i]!)
    judge(`denominator ${name}`, cell.denominator, found.denominators[i]!, told.denominators[i]!)
    const complement = cell.denominator - cell.numerator
    judge(`complement ${name}`, complement, found.complements[i]!, told.complements[i]!)
  }
  for (const [i, { establishment, value, ...bounds }] of found.differences.entries()) {
    if (stranger(establishment)) judge(`difference ${i}`, value, bounds, told.differences[i]!)
  }
  return names
}
