import { type Bounds, markerBounds } from './bounds.js'
import { type Exchange, type ExchangeSearch, exchangeSearch, NOTHING_MORE } from './exchange.js'
import type { Ledger } from './ledger.js'

/** That a sensitive count may as well be `target`. */
type Proof = { target: number; exchange: Exchange }
/** What a count may be, for all readers, and how many values each of them was left. */
type Shelter = { count: number; proofs: Proof[]; left: Map<Reader, number> }
/** The public (null), or the staff of an establishment, who knows its own counts. */
type Reader = string | null

type Work = {
  ledger: Ledger
  /** Values a reader must not be able to tell the true one from. */
  others: number
  threshold: number
  hidden: boolean[]
  setHidden: (cell: number, value: boolean) => void
  search: ExchangeSearch
  /** What the markers alone tell. */
  bounds: Bounds
}

/** Cheap exchanges are sought first, each time with the whole allowance of steps. */
const BUDGETS = [2.1, 4.2, 9, 20, 60, 130, 320, 500, 700, Number.POSITIVE_INFINITY]

/**
 * The cells to hide, the primary ones included, so that every sensitive count may have `width` different
 * values for the public and for the staff of any other establishment, or as many as the markers leave.
 * Greedy: the cheapest exchange for one count after the other, then cells that turned out needless are
 * shown again, the dearest first.
 *
 * @param costs what readers lose with each cell; at least 1.
 */
export function cellsToHide(
  ledger: Ledger,
  costs: readonly number[],
  options: { threshold: number; width: number },
): boolean[] {
  const { counts, primary, countsOfCell } = ledger
  const hidden = primary.map(() => false)
  // Asked at every step of every search, hence kept up to date rather than summed each time.
  const prices = new Float64Array(counts.length)
  const reprice = (cell: number, change: number) => {
    const { numerator = 0, denominator = 0 } = countsOfCell[cell] ?? {}
    prices[numerator] = (prices[numerator] ?? 0) + change
    prices[denominator] = (prices[denominator] ?? 0) + change
  }
  for (const cell of countsOfCell.keys()) reprice(cell, costs[cell] ?? 1)
  const setHidden = (cell: number, value: boolean) => {
    if (hidden[cell] === value) return
    hidden[cell] = value
    reprice(cell, (value ? -1 : 1) * (costs[cell] ?? 1))
  }
  for (const [cell, isPrimary] of primary.entries()) setHidden(cell, isPrimary)

  const work: Work = {
    ledger,
    others: options.width - 1,
    threshold: options.threshold,
    hidden,
    setHidden,
    search: exchangeSearch(ledger, prices),
    bounds: markerBounds(ledger),
  }
  const shelters = sensitiveCounts(ledger).map((count) => shelter(work, count))
  releaseNeedless(work, shelters, costs)
  return hidden
}

/** The region first, then denominators: what they hide is many cells, that then cost nothing to others. */
function sensitiveCounts({ counts }: Ledger): number[] {
  const order = (index: number) => {
    const count = counts[index]
    return (count?.establishment === null ? 1000 : 0) + (count?.cells.length ?? 0)
  }
  return [...counts.keys()].filter((index) => counts[index]?.sensitive).sort((a, b) => order(b) - order(a))
}

function shelter(work: Work, count: number): Shelter {
  const made: Shelter = { count, proofs: [], left: new Map() }
  const targets = targetsFor(work, count)
  for (const reader of readersOf(work, made)) {
    for (const budget of [NOTHING_MORE, ...BUDGETS]) {
      if (prove(work, made, { reader, targets, budget, needed: work.others })) break
    }
    made.left.set(reader, leftTo(reader, made.proofs).size)
    for (const { exchange } of made.proofs) hideFor(work, exchange)
  }
  return made
}

/**
 * The public, then the establishments whose staff sees through a proof, since it moves what they know. A
 * regional count has none: it includes their own patients, so it is no stranger’s secret to them.
 */
