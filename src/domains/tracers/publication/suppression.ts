import { cellsToHide } from './hiding.js'
import { openLedger } from './ledger.js'
import { informationOf } from './worth.js'

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

/**
 * The least number of different whole values, its own included, that a hidden count of 1 to 10 must keep
 * for any reader: the public, and the staff of another establishment. Three means neither its value nor a
 * choice between two is ever given. All ten (« anything from 1 to 10 ») cannot be had where the region is
 * worth publishing: eight hidden counts that add up to 12 have at most five values each. Asking for it
 * hid the region; see docs/decisions/0005-statistical-secrecy.md.
 */
export const PROTECTION_WIDTH = 3

/**
 * Statistical secrecy over one whole view: what may be published together without any count of 1 to 10
 * stays, complement of such a count, or difference of nested classes, being known closer than within
 * `PROTECTION_WIDTH` values (zero may be published). Fewer only if the markers alone leave fewer: a region
 * « < 11 » of nine establishments « < 11 ». A hidden cell shows nothing but its marker: no numerator,
 * denominator, rate or interval. Establishments’ figures are given up before regional ones.
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
  const hidden = cellsToHide(ledger, cells.map(informationOf), { threshold, width: PROTECTION_WIDTH })
  return cells.map((cell, index) => {
    if (ledger.primary[index]) return seenBy(own, cell, 'primary')
    return seenBy(own, cell, hidden[index] ? 'secondary' : 'published')
  })
}

/** What the staff of an establishment, or (null) anybody else, sees of a cell that is published so. */
export function seenBy(
  own: string | null,
  { establishment }: Pick<Cell, 'establishment'>,
  visibility: CellVisibility,
): CellVisibility {
  return own !== null && establishment === own ? 'published' : visibility
}
