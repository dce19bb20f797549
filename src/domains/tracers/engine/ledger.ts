import type { UnlinkedDeath } from './deaths.js'
import { packedBirths, packedStillborn } from './packing.js'
import type { Tallies } from './tallies.js'
import type { InUteroTransfer } from './transfers.js'

const LINKAGE_COUNTERS = [
  'deliveries',
  'liveBirths',
  'z37LiveBirths',
  'stillbornStays',
  'z37Stillbirths',
  'children',
  'childrenLinked',
  'stays',
  'staysWithPerson',
  'transfersMatched',
  'transferEndsUnmatched',
] as const
export type LinkageCounter = (typeof LINKAGE_COUNTERS)[number]

/** One establishment and one year. The counters of the classes come first, those of the linkage after. */
export type Cell = { establishment: string; year: number; counters: Int32Array }

export type Ledger = {
  /** The index of a cell, made on first use. */
  cellOf(establishment: string, year: number): number
  cell(index: number): Cell
  cells: readonly Cell[]
  /** Adds what a packed fact counts for, linkage included, or takes it back with a sign of -1. */
  delivery(cell: number, bits: number, sign: 1 | -1): void
  birth(cell: number, bits: number, sign: 1 | -1): void
  inUteroTransfer(cell: number, transfer: InUteroTransfer): void
  /** Counts in the region of that year, in no establishment. */
  unlinkedDeath(year: number, death: UnlinkedDeath): void
  regionOnly: ReadonlyMap<number, Int32Array>
  note(cell: number, counter: LinkageCounter, by: number): void
  noted(cell: Cell, counter: LinkageCounter): number
}

export function startLedger(tallies: Tallies): Ledger {
  const cells: Cell[] = []
  const indexes = new Map<string, Map<number, number>>()
  const regionOnly = new Map<number, Int32Array>()

  const add = (counters: Int32Array, tally: Uint16Array, sign: 1 | -1) => {
    for (let i = 0; i < tally.length; i += 1) {
      const at = tally[i] ?? 0
      counters[at] = (counters[at] ?? 0) + sign
    }
  }
  const cell = (index: number): Cell => {
    const found = cells[index]
    if (found === undefined) throw new RangeError(`no cell ${index}`)
    return found
  }
  const note = (index: number, counter: LinkageCounter, by: number) => {
    const { counters } = cell(index)
    const at = tallies.counters + LINKAGE_INDEX[counter]
    counters[at] = (counters[at] ?? 0) + by
  }

  return {
    cells,
    cell,
    regionOnly,
    note,
    cellOf(establishment, year) {
      let years = indexes.get(establishment)
      if (years === undefined) {
        years = new Map()
        indexes.set(establishment, years)
      }
      const found = years.get(year)
      if (found !== undefined) return found
      const counters = new Int32Array(tallies.counters + LINKAGE_COUNTERS.length)
      const index = cells.push({ establishment, year, counters }) - 1
      years.set(year, index)
      return index
    },
    delivery(index, bits, sign) {
      add(cell(index).counters, tallies.ofDelivery(bits), sign)
      note(index, 'deliveries', sign)
      note(index, 'z37LiveBirths', sign * (packedBirths(bits) - packedStillborn(bits)))
      note(index, 'z37Stillbirths', sign * packedStillborn(bits))
    },
    birth(index, bits, sign) {
      add(cell(index).counters, tallies.ofBirth(bits), sign)
      note(index, 'liveBirths', sign)
    },
    inUteroTransfer(index, transfer) {
      add(cell(index).counters, tallies.ofInUteroTransfer(transfer), 1)
    },
    unlinkedDeath(year, death) {
      const counters = regionOnly.get(year) ?? new Int32Array(tallies.counters)
      add(counters, tallies.ofUnlinkedDeath(death), 1)
      regionOnly.set(year, counters)
    },
    noted: ({ counters }, counter) => counters[tallies.counters + LINKAGE_INDEX[counter]] ?? 0,
  }
}

const LINKAGE_INDEX = Object.fromEntries(LINKAGE_COUNTERS.map((name, index) => [name, index])) as Record<
  LinkageCounter,
  number
>
