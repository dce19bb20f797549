import { cellsToHide } from './hiding.js'
import { openLedger } from './ledger.js'

/** One figure of a view: a class of an indicator, for an establishment or (null) the region, one year. */
export type Cell = {
  indicator: string
  class: string
  establishment: string | null
  year: number
  numerator: number
  denominator: number
}

/** `primary`: the rule itself forbids it. `secondary`: hidden so that a primary one cannot be computed. */
export type CellVisibility = 'published' | 'primary' | 'secondary'

/** Patients or stays under which a count is not published (CASD rule; Health Data Hub forum). */
const THRESHOLD = 11
/** A regional figure is worth several local ones: it is what the network publishes first. */
const REGION_WEIGHT = 1.5
/**
 * Statistical secrecy over one whole view: what may be published together without any count of 1 to 10
 * stays, complement of such a count, or difference of nested classes, being known closer than « 1 to 10 »
 * (zero may be published). A hidden cell shows nothing but its marker: no numerator, denominator, rate
 * or interval.
 *
 * The staff of an establishment knows its own figures and also reads the public page. So the public view
 * withstands the staff of any one establishment, and their own view is the public one with their own
 * cells in clear: the two cannot be played against each other. Give every cell of the view, whoever reads.
 */
export function protectCells(
  cells: Cell[],
  options: { threshold?: number; ownEstablishment?: string | null } = {},
): CellVisibility[] {
  const threshold = options.threshold ?? THRESHOLD
  const own = options.ownEstablishment ?? null
  const ledger = openLedger(cells, threshold)
  const hidden = cellsToHide(ledger, cells.map(informationOf), threshold)
  return cells.map((cell, index) => {
    if (own !== null && cell.establishment === own) return 'published'
    if (ledger.primary[index]) return 'primary'
    return hidden[index] ? 'secondary' : 'published'
  })
}

/** What a reader loses with a cell: grows slowly with its numerator, so that large figures stay. */
function informationOf(cell: Cell): number {
  const weight = cell.establishment === null ? REGION_WEIGHT : 1
  return weight * (1 + Math.log10(1 + cell.numerator) / 8)
}
