import { type ChildStay, reachesThreshold } from './birth.js'
import type { Books } from './books.js'
import { byText } from './findings.js'
import { FLAG } from './records.js'

/**
 * The mother of a child among the stays that carry its key: same hospital, the child entering during the mother's
 * stay or a day around it. A woman may deliver twice under one key, so the dates decide; without them, six weeks.
 */
export function chooseMother(
  books: Books,
  child: ChildStay,
  candidates: number | readonly number[] | undefined,
): number | null {
  if (candidates === undefined) return null
  if (typeof candidates === 'number') return fits(books, child, candidates) ? candidates : null
  let chosen: number | null = null
  for (const candidate of candidates) {
    if (!fits(books, child, candidate)) continue
    if (chosen === null || precedes(books, child, candidate, chosen)) chosen = candidate
  }
  return chosen
}

function fits({ records }: Books, child: ChildStay, mother: number): boolean {
  const bothDated = (child.trace.flags & FLAG.dated) !== 0 && records.has(mother, FLAG.dated)
  const tolerance = bothDated ? 1 : 42
  return (
    child.entryDay >= records.entryDay(mother) - tolerance &&
    child.entryDay <= records.exitDay(mother) + tolerance &&
    records.finess(mother) === child.finess
  )
}

function precedes({ records }: Books, child: ChildStay, a: number, b: number): boolean {
  const gap = (mother: number) => Math.abs(records.entryDay(mother) - child.entryDay)
  return (gap(a) - gap(b) || byText(records.rsaKey(a), records.rsaKey(b))) < 0
}

/**
 * Whether a delivery before 22 weeks is one: a linked child of 500 g or 22 weeks makes it, children all under both
 * unmake it, and when none is found or weighed it counts, flagged.
 */
export function deliveryBeforeThreshold(children: readonly ChildStay[]): 'counts' | 'unverified' | 'dropped' {
  if (children.some((child) => reachesThreshold(child.gestationalAgeWeeks, child.weightG))) return 'counts'
  return children.length === 0 || children.some((child) => child.weightG === null) ? 'unverified' : 'dropped'
}
