import type { ReadReport } from '../domains/pmsi/reading/read-units.js'
import type { QualityFinding } from '../domains/pmsi/stay.js'
import { TRACER_INDICATORS } from '../domains/tracers/engine/indicators/list.js'
import type { TracerOutcome, TracerResult } from '../domains/tracers/engine/types.js'

export type Format = 'json' | 'csv' | 'table'
export const FORMATS: readonly Format[] = ['json', 'csv', 'table']

/** The computation in the form asked; `value` is a plain ratio, null without denominator. */
export function formatOutcome(
  format: Format,
  outcome: TracerOutcome,
  report: ReadReport,
  findings: QualityFinding[],
): string {
  if (format === 'json') return toJson(outcome, report, findings)
  return format === 'csv' ? toCsv(outcome.results) : toTable(outcome.results)
}

function toJson(outcome: TracerOutcome, report: ReadReport, findings: QualityFinding[]): string {
  return `${JSON.stringify({
    definitions: outcome.definitions,
    files: report.files.map(({ name, kind, versions, lines, accepted, rejected }) => ({
      name,
      kind,
      versions,
      lines,
      accepted,
      rejected,
    })),
    rejections: report.rejections.map(({ file, line, field, reason }) => ({ file, line, field, reason })),
    quality: countFindings(findings),
    results: outcome.results,
  })}\n`
}

function countFindings(findings: QualityFinding[]): { code: string; establishment: string; count: number }[] {
  const counts = new Map<string, { code: string; establishment: string; count: number }>()
  for (const { code, establishment } of findings) {
    const key = `${code} ${establishment}`
    const known = counts.get(key)
    if (known) known.count += 1
    else counts.set(key, { code, establishment, count: 1 })
  }
  return [...counts.values()].sort(
    (a, b) => compare(a.code, b.code) || compare(a.establishment, b.establishment),
  )
}

function toCsv(results: TracerResult[]): string {
  const header = 'indicator;class;level;establishment;year;numerator;denominator;excluded;missing;value'
  const lines = results.map((row) =>
    [
      row.indicator,
      row.class,
      row.level,
      row.establishment ?? '',
      row.year,
      row.numerator,
      row.denominator,
      row.excluded,
      row.missing,
      row.value === null ? '' : String(row.value).replace('.', ','),
    ].join(';'),
  )
  return `\uFEFF${[header, ...lines].join('\r\n')}\r\n`
}

/** Results of the region then of each establishment, one line a class, one column a year. */
function toTable(results: TracerResult[]): string {
  const years = [...new Set(results.map((row) => row.year))].sort()
  const places = [...new Set(results.map((row) => row.establishment))].sort((a, b) =>
    compare(a ?? '', b ?? ''),
  )
  const byKey = new Map(
    results.map((row) => [keyOf(row.indicator, row.class, row.establishment, row.year), row]),
  )
  const out: string[] = []
  for (const place of places) {
    out.push(
      '',
      place === null ? 'RÉGION' : `ÉTABLISSEMENT ${place}`,
      `${' '.repeat(58)}${years.map((year) => String(year).padStart(22)).join('')}`,
    )
    for (const indicator of TRACER_INDICATORS) {
      out.push(indicator.title)
      for (const klass of indicator.classes) {
        const cells = years.map((year) =>
          cellText(byKey.get(keyOf(indicator.code, klass.code, place, year)), indicator.unit),
        )
        out.push(`  ${klass.label.slice(0, 55).padEnd(56)}${cells.map((cell) => cell.padStart(22)).join('')}`)
      }
    }
  }
  return `${out.join('\n')}\n`
}

function cellText(row: TracerResult | undefined, unit: '%' | '‰'): string {
  if (!row) return 'non transmis'
  if (row.value === null) return 'non calculable'
  const value = (row.value * (unit === '%' ? 100 : 1000)).toFixed(1).replace('.', ',')
  return `${value} ${unit} (${row.numerator}/${row.denominator})`
}

function keyOf(indicator: string, klass: string, establishment: string | null, year: number): string {
  return `${indicator} ${klass} ${establishment} ${year}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
