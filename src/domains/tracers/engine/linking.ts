import { type ChildStay, reachesThreshold } from './birth.js'
import { byText } from './findings.js'
import { FLAG, type Records } from './records.js'

/** The record of a child's mother, given the hash of its key; null when no stay fits. */
export type MotherFinder = (child: ChildStay, key: number) => number | null

/**
 * The mother of a child among the stays that carry its key: same hospital, the child entering during the mother's
 * stay or a day around it. A woman may deliver twice under one key, so the dates decide; without them, six weeks.
 * To be made once all the mothers are known.
 */
export function startMotherFinder(records: Records): MotherFinder {
  const { slots, mask } = mothersByKey(records)
  return (child, key) => {
    let chosen: number | null = null
    for (let slot = key & mask; slots[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const mother = slots[slot] ?? EMPTY
      if (records.key(mother) !== key || !fits(records, child, mother)) continue
      if (chosen === null || precedes(records, child, mother, chosen)) chosen = mother
    }
    return chosen
  }
}

export function forEachMother(records: Records, visit: (record: number) => void): void {
  for (let record = 0; record < records.count(); record += 1) {
    if (records.has(record, FLAG.keyed)) visit(record)
  }
}

const EMPTY = -1

/** Each mother at the slot of her key or the first free one after it: four to sixteen bytes each, where a map takes forty. */
function mothersByKey(records: Records): { slots: Int32Array; mask: number } {
  let count = 0
  forEachMother(records, () => {
    count += 1
  })
  const size = 2 ** Math.ceil(Math.log2(2 * count + 1))
  const slots = new Int32Array(size).fill(EMPTY)
  const mask = size - 1
  forEachMother(records, (record) => {
    let slot = records.key(record) & mask
    while (slots[slot] !== EMPTY) slot = (slot + 1) & mask
    slots[slot] = record
  })
  return { slots, mask }
}

function fits(records: Records, child: ChildStay, mother: number): boolean {
  const tolerance = child.dated && records.has(mother, FLAG.dated) ? 1 : 42
  return (
    child.entryDay >= records.entryDay(mother) - tolerance &&
    child.entryDay <= records.exitDay(mother) + tolerance &&
    records.finess(mother) === child.finess
  )
}

/** The nearest entry first; then what the stays say decides, never the order they came in. */
function precedes(records: Records, child: ChildStay, a: number, b: number): boolean {
  const gap = (mother: number) => Math.abs(records.entryDay(mother) - child.entryDay)
  return (
    (gap(a) - gap(b) ||
      byText(records.rsaKey(a), records.rsaKey(b)) ||
      records.entryDay(a) - records.entryDay(b) ||
      records.exitDay(a) - records.exitDay(b)) < 0
  )
}

/**
 * Whether a delivery before 22 weeks is one: a linked child of 500 g or 22 weeks makes it, children all under both
 * unmake it, and when none is found or weighed it counts, flagged.
 */
export function deliveryBeforeThreshold(children: readonly ChildStay[]): 'counts' | 'unverified' | 'dropped' {
  if (children.some((child) => reachesThreshold(child.gestationalAgeWeeks, child.weightG))) return 'counts'
  return children.length === 0 || children.some((child) => child.weightG === null) ? 'unverified' : 'dropped'
}
