import { type Bounds, markerBounds } from './bounds.js'
import { type Exchange, type ExchangeSearch, exchangeSearch } from './exchange.js'
import type { Ledger } from './ledger.js'

/** That a sensitive count may, for a reader, be as high (or as low) as `goal`. */
type Proof = { count: number; side: 'high' | 'low'; goal: number; insider: string | null; exchange: Exchange }

type Work = {
  ledger: Ledger
  costs: readonly number[]
  hidden: boolean[]
  setHidden: (cell: number, value: boolean) => void
  search: ExchangeSearch
  /** By count and side, then by reader: null is the public, else the staff of an establishment. */
  proofs: Map<string, Map<string | null, Proof>>
  /** What the markers tell each reader. */
  boundsFor: (insider: string | null) => Bounds
}

/**
 * The cells to hide, the primary ones included, so that every sensitive count may be, for the public and
 * for the staff of any other establishment, anything from 1 to the threshold excluded. Greedy: the cheapest
 * exchange for one count after the other, then cells that turned out needless are shown again.
 *
 * @param costs what readers lose with each cell; at least 1.
 */
export function cellsToHide(ledger: Ledger, costs: readonly number[], threshold: number): boolean[] {
  const { counts, primary, countsOfCell } = ledger
  const hidden = primary.map(() => false)
  // Asked at every step of every search, hence kept up to date rather than summed each time.
  const prices = new Float64Array(counts.length)
  for (const [cell, itsCounts] of countsOfCell.entries()) {
    for (const count of itsCounts) prices[count] = (prices[count] ?? 0) + (costs[cell] ?? 1)
  }
  const setHidden = (cell: number, value: boolean) => {
    if (hidden[cell] === value) return
    hidden[cell] = value
    const change = (value ? -1 : 1) * (costs[cell] ?? 1)
    for (const count of countsOfCell[cell] ?? []) prices[count] = (prices[count] ?? 0) + change
  }
  for (const [cell, isPrimary] of primary.entries()) setHidden(cell, isPrimary)

  const search = exchangeSearch(ledger, prices)
  const boundsFor = boundsByReader(ledger)
  const work: Work = { ledger, costs, hidden, setHidden, search, proofs: new Map(), boundsFor }

  for (const count of sensitiveCounts(ledger)) {
    prove(work, count, 'high', threshold - 1)
    prove(work, count, 'low', 1)
  }
  releaseNeedless(work)
  return hidden
}

/** Denominators first, since hiding one hides many cells that then cost nothing. */
function sensitiveCounts({ counts }: Ledger): number[] {
  const order = (index: number) => counts[index]?.cells.length ?? 0
  return [...counts.keys()].filter((index) => counts[index]?.sensitive).sort((a, b) => order(b) - order(a))
}

function prove(work: Work, count: number, side: Proof['side'], goal: number) {
  const readers = new Map<string | null, Proof>()
  work.proofs.set(`${count} ${side}`, readers)
  const proveTo = (insider: string | null) => {
    const { low, high } = work.boundsFor(insider)
    const nearestGoal = Math.min(Math.max(goal, low[count] ?? goal), high[count] ?? goal)
    const wanted = { count, side, goal: nearestGoal, insider }
    const proof = sharedProof(readers.values(), wanted) ?? nearestProof(work, wanted)
    if (!proof) return null
    readers.set(insider, proof)
    for (const index of proof.exchange.moved) {
      for (const cell of work.ledger.counts[index]?.cells ?? []) work.setHidden(cell, true)
    }
    return proof
  }

  const proof = proveTo(null)
  if (proof) for (const insider of strangersIn(work, proof)) proveTo(insider)
}

/** What was found for another reader proves as much to this one when it moves nothing they know. */
function sharedProof(readers: Iterable<Proof>, wanted: Omit<Proof, 'exchange'>): Proof | null {
  for (const { goal, exchange } of readers) {
    const known = wanted.insider !== null && exchange.establishments.has(wanted.insider)
    if (goal === wanted.goal && !known) return { ...wanted, exchange }
  }
  return null
}

/**
 * An exchange to the goal, or as near to it as the markers allow: they say a little more together than
 * one by one, which only the search shows. What may be lies in one interval, hence the bisection.
 */
function nearestProof({ ledger, search }: Work, wanted: Omit<Proof, 'exchange'>): Proof | null {
  let target = wanted.goal
  let possible = ledger.counts[wanted.count]?.value ?? target
  let impossible: number | null = null
  let nearest: Proof | null = null
  while (target !== possible) {
    const exchange = search(wanted.count, target, wanted.insider, true)
    if (exchange) nearest = { ...wanted, goal: target, exchange }
    if (exchange) possible = target
    else impossible = target
    if (impossible === null) break
    target = possible + Math.trunc((impossible - possible) / 2)
  }
  return nearest
}

function boundsByReader(ledger: Ledger): (insider: string | null) => Bounds {
  const known = new Map<string | null, Bounds>()
  return (insider) => {
    const bounds = known.get(insider) ?? markerBounds(ledger, insider)
    known.set(insider, bounds)
    return bounds
  }
}

/**
 * The establishments whose staff sees through a public proof, since it moves what they know. A regional
 * count has none: it includes the insider’s own patients, so it is no stranger’s secret to them.
 */
function strangersIn({ ledger }: Work, { count, exchange }: Proof): string[] {
  const home = ledger.counts[count]?.establishment ?? null
  return home === null ? [] : [...exchange.establishments].filter((establishment) => establishment !== home)
}

/** Cells hidden early may be of no use once others are: each is shown again if every proof can do without. */
function releaseNeedless(work: Work) {
  const { ledger, costs, hidden, setHidden } = work
  const secondary = [...hidden.keys()].filter((cell) => hidden[cell] && !ledger.primary[cell])
  secondary.sort((a, b) => (costs[b] ?? 1) - (costs[a] ?? 1))
  for (const cell of secondary) {
    setHidden(cell, false)
    const replacements = proofsWithout(work, cell)
    if (!replacements) setHidden(cell, true)
    else
      for (const proof of replacements)
        work.proofs.get(`${proof.count} ${proof.side}`)?.set(proof.insider, proof)
  }
}

/** Proofs in place of those that use a cell, hiding nothing more; null as soon as one cannot be replaced. */
function proofsWithout(work: Work, cell: number): Proof[] | null {
  const counts = new Set(work.ledger.countsOfCell[cell])
  const replacements: Proof[] = []
  for (const readers of work.proofs.values()) {
    const [kept, lost] = partition(
      [...readers.values()],
      ({ exchange }) => !exchange.moved.some((c) => counts.has(c)),
    )
    const replace = (wanted: Omit<Proof, 'exchange'>): Proof | null => {
      const shared = sharedProof(kept, wanted)
      const exchange = shared?.exchange ?? work.search(wanted.count, wanted.goal, wanted.insider, false)
      if (!exchange) return null
      const replacement = { ...wanted, exchange }
      kept.push(replacement)
      replacements.push(replacement)
      return replacement
    }
    for (const proof of lost) {
      const replacement = replace(proof)
      if (!replacement) return null
      if (replacement.insider !== null) continue
      // The new proof may move counts of establishments whose staff the former one did not concern.
      for (const insider of strangersIn(work, replacement)) {
        if (!readers.has(insider) && !replace({ ...replacement, insider })) return null
      }
    }
  }
  return replacements
}

function partition<T>(items: T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))]
}
