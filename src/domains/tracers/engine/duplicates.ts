import type { Books } from './books.js'
import { byText } from './findings.js'
import { FLAG, ROLE } from './records.js'
import type { Row } from './rows.js'

/**
 * The same stay (same person, dates and content) sent under several FINESS counts under one: a site of the
 * list of maternities first, else the one that sent it most often, else the lowest number. Equal stays under one
 * FINESS are kept: same-sex twins share a pseudonym. Gives back the rows that count.
 */
export function dropDuplicates(books: Books, rows: Row[]): Row[] {
  const dropped = new Set<Row>()
  for (const row of rows) {
    const same = rows.filter((other) => isSameStay(row, other))
    if (same.length === 1 || same[0] !== row) continue
    const kept = preferredFiness(books, same)
    for (const other of same) if (other.finess !== kept) dropped.add(other)
  }
  for (const row of dropped) drop(books, row)
  return dropped.size === 0 ? rows : rows.filter((row) => !dropped.has(row))
}

function isSameStay(a: Row, b: Row): boolean {
  return a.content === b.content && a.role === b.role && a.entryDay === b.entryDay && a.exitDay === b.exitDay
}

function preferredFiness(books: Books, same: Row[]): string {
  const known = same.filter((row) => books.levels.isKnown(row.establishment))
  const candidates = known.length > 0 ? known : same
  const sent = (finess: string) => candidates.filter((row) => row.finess === finess).length
  const finessList = candidates.map((row) => row.finess)
  return finessList.reduce((best, finess) => {
    const difference = sent(finess) - sent(best) || byText(best, finess)
    return difference > 0 ? finess : best
  })
}

function drop(books: Books, row: Row): void {
  const { ledger, records } = books
  books.findings.add('DUPLICATE_FINESS', row)
  if (row.role === ROLE.other) return

  ledger.note(row.cell, 'stays', -1)
  ledger.note(row.cell, 'staysWithPerson', -1)
  if (row.role === ROLE.delivery) {
    ledger.delivery(row.cell, row.facts, -1)
    ledger.note(row.cell, 'deliveries', -1)
    noteOutcome(books, row.cell, row.facts, -1)
    return
  }
  ledger.note(row.cell, 'children', -1)
  if (records.has(row.record, FLAG.linked)) ledger.note(row.cell, 'childrenLinked', -1)
  if (row.role === ROLE.liveBirth) {
    ledger.birth(row.cell, row.facts, -1)
    ledger.note(row.cell, 'liveBirths', -1)
  } else ledger.note(row.cell, 'stillbornStays', -1)
}

/** Adds to the linkage, or takes back, the children a packed delivery tells of. */
export function noteOutcome(books: Books, cell: number, facts: number, sign: 1 | -1): void {
  const births = (facts >> 6) & 7
  const stillborn = (facts >> 9) & 7
  books.ledger.note(cell, 'z37LiveBirths', sign * (births - stillborn))
  books.ledger.note(cell, 'z37Stillbirths', sign * stillborn)
}
