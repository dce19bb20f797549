import type { Stay } from '../../pmsi/stay.js'
import {
  birthOf,
  type ChildStay,
  isChildStay,
  isImplausibleWeight,
  reachesThreshold,
  readChild,
} from './birth.js'
import type { Books } from './books.js'
import { countUnlinkedDeath } from './chained-deaths.js'
import { isGroupingError } from './codes.js'
import { establishmentOf } from './findings.js'
import { hashKey } from './hash.js'
import { startMotherFinder } from './linking.js'
import { laterMovement, type Movement } from './movements.js'
import { packBirth, packChild, unpackChild } from './packing.js'
import { FLAG, ROLE, type Role } from './records.js'
import { isChained, type Trace, traceOf } from './traces.js'

/**
 * Counts a newborn's stay, but for a birth stay that carries a mother–child key: it waits in the records. Another
 * call may bring a second mother of that key, so nobody can tell whose child it is before the last one.
 */
export function foldNewborn(books: Books, stay: Stay): void {
  if (isGroupingError(stay.ghm)) {
    if (stay.ageDays === 0 && stay.entryMode === 'N') {
      books.findings.addStay('GROUPING_ERROR', stay, stay.exitYear)
    }
  } else if (isChildStay(stay)) {
    foldBirthStay(books, stay)
  } else {
    const movement = laterMovement(stay)
    if (movement !== null) foldLaterStay(books, stay, movement)
  }
}

/** Counts the children that waited, each with its mother's stay when there is one. */
export function settleWaitingChildren(books: Books): void {
  const { records } = books
  const motherOf = startMotherFinder(records)
  for (let record = 0; record < records.count(); record += 1) {
    if (records.role(record) !== ROLE.waiting) continue
    const child = waitingChild(books, record)
    const mother = motherOf(child, records.key(record))
    if (mother !== null) {
      records.countChild(mother)
      books.pendingDeliveries.get(mother)?.children.push(child)
    }
    settleWaiting(books, record, child, mother)
  }
}

function foldBirthStay(books: Books, stay: Stay): void {
  const trace = traceOf(stay)
  const child = readChild(stay, trace, books.levels, books.config)
  if (stay.motherChild !== null) {
    awaitMother(books, child, trace, hashKey(stay.motherChild))
    return
  }
  const counted = countChild(books, child, null)
  if (counted === null || !child.chained) return
  const record = books.records.append(child, trace, counted.role, counted.cell, counted.facts)
  if (child.movement !== null) books.movements.set(record, child.movement)
}

function awaitMother(books: Books, child: ChildStay, trace: Trace, key: number): void {
  const cell = books.ledger.cellOf(child.establishment, child.year)
  const record = books.records.append(child, trace, ROLE.waiting, cell, packChild(child))
  books.records.setKey(record, key, child.gestationalAgeWeeks)
  if (child.movement !== null) books.movements.set(record, child.movement)
}

function waitingChild({ records, ledger, movements }: Books, record: number): ChildStay {
  const { establishment, year } = ledger.cell(records.cell(record))
  return {
    ...unpackChild(records.facts(record)),
    finess: records.finess(record),
    rsaKey: records.rsaKey(record),
    establishment,
    year,
    entryDay: records.entryDay(record),
    dated: records.has(record, FLAG.dated),
    chained: records.has(record, FLAG.chained),
    gestationalAgeWeeks: records.gestationalAgeWeeks(record),
    movement: movements.get(record) ?? null,
  }
}

/** A child that does not count, or that no other stay can follow, leaves the records. */
function settleWaiting(books: Books, record: number, child: ChildStay, mother: number | null): void {
  const { records, movements } = books
  const counted = countChild(books, child, mother)
  if (counted === null || !child.chained) {
    records.drop(record)
    movements.delete(record)
    return
  }
  records.setRole(record, counted.role)
  records.setFacts(record, counted.facts)
  if (mother !== null) records.addFlags(record, FLAG.linked)
}

function foldLaterStay(books: Books, stay: Stay, movement: Movement): void {
  const cell = books.ledger.cellOf(establishmentOf(stay), stay.exitYear)
  const trace = traceOf(stay)
  if (isChained(trace)) {
    books.movements.set(books.records.append(stay, trace, ROLE.other, cell, 0), movement)
    return
  }
  if (movement.deathAge !== null) {
    const { finess, rsaKey, exitYear: year } = stay
    countUnlinkedDeath(
      books,
      { establishment: establishmentOf(stay), finess, rsaKey, year },
      movement.deathAge,
    )
  }
  if (movement.arrives) {
    books.findings.addStay('UNMATCHED_TRANSFER', stay, stay.exitYear)
    books.ledger.note(cell, 'transferEndsUnmatched', 1)
  }
}

type Counted = { role: Role; cell: number; facts: number }

/** Counts a birth stay, given the record of its mother's stay or null when it was not found; null when it is no birth. */
function countChild(books: Books, child: ChildStay, mother: number | null): Counted | null {
  const { ledger, findings, records } = books
  const fromMother = mother === null ? null : records.gestationalAgeWeeks(mother)
  const term = child.gestationalAgeWeeks ?? fromMother
  noteMeasures(books, child, term, fromMother)
  if (!reachesThreshold(term, child.weightG)) return null
  if (child.p95 === 'associated') {
    findings.add('P95_NOT_PRINCIPAL', child)
    return null
  }

  const cell = ledger.cellOf(child.establishment, child.year)
  ledger.note(cell, 'children', 1)
  ledger.note(cell, 'stays', 1)
  if (mother !== null) ledger.note(cell, 'childrenLinked', 1)
  if (child.chained) ledger.note(cell, 'staysWithPerson', 1)
  if (child.p95 === 'principal') {
    ledger.note(cell, 'stillbornStays', 1)
    return { role: ROLE.stillbirth, cell, facts: 0 }
  }

  const outside = child.outside || (mother !== null && records.has(mother, FLAG.outside))
  const facts = packBirth(birthOf(child, term, outside, books.levels, books.config.veryPretermUnderWeeks))
  ledger.birth(cell, facts, 1)
  if (child.movement !== null && !child.chained) {
    findings.add('UNMATCHED_TRANSFER', child)
    ledger.note(cell, 'transferEndsUnmatched', 1)
  }
  return { role: ROLE.liveBirth, cell, facts }
}

function noteMeasures(
  { findings }: Books,
  child: ChildStay,
  term: number | null,
  fromMother: number | null,
): void {
  const own = child.gestationalAgeWeeks
  if (term === null) findings.add('MISSING_GESTATIONAL_AGE', child)
  else if (term < 22 || term > 43) findings.add('IMPLAUSIBLE_GESTATIONAL_AGE', child)
  if (own !== null && fromMother !== null && Math.abs(own - fromMother) > 1) {
    findings.add('GA_MOTHER_CHILD_MISMATCH', child)
  }
  if (child.weightG === null) findings.add('MISSING_WEIGHT', child)
  else if (isImplausibleWeight(child.weightG)) findings.add('IMPLAUSIBLE_WEIGHT', child)
}
