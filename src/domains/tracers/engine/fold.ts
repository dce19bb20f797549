import type { Books } from './books.js'
import { startFindings } from './findings.js'
import { DEFINITIONS_VERSION, TRACER_INDICATORS } from './indicators/list.js'
import { startLedger } from './ledger.js'
import { startLevels } from './levels.js'
import { forEachMother } from './linking.js'
import { foldMother, settlePendingDeliveries } from './mothers.js'
import { foldNewborn, settleWaitingChildren } from './newborns.js'
import { packedBirths } from './packing.js'
import { settlePeople } from './people.js'
import { ROLE, startRecords } from './records.js'
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

  return {
    add(stays) {
      for (const stay of stays) {
        if (stay.stayType === 'B') continue
        if (stay.ageDays === null) foldMother(books, stay)
        else foldNewborn(books, stay)
      }
    },

    finish() {
      settleWaitingChildren(books)
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

/** More children linked to a delivery than its Z37 tells of. */
function noteIncoherentMothers(books: Books): void {
  const { records, ledger, findings } = books
  forEachMother(records, (record) => {
    if (records.role(record) !== ROLE.delivery) return
    if (records.children(record) <= packedBirths(records.facts(record))) return
    const { establishment, year } = ledger.cell(records.cell(record))
    const [finess, rsaKey] = [records.finess(record), records.rsaKey(record)]
    findings.add('MULTIPLE_NOT_COHERENT', { establishment, finess, rsaKey, year })
  })
}
