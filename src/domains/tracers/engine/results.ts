import type { Books } from './books.js'
import { byText } from './findings.js'
import type { TracerClass, TracerIndicator } from './indicator.js'
import type { Cell } from './ledger.js'
import { COUNTERS_PER_CLASS } from './tallies.js'
import type { Linkage, TracerResult } from './types.js'

/**
 * One result per class for each establishment and year where something was counted, then for the region, which is
 * the sum of the establishments and of what belongs to none. `value` is null when the denominator is 0.
 */
export function resultsOf(
  books: Books,
  indicators: readonly TracerIndicator[],
  counters: number,
): TracerResult[] {
  const results: TracerResult[] = []
  const regions = new Map<number, Int32Array>()
  for (const [year, alone] of books.ledger.regionOnly) addTo(regions, year, alone, counters)
  for (const cell of sorted(books.ledger.cells)) {
    if (isEmpty(cell.counters, counters)) continue
    addTo(regions, cell.year, cell.counters, counters)
    pushClasses(results, indicators, cell.counters, cell)
  }
  for (const [year, region] of [...regions].sort(([a], [b]) => a - b)) {
    if (!isEmpty(region, counters)) pushClasses(results, indicators, region, { establishment: null, year })
  }
  return results
}

function pushClasses(
  results: TracerResult[],
  indicators: readonly TracerIndicator[],
  counters: Int32Array,
  { establishment, year }: { establishment: string | null; year: number },
): void {
  let at = 0
  for (const indicator of indicators) {
    for (const { code } of indicator.classes satisfies TracerClass[]) {
      const numerator = counters[at] ?? 0
      const denominator = counters[at + 1] ?? 0
      results.push({
        indicator: indicator.code,
        class: code,
        level: establishment === null ? 'region' : 'establishment',
        establishment,
        year,
        numerator,
        denominator,
        excluded: counters[at + 2] ?? 0,
        missing: counters[at + 3] ?? 0,
        value: denominator === 0 ? null : numerator / denominator,
      })
      at += COUNTERS_PER_CLASS
    }
  }
}

/** What the figures rest on, for every establishment and year with a stay of use. */
export function linkageOf({ ledger }: Books): Linkage {
  const rows: Linkage = []
  for (const cell of sorted(ledger.cells)) {
    const stillbornStays = ledger.noted(cell, 'stillbornStays')
    const z37Stillbirths = ledger.noted(cell, 'z37Stillbirths')
    const row = {
      establishment: cell.establishment,
      year: cell.year,
      deliveries: ledger.noted(cell, 'deliveries'),
      liveBirths: ledger.noted(cell, 'liveBirths'),
      z37LiveBirths: ledger.noted(cell, 'z37LiveBirths'),
      stillbornStays,
      z37Stillbirths,
      stillbirthCoverage: z37Stillbirths === 0 ? null : stillbornStays / z37Stillbirths,
      children: ledger.noted(cell, 'children'),
      childrenLinked: ledger.noted(cell, 'childrenLinked'),
      stays: ledger.noted(cell, 'stays'),
      staysWithPerson: ledger.noted(cell, 'staysWithPerson'),
      transfersMatched: ledger.noted(cell, 'transfersMatched'),
      transferEndsUnmatched: ledger.noted(cell, 'transferEndsUnmatched'),
    }
    if (row.stays > 0 || row.transfersMatched > 0 || row.transferEndsUnmatched > 0) rows.push(row)
  }
  return rows
}

/** Findings about an establishment and a year: births that do not agree, a site nobody declared. */
export function noteReconciliation({ ledger, findings, levels }: Books): void {
  for (const cell of ledger.cells) {
    if (ledger.noted(cell, 'stays') === 0) continue
    const place = { establishment: cell.establishment, finess: null, rsaKey: null, year: cell.year }
    if (ledger.noted(cell, 'liveBirths') !== ledger.noted(cell, 'z37LiveBirths'))
      findings.add('LB_NE_Z37', place)
    if (!levels.isKnown(cell.establishment)) findings.add('UNKNOWN_ESTABLISHMENT', place)
  }
}

const sorted = (cells: readonly Cell[]): Cell[] =>
  [...cells].sort((a, b) => byText(a.establishment, b.establishment) || a.year - b.year)

function addTo(regions: Map<number, Int32Array>, year: number, counters: Int32Array, length: number): void {
  const region = regions.get(year) ?? new Int32Array(length)
  for (let i = 0; i < length; i += 1) region[i] = (region[i] ?? 0) + (counters[i] ?? 0)
  regions.set(year, region)
}

function isEmpty(counters: Int32Array, length: number): boolean {
  for (let i = 0; i < length; i += 1) if (counters[i] !== 0) return false
  return true
}