function* readersOf({ ledger }: Work, { count, proofs }: Shelter): Generator<Reader> {
  yield null
  const home = ledger.counts[count]?.establishment ?? null
  if (home === null) return
  const seen = new Set([home])
  for (const { exchange } of proofs) {
    for (const establishment of exchange.establishments) {
      if (seen.has(establishment)) continue
      seen.add(establishment)
      yield establishment
    }
  }
}

/** The nearest other values, which move the least, among those the markers allow. */
function targetsFor({ ledger, bounds, others, threshold }: Work, count: number): number[] {
  const value = ledger.counts[count]?.value ?? 0
  const least = Math.max(0, bounds.low[count] ?? 0)
  const most = Math.min(threshold - 1, bounds.high[count] ?? 0)
  const targets: number[] = []
  for (let distance = 1; distance <= others + 1; distance++) {
    for (const target of [value + distance, value - distance]) {
      if (target >= least && target <= most) targets.push(target)
    }
  }
  return targets
}

type Goal = { reader: Reader; targets: number[]; budget: number; needed: number }

/** Adds proofs within a budget until `needed` other values are left to the reader; whether it succeeded. */
function prove(work: Work, made: Shelter, { reader, targets, budget, needed }: Goal): boolean {
  const left = leftTo(reader, made.proofs)
  for (const target of targets) {
    if (left.size >= needed) break
    if (left.has(target)) continue
    const exchange = work.search(made.count, target, reader, budget)
    if (!exchange) continue
    made.proofs.push({ target, exchange })
    left.add(target)
    if (budget > NOTHING_MORE) hideFor(work, exchange)
  }
  return left.size >= needed
}

/** A proof holds for a reader when it moves nothing they know. */
function leftTo(reader: Reader, proofs: Proof[]): Set<number> {
  const left = new Set<number>()
  for (const { target, exchange } of proofs) {
    if (reader === null || !exchange.establishments.has(reader)) left.add(target)
  }
  return left
}

function hideFor({ ledger, setHidden }: Work, exchange: Exchange) {
  for (const index of exchange.moved) {
    for (const cell of ledger.counts[index]?.cells ?? []) setHidden(cell, true)
  }
}

/** Cells hidden early may be of no use once others are: each is shown again if every proof can do without. */
function releaseNeedless(work: Work, shelters: Shelter[], costs: readonly number[]) {
  const { ledger, hidden, setHidden } = work
  const secondary = [...hidden.keys()].filter((cell) => hidden[cell] && !ledger.primary[cell])
  secondary.sort((a, b) => (costs[b] ?? 1) - (costs[a] ?? 1))
  for (const cell of secondary) {
    setHidden(cell, false)
    const { numerator, denominator } = ledger.countsOfCell[cell] ?? {}
    const replaced: [at: number, shelter: Shelter][] = []
    const allHold = shelters.every((former, at) => {
      const proofs = former.proofs.filter(({ exchange }) => !moves(exchange, numerator, denominator))
      if (proofs.length === former.proofs.length) return true
      const without = sheltered(work, former, proofs)
      if (without) replaced.push([at, without])
      return without !== null
    })
    if (!allHold) setHidden(cell, true)
    else for (const [at, without] of replaced) shelters[at] = without
  }
}

function moves({ moved }: Exchange, ...counts: (number | undefined)[]): boolean {
  return counts.some((count) => count !== undefined && moved.includes(count))
}

/** The same shelter from the proofs that remain and others that hide nothing more; null if it gets worse. */
function sheltered(work: Work, former: Shelter, proofs: Proof[]): Shelter | null {
  const made: Shelter = { ...former, proofs, left: new Map() }
  const targets = targetsFor(work, made.count)
  for (const reader of readersOf(work, made)) {
    const needed = former.left.get(reader) ?? former.left.get(null) ?? 0
    if (!prove(work, made, { reader, targets, budget: NOTHING_MORE, needed })) return null
    made.left.set(reader, needed)
  }
  return made
}
