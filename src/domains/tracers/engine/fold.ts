import type { Books } from './books.js'
import { startFindings } from './findings.js'
import { DEFINITIONS_VERSION, TRACER_INDICATORS } from './indicators/list.js'
import { startLedger } from './ledger.js'
import { startLevels } from './levels.js'
import { chooseMother } from './linking.js'
import { foldMother, type PendingDelivery, settleDelivery } from './mothers.js'
import { foldNewborn, type Newborn, settleNewborn } from './newborns.js'
import { packedBirths } from './packing.js'
import { settlePeople } from './people.js'
import { FLAG, ROLE, slot, startRecords } from './records.js'
import { linkageOf, noteReconciliation, resultsOf } from './results.js'
import { startTallies } from './tallies.js'
import type { EngineConfig, TracerFold } from './types.js'

/**
 * Starts the computation of all tracer indicators. Stays are counted as they come; only what a later unit may
 * change is kept, in columns. Nothing depends on the order of the stays, nor on how they are split between calls.
 */
export function startTracers(config: EngineConfig): TracerFold {
  const tallies = startTallies(TRACER_INDICATORS)
  const books: Books = {
    config,
    levels: startLevels(config),
    ledger: startLedger(tallies),
    findings: startFindings(),
    records: startRecords(),
    movements: new Map(),
  }
  const pendingDeliveries = new Map<number, PendingDelivery>()
  const orphans: Newborn[] = []

  const settle = (newborn: Newborn, mother: number | null) => {
    if (mother !== null) pendingDeliveries.get(mother)?.children.push(newborn.child)
    settleNewborn(books, newborn, mother)
  }

  return {
    add(stays) {
      const mothers = new Map<string, number[]>()
      const newborns: { newborn: Newborn; key: string }[] = []
      for (const stay of stays) {
        if (stay.stayType === 'B') continue
        if (stay.ageDays === null) {
          const folded = foldMother(books, stay)
          if (folded === null || stay.motherChild === null) continue
          if (folded.pending !== null) pendingDeliveries.set(folded.record, folded.pending)
          append(mothers, stay.motherChild, folded.record)
        } else {
          const newborn = foldNewborn(books, stay)
          if (newborn === null) continue
          if (stay.motherChild === null) settle(newborn, null)
          else newborns.push({ newborn, key: stay.motherChild })
        }
      }
      for (const { newborn, key } of newborns) {
        const mother = chooseMother(books, newborn.child, mothers.get(key) ?? [])
        if (mother === null) orphans.push(newborn)
        else settle(newborn, mother)
      }
    },

    finish() {
      settleOrphans(books, orphans, settle)
      for (const pending of pendingDeliveries.values()) settleDelivery(books, pending)
      noteIncoherentMothers(books)
      settlePeople(books)
      noteReconciliation(books)
      return {
        definitions: DEFINITIONS_VERSION,
        quality: books.findings.list(),
        results: resultsOf(books, TRACER_INDICATORS, tallies.counters),
        linkage: linkageOf(books),
      }
    },
  }
}

/** Links the children whose mother came in another call: the mothers are looked through once. */
function settleOrphans(
  books: Books,
  orphans: readonly Newborn[],
  settle: (newborn: Newborn, mother: number | null) => void,
): void {
  if (orphans.length === 0) return
  const mothers = new Map<number, number[]>()
  for (const { child } of orphans) if (child.key !== null) mothers.set(child.key, [])
  forEachMother(books, (record, key) => mothers.get(key)?.push(record))
  for (const orphan of orphans) {
    const candidates = orphan.child.key === null ? undefined : mothers.get(orphan.child.key)
    settle(orphan, chooseMother(books, orphan.child, candidates ?? []))
  }
}

/** More children linked to a delivery than its Z37 tells of. */
function noteIncoherentMothers(books: Books): void {
  forEachMother(books, (record) => {
    const chunk = books.records.chunkOf(record)
    const at = slot(record)
    if (chunk.role[at] !== ROLE.delivery || (chunk.children[at] ?? 0) <= packedBirths(chunk.facts[at] ?? 0))
      return
    const { establishment, year } = books.ledger.cell(chunk.cell[at] ?? 0)
    const [finess, rsaKey] = [books.records.finessOf(record), books.records.rsaKeyOf(record)]
    books.findings.add('MULTIPLE_NOT_COHERENT', { establishment, finess, rsaKey, year })
  })
}

function forEachMother({ records }: Books, visit: (record: number, key: number) => void): void {
  for (let record = 0; record < records.count(); record += 1) {
    const chunk = records.chunkOf(record)
    if ((chunk.flags[slot(record)] ?? 0) & FLAG.keyed) visit(record, chunk.key[slot(record)] ?? 0)
  }
}

function append(lists: Map<string, number[]>, key: string, value: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
