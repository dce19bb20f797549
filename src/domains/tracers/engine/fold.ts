import type { ChildStay } from './birth.js'
import type { Books } from './books.js'
import { startFindings } from './findings.js'
import { DEFINITIONS_VERSION, TRACER_INDICATORS } from './indicators/list.js'
import { startLedger } from './ledger.js'
import { startLevels } from './levels.js'
import { chooseMother } from './linking.js'
import { foldMother, settlePendingDeliveries } from './mothers.js'
import { foldNewborn, settleNewborn } from './newborns.js'
import { packedBirths } from './packing.js'
import { settlePeople } from './people.js'
import { FLAG, ROLE, startRecords } from './records.js'
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
    pendingDeliveries: new Map(),
  }
  const orphans: ChildStay[] = []

  return {
    add(stays) {
      const mothers = new Map<number, number | number[]>()
      const children: ChildStay[] = []
      for (const stay of stays) {
        if (stay.stayType === 'B') continue
        if (stay.ageDays === null) {
          const record = foldMother(books, stay)
          if (record !== null) append(mothers, books.records.motherKey(record), record)
          continue
        }
        const child = foldNewborn(books, stay)
        if (child === null) continue
        if (child.key === null) settleNewborn(books, child, null)
        else children.push(child)
      }
      for (const child of children) {
        const mother = chooseMother(books, child, mothers.get(child.key ?? 0))
        if (mother === null) orphans.push(child)
        else settleLinked(books, child, mother)
      }
    },

    finish() {
      settleOrphans(books, orphans)
      settlePendingDeliveries(books)
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

function settleLinked(books: Books, child: ChildStay, mother: number | null): void {
  if (mother !== null) books.pendingDeliveries.get(mother)?.children.push(child)
  settleNewborn(books, child, mother)
}

/** Links the children whose mother came in another call: the mothers are looked through once. */
function settleOrphans(books: Books, orphans: readonly ChildStay[]): void {
  if (orphans.length === 0) return
  const mothers = new Map<number, number[]>()
  for (const { key } of orphans) mothers.set(key ?? 0, [])
  forEachMother(books, (record) => mothers.get(books.records.motherKey(record))?.push(record))
  for (const child of orphans) {
    settleLinked(books, child, chooseMother(books, child, mothers.get(child.key ?? 0)))
  }
}

/** More children linked to a delivery than its Z37 tells of. */
function noteIncoherentMothers(books: Books): void {
  const { records, ledger, findings } = books
  forEachMother(books, (record) => {
    if (records.role(record) !== ROLE.delivery) return
    if (records.children(record) <= packedBirths(records.facts(record))) return
    const { establishment, year } = ledger.cell(records.cell(record))
    const [finess, rsaKey] = [records.finess(record), records.rsaKey(record)]
    findings.add('MULTIPLE_NOT_COHERENT', { establishment, finess, rsaKey, year })
  })
}

function forEachMother({ records }: Books, visit: (record: number) => void): void {
  for (let record = 0; record < records.count(); record += 1) {
    if (records.has(record, FLAG.keyed)) visit(record)
  }
}

// A key has one mother as a rule: a list for each would cost more than the rest of the link.
function append(lists: Map<number, number | number[]>, key: number, value: number): void {
  const known = lists.get(key)
  if (known === undefined) lists.set(key, value)
  else if (typeof known === 'number') lists.set(key, [known, value])
  else known.push(value)
}
