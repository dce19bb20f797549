import type { Books } from './books.js'
import { settleDeaths } from './chained-deaths.js'
import { dropDuplicates } from './duplicates.js'
import { byText } from './findings.js'
import { settleMarkers } from './haemorrhage.js'
import { FLAG, type Records } from './records.js'
import { type Row, readRow } from './rows.js'
import { settleTransfers } from './transfers.js'

/** Applies the rules that look at several stays of a person: duplicates, transfers, deaths, acts elsewhere. */
export function settlePeople(books: Books): void {
  forEachPerson(books.records, (records) => {
    if (records.length === 1 && !books.movements.has(records[0] ?? -1)) return
    const rows = records.map((record) => readRow(books, record)).sort(inTime)
    const kept = rows.length === 1 ? rows : dropDuplicates(books, rows)
    if (kept.every((row) => !books.movements.has(row.record))) return
    settleTransfers(books, kept)
    settleDeaths(books, kept)
    settleMarkers(books, kept)
  })
}

// By what the stays say, never by the order they came in.
function inTime(a: Row, b: Row): number {
  return (
    a.entryDay - b.entryDay ||
    a.exitDay - b.exitDay ||
    byText(a.establishment, b.establishment) ||
    byText(a.finess, b.finess) ||
    byText(a.rsaKey, b.rsaKey) ||
    a.content - b.content
  )
}

/**
 * Calls back with the records of each person. Two passes of counting over the high bits of the pseudonym, then
 * a sort of a few records: four bytes a record, where a map would take eighty.
 */
function forEachPerson(records: Records, visit: (group: number[]) => void): void {
  const count = records.count()
  const bits = Math.min(20, Math.max(1, Math.ceil(Math.log2(count / 8 + 1))))
  const starts = new Uint32Array((1 << bits) + 1)
  const bucketOf = (index: number) => records.personBits(index) >>> (32 - bits)
  const isChained = (index: number) => records.has(index, FLAG.chained)

  let chained = 0
  for (let i = 0; i < count; i += 1) {
    if (!isChained(i)) continue
    chained += 1
    const next = bucketOf(i) + 1
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let b = 1; b < starts.length; b += 1) starts[b] = (starts[b] ?? 0) + (starts[b - 1] ?? 0)
  const order = new Uint32Array(chained)
  const filled = starts.slice()
  for (let i = 0; i < count; i += 1) {
    if (!isChained(i)) continue
    const bucket = bucketOf(i)
    const at = filled[bucket] ?? 0
    order[at] = i
    filled[bucket] = at + 1
  }
  for (let b = 0; b < starts.length - 1; b += 1) {
    const bucket = Array.from(order.subarray(starts[b] ?? 0, starts[b + 1] ?? 0))
    if (bucket.length > 1) bucket.sort(records.comparePersons)
    visitRuns(records, bucket, visit)
  }
}

function visitRuns(records: Records, sorted: number[], visit: (group: number[]) => void): void {
  let group: number[] = []
  for (const record of sorted) {
    const first = group[0]
    if (first !== undefined && records.comparePersons(first, record) !== 0) {
      visit(group)
      group = []
    }
    group.push(record)
  }
  if (group.length > 0) visit(group)
}
