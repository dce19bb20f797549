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
import { hashText } from './hash.js'
import { countChild, type LinkableChild, readMotherRecord } from './linking.js'
import { MOTHER_KEY_SEED } from './mothers.js'
import { birthMovement, laterMovement, type Movement } from './movements.js'
import { packBirth } from './packing.js'
import { FLAG, ROLE, type Role } from './records.js'
import { establishmentOf, isChained, type Trace, traceOf } from './traces.js'

/** A birth stay waiting for its mother's. */
export type Newborn = { child: LinkableChild; trace: Trace; movement: Movement | null }

/**
 * Reads a newborn's stay. A birth stay is given back, to be counted once its mother is known or not to be found;
 * any other is kept or counted at once.
 */
export function foldNewborn(books: Books, stay: Stay): Newborn | null {
  if (isGroupingError(stay.ghm)) {
    if (stay.ageDays === 0 && stay.entryMode === 'N') books.findings.add('GROUPING_ERROR', placeOfStay(stay))
    return null
  }
  if (isChildStay(stay)) {
    const child = readChild(stay, books.config)
    const trace = traceOf(stay)
    const key = stay.motherChild === null ? null : hashText(stay.motherChild, MOTHER_KEY_SEED)
    const dated = (trace.flags & FLAG.dated) !== 0
    return { child: { ...child, key, dated }, trace, movement: birthMovement(stay, child) }
  }
  const movement = laterMovement(stay)
  if (movement !== null) foldLaterStay(books, stay, movement)
  return null
}

function foldLaterStay(books: Books, stay: Stay, movement: Movement): void {
  const cell = books.ledger.cellOf(establishmentOf(stay), stay.exitYear)
  const trace = traceOf(stay)
  if (isChained(trace)) {
    const { finess, rsaKey } = stay
    const term = { gestationalAgeWeeks: null, key: 0 }
    const record = books.records.append({
      ...trace,
      ...term,
      role: ROLE.other,
      cell,
      facts: 0,
      finess,
      rsaKey,
    })
    books.movements.set(record, movement)
    return
  }
  if (movement.deathAge !== null) countUnlinkedDeath(books, placeOfStay(stay), movement.deathAge)
  if (movement.arrives) {
    books.findings.add('UNMATCHED_TRANSFER', placeOfStay(stay))
    books.ledger.note(cell, 'transferEndsUnmatched', 1)
  }
}

/** Counts a birth stay, given the record of its mother's stay or null when it was not found. */
export function settleNewborn(
  books: Books,
  { child, trace, movement }: Newborn,
  mother: number | null,
): void {
  const { ledger, findings } = books
  const place = {
    establishment: establishmentOf(child),
    finess: child.finess,
    rsaKey: child.rsaKey,
    year: child.year,
  }
  const fromMother = mother === null ? null : readMotherRecord(books, mother)
  if (mother !== null) countChild(books, mother)
  const term = child.gestationalAgeWeeks ?? fromMother?.gestationalAgeWeeks ?? null
  noteMeasures(books, child, term, fromMother?.gestationalAgeWeeks ?? null, place)
  if (!reachesThreshold(term, child.weightG)) return
  if (child.p95 === 'associated') {
    findings.add('P95_NOT_PRINCIPAL', place)
    return
  }

  const cell = ledger.cellOf(place.establishment, child.year)
  const flags = trace.flags | (mother === null ? 0 : FLAG.linked)
  ledger.note(cell, 'children', 1)
  ledger.note(cell, 'stays', 1)
  if (mother !== null) ledger.note(cell, 'childrenLinked', 1)
  if (isChained(trace)) ledger.note(cell, 'staysWithPerson', 1)

  if (child.p95 === 'principal') {
    ledger.note(cell, 'stillbornStays', 1)
    keep(books, child, { ...trace, flags }, cell, ROLE.stillbirth, 0)
    return
  }
  const outside = child.outside || fromMother?.outside === true
  const facts = packBirth(birthOf(child, term, outside, books.levels, books.config.veryPretermUnderWeeks))
  ledger.birth(cell, facts, 1)
  ledger.note(cell, 'liveBirths', 1)
  const record = keep(books, child, { ...trace, flags }, cell, ROLE.liveBirth, facts)
  if (movement === null) return
  if (record !== null) books.movements.set(record, movement)
  else {
    findings.add('UNMATCHED_TRANSFER', place)
    ledger.note(cell, 'transferEndsUnmatched', 1)
  }
}

type Place = { establishment: string; finess: string; rsaKey: string; year: number }

function noteMeasures(
  books: Books,
  child: ChildStay,
  term: number | null,
  motherTerm: number | null,
  place: Place,
) {
  const { findings } = books
  const own = child.gestationalAgeWeeks
  if (term === null) findings.add('MISSING_GESTATIONAL_AGE', place)
  else if (term < 22 || term > 43) findings.add('IMPLAUSIBLE_GESTATIONAL_AGE', place)
  if (own !== null && motherTerm !== null && Math.abs(own - motherTerm) > 1) {
    findings.add('GA_MOTHER_CHILD_MISMATCH', place)
  }
  if (child.weightG === null) findings.add('MISSING_WEIGHT', place)
  else if (isImplausibleWeight(child.weightG)) findings.add('IMPLAUSIBLE_WEIGHT', place)
}

function keep(
  books: Books,
  child: ChildStay,
  trace: Trace,
  cell: number,
  role: Role,
  facts: number,
): number | null {
  if (!isChained(trace)) return null
  const { finess, rsaKey } = child
  return books.records.append({
    ...trace,
    role,
    cell,
    facts,
    finess,
    rsaKey,
    gestationalAgeWeeks: null,
    key: 0,
  })
}

const placeOfStay = (stay: Stay): Place => ({
  establishment: establishmentOf(stay),
  finess: stay.finess,
  rsaKey: stay.rsaKey,
  year: stay.exitYear,
})
