import type { CardAddress, DirectoryCard } from './cards.js'
import { communeByCode, communeOfAddress } from './communes/gazetteer.js'
import { placeAccesses } from './place-accesses.js'
import type { Spot } from './search/lexemes.js'

/**
 * Where a card may be found, as its audience may know it: the very place when the card gives it, else the point of its
 * commune, which tells nothing that the name of the commune does not.
 */
export function spotsOf(card: DirectoryCard): Spot[] {
  const spots = new Map<string, Spot>()
  for (const { address, kinds } of placeAccesses(card)) {
    const point = address && pointOf(address)
    if (point === null) continue
    const key = `${point.latitude} ${point.longitude}`
    const known = spots.get(key)
    // Of two places at one point, what one may come to the point with.
    spots.set(key, {
      ...point,
      ...known,
      accessibility: [...new Set([...(known?.accessibility ?? []), ...kinds])],
    })
  }
  return [...spots.values()]
}

function pointOf(address: CardAddress): Omit<Spot, 'accessibility'> | null {
  const commune = communeByCode(address.communeCode) ?? communeOfAddress(address.postcode, address.commune)
  const { latitude, longitude } = address
  if (latitude !== null && longitude !== null) {
    return { latitude, longitude, communeCode: commune?.code ?? address.communeCode }
  }
  return commune && { latitude: commune.latitude, longitude: commune.longitude, communeCode: commune.code }
}
