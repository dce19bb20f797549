import type { OwnerTable } from '../format/owners.js'
import type { ReaderQualityCode } from '../quality-codes.js'
import type { QualityFinding, Stay } from '../stay.js'

/** What a person must look at in one unit. */
export type Findings = {
  all: QualityFinding[]
  add(code: ReaderQualityCode, stay: Stay | null): void
  /** For a line that did not become a stay: `id` is that of its `OwnerTable`. */
  addId(code: ReaderQualityCode, id: number): void
  checkOrigins(stays: Stay[]): void
}

/** Above this, the file itself is the problem and one more line says nothing. */
const MAX_FINDINGS_PER_CODE = 1000

export function createFindings(
  { finess, year }: { finess: string; year: number },
  owners: OwnerTable,
): Findings {
  const all: QualityFinding[] = []
  const counts = new Map<string, number>()

  function push(finding: QualityFinding): void {
    const count = (counts.get(finding.code) ?? 0) + 1
    counts.set(finding.code, count)
    if (count <= MAX_FINDINGS_PER_CODE) all.push(finding)
  }

  function add(code: ReaderQualityCode, stay: Stay | null): void {
    push({
      code,
      establishment: stay?.site ?? finess,
      finess: stay?.finess ?? null,
      rsaKey: stay?.rsaKey ?? null,
      year,
    })
  }

  function addId(code: ReaderQualityCode, id: number): void {
    const owner = owners.finessOf(id)
    const rsaKey = String(owners.keyOf(id)).padStart(10, '0')
    push({ code, establishment: owner, finess: owner, rsaKey, year })
  }

  /** Once for each foreign FINESS and each other year: such lines come by thousands or not at all. */
  function checkOrigins(stays: Stay[]): void {
    const foreign = new Set<string>()
    const years = new Set<number>()
    for (const stay of stays) {
      if (stay.finess !== finess) foreign.add(stay.finess)
      if (stay.exitYear !== year) years.add(stay.exitYear)
    }
    for (const other of foreign) {
      push({ code: 'MIXED_FINESS', establishment: other, finess: null, rsaKey: null, year })
    }
    for (const other of years) {
      push({ code: 'EXIT_YEAR_MISMATCH', establishment: finess, finess: null, rsaKey: null, year: other })
    }
  }

  return { all, add, addId, checkOrigins }
}
