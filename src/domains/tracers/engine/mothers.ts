import type { Stay } from '../../pmsi/stay.js'
import type { ChildStay } from './birth.js'
import type { Books } from './books.js'
import { yearOfDay } from './calendar.js'
import { ACT, actBit, DELIVERY_ACTS, isGroupingError } from './codes.js'
import { deliveryOf, hasTwoCesareans, type MotherStay, readMother } from './delivery.js'
import { noteOutcome } from './duplicates.js'
import { hashText } from './hash.js'
import { deliveryBeforeThreshold } from './linking.js'
import { type Movement, motherMovement } from './movements.js'
import { outcomeOf } from './outcomes.js'
import { packDelivery } from './packing.js'
import { FLAG, ROLE, slot } from './records.js'
import { establishmentOf, isChained, type Trace, traceOf } from './traces.js'

/** A delivery that cannot be counted before all the children of its key are known. */
export type PendingDelivery = {
  stay: Stay
  mother: MotherStay
  cell: number
  record: number
  children: ChildStay[]
}

export const MOTHER_KEY_SEED = 0x9e3779b9

/**
 * Counts a woman's stay, and keeps what other stays may need. Gives back the record a child may be linked to, with
 * the delivery itself when its children decide what it counts for.
 */
export function foldMother(
  books: Books,
  stay: Stay,
): { record: number; pending: PendingDelivery | null } | null {
  const mother = readMother(stay)
  const movement = motherMovement(stay, mother)
  if (mother.kind === 'other' && movement === null) return null

  const establishment = establishmentOf(stay)
  if (isGroupingError(stay.ghm)) {
    if (mother.kind !== 'other') books.findings.add('GROUPING_ERROR', placeOf(stay, stay.exitYear))
    return null
  }
  const trace = traceOf(stay)
  const isDelivery = mother.kind === 'delivery'
  const year = isDelivery ? yearOfDelivery(books, stay, trace) : stay.exitYear
  const keyed = mother.kind !== 'other' && stay.motherChild !== null
  const kept = keyed || (isChained(trace) && (isDelivery || movement !== null))
  if (!isDelivery && !kept) {
    noteCodes(books, stay, mother, year)
    if (movement !== null) noteUnchained(books, stay, mother, movement, books.ledger.cellOf(establishment, year))
    return null
  }

  const cell = books.ledger.cellOf(establishment, year)
  noteCodes(books, stay, mother, year)
  if (movement !== null && !isChained(trace)) noteUnchained(books, stay, mother, movement, cell)
  const record = kept ? keep(books, stay, mother, trace, cell, keyed) : -1
  if (movement !== null && isChained(trace)) books.movements.set(record, movement)
  if (!isDelivery) return keyed ? { record, pending: null } : null

  const delivery: PendingDelivery = { stay, mother, cell, record, children: [] }
  if (keyed && needsChildren(stay, mother)) return { record, pending: delivery }
  settleDelivery(books, delivery)
  return keyed ? { record, pending: null } : null
}

/** Counts a delivery once its children are known, or undoes it when they are under both thresholds. */
export function settleDelivery(
  books: Books,
  { stay, mother, cell, record, children }: PendingDelivery,
): void {
  const { establishment, year } = books.ledger.cell(cell)
  const place = { establishment, finess: stay.finess, rsaKey: stay.rsaKey, year }
  if (stay.gestationalAgeWeeks !== null && stay.gestationalAgeWeeks < 22) {
    const verdict = deliveryBeforeThreshold(children)
    if (verdict === 'unverified') books.findings.add('BELOW_THRESHOLD_UNVERIFIED', place)
    if (verdict === 'dropped') {
      if (record >= 0) books.records.chunkOf(record).role[slot(record)] = ROLE.other
      books.movements.delete(record)
      return
    }
  }
  const outcome = outcomeOf(mother, children)
  if (outcome.countUnknown) books.findings.add('MULTIPLE_COUNT_UNKNOWN', place)
  if (outcome.kindPresumed) books.findings.add('STILLBIRTH_KIND_PRESUMED', place)

  const facts = packDelivery(deliveryOf(stay, mother, outcome))
  books.ledger.delivery(cell, facts, 1)
  books.ledger.note(cell, 'deliveries', 1)
  books.ledger.note(cell, 'stays', 1)
  if (stay.person !== null) books.ledger.note(cell, 'staysWithPerson', 1)
  noteOutcome(books, cell, facts, 1)
  if (record >= 0) books.records.chunkOf(record).facts[slot(record)] = facts
}

