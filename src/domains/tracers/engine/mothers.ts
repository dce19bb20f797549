import type { Stay } from '../../pmsi/stay.js'
import type { ChildStay } from './birth.js'
import type { Books } from './books.js'
import { yearOfDay } from './calendar.js'
import { ACT, actBit, DELIVERY_ACTS, isGroupingError } from './codes.js'
import { deliveryOf, hasTwoCesareans, type MotherStay, readMother } from './delivery.js'
import { establishmentOf } from './findings.js'
import { hashKey } from './hash.js'
import { deliveryBeforeThreshold } from './linking.js'
import { type Movement, motherMovement } from './movements.js'
import { needsChildren, outcomeOf, presumptions } from './outcomes.js'
import { packDelivery } from './packing.js'
import { FLAG, ROLE } from './records.js'
import { isChained, type Trace, traceOf } from './traces.js'

/** A delivery that cannot be counted before all the children of its key are known. */
export type PendingDelivery = { stay: Stay; mother: MotherStay; cell: number; children: ChildStay[] }

/** Counts a woman's stay, and keeps what other stays may need. */
export function foldMother(books: Books, stay: Stay): void {
  const mother = readMother(stay)
  const movement = motherMovement(stay, mother)
  if (mother.kind === 'other' && movement === null) return
  if (isGroupingError(stay.ghm)) {
    if (mother.kind !== 'other') books.findings.addStay('GROUPING_ERROR', stay, stay.exitYear)
    return
  }

  const trace = traceOf(stay)
  const isDelivery = mother.kind === 'delivery'
  const year = isDelivery ? yearOfDelivery(books, stay, trace) : stay.exitYear
  const cell = books.ledger.cellOf(establishmentOf(stay), year)
  if (mother.kind !== 'other') noteCodes(books, stay, mother, year)
  if (movement !== null && !isChained(trace)) noteUnchained(books, stay, mother, movement, cell)

  const isLinkable = mother.kind !== 'other' && stay.motherChild !== null
  const isKept = isLinkable || (isChained(trace) && (isDelivery || movement !== null))
  const record = isKept ? keep(books, stay, mother, trace, cell) : null
  if (record !== null && movement !== null && isChained(trace)) books.movements.set(record, movement)
  if (isDelivery) {
    if (record !== null && isLinkable && (isBeforeThreshold(stay) || needsChildren(mother))) {
      books.pendingDeliveries.set(record, { stay, mother, cell, children: [] })
    } else settleDelivery(books, stay, mother, cell, record, NO_CHILDREN)
  }
}

/** Counts the deliveries that waited for their children; one whose children are under both thresholds is none. */
export function settlePendingDeliveries(books: Books): void {
  for (const [record, { stay, mother, cell, children }] of books.pendingDeliveries) {
    settleDelivery(books, stay, mother, cell, record, children)
  }
}

const NO_CHILDREN: readonly ChildStay[] = []

const isBeforeThreshold = (stay: Stay): boolean =>
  stay.gestationalAgeWeeks !== null && stay.gestationalAgeWeeks < 22

function settleDelivery(
  books: Books,
  stay: Stay,
  mother: MotherStay,
  cell: number,
  record: number | null,
  children: readonly ChildStay[],
): void {
  const { ledger, records, findings } = books
  if (isBeforeThreshold(stay)) {
    const verdict = deliveryBeforeThreshold(children)
    if (verdict === 'unverified') findings.addStay('BELOW_THRESHOLD_UNVERIFIED', stay, ledger.cell(cell).year)
    if (verdict === 'dropped') {
      if (record === null) return
      records.setRole(record, ROLE.other)
      books.movements.delete(record)
      return
    }
  }
  const outcome = outcomeOf(mother, children)
  if (mother.z37?.open) {
    const year = ledger.cell(cell).year
    for (const code of presumptions(mother, children, outcome)) findings.addStay(code, stay, year)
  }
  const facts = packDelivery(deliveryOf(stay, mother, outcome))
  ledger.delivery(cell, facts, 1)
  ledger.note(cell, 'stays', 1)
  if (stay.person !== null) ledger.note(cell, 'staysWithPerson', 1)
  if (record !== null) records.setFacts(record, facts)
}

function keep(books: Books, stay: Stay, mother: MotherStay, trace: Trace, cell: number): number {
  const { records } = books
  const role = mother.kind === 'delivery' ? ROLE.delivery : ROLE.other
  const record = records.append(stay, trace, role, cell, 0)
  if (mother.kind === 'other' || stay.motherChild === null) return record
  records.setKey(record, hashKey(stay.motherChild), stay.gestationalAgeWeeks)
  records.addFlags(record, mother.outside ? FLAG.keyed | FLAG.outside : FLAG.keyed)
  return record
}

function noteCodes(books: Books, stay: Stay, mother: MotherStay, year: number): void {
  const { findings } = books
  if (mother.kind === 'outcome-missing') findings.addStay('ACT_WITHOUT_Z37', stay, year)
  if (mother.kind === 'act-missing') findings.addStay('Z37_WITHOUT_ACT', stay, year)
  if (mother.kind !== 'delivery' || mother.z37 === null) return
  if (hasTwoCesareans(mother.acts)) findings.addStay('TWO_CESAREAN_CODES', stay, year)
  if (mother.z37.vague === 'fifth-character') findings.addStay('Z37_FIFTH_CHARACTER_MISSING', stay, year)
  if (mother.z37.vague === 'unspecified') findings.addStay('Z37_UNSPECIFIED', stay, year)
  const saysSeveral = (mother.acts & ACT.multiple) !== 0 || mother.multiplePregnancy
  if (mother.z37Conflict || (saysSeveral && mother.z37.births === 1)) {
    findings.addStay('MULTIPLE_NOT_COHERENT', stay, year)
  }
}

/** What an unchained stay leaves without its other half. */
function noteUnchained(books: Books, stay: Stay, mother: MotherStay, movement: Movement, cell: number): void {
  const { year } = books.ledger.cell(cell)
  const departs = movement.departs && (mother.kind === 'delivery' || mother.antenatal)
  const ends = Number(movement.arrives) + Number(departs)
  if (ends > 0) books.findings.addStay('UNMATCHED_TRANSFER', stay, year)
  books.ledger.note(cell, 'transferEndsUnmatched', ends)
  if (movement.markers !== 0) books.findings.addStay('ACT_ELSEWHERE_UNCHAINED', stay, year)
}

/** By birth, the day of the first delivery act when the file dates it, else that of entry. */
function yearOfDelivery(books: Books, stay: Stay, trace: Trace): number {
  if (books.config.yearOf === 'discharge') return stay.exitYear
  let delay: number | null = null
  for (const act of stay.acts) {
    if (act.delayDays === null || (actBit(act.code) & DELIVERY_ACTS) === 0) continue
    if (delay === null || act.delayDays < delay) delay = act.delayDays
  }
  return yearOfDay(trace.entryDay + (delay ?? 0))
}
