import { type Bounds, markerBounds } from './bounds.js'
import { type Exchange, type ExchangeSearch, exchangeSearch } from './exchange.js'
import type { Ledger } from './ledger.js'

/** That a sensitive count may, for a reader, be as high (or as low) as `goal`. */
type Proof = { count: number; side: 'high' | 'low'; goal: number; insider: string | null; exchange: Exchange }

type Work = {
  ledger: Ledger
  costs: readonly number[]
  hidden: boolean[]
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
  const { counts } = ledger
  const hidden = [...ledger.primary]
  const search = exchangeSearch(ledger, (count) => {
    let cost = 0
    for (const cell of counts[count]?.cells ?? []) if (!hidden[cell]) cost += costs[cell] ?? 1
    return cost
  })
  const work: Work = { ledger, costs, hidden, search, proofs: new Map(), boundsFor: boundsByReader(ledger) }

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
  const hideFor = (insider: string | null) => {
    const proof = nearestProof(work, count, side, goal, insider)
    if (!proof) return null
    readers.set(insider, proof)
    for (const index of proof.exchange.moved) {
      for (const cell of work.ledger.counts[index]?.cells ?? []) work.hidden[cell] = true
    }
    return proof
  }

  const proof = hideFor(null)
  if (proof) for (const insider of strangersIn(work, proof)) hideFor(insider)
}

/**
 * An exchange to the goal, or as near to it as the markers allow: they say a little more together than
 * one by one, which only the search shows. What may be lies in one interval, hence the bisection.
 */
function nearestProof(
  { ledger, search, boundsFor }: Work,
  count: number,
  side: Proof['side'],
  goal: number,
  insider: string | null,
): Proof | null {
  const value = ledger.counts[count]?.value ?? goal
  const { low, high } = boundsFor(insider)
  let target = Math.min(Math.max(goal, low[count] ?? goal), high[count] ?? goal)
  let possible = value
  let impossible: number | null = null
  let nearest: Proof | null = null
  while (target !== possible) {
    const exchange = search(count, target, insider, true)
    if (exchange) nearest = { count, side, goal: target, insider, exchange }
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
  const { ledger, costs, hidden } = work
  const secondary = [...hidden.keys()].filter((cell) => hidden[cell] && !ledger.primary[cell])
  secondary.sort((a, b) => (costs[b] ?? 1) - (costs[a] ?? 1))
  for (const cell of secondary) {
    hidden[cell] = false
    const replacements = proofsWithout(work, cell)
    if (!replacements) hidden[cell] = true
    else for (const proof of replacements) work.proofs.get(`${proof.count} ${proof.side}`)?.set(proof.insider, proof)
  }
}

/** Proofs in place of those that use a cell, hiding nothing more; null as soon as one cannot be replaced. */
function proofsWithout(work: Work, cell: number): Proof[] | null {
  const replacements: Proof[] = []
  const replace = (proof: Omit<Proof, 'exchange'>): Proof | null => {
    const exchange = work.search(proof.count, proof.goal, proof.insider, false)
    if (!exchange) return null
    const replacement = { ...proof, exchange }
    replacements.push(replacement)
    return replacement
  }

  for (const readers of work.proofs.values()) {
    for (const proof of readers.values()) {
      if (!proof.exchange.moved.some((count) => work.ledger.counts[count]?.cells.includes(cell))) continue
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
