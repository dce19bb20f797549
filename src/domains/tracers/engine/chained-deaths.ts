import { withDeath } from './birth.js'
import type { Books } from './books.js'
import { neonatalDeathAt } from './deaths.js'
import { packBirth, unpackBirth } from './packing.js'
import { ROLE } from './records.js'
import { type Row, replaceBirth } from './rows.js'

/**
 * Gives each death to a birth of the same person: at the establishment and in the year of the birth. Same-sex
 * twins may share a pseudonym, so a birth already followed by a death is passed over; when all are, it is the same
 * death told twice. Without any birth the region alone counts it.
 */
export function settleDeaths(books: Books, rows: Row[]): void {
  for (const row of rows) {
    const { deathAge } = row.movement
    if (deathAge === null) continue
    const births = rows.filter((other) => other.role === ROLE.liveBirth)
    const birth = births.find((other) => unpackBirth(other.facts).death === 'none')
    if (birth !== undefined) {
      replaceBirth(books, birth, packBirth(withDeath(unpackBirth(birth.facts), deathAge)))
    } else if (births.length === 0) countUnlinkedDeath(books, row, deathAge)
  }
}

/** A death no birth explains: in the region, in the year of the stay it ended. */
export function countUnlinkedDeath(
  books: Books,
  place: { establishment: string; finess: string; rsaKey: string; year: number },
  ageDays: number,
): void {
  books.ledger.unlinkedDeath(place.year, { death: neonatalDeathAt(ageDays) })
  books.findings.add('UNLINKED_DEATH', place)
}
