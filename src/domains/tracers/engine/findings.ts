import type { QualityFinding } from '../../pmsi/stay.js'
import type { QualityCode } from './quality-codes.js'

/** Where a finding is: a stay, or an establishment and a year when `rsaKey` is null. */
export type FindingPlace = Omit<QualityFinding, 'code'>

export type Findings = {
  add(code: QualityCode, place: FindingPlace): void
  addStay(code: QualityCode, stay: { site: string; finess: string; rsaKey: string }, year: number): void
  /** Sorted, each once. */
  list(): QualityFinding[]
}

export function startFindings(): Findings {
  const found: QualityFinding[] = []
  return {
    add(code, { establishment, finess, rsaKey, year }) {
      found.push({ code, establishment, finess, rsaKey, year })
    },
    addStay(code, stay, year) {
      found.push({
        code,
        establishment: establishmentOf(stay),
        finess: stay.finess,
        rsaKey: stay.rsaKey,
        year,
      })
    },
    list() {
      found.sort(compare)
      return found.filter((finding, i) => {
        const previous = found[i - 1]
        return previous === undefined || compare(previous, finding) !== 0
      })
    },
  }
}

/** The site a stay is told under: a file without RUM sites leaves the FINESS that sent it. */
export const establishmentOf = (stay: { site: string; finess: string }): string => stay.site || stay.finess

function compare(a: QualityFinding, b: QualityFinding): number {
  return (
    byText(a.code, b.code) ||
    byText(a.establishment, b.establishment) ||
    a.year - b.year ||
    byText(a.finess ?? '', b.finess ?? '') ||
    byText(a.rsaKey ?? '', b.rsaKey ?? '')
  )
}

// Code units, not the collation of a locale: the order must be the same on every machine.
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
