import type { UnlinkedDeath } from './deaths.js'
import type { Count, Counting, TracerClass, TracerIndicator } from './indicator.js'
import { unpackBirth, unpackDelivery } from './packing.js'
import type { InUteroTransfer } from './transfers.js'

/** Counters of one class, in this order: numerator, denominator, excluded, missing. */
export const COUNTERS_PER_CLASS = 4

/**
 * The counters a fact increments, one entry per unit: the index of the class times four, plus the counter.
 * Packed facts are looked up: predicates run once for all the stays that say the same thing.
 */
export type Tallies = {
  counters: number
  ofDelivery(bits: number): Uint16Array
  ofBirth(bits: number): Uint16Array
  ofInUteroTransfer(transfer: InUteroTransfer): Uint16Array
  ofUnlinkedDeath(death: UnlinkedDeath): Uint16Array
}

export function startTallies(indicators: readonly TracerIndicator[]): Tallies {
  const classes = indicators.flatMap((indicator) => indicator.classes)
  const delivery = rulesOf(classes, (c) => c.delivery)
  const birth = rulesOf(classes, (c) => c.birth)
  const inUteroTransfer = rulesOf(classes, (c) => c.inUteroTransfer)
  const unlinkedDeath = rulesOf(classes, (c) => c.unlinkedDeath)
  return {
    counters: classes.length * COUNTERS_PER_CLASS,
    ofDelivery: remembered((bits) => tally(delivery, unpackDelivery(bits))),
    ofBirth: remembered((bits) => tally(birth, unpackBirth(bits))),
    ofInUteroTransfer: (transfer) => tally(inUteroTransfer, transfer),
    ofUnlinkedDeath: (death) => tally(unlinkedDeath, death),
  }
}

type Rule<Fact> = { count: Count<Fact>; counter: number }

function rulesOf<Fact>(
  classes: TracerClass[],
  part: (c: TracerClass) => Counting<Fact> | undefined,
): Rule<Fact>[] {
  const rules: Rule<Fact>[] = []
  classes.forEach((c, index) => {
    const counting = part(c)
    if (counting === undefined) return
    const counts = [counting.numerator, counting.denominator, counting.excluded, counting.missing]
    counts.forEach((count, offset) => {
      if (count !== undefined) rules.push({ count, counter: index * COUNTERS_PER_CLASS + offset })
    })
  })
  return rules
}

function tally<Fact>(rules: Rule<Fact>[], fact: Fact): Uint16Array {
  const counters: number[] = []
  for (const { count, counter } of rules) {
    for (let units = Number(count(fact)); units > 0; units -= 1) counters.push(counter)
  }
  return Uint16Array.from(counters)
}

function remembered(compute: (bits: number) => Uint16Array): (bits: number) => Uint16Array {
  const known = new Map<number, Uint16Array>()
  return (bits) => {
    const found = known.get(bits)
    if (found !== undefined) return found
    const computed = compute(bits)
    known.set(bits, computed)
    return computed
  }
}
