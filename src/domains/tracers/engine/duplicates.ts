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
  const sameStays = new Map<string, Row[]>()
  for (const row of rows) {
    const key = `${row.content} ${row.role} ${row.entryDay} ${row.exitDay}`
    const same = sameStays.get(key)
    if (same === undefined) sameStays.set(key, [row])
    else same.push(row)
  }
  if (sameStays.size === rows.length) return rows

  const dropped = new Set<Row>()
  for (const same of sameStays.values()) {
    const kept = preferredFiness(books, same)
    for (const row of same) if (row.finess !== kept) dropped.add(row)
  }
  for (const row of dropped) drop(books, row)
  return rows.filter((row) => !dropped.has(row))
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

function drop({ ledger, records, findings }: Books, row: Row): void {
  findings.add('DUPLICATE_FINESS', row)
  if (row.role === ROLE.other) return
  ledger.note(row.cell, 'stays', -1)
  ledger.note(row.cell, 'staysWithPerson', -1)
  if (row.role === ROLE.delivery) {
    ledger.delivery(row.cell, row.facts, -1)
    return
  }
  ledger.note(row.cell, 'children', -1)
  if (records.has(row.record, FLAG.linked)) ledger.note(row.cell, 'childrenLinked', -1)
  if (row.role === ROLE.liveBirth) ledger.birth(row.cell, row.facts, -1)
  else ledger.note(row.cell, 'stillbornStays', -1)
}
