import type { Suspicion } from './reasons.js'

/** Two records that may be one; the smaller identifier first, so that a pair has one name. */
export type SuspectedPair = Suspicion & { firstId: string; secondId: string }

/** A key that more records share says nothing: a hospital’s switchboard, the commonest of names. */
const MOST_UNDER_A_KEY = 250

/**
 * The suspected pairs among records, each compared only with those it shares a key with. A key too common is left
 * aside: true pairs have others.
 */
export function findPairs<Record extends { id: string }>(
  records: readonly Record[],
  keysOf: (record: Record) => readonly string[],
  suspect: (one: Record, other: Record) => Suspicion | null,
): SuspectedPair[] {
  const found = new Map<string, SuspectedPair>()
  const compared = new Set<number>()
  for (const group of groupsOf(records, keysOf)) {
    if (group.length < 2 || group.length > MOST_UNDER_A_KEY) continue
    for (const [rank, one] of group.entries()) {
      for (const other of group.slice(rank + 1)) {
        const pair = one * records.length + other
        if (compared.has(pair)) continue
        compared.add(pair)
        compare(records[one], records[other], suspect, found)
      }
    }
  }
  return [...found.values()].sort((a, b) => b.score - a.score || (a.firstId < b.firstId ? -1 : 1))
}

function compare<Record extends { id: string }>(
  one: Record | undefined,
  other: Record | undefined,
  suspect: (one: Record, other: Record) => Suspicion | null,
  found: Map<string, SuspectedPair>,
): void {
  if (!one || !other) return
  const suspicion = suspect(one, other)
  if (suspicion === null) return
  const [firstId, secondId] = one.id < other.id ? [one.id, other.id] : [other.id, one.id]
  found.set(`${firstId}:${secondId}`, { firstId, secondId, ...suspicion })
}

/** Ranks of the records under each key, in order. */
function groupsOf<Record>(
  records: readonly Record[],
  keysOf: (record: Record) => readonly string[],
): Iterable<number[]> {
  const groups = new Map<string, number[]>()
  for (const [rank, record] of records.entries()) {
    for (const key of new Set(keysOf(record))) {
      const group = groups.get(key)
      if (group) group.push(rank)
      else groups.set(key, [rank])
    }
  }
  return groups.values()
}
