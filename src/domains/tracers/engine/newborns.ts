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
import { laterMovement, type Movement } from './movements.js'
import { packBirth } from './packing.js'
import { FLAG, ROLE, type Role } from './records.js'
import { isChained, traceOf } from './traces.js'

/**
 * Reads a newborn's stay. A birth stay is given back, to be counted once its mother is known or not to be found;
 * any other is kept or counted at once.
 */
export function foldNewborn(books: Books, stay: Stay): ChildStay | null {
  if (isGroupingError(stay.ghm)) {
    if (stay.ageDays === 0 && stay.entryMode === 'N') {
      books.findings.addStay('GROUPING_ERROR', stay, stay.exitYear)
    }
    return null
  }
  if (isChildStay(stay)) return readChild(stay, books.config)
  const movement = laterMovement(stay)
  if (movement !== null) foldLaterStay(books, stay, movement)
  return null
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

/** Counts a birth stay, given the record of its mother's stay or null when it was not found. */
export function settleNewborn(books: Books, child: ChildStay, mother: number | null): void {
  const { ledger, findings } = books
  const fromMother = mother === null ? null : books.records.motherTerm(mother)
  if (mother !== null) books.records.countChild(mother)
  const term = child.gestationalAgeWeeks ?? fromMother
  noteMeasures(books, child, term, fromMother)
  if (!reachesThreshold(term, child.weightG)) return
  if (child.p95 === 'associated') {
    findings.addStay('P95_NOT_PRINCIPAL', child, child.year)
    return
  }

  const cell = ledger.cellOf(establishmentOf(child), child.year)
  ledger.note(cell, 'children', 1)
  ledger.note(cell, 'stays', 1)
  if (mother !== null) ledger.note(cell, 'childrenLinked', 1)
  if (isChained(child.trace)) ledger.note(cell, 'staysWithPerson', 1)
  if (child.p95 === 'principal') {
    ledger.note(cell, 'stillbornStays', 1)
    keep(books, child, mother, cell, ROLE.stillbirth, 0)
    return
  }

  const outside = child.outside || (mother !== null && books.records.has(mother, FLAG.outside))
  const facts = packBirth(birthOf(child, term, outside, books.levels, books.config.veryPretermUnderWeeks))
  ledger.birth(cell, facts, 1)
  keep(books, child, mother, cell, ROLE.liveBirth, facts)
  if (child.movement !== null && !isChained(child.trace)) {
    findings.addStay('UNMATCHED_TRANSFER', child, child.year)
    ledger.note(cell, 'transferEndsUnmatched', 1)
  }
}

function noteMeasures(
  { findings }: Books,
  child: ChildStay,
  term: number | null,
  fromMother: number | null,
): void {
  const own = child.gestationalAgeWeeks
  if (term === null) findings.addStay('MISSING_GESTATIONAL_AGE', child, child.year)
  else if (term < 22 || term > 43) findings.addStay('IMPLAUSIBLE_GESTATIONAL_AGE', child, child.year)
  if (own !== null && fromMother !== null && Math.abs(own - fromMother) > 1) {
    findings.addStay('GA_MOTHER_CHILD_MISMATCH', child, child.year)
  }
  if (child.weightG === null) findings.addStay('MISSING_WEIGHT', child, child.year)
  else if (isImplausibleWeight(child.weightG)) findings.addStay('IMPLAUSIBLE_WEIGHT', child, child.year)
}

function keep(
  books: Books,
  child: ChildStay,
  mother: number | null,
  cell: number,
  role: Role,
  facts: number,
): void {
  if (!isChained(child.trace)) return
  const record = books.records.append(child, child.trace, role, cell, facts)
  if (mother !== null) books.records.addFlags(record, FLAG.linked)
  if (child.movement !== null) books.movements.set(record, child.movement)
}
