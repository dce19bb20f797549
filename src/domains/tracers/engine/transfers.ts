import type { NeonatalTransfer } from './birth.js'
import type { Books } from './books.js'
import { packBirth, packDelivery, unpackBirth, unpackDelivery } from './packing.js'
import { ROLE } from './records.js'
import { noteUnmatched, type Row, replaceBirth, replaceDelivery } from './rows.js'

/** One woman moved before delivery, between two sites; counted only when both ends were found. */
export type InUteroTransfer = { from: string; to: string }

/**
 * Pairs the departures and arrivals of one person: arrival on the day of departure, a day more or less, at
 * another geographic FINESS. Each end serves once; the rows come sorted, so the pairs do not depend on the files.
 */
export function settleTransfers(books: Books, rows: Row[]): void {
  const arrivals = new Set(rows.filter((row) => row.movement.arrives))
  for (const departure of rows.filter((row) => row.movement.departs).sort((a, b) => a.exitDay - b.exitDay)) {
    const arrival = arrivalOf(departure, arrivals)
    if (arrival !== null) arrivals.delete(arrival)
    settleDeparture(books, departure, arrival)
  }
  for (const arrival of arrivals) noteUnmatched(books, arrival)
}

function arrivalOf(departure: Row, arrivals: Set<Row>): Row | null {
  let closest: Row | null = null
  let closestGap = 2
  for (const arrival of arrivals) {
    if (arrival === departure || !arrival.dated || !departure.dated) continue
    if (arrival.movement.newborn !== departure.movement.newborn) continue
    if (arrival.movement.site === departure.movement.lastSite) continue
    const gap = Math.abs(arrival.entryDay - departure.exitDay)
    if (gap < closestGap) {
      closest = arrival
      closestGap = gap
    }
  }
  return closest
}

function settleDeparture(books: Books, departure: Row, arrival: Row | null): void {
  const { movement } = departure
  if (departure.role === ROLE.liveBirth) {
    const transfer: NeonatalTransfer = arrival?.movement.well ? 'accompaniment' : 'clinical'
    replaceBirth(books, departure, packBirth({ ...unpackBirth(departure.facts), transfer }))
  } else if (departure.role === ROLE.delivery && arrival !== null) {
    const transfer = arrival.movement.joining ? 'mother-joining-newborn' : 'postpartum'
    replaceDelivery(books, departure, packDelivery({ ...unpackDelivery(departure.facts), transfer }))
  } else if (movement.antenatal && arrival !== null) {
    const sender = books.ledger.cellOf(movement.lastSite, departure.year)
    books.ledger.inUteroTransfer(sender, { from: movement.lastSite, to: arrival.movement.site })
  }
  if (arrival !== null) books.ledger.note(departure.cell, 'transfersMatched', 1)
  else if (departure.role !== ROLE.other || movement.antenatal) noteUnmatched(books, departure)
}
