import type { Books } from './books.js'
import type { Movement } from './movements.js'
import { FLAG } from './records.js'

/** A kept stay of a person, read for the rules that look at several stays. */
export type Row = {
  record: number
  role: number
  cell: number
  facts: number
  entryDay: number
  exitDay: number
  dated: boolean
  establishment: string
  year: number
  finess: string
  rsaKey: string
  content: number
  movement: Movement
}

/** A stay with nothing to tell others still counts as a delivery or a birth they may refer to. */
const STILL: Movement = {
  newborn: false,
  site: '',
  lastSite: '',
  departs: false,
  arrives: false,
  antenatal: false,
  joining: false,
  well: false,
  deathAge: null,
  markers: 0,
}

export function readRow({ records, ledger, movements }: Books, record: number): Row {
  const cell = records.cell(record)
  const { establishment, year } = ledger.cell(cell)
  return {
    record,
    role: records.role(record),
    cell,
    facts: records.facts(record),
    entryDay: records.entryDay(record),
    exitDay: records.exitDay(record),
    dated: records.has(record, FLAG.dated),
    establishment,
    year,
    finess: records.finess(record),
    rsaKey: records.rsaKey(record),
    content: records.content(record),
    movement: movements.get(record) ?? STILL,
  }
}

/** Counts a delivery under other facts, and remembers them. */
export function replaceDelivery(books: Books, row: Row, facts: number): void {
  books.ledger.delivery(row.cell, row.facts, -1)
  books.ledger.delivery(row.cell, facts, 1)
  remember(books, row, facts)
}

/** Counts a birth under other facts, and remembers them. */
export function replaceBirth(books: Books, row: Row, facts: number): void {
  books.ledger.birth(row.cell, row.facts, -1)
  books.ledger.birth(row.cell, facts, 1)
  remember(books, row, facts)
}

function remember(books: Books, row: Row, facts: number): void {
  row.facts = facts
  books.records.setFacts(row.record, facts)
}

export function noteUnmatched(books: Books, row: Row): void {
  books.ledger.note(row.cell, 'transferEndsUnmatched', 1)
  books.findings.add('UNMATCHED_TRANSFER', row)
}
