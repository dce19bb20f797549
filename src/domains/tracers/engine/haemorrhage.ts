import type { Books } from './books.js'
import { ACT } from './codes.js'
import { packDelivery, unpackDelivery } from './packing.js'
import { ROLE } from './records.js'
import { type Row, replaceDelivery } from './rows.js'

/**
 * Gives the marker acts of a woman's other stays to her delivery, when the other stay starts at most one day after
 * its end or overlaps it. A delivery has each marker or not, so an act coded by both hospitals counts once.
 */
export function settleMarkers(books: Books, rows: Row[]): void {
  for (const row of rows) {
    const { markers } = row.movement
    if (markers === 0) continue
    const delivery = rows.findLast((other) => other.role === ROLE.delivery && isNear(row, other))
    if (delivery === undefined) {
      books.findings.add('ACT_ELSEWHERE_UNMATCHED', row)
      continue
    }
    const facts = unpackDelivery(delivery.facts)
    facts.embolisation ||= (markers & ACT.embolisation) !== 0
    facts.ligation ||= (markers & ACT.ligation) !== 0
    facts.hysterectomy ||= (markers & ACT.hysterectomy) !== 0
    facts.tamponade ||= (markers & ACT.tamponade) !== 0
    replaceDelivery(books, delivery, packDelivery(facts))
  }
}

// A stay that ended the day the delivery began came before it: it does not overlap.
function isNear(other: Row, delivery: Row): boolean {
  if (!other.dated || !delivery.dated || other.entryDay > delivery.exitDay + 1) return false
  return other.entryDay >= delivery.entryDay || other.exitDay > delivery.entryDay
}
