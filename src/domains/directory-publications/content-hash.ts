import { createHash } from 'node:crypto'
import type { DirectoryCard } from '../directory/cards.js'
import type { EmergencySheet } from './emergency-sheet.js'

/**
 * Fingerprint of what a document says of these records; the day each was checked or drawn, and the territories of its
 * places, are left out. Pure.
 */
export function hashOfCards(cards: readonly DirectoryCard[]): string {
  const hash = createHash('sha256')
  for (const { verifiedOn: _, updatedOn: __, sources: ___, ...said } of cards) {
    const places = said.places.map(({ territoryId: _, ...place }) => place)
    hash.update(JSON.stringify({ ...said, places }))
  }
  return hash.digest('hex')
}

/** The same of a sheet, whatever its date. Pure. */
export function hashOfSheet({ sections }: EmergencySheet): string {
  return createHash('sha256').update(JSON.stringify(sections)).digest('hex')
}