function needsChildren(stay: Stay, { z37 }: MotherStay): boolean {
  if (stay.gestationalAgeWeeks !== null && stay.gestationalAgeWeeks < 22) return true
  return z37 !== null && (z37.open || z37.vague === 'fifth-character')
}

function keep(
  books: Books,
  stay: Stay,
  mother: MotherStay,
  trace: Trace,
  cell: number,
  keyed: boolean,
): number {
  return books.records.append({
    ...trace,
    role: mother.kind === 'delivery' ? ROLE.delivery : ROLE.other,
    flags: trace.flags | (keyed ? FLAG.keyed : 0) | (mother.outside ? FLAG.outside : 0),
    cell,
    facts: 0,
    finess: stay.finess,
    rsaKey: stay.rsaKey,
    gestationalAgeWeeks: stay.gestationalAgeWeeks,
    key: stay.motherChild !== null && keyed ? hashText(stay.motherChild, MOTHER_KEY_SEED) : 0,
  })
}

function noteCodes(books: Books, stay: Stay, mother: MotherStay, year: number): void {
  const { findings } = books
  if (mother.kind === 'other') return
  const place = placeOf(stay, year)
  if (mother.kind === 'outcome-missing') findings.add('ACT_WITHOUT_Z37', place)
  if (mother.kind === 'act-missing') findings.add('Z37_WITHOUT_ACT', place)
  if (mother.kind !== 'delivery') return
  if (hasTwoCesareans(mother.acts)) findings.add('TWO_CESAREAN_CODES', place)
  if (mother.z37?.vague === 'fifth-character') findings.add('Z37_FIFTH_CHARACTER_MISSING', place)
  if (mother.z37?.vague === 'unspecified') findings.add('Z37_UNSPECIFIED', place)
  const saidSeveral = (mother.acts & ACT.multiple) !== 0 || mother.multiplePregnancy
  if (mother.z37Conflict || (saidSeveral && mother.z37?.births === 1))
    findings.add('MULTIPLE_NOT_COHERENT', place)
}

function noteUnchained(books: Books, stay: Stay, mother: MotherStay, movement: Movement, cell: number): void {
  const place = placeOf(stay, books.ledger.cell(cell).year)
  const departs = movement.departs && (mother.kind === 'delivery' || mother.antenatal)
  const ends = Number(movement.arrives) + Number(departs)
  if (ends > 0) books.findings.add('UNMATCHED_TRANSFER', place)
  books.ledger.note(cell, 'transferEndsUnmatched', ends)
  if (movement.markers !== 0) books.findings.add('ACT_ELSEWHERE_UNCHAINED', place)
}

const placeOf = (stay: Stay, year: number) => ({
  establishment: establishmentOf(stay),
  finess: stay.finess,
  rsaKey: stay.rsaKey,
  year,
})

function yearOfDelivery(books: Books, stay: Stay, trace: Trace): number {
  if (books.config.yearOf === 'discharge') return stay.exitYear
  let delay = -1
  for (const act of stay.acts) {
    if (act.delayDays !== null && (delay < 0 || act.delayDays < delay) && actBit(act.code) & DELIVERY_ACTS) {
      delay = act.delayDays
    }
  }
  return yearOfDay(trace.entryDay + Math.max(delay, 0))
}
