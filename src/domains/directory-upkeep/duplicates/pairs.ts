import { setImmediate as breathe } from 'node:timers/promises'
import type { Suspicion } from './reasons.js'

/** Two records that may be one; the smaller identifier first, so that a pair has one name. */
export type SuspectedPair = Suspicion & { firstId: string; secondId: string }

/** A key that more records share says nothing: a hospital’s switchboard, the commonest of names. */
const MOST_UNDER_A_KEY = 250

/** Records looked at between two turns of the loop: other jobs of the worker pass there. */
const AT_A_TIME = 500

/**
 * The suspected pairs among records, each compared only with those it shares a key with. A key too common is left
 * aside: true pairs have others.
 */
export async function findPairs<Record extends { id: string }>(
  records: readonly Record[],
  keysOf: (record: Record) => readonly string[],
  suspect: (one: Record, other: Record) => Suspicion | null,
): Promise<SuspectedPair[]> {
  const found = new Map<string, SuspectedPair>()
  let looked = 0
  for (const group of await groupsOf(records, keysOf)) {
    if (group.length > MOST_UNDER_A_KEY) continue
    for (const [rank, one] of group.entries()) {
      looked += 1
      if (looked % AT_A_TIME === 0) await breathe()
      // Two who share several keys are compared at each: remembering all that were would cost far more.
      for (const other of group.slice(rank + 1)) compare(records[one], records[other], suspect, found)
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

/** Ranks of the records under each key, in order. Most keys are of one record alone: nearly none of these is kept. */
async function groupsOf<Record>(
  records: readonly Record[],
  keysOf: (record: Record) => readonly string[],
): Promise<Iterable<number[]>> {
  const met = new Uint8Array(SLOTS)
  const groups = new Map<string, number[]>()
  await forEachKey(records, keysOf, (key) => {
    const slot = slotOf(key)
    met[slot] = Math.min(2, (met[slot] ?? 0) + 1)
  })
  await forEachKey(records, keysOf, (key, rank) => {
    if (met[slotOf(key)] === 1) return
    const group = groups.get(key)
    if (group) group.push(rank)
    else groups.set(key, [rank])
  })
  return groups.values()
}

async function forEachKey<Record>(
  records: readonly Record[],
  keysOf: (record: Record) => readonly string[],
  meet: (key: string, rank: number) => void,
): Promise<void> {
  for (const [rank, record] of records.entries()) {
    if (rank % AT_A_TIME === 0) await breathe()
    for (const key of new Set(keysOf(record))) meet(key, rank)
  }
}

/** Four times as many as the keys of a region: few keys share one, and those that do are only kept for nothing. */
const SLOTS = 2 ** 22

/** FNV-1a. */
function slotOf(key: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return (hash >>> 0) % SLOTS
}
