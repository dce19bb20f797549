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
  const groups = await groupsOf(records, keysOf)
  const found: SuspectedPair[] = []
  for (const [rank, one] of records.entries()) {
    if (rank % AT_A_TIME === 0) await breathe()
    for (const later of laterIn(groups[rank] ?? [], rank)) {
      const other = records[later]
      const suspicion = other && suspect(one, other)
      if (suspicion) found.push({ ...namesOf(one, other), ...suspicion })
    }
  }
  return found.sort((a, b) => b.score - a.score || (a.firstId < b.firstId ? -1 : 1))
}

/** The records of these groups after this one, each once. */
function laterIn(groups: readonly (readonly number[])[], rank: number): Set<number> {
  const later = new Set<number>()
  for (const group of groups) {
    if (group.length > MOST_UNDER_A_KEY) continue
    for (const other of group) if (other > rank) later.add(other)
  }
  return later
}

function namesOf(one: { id: string }, other: { id: string }): { firstId: string; secondId: string } {
  return one.id < other.id ? { firstId: one.id, secondId: other.id } : { firstId: other.id, secondId: one.id }
}

/**
 * For each record the groups it is in, one a key: the ranks of those that have it. Most keys are of one record alone:
 * nearly none of these is kept.
 */
async function groupsOf<Record>(
  records: readonly Record[],
  keysOf: (record: Record) => readonly string[],
): Promise<number[][][]> {
  const met = new Uint8Array(SLOTS)
  await forEachKey(records, keysOf, (key) => {
    const slot = slotOf(key)
    met[slot] = Math.min(2, (met[slot] ?? 0) + 1)
  })
  const groups = new Map<string, number[]>()
  const ofRecords: number[][][] = records.map(() => [])
  await forEachKey(records, keysOf, (key, rank) => {
    if (met[slotOf(key)] === 1) return
    const group = groups.get(key) ?? []
    if (group.length === 0) groups.set(key, group)
    group.push(rank)
    ofRecords[rank]?.push(group)
  })
  return ofRecords
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
