import { type Exchange, exchangeSearch } from './exchange.js'
import { type Ledger, openLedger } from './ledger.js'

/** One figure of a view: a class of an indicator, for an establishment or (null) the region, one year. */
export type Cell = {
  indicator: string
  class: string
  establishment: string | null
  year: number
  numerator: number
  denominator: number
}

/** `primary`: the rule itself forbids it. `secondary`: hidden so that a primary one cannot be computed. */
export type CellVisibility = 'published' | 'primary' | 'secondary'

/** Patients or stays under which a count is not published (CASD rule; Health Data Hub forum). */
const THRESHOLD = 11
/** A regional figure is worth several local ones: it is what the network publishes first. */
const REGION_WEIGHT = 2.5
/** Under the cost of any visible cell: exchanges among cells already hidden. */
const NOTHING_MORE = 0.9
/** Cheap exchanges are sought first, each time with the whole allowance of steps. */
const COST_LIMITS = [NOTHING_MORE, 4, 10, 30, Number.POSITIVE_INFINITY]

/**
 * Statistical secrecy over one whole view: what may be published together without any count of 1 to 10
 * stays, complement of such a count, or difference of nested classes, being known closer than « 1 to 10 »
 * (zero may be published). A hidden cell shows nothing but its marker: no numerator, denominator, rate
 * or interval.
 *
 * The staff of an establishment knows its own figures and also reads the public page. So the public view
 * withstands the staff of any one establishment, and their own view is the public one with their own
 * cells in clear: the two cannot be played against each other. Give every cell of the view, whoever reads.
 */
export function protectCells(
  cells: Cell[],
  options: { threshold?: number; ownEstablishment?: string | null } = {},
): CellVisibility[] {
  const threshold = options.threshold ?? THRESHOLD
  const own = options.ownEstablishment ?? null
  const ledger = openLedger(cells, threshold)
  const hidden = hideAround(cells, ledger, threshold)
  return cells.map((cell, index) => {
    if (own !== null && cell.establishment === own) return 'published'
    if (ledger.primary[index]) return 'primary'
    return hidden[index] ? 'secondary' : 'published'
  })
}

/** A proof that a count may have the value `goal` for the reader, the staff of `insider` included. */
type Proof = { count: number; goal: number; insider: string | null; exchange: Exchange }

function hideAround(cells: Cell[], ledger: Ledger, threshold: number): boolean[] {
  const { counts } = ledger
  const hidden = [...ledger.primary]
  const costs = cells.map((cell) => informationOf(cell))
  const search = exchangeSearch(ledger, (count) => {
    let cost = 0
    for (const cell of counts[count]?.cells ?? []) if (!hidden[cell]) cost += costs[cell] ?? 0
    return cost
  })

  const proofs: Proof[] = []
  const prove = (count: number, goal: number, insider: string | null): Proof | null => {
    const proof = nearestProof(count, goal, insider)
    if (!proof) return null
    proofs.push(proof)
    for (const index of proof.exchange.moved) for (const cell of counts[index]?.cells ?? []) hidden[cell] = true
    return proof
  }

  /**
   * As near to the goal as the markers allow: when a region under 11 has three establishments above zero,
   * « < 11 » everywhere already says that none has more than 8.
   */
  function nearestProof(count: number, goal: number, insider: string | null): Proof | null {
    const value = counts[count]?.value ?? goal
    const step = Math.sign(value - goal)
    for (let target = goal; target !== value; target += step) {
      for (const limit of COST_LIMITS) {
        const exchange = search(count, target, insider, limit)
        if (exchange) return { count, goal: target, insider, exchange }
      }
    }
    return null
  }

  for (const count of sensitiveCounts(ledger)) {
    const home = counts[count]?.establishment ?? null
    for (const goal of [threshold - 1, 1]) {
      const proof = prove(count, goal, null)
      // A regional count includes the insider’s own patients, so it is no stranger’s secret to them.
      if (!proof || home === null) continue
      for (const insider of proof.exchange.establishments) if (insider !== home) prove(count, goal, insider)
    }
  }

  releaseNeedless()
  return hidden

  /** Cells hidden early may be of no use once others are hidden: shown again if every proof can do without. */
  function releaseNeedless() {
    const candidates = cells.map((_, index) => index).filter((index) => hidden[index] && !ledger.primary[index])
    candidates.sort((a, b) => (costs[b] ?? 0) - (costs[a] ?? 0))
    for (const cell of candidates) {
      hidden[cell] = false
      const replaced = new Map<Proof, Exchange>()
      const concerned = proofs.filter((proof) => uses(proof.exchange, cell))
      for (const proof of concerned) {
        const exchange = search(proof.count, proof.goal, proof.insider, NOTHING_MORE)
        if (!exchange) break
        replaced.set(proof, exchange)
      }
      if (replaced.size === concerned.length) for (const [proof, exchange] of replaced) proof.exchange = exchange
      else hidden[cell] = true
    }
  }

  function uses(exchange: Exchange, cell: number) {
    return exchange.moved.some((count) => counts[count]?.cells.includes(cell))
  }
}

/** Denominators first, since hiding one hides many cells that then cost nothing. */
function sensitiveCounts({ counts }: Ledger): number[] {
  const order = (index: number) => counts[index]?.cells.length ?? 0
  return [...counts.keys()].filter((index) => counts[index]?.sensitive).sort((a, b) => order(b) - order(a))
}

/** What a reader loses with a cell: grows slowly with its numerator, so that large figures stay. */
function informationOf(cell: Cell): number {
  const weight = cell.establishment === null ? REGION_WEIGHT : 1
  return weight * (1 + Math.log10(1 + cell.numerator) / 4)
}
