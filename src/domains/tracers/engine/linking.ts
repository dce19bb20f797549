import { type ChildStay, reachesThreshold } from './birth.js'
import type { Books } from './books.js'
import { byText } from './findings.js'
import { FLAG, NO_TERM, slot } from './records.js'

/** A child's stay with what it takes to find its mother later. */
export type LinkableChild = ChildStay & { key: number | null; dated: boolean }

/**
 * The mother of a child among the stays that carry its key: same hospital, the child entering during the mother's
 * stay or a day around it. A woman may deliver twice under one key, so the dates decide; without them, six weeks.
 */
export function chooseMother(
  books: Books,
  child: LinkableChild,
  candidates: readonly number[],
): number | null {
  let chosen: number | null = null
  for (const candidate of candidates) {
    if (!fits(books, child, candidate)) continue
    if (chosen === null || precedes(books, child, candidate, chosen)) chosen = candidate
  }
  return chosen
}

function fits({ records }: Books, child: LinkableChild, mother: number): boolean {
  const chunk = records.chunkOf(mother)
  const at = slot(mother)
  const tolerance = child.dated && ((chunk.flags[at] ?? 0) & FLAG.dated) !== 0 ? 1 : 42
  return (
    child.entryDay >= (chunk.entryDay[at] ?? 0) - tolerance &&
    child.entryDay <= (chunk.exitDay[at] ?? 0) + tolerance &&
    records.finessOf(mother) === child.finess
  )
}

function precedes({ records }: Books, child: LinkableChild, a: number, b: number): boolean {
  const gap = (mother: number) =>
    Math.abs((records.chunkOf(mother).entryDay[slot(mother)] ?? 0) - child.entryDay)
  const difference = gap(a) - gap(b) || byText(records.rsaKeyOf(a), records.rsaKeyOf(b))
  return difference < 0
}

/** What a child takes from its mother's stay: her term, for want of its own, and whether she delivered outside. */
export function readMotherRecord({ records }: Books, mother: number) {
  const chunk = records.chunkOf(mother)
  const term = chunk.term[slot(mother)] ?? NO_TERM
  return {
    gestationalAgeWeeks: term === NO_TERM ? null : term,
    outside: ((chunk.flags[slot(mother)] ?? 0) & FLAG.outside) !== 0,
  }
}

/** One more child linked to a mother. */
export function countChild({ records }: Books, mother: number): void {
  const { children } = records.chunkOf(mother)
  children[slot(mother)] = (children[slot(mother)] ?? 0) + 1
}

/**
 * Whether a delivery before 22 weeks is one: a linked child of 500 g or 22 weeks makes it, children all under both
 * unmake it, and when none is found or weighed it counts, flagged.
 */
export function deliveryBeforeThreshold(children: readonly ChildStay[]): 'counts' | 'unverified' | 'dropped' {
  if (children.some((child) => reachesThreshold(child.gestationalAgeWeeks, child.weightG))) return 'counts'
  return children.length === 0 || children.some((child) => child.weightG === null) ? 'unverified' : 'dropped'
}
